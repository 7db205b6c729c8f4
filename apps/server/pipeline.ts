/** The pipeline role: opens the doors for data, runs the alarms, pushes to browsers. Needs neither PostgreSQL nor the archive to be up. */
import { join } from 'node:path'
import { type Bus, hostBus, joinBus, socketPath } from '@anyuan/bus'
import { QUALITY_NAMES, type QualityName, quality } from '@anyuan/kernel'
import {
  addEdgeRoutes,
  addPushRoute,
  type Driver,
  type DriverContext,
  type EdgeReceiver,
  type KnownSource,
  openEdgeReceiver,
  openPipeline,
  type Pipeline,
  PipelineDefinition,
  type QuarantineRecord,
  type Reread,
  reprocess,
  rereadHj212,
  startEmbeddedMqtt,
  startExternalMqtt,
  startExternalSparkplug,
  startHj212,
} from '@anyuan/telemetry'
import { archiveOver } from '@anyuan/telemetry/archive'
import { type Collector, faultOf, followSources } from '@anyuan/telemetry/collect'
import { openSealed } from '@anyuan/telemetry/seal'
import Fastify from 'fastify'
import { Counter, Gauge } from 'prom-client'
import { WebSocketServer } from 'ws'
import { type Config, networksIn } from './config.ts'
import { runningAlarm } from './feed/running-alarm.ts'
import { watchHouse } from './health/watch.ts'
import { ALARM_EVENTS, type PipelineRequests, QUARANTINE_WAITS, type TrafficRow } from './pipeline-link.ts'
import { type RoleContext, runRole } from './role.ts'

/** Protocols in which a source is connected or not, whether it sends or not. */
const STANDING_CONNECTIONS: ReadonlySet<string> = new Set(['mqtt', 'hj212', 'sparkplug'])
/** How a kept payload is read again, by protocol; all others keep our own message. */
const REREADERS: Readonly<Record<string, Reread>> = { hj212: rereadHj212 }
const ARCHIVE_TOLD_MS = 60_000 // default, not from a standard
const DIAL_MS = 15_000 // default, not from a standard: sooner than the api gives up
const MOST_SILENT_NAMED = 500 // default, not from a standard
/** Refusals that wait for the api; when more come than it takes, the newest are counted but not kept. */
const MOST_QUARANTINED = 10_000 // default, not from a standard

await runRole('pipeline', async (context) => {
  const { config, secrets, runDir, log, readyWhen, onStop } = context
  const onBusFault = (subject: string, error: unknown) => log.error({ err: error, subject }, 'bus')
  const archiveBus = joinBus(socketPath(runDir, 'archive'), onBusFault)
  onStop(() => archiveBus.close())
  const bus = await hostBus(socketPath(runDir, 'pipeline'), onBusFault)
  onStop(() => bus.close())
  const quarantine = quarantineQueue(bus)

  let archiveToldMs = Number.NEGATIVE_INFINITY
  const failing = (what: string, error: unknown) => {
    log.error({ err: error, what }, 'fault')
    // a journal that cannot be written acknowledges nothing; only opening it anew can tell what is on the disk
    if (what.endsWith('journal')) process.exit(1)
  }
  const pipeline = await openPipeline({
    dir: join(config.dataDir, 'pipeline'),
    archive: archiveOver((subject, payload) => archiveBus.request(subject, payload, 60_000)),
    ticketKey: secrets.ticketKey,
    operatorLimits: { maxShelveMinutes: config.maxShelveMinutes },
    onAlarm: (event) => bus.publish(ALARM_EVENTS, event.sequence),
    onQuarantine: quarantine.add,
    onFault(what, error) {
      if (what === 'archive') {
        // once a minute: an archive that stays away is not news twice a second
        if (performance.now() - archiveToldMs < ARCHIVE_TOLD_MS) return
        log.warn({ err: error }, 'archive away; samples wait in the journal')
        archiveToldMs = performance.now()
        return
      }
      failing(what, error)
    },
  })
  onStop(() => pipeline.close())
  const edge = await openEdgeReceiver({ dir: join(config.dataDir, 'pipeline'), gate: pipeline.gate, now: pipeline.now, onFault: failing })
  onStop(() => edge.close())
  const collector = followSources({
    gate: pipeline.gate,
    openSecret: (sealed) => openSealed(secrets.sealingKey, sealed),
    dataDir: config.dataDir,
    networks: networksIn(config.fetchNetworks),
    onFault: (what, error) => log.warn({ err: error, what }, 'door'),
  })
  onStop(() => collector.close())
  collector.changed()
  const watch = watchHouse({
    pipeline,
    journalDir: join(config.dataDir, 'pipeline'),
    archiveDir: join(config.dataDir, 'archive'),
    onFault: (error) => log.error({ err: error }, 'self-health'),
  })
  onStop(() => watch.close())
  bus.respond('pipeline.house', (payload) => {
    watch.heard(payload as PipelineRequests['pipeline.house'][0])
    return watch.facts()
  })
  answerRequests(bus, pipeline, quarantine, collector)
  bus.respond('pipeline.edge', (payload) => edge.completeness((payload as PipelineRequests['pipeline.edge'][0]).sourceCode))
  for (const driver of await openDoors(config, context, pipeline, edge)) onStop(() => driver.close())
  countEverything(pipeline)
  readyWhen('definition', () => pipeline.gate.directory.sources.size > 0 || pipeline.gate.directory.tags.length === 0)
  readyWhen('archive', () => archiveBus.connected())
})

