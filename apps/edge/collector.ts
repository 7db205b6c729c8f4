/** The agent's own gate and doors (采集): the drivers of the platform, near the plant. What a door acknowledges is in the spool. */
import { createHash } from 'node:crypto'
import {
  type Collector,
  type Driver,
  followSources,
  Gate,
  type PipelineDefinition,
  type QuarantineRecord,
  startEmbeddedMqtt,
  startHj212,
  startPush,
} from '@anyuan/telemetry'
import type { AgentReport, EdgeTag, ExceptionReport, Spool } from '@anyuan/telemetry/edge'
import type { Logger } from 'pino'
import { type EdgeConfig, isFetched, openSecret } from './config.ts'

export interface Collecting {
  /** Takes over the tags that the park allows. */
  define(tags: readonly EdgeTag[]): void
  devices(): AgentReport['devices']
  /** Rows and messages refused since the start, by reason. */
  refused(): Record<string, number>
  close(): Promise<void>
}

export interface CollectingOptions {
  config: EdgeConfig
  dataDir: string
  spool: Spool
  thinning: ExceptionReport
  tags: readonly EdgeTag[]
  now: () => number
  onQuarantine: (record: QuarantineRecord) => void
  /** The spool takes no more: nothing is acknowledged until it is opened anew. */
  onBroken: (error: unknown) => void
  log: Logger
}

const org = 'edge'

/** The agent has no opinion on ranges: a value beyond the range has to reach the park, where the officer must see that the instrument cannot be trusted. */
const definitionOf = ({ devices }: EdgeConfig, tags: readonly EdgeTag[]): PipelineDefinition => ({
  tags: tags.map(({ number, code, unit, expectedIntervalSeconds }) => ({
    number,
    code,
    org,
    unit,
    rangeLow: -Number.MAX_VALUE,
    rangeHigh: Number.MAX_VALUE,
    expectedIntervalSeconds,
  })),
  sources: devices.map(({ code, connection, points, tags: named, credential }) => ({
    code,
    org,
    protocol: connection.protocol,
    credentialDigest: createHash('sha256')
      .update(credential ? openSecret(credential) : '')
      .digest('hex'),
    tagCodes: points.length > 0 ? points.map((point) => point.tagCode) : (named ?? tags.map((tag) => tag.code)),
    connection,
    points,
  })),
  alarms: [],
})

export async function startCollecting(options: CollectingOptions): Promise<Collecting> {
  const { config, dataDir, spool, thinning, now, onQuarantine, onBroken, log } = options
  const gate = new Gate({
    now,
    journal: async (columns) => {
      try {
        await spool.append(thinning.take(columns))
      } catch (error) {
        onBroken(error)
        throw error
      }
    },
    onLive: () => {},
    onLost: () => {},
    onQuarantine,
  })
  const onFault = (what: string, error: unknown) => log.warn({ err: error, what }, 'door')
  gate.directory.define(definitionOf(config, options.tags))
  gate.defined()
  const doors: Driver[] = []
  let collector: Collector | null = null
  const close = async () => {
    await collector?.close()
    await Promise.all(doors.map((door) => door.close()))
  }
  try {
    if (config.mqtt) doors.push(await startEmbeddedMqtt({ gate, onFault }, config.mqtt))
    if (config.http) doors.push(await startPush({ gate, onFault }, config.http))
    if (config.hj212) doors.push(await startHj212({ gate, onFault }, config.hj212))
    if (config.devices.some(isFetched)) {
      collector = followSources({ gate, openSecret: (reference) => openSecret(reference), dataDir, onFault, now })
      collector.changed()
    }
  } catch (error) {
    await close()
    throw error
  }
  log.info({ doors: doors.map((door) => door.address), devices: config.devices.length }, 'doors open')
  return {
    define(tags) {
      gate.directory.define(definitionOf(config, tags))
      gate.defined()
      collector?.changed()
    },
    devices: () =>
      config.devices.map(({ code, connection }) => {
        const status = collector?.status(code)
        const heard = gate.traffic(code).lastReceivedAt
        const state = status?.state ?? (heard === null ? 'silent' : 'heard')
        return { code, protocol: connection.protocol, state, detail: status?.detail?.slice(0, 300) ?? null }
      }),
    refused() {
      const sum: Record<string, number> = {}
      for (const { code } of config.devices)
        for (const [reason, count] of gate.traffic(code).refused) sum[reason] = (sum[reason] ?? 0) + count
      return sum
    },
    close,
  }
}
