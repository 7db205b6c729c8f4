/** A PostgreSQL of the test's own, beside the house as at a bigger site, that can be stopped, and started again as a service manager would. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Embedded, freePort, startEmbedded } from '@anyuan/db/embedded'

export interface TestDatabase {
  url: string
  /** kill -9 of the server; it is started again at once. */
  kill(): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

export async function openDatabase(): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-faults-postgres-'))
  const port = await freePort()
  let running: Embedded | null = await startEmbedded({ dir, port })
  const url = running.ownerUrl
  const database: TestDatabase = {
    url,
    async kill() {
      const killed = running
      if (!killed) return
      process.kill(killed.pid, 'SIGKILL')
      await killed.ended
      running = null
      await database.start()
    },
    async stop() {
      await running?.stop()
      running = null
    },
    async start() {
      running ??= await startEmbedded({ dir, port })
    },
    async remove() {
      await database.stop()
      rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
  return database
}