/** One broker inside that is the Sparkplug host as well, or two clients of one outside. */
async function openBrokers(config: Config, context: DriverContext): Promise<Driver[]> {
  const hostId = config.sparkplugHostId
  if (!config.mqttUrl) return [await startEmbeddedMqtt(context, { host: config.mqttHost, port: config.mqttPort, sparkplugHostId: hostId })]
  const broker = {
    url: config.mqttUrl,
    ...(config.mqttUsername ? { username: config.mqttUsername, password: config.mqttPassword } : {}),
  }
  return [await startExternalMqtt(context, { ...broker, clientId: 'anyuan' }), await startExternalSparkplug(context, { ...broker, hostId })]
}

async function openDoors(config: Config, { log }: RoleContext, pipeline: Pipeline, edge: EdgeReceiver): Promise<Driver[]> {
  const context = { gate: pipeline.gate, onFault: (what: string, error: unknown) => log.warn({ err: error, what }, 'door') }
  const brokers = await openBrokers(config, context)
  const app = Fastify({ logger: false, trustProxy: config.trustProxy })
  addPushRoute(app, pipeline.gate)
  addEdgeRoutes(app, pipeline.gate, edge)
  const live = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 })
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/live') return socket.destroy()
    live.handleUpgrade(request, socket, head, (webSocket) => pipeline.hub.accept(webSocket))
  })
  const address = await app.listen({ host: config.host, port: config.dataPort })
  const hj212 = config.hj212Port
    ? await startHj212(context, { host: config.hj212Host, port: config.hj212Port, idleSeconds: config.hj212IdleSeconds })
    : null
  log.info({ mqtt: brokers.map((broker) => broker.address), data: address, hj212: hj212?.address ?? null }, 'doors open')
  return [...brokers, ...(hj212 ? [hj212] : []), { address, close: () => app.close() }]
}

interface QuarantineQueue {
  add(record: QuarantineRecord): void
  /** The oldest records, under a number by which they are given up once the api keeps them. */
  peek(): { batch: number; records: QuarantineRecord[] }
  drop(batch: number): void
}

function quarantineQueue(bus: Bus): QuarantineQueue {
  let waiting: QuarantineRecord[] = []
  let dropped = 0
  return {
    add(record) {
      if (waiting.length >= MOST_QUARANTINED) return
      waiting.push(record)
      if (waiting.length === 1) bus.publish(QUARANTINE_WAITS, null)
    },
    peek: () => ({ batch: dropped + Math.min(waiting.length, 500), records: waiting.slice(0, 500) }),
    drop(batch) {
      const count = batch - dropped
      if (count <= 0) return
      waiting = waiting.slice(count)
      dropped = batch
    },
  }
}

