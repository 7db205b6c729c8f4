/** A server that outlived its supervisor (kill −9 reaches no children): nobody would notice its end, and its lock keeps a new one from starting. It is asked to stop. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

const PATIENCE_MS = 15_000 // default, not from a standard

/** Notes that this process keeps the cluster in `dir`. */
export const noteKeeper = (dir: string): void => writeFileSync(join(dir, 'keeper.pid'), String(process.pid))

/**
 * Ends the server of `cluster` if it runs though its keeper is gone. One whose keeper lives is left alone: the folder is in use.
 * @param urlAt connection string of the owner at a port
 */
export async function endOrphan(dir: string, cluster: string, urlAt: (port: number) => string): Promise<void> {
  const lock = join(cluster, 'postmaster.pid')
  if (!existsSync(lock) || keeperLives(dir)) return
  const [pid, , , port] = readFileSync(lock, 'utf8').split('\n').map(Number) // PostgreSQL's own order: pid, folder, start, port
  if (!pid || !port || !(await serves(cluster, urlAt(port)))) return
  process.kill(pid, 'SIGINT') // fast shutdown
  const until = Date.now() + PATIENCE_MS
  while (existsSync(lock) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
  if (existsSync(lock)) process.kill(pid, 'SIGQUIT')
}

function keeperLives(dir: string): boolean {
  const file = join(dir, 'keeper.pid')
  const keeper = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (!keeper || keeper === process.pid) return false
  try {
    process.kill(keeper, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it lives, under another user
  }
}

/** The number in a lock file may belong to another process by now; only a server that answers with this very folder is ours. */
async function serves(cluster: string, url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return rows[0]?.data_directory === cluster
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
