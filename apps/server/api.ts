/** The api role: modules, HTTP, jobs. Copies the alarm journal into PostgreSQL and tells the pipeline what to watch. */
import { existsSync } from 'node:fs'
import { joinBus, socketPath } from '@anyuan/bus'
import { connect, ensureAppRole, HOUSE_MIGRATIONS, migrate, type OutboxTables, relayOutbox } from '@anyuan/db'
import { openHouse } from '@anyuan/host'
import { SESSION_COOKIE } from '@anyuan/identity'
import { installJobs, type Jobs, openJobs } from '@anyuan/jobs'
import type { SourceTraffic } from '@anyuan/sources/contract'
import { archiveOver } from '@anyuan/telemetry/archive'
import { openSealed, seal } from '@anyuan/telemetry/seal'
import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Histogram } from 'prom-client'
import type { Config } from './config.ts'
import { seedDemo } from './demo/seed.ts'
import { feedAlarms } from './feed/alarms.ts'
import { feedDefinition } from './feed/definition.ts'
import { feedQuarantine } from './feed/quarantine.ts'
import { beginHouse } from './first-start.ts'
import { givesWay } from './health/give-way.ts'
import type { SheddingLevel } from './health/shedding.ts'
import { ensurePlatformTags, PLATFORM_SECONDS } from './health/tags.ts'
import { refusesPrivilege } from './least-privilege.ts'
import { type House, openModules } from './modules.ts'
import { ALARM_EVENTS, type Ask, QUARANTINE_WAITS } from './pipeline-link.ts'
import { readingsOf, samplesOf } from './readings.ts'
import { runRole } from './role.ts'
import { VERSION } from './version.ts'
import { WEB_DIST } from './web-build.ts'

const LOOK_AGAIN_MS = 5000 // default, not from a standard
/** A device that is tried may need long to answer. */
const TRY_MS = 20_000 // default, not from a standard
/** What of the pipeline's definition changes with these. */
const DEFINES: ReadonlySet<string> = new Set(['assets.tags_changed', 'assets.state_changed', 'sources.changed', 'alarm-design.changed'])
const CALENDARS_MS = 3_600_000 // default, not from a standard: how often the coming hours of the calendars are told anew
const DATABASE_WITHIN_MS = 3000 // default, not from a standard
const CLEAN_UP_MS = 3_600_000 // default, not from a standard