function answerRequests(bus: Bus, pipeline: Pipeline, quarantine: QuarantineQueue, collector: Collector): void {
  const respond = <S extends keyof PipelineRequests>(
    subject: S,
    handle: (payload: PipelineRequests[S][0]) => PipelineRequests[S][1] | Promise<PipelineRequests[S][1]>,
  ) => bus.respond(subject, (payload) => handle(payload as PipelineRequests[S][0]))
  const { gate, alarms } = pipeline
  respond('pipeline.define', (definition) => {
    pipeline.define(PipelineDefinition.parse(definition))
    collector.changed()
    return null
  })
  respond('pipeline.operate', ({ alarmNumber, action, by }) => alarms.operate(alarmNumber, action, by))
  respond('pipeline.journal', async ({ after, limit }) => ({
    journal: alarms.journal.id,
    latest: alarms.journal.latest(),
    events: await alarms.journal.after(after, limit),
  }))
  respond('pipeline.running', () => alarms.plans().map(runningAlarm))
  let compactedAt = Date.now()
  respond('pipeline.copied', async ({ journal, sequence }) => {
    if (journal !== alarms.journal.id || Date.now() - compactedAt < 3_600_000) return null
    compactedAt = Date.now()
    await pipeline.compactAlarms(sequence)
    return null
  })
  respond('pipeline.current', ({ tagNumbers }) => tagNumbers.map((tagNumber) => currentOf(pipeline, tagNumber, pipeline.now())))
  respond('pipeline.traffic', () => {
    const now = pipeline.now()
    return [...gate.directory.sources.values()].map((source): TrafficRow => {
      const { code, protocol } = source.definition
      const traffic = gate.traffic(code)
      return {
        sourceCode: code,
        connected: STANDING_CONNECTIONS.has(protocol) ? traffic.connections > 0 : null,
        lastReceivedAt: traffic.lastReceivedAt,
        acceptedPerSecond: traffic.acceptedPerSecond(now),
        accepted: traffic.accepted,
        historical: traffic.historical,
        refused: Object.fromEntries(traffic.refused),
        silentTags: gate.silentTags(source, now),
        lagMs: traffic.medianLagMs(),
        collector: collector.status(code),
        clockOffsetMs: gate.clockOffsetMs(code),
        gaps: traffic.gaps,
        qualities: qualitiesOf(pipeline, source, now),
      }
    })
  })
  respond('pipeline.activity', ({ sourceCode }) => {
    const source = gate.directory.sources.get(sourceCode)
    if (!source) return null
    const now = pipeline.now()
    return {
      at: now,
      perMinute: gate.traffic(sourceCode).acceptedPerMinute(now),
      silentTagCodes: gate.silentTagCodes(source, now, MOST_SILENT_NAMED),
    }
  })
  respond('pipeline.late_hours', ({ taken }) => gate.lateHours.answer(taken))
  respond('pipeline.reprocess', async ({ records }) => ({ results: await reprocess(gate, REREADERS, records) }))
  respond('pipeline.test_connection', ({ connection, points, sourceCode }) =>
    collector.testConnection(connection, points, AbortSignal.timeout(DIAL_MS), sourceCode),
  )
  respond('pipeline.browse', ({ connection, nodeId }) =>
    collector.browse(connection, nodeId, AbortSignal.timeout(DIAL_MS)).then(
      (nodes) => ({ ok: true as const, nodes }),
      (error: unknown) => ({ ok: false as const, ...faultOf(error) }),
    ),
  )
  respond('pipeline.quarantine', () => quarantine.peek())
  respond('pipeline.quarantine_kept', ({ batch }) => {
    quarantine.drop(batch)
    return null
  })
}

/** Current values of a source's allowed tags, counted by quality. */
function qualitiesOf({ gate: { directory, current } }: Pipeline, source: KnownSource, now: number): Record<QualityName, number> {
  const counts: Record<QualityName, number> = { good: 0, uncertain: 0, bad: 0, stale: 0, outOfService: 0 }
  for (const index of source.allowed.values()) {
    const renewed = now - current.receivedAt[index]! <= 3 * directory.tags.expectedIntervalMs[index]!
    counts[QUALITY_NAMES[renewed ? current.qualities[index]! : Math.max(quality.stale, current.qualities[index]!)]!]++
  }
  return counts
}

/** A value that was not renewed for three expected intervals is stale (数据陈旧), whatever its quality was when it came. */
function currentOf(
  { gate: { directory, current } }: Pipeline,
  tagNumber: number,
  now: number,
): PipelineRequests['pipeline.current'][1][number] {
  const index = directory.indexOf(tagNumber)
  if (index === undefined || !current.seen(index)) return { tagNumber, time: null, receivedAt: null, value: null, quality: quality.stale }
  const value = current.values[index]!
  const receivedAt = current.receivedAt[index]!
  const stale = now - receivedAt > 3 * directory.tags.expectedIntervalMs[index]!
  return {
    tagNumber,
    time: current.times[index]!,
    receivedAt,
    value: Number.isNaN(value) ? null : value,
    quality: stale ? Math.max(quality.stale, current.qualities[index]!) : current.qualities[index]!,
  }
}

function countEverything(pipeline: Pipeline): void {
  const { gate, hub, alarms, forwarder } = pipeline
  const sum = (of: (code: string) => number) => [...gate.directory.sources.keys()].reduce((total, code) => total + of(code), 0)
  new Counter({
    name: 'anyuan_samples_accepted_total',
    help: 'Samples accepted since the start',
    collect() {
      this.reset()
      this.inc(sum((code) => gate.traffic(code).accepted))
    },
  })
  new Counter({
    name: 'anyuan_samples_refused_total',
    help: 'Samples and messages refused, by reason',
    labelNames: ['reason'],
    collect() {
      this.reset()
      for (const code of gate.directory.sources.keys())
        for (const [reason, count] of gate.traffic(code).refused) this.inc({ reason }, count)
    },
  })
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      collect() {
        this.set(value())
      },
    })
  gauge('anyuan_samples_waiting', 'Rows that wait for the disk', () => gate.waitingRows)
  gauge('anyuan_live_clients', 'Browsers connected', () => hub.clients)
  gauge('anyuan_alarms_standing', 'Alarms that are not normal', () => alarms.standing().length)
  gauge('anyuan_definitions_refused', 'Formulas and suppression rules that are not followed', () => alarms.refused().length)
  gauge('anyuan_alarms_unplaced', 'Alarms configured on tags that do not exist', () => alarms.unplaced().length)
  gauge('anyuan_archived_position_bytes', 'Journal position up to which all is archived', () => forwarder.archivedUpTo())
}
