/** The supervisor (监护进程): starts PostgreSQL and the three roles, starts again what dies, and ends all in order. `--demo` adds the demo province and its simulator, `--fresh` begins with empty folders. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Embedded, freePort, startEmbedded } from '@anyuan/db/embedded'
import pino from 'pino'
import { type Config, environmentName, readConfig, WrongConfiguration } from './config.ts'
import { CREDENTIALS_FILE, DEMO_SEED, readSignIns } from './demo/seed.ts'
import { NODE_ARGUMENTS, observe, ROLES, type RoleName, type RoleSettings } from './role.ts'
import { openSecrets } from './secrets.ts'
import { VERSION } from './version.ts'
import { buildWeb, WEB_DIST } from './web-build.ts'

const demo = process.argv.includes('--demo')
const fresh = process.argv.includes('--fresh')
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 10_000
const STEADY_MS = 60_000 // a process that ran this long starts again without delay

const say = (text: string) => process.stdout.write(`${text}\n`)

async function main(): Promise<void> {
  const config = readConfig({ ...(demo ? { ANYUAN_DATA_DIR: 'data-demo' } : {}), ...process.env })
  const log = pino({ level: config.logLevel, base: { role: 'supervisor' } })
  const step = (text: string) => (demo ? say(`  ${text}`) : log.info(text))
  if (demo) say(`安园 Anyuan ${VERSION} — demo`)
  if (fresh) rmSync(config.dataDir, { recursive: true, force: true })
  const secrets = openSecrets(config.dataDir)
  await portsAreFree(config)
  const runDir = join(config.dataDir, 'run')
  mkdirSync(runDir, { recursive: true, mode: 0o700 })

  let stopping = false
  const children = new Map<string, ChildProcess>()
  let postgres: Embedded | null = null
  const stop = async (code: number) => {
    if (stopping) return
    stopping = true
    step('stopping')
    // in this order nothing is accepted that could not be kept
    for (const name of ['simulator', 'api', 'pipeline', 'archive']) await ended(children.get(name))
    await postgres?.stop()
    process.exit(code)
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0))

  // a release brings its pages along; the demo follows the sources
  step((demo || !existsSync(join(WEB_DIST, 'index.html'))) && buildWeb() ? 'web pages built' : 'web pages ready')
  let databaseUrl = config.databaseUrl
  if (!databaseUrl) {
    const port = config.databasePort || (await freePort())
    const start = () => startEmbedded({ dir: join(config.dataDir, 'postgres'), port, onLog: (line) => log.debug({ postgres: line }) })
    postgres = await start()
    databaseUrl = postgres.ownerUrl
    step('PostgreSQL ready')
    const watch = (server: Embedded) =>
      server.ended.then(async () => {
        if (stopping) return
        log.warn('PostgreSQL ended; starting it again')
        postgres = await start()
        watch(postgres)
      })
    watch(postgres)
  }

  // the demo's terminal shows progress and sign-ins; what the roles log goes to files beside the data
  const logs = join(config.dataDir, 'logs')
  if (demo) mkdirSync(logs, { recursive: true })
  const output = (name: string) => (demo ? openSync(join(logs, `${name}.log`), 'a') : ('inherit' as const))
  const settings: RoleSettings = { config, secrets, runDir, databaseUrl, demo }
  const run = (
    name: string,
    file: string,
    args: string[],
    env: Record<string, string>,
    nodeArguments: readonly string[] = [],
  ): Promise<void> =>
    new Promise((resolve) => {
      let retryMs = FIRST_RETRY_MS
      const start = () => {
        const startedAt = Date.now()
        const out = output(name)
        const child = fork(new URL(file, import.meta.url), args, {
          env: { ...process.env, ...env },
          execArgv: [...process.execArgv, ...nodeArguments],
          serialization: 'advanced',
          stdio: ['ignore', out, out, 'ipc'],
        })
        children.set(name, child)
        child.on('message', (message) => (message as { ready?: string }).ready && resolve())
        child.on('exit', (code, signal) => {
          if (stopping) return
          if (Date.now() - startedAt > STEADY_MS) retryMs = FIRST_RETRY_MS
          log.warn({ name, code, signal, retryMs }, 'ended; starting it again')
          setTimeout(() => !stopping && start(), retryMs)
          retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
        })
      }
      start()
    })
  const role = (name: RoleName) => run(name, `./${name}.ts`, [], { ANYUAN_ROLE_SETTINGS: JSON.stringify(settings) }, NODE_ARGUMENTS[name])
  for (const name of ROLES) {
    await role(name)
    step(`${name} ready`)
  }
  const health = new Map(ROLES.map((name) => [name, () => children.get(name)?.exitCode === null] as const))
  await observe(config.observePort, health)
  if (!demo) {
    log.info({ web: `http://${config.host}:${config.webPort}` }, 'ready')
    return
  }
  await startSimulator(config, run)
  step('simulator ready')
  announce(config)
}

async function startSimulator(
  config: Config,
  run: (name: string, file: string, args: string[], env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const file = join(config.dataDir, 'demo', 'simulator.json')
  const settings = {
    seed: DEMO_SEED,
    scale: 1,
    mqttUrl: config.mqttUrl || `mqtt://127.0.0.1:${config.mqttPort}`,
    httpUrl: `http://127.0.0.1:${config.dataPort}`,
    credentialsFile: join(config.dataDir, CREDENTIALS_FILE),
    controlPort: config.simulatorPort,
  }
  writeFileSync(file, JSON.stringify(settings, null, 2))
  void run('simulator', '../simulator/main.ts', ['--config', file], {})
  // it knows nothing of us: it is ready when its control door answers
  const answers = () =>
    fetch(`http://127.0.0.1:${config.simulatorPort}/status`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100))
}

function announce(config: Config): void {
  say(`\n  打开 Open   http://${config.host}:${config.webPort}\n`)
  for (const { login, password, name, place } of readSignIns(config.dataDir))
    say(`  ${login.padEnd(12)} ${password.padEnd(18)} ${name} · ${place}`)
  say('\n  Ctrl-C 停止 stops everything; 数据保留 data are kept; --fresh 重新开始 begins anew\n')
}

/** Names an occupied port together with the setting that changes it. */
async function portsAreFree(config: Config): Promise<void> {
  const wanted: [keyof Config, string, number][] = [
    ['webPort', config.host, config.webPort],
    ['dataPort', config.host, config.dataPort],
    ...(config.mqttUrl ? [] : ([['mqttPort', config.mqttHost, config.mqttPort]] as [keyof Config, string, number][])),
    ...(config.hj212Port ? ([['hj212Port', config.hj212Host, config.hj212Port]] as [keyof Config, string, number][]) : []),
    ['observePort', '127.0.0.1', config.observePort],
    ...(config.databasePort ? ([['databasePort', '127.0.0.1', config.databasePort]] as [keyof Config, string, number][]) : []),
    ...(demo ? ([['simulatorPort', '127.0.0.1', config.simulatorPort]] as [keyof Config, string, number][]) : []),
  ]
  for (const [key, host, port] of wanted) {
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false)).listen(port, host, () => server.close(() => resolve(true)))
    })
    if (!free) throw new WrongConfiguration(`port ${port} on ${host} is occupied; another one is set by ${environmentName(key)}`)
  }
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const done = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 12_000)
  await done
  clearTimeout(timer)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof WrongConfiguration)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}
