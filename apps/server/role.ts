/** What every role has in common: its settings from the supervisor, its log, its health and metrics, its graceful end. */
import { createServer, type Server } from 'node:http'
import pino, { type Logger } from 'pino'
import { collectDefaultMetrics, register } from 'prom-client'
import type { Config } from './config.ts'
import type { Secrets } from './secrets.ts'

export type RoleName = 'api' | 'pipeline' | 'archive'
export const ROLES = ['archive', 'pipeline', 'api'] as const satisfies readonly RoleName[]

/** The pipeline's samples live until the disk has them: with a small nursery they would be copied as survivors again and again. */
export const NODE_ARGUMENTS: Record<RoleName, readonly string[]> = {
  archive: [],
  pipeline: ['--max-semi-space-size=64'], // default, not from a standard: MiB
  api: [],
}

/** What the supervisor hands to a role, through the environment of its process. */
export interface RoleSettings {
  config: Config
  secrets: Secrets
  /** Folder of the roles' sockets. */
  runDir: string
  databaseUrl: string
  demo: boolean
}

export interface RoleContext extends RoleSettings {
  log: Logger
  /** Declares a condition of readiness; the role is ready when all hold. */
  readyWhen(name: string, holds: () => boolean | Promise<boolean>): void
  /** Closed in reverse order when the role ends. */
  onStop(close: () => Promise<void> | void): void
}

const OFFSET: Record<RoleName, number> = { api: 1, pipeline: 2, archive: 3 }
const STOP_MS = 10_000 // default, not from a standard

/** Runs a role until it is told to stop, or until the supervisor is gone: then nobody would notice it, nor start it again. */
export async function runRole(name: RoleName, start: (context: RoleContext) => Promise<void>): Promise<void> {
  const settings = JSON.parse(process.env.ANYUAN_ROLE_SETTINGS ?? 'null') as RoleSettings | null
  if (!settings) throw new Error(`${name} is started by the supervisor: node apps/server/main.ts`)
  delete process.env.ANYUAN_ROLE_SETTINGS
  const log = pino({ level: settings.config.logLevel, base: { role: name } }, pino.destination({ sync: false }))
  const conditions = new Map<string, () => boolean | Promise<boolean>>()
  const closing: (() => Promise<void> | void)[] = []
  let stopping = false
  let started = false
  conditions.set('started', () => started) // a role that has declared nothing yet is not ready
  const stop = async (code: number) => {
    if (stopping) return
    stopping = true
    const timer = setTimeout(() => process.exit(1), STOP_MS)
    timer.unref()
    for (const close of closing.reverse())
      await Promise.resolve(close()).catch((error: unknown) => log.error({ err: error }, 'while stopping'))
    log.flush()
    process.exit(code)
  }
  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => {}) // Ctrl-C reaches the whole group; the supervisor decides in which order
  process.on('disconnect', () => stop(0))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught')
    stop(1)
  })
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection')
    stop(1)
  })
  const observed = await observe(settings.config.observePort === 0 ? 0 : settings.config.observePort + OFFSET[name], conditions)
  closing.push(() => void observed.close())
  await start({
    ...settings,
    log,
    readyWhen: (condition, holds) => void conditions.set(condition, holds),
    onStop: (close) => void closing.push(close),
  })
  started = true
  process.send?.({ ready: name })
  log.info('started')
}

/** Health and metrics on loopback: `/health/live`, `/health/ready`, `/metrics`. */
export async function observe(port: number, conditions: ReadonlyMap<string, () => boolean | Promise<boolean>>): Promise<Server> {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics()
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') {
      response.setHeader('content-type', register.contentType)
      response.end(await register.metrics())
      return
    }
    const states = Object.fromEntries(
      await Promise.all([...conditions].map(async ([name, holds]) => [name, await Promise.resolve(holds()).catch(() => false)] as const)),
    )
    const known = request.url === '/health/live' || request.url === '/health/ready'
    const well = request.url === '/health/live' || Object.values(states).every(Boolean)
    response.statusCode = known ? (well ? 200 : 503) : 404
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(known ? { ok: well, ...states } : { ok: false }))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return server
}
