/** A whole house for a test: the real supervisor on free ports with a folder of its own, and the means to kill any one process of it. Linux only: it reads /proc. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = dirname(dirname(import.meta.dirname))
const RESTART_MS = 1000 // as a service manager with Restart=always waits before the next start
const READY_WITHIN_MS = 60_000

export const PROCESSES = ['pipeline', 'archive', 'api', 'postgres', 'supervisor'] as const
export type ProcessName = (typeof PROCESSES)[number]

export interface TestServer {
  dataDir: string
  /** Web door, `http://127.0.0.1:port`. */
  web: string
  /** Data door: HTTP push, and `/live` for WebSockets. */
  data: string
  mqtt: string
  /** Port of the HJ 212 door on loopback. */
  hj212: number
  /** Health and metrics of one role. */
  observe(role: 'supervisor' | 'api' | 'pipeline' | 'archive'): string
  pid(name: ProcessName): number
  /** Every process of this house that runs now. */
  pids(): number[]
  /** kill -9, at once. */
  kill(name: ProcessName): void
  /** Resolves when all three roles say that they are ready. @throws Error with the end of the log. */
  ready(withinMs?: number): Promise<void>
  log(): string
  /** A graceful end that keeps the data; `begin` starts it again. */
  end(): Promise<void>
  begin(): void
  /** Ends gracefully, as by Ctrl-C, starts again on the same folder, and is ready. */
  restart(): Promise<void>
  /** Asks for a graceful end, and makes sure that nothing of this house is left running. */
  stop(): Promise<void>
}

export interface ServerOptions {
  /** The demo province with its simulator instead of an empty park. */
  demo?: boolean
  /** Further ANYUAN_* settings. */
  settings?: Record<string, string>
  /** Called with the empty data folder before the first start: volumes are mounted below it. */
  prepare?: (dataDir: string) => void
}

/** Starts a house and waits until it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await launchServer(options)
  await server.ready().catch(async (error) => {
    await server.stop()
    throw error
  })
  return server
}

/** Starts a house and does not wait. */
export async function launchServer({ demo = false, settings = {}, prepare }: ServerOptions = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'anyuan-e2e-'))
  // web, data, mqtt, HJ 212, simulator, and four in a row for health and metrics
  const [web = 0, data = 0, mqtt = 0, hj212 = 0, simulator = 0, observe = 0] = await freePorts(9)
  prepare?.(dataDir)
  const logFile = join(dataDir, 'server.log')
  const env = {
    ...process.env,
    ANYUAN_DATA_DIR: dataDir,
    ANYUAN_WEB_PORT: String(web),
    ANYUAN_DATA_PORT: String(data),
    ANYUAN_MQTT_PORT: String(mqtt),
    ANYUAN_HJ212_PORT: String(hj212),
    ANYUAN_SIMULATOR_PORT: String(simulator),
    ANYUAN_OBSERVE_PORT: String(observe),
    ...settings,
  }
  let stopping = false
  let child: ChildProcess
  let restart: NodeJS.Timeout | undefined
  const run = () => {
    const out = openSync(logFile, 'a')
    child = spawn(process.execPath, [join(ROOT, 'apps/server/main.ts'), ...(demo ? ['--demo'] : [])], {
      cwd: ROOT,
      env,
      stdio: ['ignore', out, out],
    })
    child.once('exit', () => {
      if (!stopping) restart = setTimeout(run, RESTART_MS)
    })
  }
  run()

  const ports = { supervisor: observe, api: observe + 1, pipeline: observe + 2, archive: observe + 3 }
  const pidOf = (name: ProcessName): number => {
    if (name === 'supervisor') return child.pid!
    const found = processesOf(dataDir).find(({ command }) =>
      name === 'postgres' ? /\/postgres -D /.test(command) : command.endsWith(`/apps/server/${name}.ts`),
    )
    if (!found) throw new Error(`${name} does not run`)
    return found.pid
  }
  const log = () => readFileSync(logFile, 'utf8')
  const server: TestServer = {
    dataDir,
    web: `http://127.0.0.1:${web}`,
    data: `http://127.0.0.1:${data}`,
    mqtt: `mqtt://127.0.0.1:${mqtt}`,
    hj212,
    observe: (role) => `http://127.0.0.1:${ports[role]}`,
    pid: pidOf,
    pids: () => processesOf(dataDir).map(({ pid }) => pid),
    kill: (name) => process.kill(pidOf(name), 'SIGKILL'),
    async ready(withinMs = READY_WITHIN_MS) {
      const until = performance.now() + withinMs
      for (const role of ['archive', 'pipeline', 'api'] as const)
        while (!(await isReady(`http://127.0.0.1:${ports[role]}/health/ready`))) {
          if (performance.now() > until) throw new Error(`${role} was not ready within ${withinMs} ms:\n${log().slice(-4000)}`)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
    },
    log,
    async restart() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.kill('SIGINT')
      await ended // the watch above starts it again
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS))
      await server.ready()
    },
    begin() {
      stopping = false
      run()
    },
    async end() {
      stopping = true
      clearTimeout(restart)
      const ended = new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) resolve()
        else child.once('exit', () => resolve())
      })
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
      await ended
      clearTimeout(timer)
    },
    async stop() {
      await server.end()
      for (const { pid } of processesOf(dataDir)) process.kill(pid, 'SIGKILL')
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
  return server
}

const isReady = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  )

/** Processes that were started for `dataDir`: it stands in their environment or on their command line. Backends of PostgreSQL are left out. */
function processesOf(dataDir: string): { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) return []
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean).join(' ')
      const ours = command.includes(dataDir) || readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`ANYUAN_DATA_DIR=${dataDir}\0`)
      return ours && command !== '' && !command.startsWith('postgres: ') ? [{ pid, command }] : []
    } catch {
      return [] // ended meanwhile, or somebody else's
    }
  })
}

/** `count` free loopback ports in a row, below the range from which outgoing connections take theirs: a killed process must get its port back. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 11_000)
    const row = Array.from({ length: count }, (_, i) => first + i)
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return row
  }
}
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
