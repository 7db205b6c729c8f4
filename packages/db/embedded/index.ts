/** A PostgreSQL of one's own in a folder: for the demo, the tests, and parks with one machine. Started as a direct child, so that its end is noticed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres } from './binaries.ts'
import { endOrphan, noteKeeper } from './orphan.ts'
import { runAs } from './unprivileged.ts'

export interface Embedded {
  /** Connection string of the owner (superuser of this cluster). */
  ownerUrl: string
  pid: number
  /** Settles when the server process ends, for whatever reason. */
  ended: Promise<void>
  /** Asks for a fast shutdown and waits for it. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dir: string
  /** Loopback port; a free one if not given. */
  port?: number
  /** Extra server settings. Tests trade durability for speed here, nobody else may. */
  settings?: Record<string, string>
  onLog?: (line: string) => void
}

const OWNER = 'anyuan_owner'
const START_ATTEMPTS = 60
const RETRY_MS = 250

export async function startEmbedded({ dir, port, settings = {}, onLog = () => {} }: EmbeddedOptions): Promise<Embedded> {
  const binaries = findPostgres()
  mkdirSync(dir, { recursive: true })
  const run = runAs(binaries.postgres, dir)
  const cluster = join(dir, 'cluster')
  const secretFile = join(dir, 'owner-password')
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    rmSync(cluster, { recursive: true, force: true }) // an initdb that was cut short
    writeFileSync(secretFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (run.options.uid !== undefined) chownSync(secretFile, run.options.uid, run.options.gid!)
    const [command, args] = run.command(binaries.initdb, [
      '-D',
      cluster,
      '-U',
      OWNER,
      '-A',
      'scram-sha-256',
      `--pwfile=${secretFile}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ])
    const made = spawnSync(command, args, { ...run.options, cwd: dir, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.stdout || made.error?.message}`)
    if (process.getuid?.() === 0) chownSync(secretFile, 0, 0)
    chmodSync(secretFile, 0o600)
  }
  const password = readFileSync(secretFile, 'utf8').trim()
  const chosen = port ?? (await freePort())
  const urlAt = (port: number) => `postgres://${OWNER}:${password}@127.0.0.1:${port}/postgres`
  const ownerUrl = urlAt(chosen)
  await endOrphan(dir, cluster, urlAt)
  noteKeeper(dir)
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(chosen),
    unix_socket_directories: '',
    shared_buffers: '256MB',
    max_connections: '100',
    max_wal_size: '512MB',
    logging_collector: 'off',
    log_line_prefix: '',
    ...settings,
  }
  const flags = Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`])

  for (let attempt = 1; ; attempt++) {
    const [command, args] = run.command(binaries.postgres, ['-D', cluster, ...flags])
    const child = spawn(command, args, { ...run.options, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], detached: false })
    let lastLine = ''
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((l) => l.trim())) {
        lastLine = line
        onLog(line)
      }
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (await answers(ownerUrl, child)) return { ownerUrl, pid: child.pid!, ended, stop: () => stop(child, ended) }
    // the lock file of a killed server stays while its orphaned backends end; then the same start succeeds
    if (child.exitCode === null) await stop(child, ended)
    if (attempt >= START_ATTEMPTS || /could not bind|Address already in use/.test(lastLine))
      throw new Error(`PostgreSQL did not start in ${cluster}: ${lastLine}`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      await client.end().catch(() => {})
    }
  }
  return false
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT') // fast shutdown: running transactions are rolled back, the checkpoint is written
  const timer = setTimeout(() => child.kill('SIGQUIT'), 15_000)
  await ended
  clearTimeout(timer)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