await runRole('api', async ({ config, secrets, runDir, databaseUrl, demo, log, readyWhen, onStop }) => {
  const fault = (what: string) => (error: unknown) => log.warn({ err: error }, what)
  const onBusFault = (subject: string, error: unknown) => log.error({ err: error, subject }, 'bus')
  const archiveBus = joinBus(socketPath(runDir, 'archive'), onBusFault)
  const pipelineBus = joinBus(socketPath(runDir, 'pipeline'), onBusFault)
  onStop(() => Promise.all([archiveBus.close(), pipelineBus.close()]).then(() => {}))
  const ask: Ask = (subject, payload, timeoutMs) => pipelineBus.request(subject, payload, timeoutMs) as never

  const archive = archiveOver((subject, payload) => archiveBus.request(subject, payload, 30_000))
  let wakeOutbox = () => {}
  let jobs: Jobs | null = null
  const sendJob = async (tx: unknown, name: string, data: object) => {
    if (!jobs) throw new Error(`${name} was sent before the queue was open`)
    await jobs.send(tx, name, data)
  }
  const open = (url: string): { db: ReturnType<typeof connect<unknown>>; house: House } => {
    const db = connect<unknown>(url, { maxConnections: 20 })
    const house = openModules(db, {
      readings: readingsOf(archive, ask),
      samples: samplesOf(archive),
      lateHours: (taken) => ask('pipeline.late_hours', { taken }).catch(() => null), // away: asked again in a minute
      running: () => ask('pipeline.running', null).catch(() => null),
      act: (alarmNumber, action, by) => ask('pipeline.operate', { alarmNumber, action, by }),
      traffic: () =>
        ask('pipeline.traffic', null).then(
          (rows) => new Map(rows.map((row) => [row.sourceCode, row as SourceTraffic])),
          () => null, // not reached: shown as no data
        ),
      dial: {
        seal: (secret) => seal(secrets.sealingKey, secret),
        unseal: (sealed) => openSealed(secrets.sealingKey, sealed),
        activity: (sourceCode) => ask('pipeline.activity', { sourceCode }).catch(() => null), // not reached: shown as no data
        completeness: (sourceCode) => ask('pipeline.edge', { sourceCode }),
        reprocess: async (records) =>
          (
            await ask('pipeline.reprocess', {
              records: records.map(({ id, sourceCode, tagCode, payload }) => ({ id, sourceCode, tagCode, payload })),
            })
          ).results,
        ingestUrl: config.liveUrl ? new URL(config.liveUrl.replace(/^ws/, 'http')).origin : `:${config.dataPort}`,
        testConnection: (connection, points, sourceCode) => ask('pipeline.test_connection', { connection, points, sourceCode }, TRY_MS),
        browse: (connection, nodeId) => ask('pipeline.browse', { connection, nodeId }, TRY_MS),
      },
      live: { url: config.liveUrl || `:${config.dataPort}/live`, key: secrets.ticketKey },
      wakeOutbox: () => wakeOutbox(),
      sendJob,
      simulator: demo ? askSimulator(config.simulatorPort) : null,
    })
    return { db, house }
  }
  // the list of migrations comes from the modules, and the modules need the role that the migrations' tables are granted to
  const { house: sketch, db: unused } = open(databaseUrl)
  await unused.close()
  const applied = await migrate(databaseUrl, [...HOUSE_MIGRATIONS, ...sketch.modules.flatMap((module) => module.migrations)])
  if (applied.length > 0) log.info({ applied }, 'migrated')
  const appUrl = await ensureAppRole(databaseUrl, secrets.databasePassword)
  await installJobs(databaseUrl, appUrl)
  const { db, house } = open(appUrl)
  onStop(() => db.close())
  await refusesPrivilege(appUrl)
  if (demo) await seedDemo(house, config.dataDir)
  else await beginHouse(house, config, log)
  await ensurePlatformTags(house)

  const definition = feedDefinition(house, ask, fault('definition'))
  const alarms = feedAlarms(house.alarms, ask, fault('alarm journal'))
  const quarantine = feedQuarantine(house.sources, ask, fault('quarantine'))
  pipelineBus.subscribe(ALARM_EVENTS, alarms)
  pipelineBus.subscribe(QUARANTINE_WAITS, quarantine)
  pipelineBus.onConnect(() => {
    definition.wake()
    alarms()
    quarantine()
  })
  // whatever announcement was lost, the numbers are looked at again
  const looking = setInterval(() => {
    if (!pipelineBus.connected()) return
    alarms()
    quarantine()
  }, LOOK_AGAIN_MS)
  let shedding: SheddingLevel = 0
  const reporting = setInterval(() => {
    if (!pipelineBus.connected()) return
    void answersWithin(() => db.answers(), DATABASE_WITHIN_MS)
      .then((database) => ask('pipeline.house', { database }))
      .then((facts) => {
        shedding = facts.shedding
      })
      .catch(fault('self-health'))
  }, PLATFORM_SECONDS * 1000)
  const cleaning = setInterval(() => house.sources.dropOldQuarantine().catch(fault('clean up')), CLEAN_UP_MS)
  const telling = setInterval(() => definition.wake(), CALENDARS_MS)
  onStop(() => {
    clearInterval(looking)
    clearInterval(reporting)
    clearInterval(cleaning)
    clearInterval(telling)
  })

  const relay = relayOutbox(db.as<OutboxTables>(), {
    consumer: 'house',
    onFault: fault('outbox'),
    async handle(event, sequence) {
      if (DEFINES.has(event.type)) definition.wake()
      for (const module of house.modules) await module.hears?.[event.type]?.(event, sequence)
    },
  })
  wakeOutbox = relay.wake
  onStop(() => relay.stop())

  const running = await openJobs({
    url: appUrl,
    jobs: house.modules.flatMap((module) => module.jobs ?? []),
    onFault: (error, job) => log.warn({ err: error, job }, 'job'),
  })
  jobs = running
  onStop(() => running.close())

  const app = await openHouse({
    modules: house.modules,
    version: VERSION,
    trustProxy: config.trustProxy,
    logger: log,
    page: (reply) => reply.sendFile('index.html'),
    authenticate: (request) => {
      const token = request.cookies[SESSION_COOKIE]
      return token ? house.identity.authenticate(token) : Promise.resolve(null)
    },
    exports: house.exports,
    givesWay: (method, route) => givesWay(method, route, shedding),
    onForbidden: (request, actor, permission) =>
      void house.identity.recordForbidden(actor, request.ip, permission, request.url).catch(fault('audit')),
  })
  await dress(app as unknown as FastifyInstance, config)
  await app.listen({ host: config.host, port: config.webPort })
  onStop(() => app.close())
  readyWhen('database', () => db.answers())
  readyWhen('pipeline', () => pipelineBus.connected())
  readyWhen('archive', () => archiveBus.connected())
})

/** A database that hangs is as far away as one that refuses. */
const answersWithin = (ask: () => Promise<boolean>, withinMs: number): Promise<boolean> =>
  Promise.race([ask().catch(() => false), new Promise<boolean>((resolve) => setTimeout(() => resolve(false), withinMs).unref())])

/** Headers, compression, the web pages, and the measure of every answer. */
async function dress(app: FastifyInstance, config: Config): Promise<void> {
  const liveSource = config.liveUrl ? new URL(config.liveUrl).origin : `ws://*:${config.dataPort} wss://*:${config.dataPort}`
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", ...liveSource.split(' ')],
        imgSrc: ["'self'", 'data:', 'blob:'],
        styleSrc: ["'self'", "'unsafe-inline'"], // the component library writes its styles into the page
        workerSrc: ["'self'", 'blob:'],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: config.trustProxy,
  })
  await app.register(compress, { threshold: 1024 })
  const seconds = new Histogram({
    name: 'anyuan_http_seconds',
    help: 'Time to answer',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 1, 5],
  })
  app.addHook('onResponse', async (request, reply) =>
    seconds.observe({ route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) }, reply.elapsedTime / 1000),
  )
  if (existsSync(WEB_DIST))
    await app.register(fastifyStatic, {
      root: WEB_DIST,
      setHeaders: (reply, path) =>
        void reply.header('cache-control', /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    })
}

function askSimulator(port: number) {
  return async (method: 'GET' | 'POST', path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, signal: AbortSignal.timeout(5000) })
    return { status: answer.status, body: (await answer.json().catch(() => null)) as unknown }
  }
}
