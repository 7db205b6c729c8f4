/** A fresh, migrated schema per test file, on a PostgreSQL that is started once and shared by all test files of the run. */

import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { ensureAppRole } from './app-role.ts'
import { connect, type Database } from './connect.ts'
import { type Embedded, startEmbedded } from './embedded/index.ts'
import { HOUSE_MIGRATIONS } from './house.ts'
import { type Migration, migrate } from './migrate.ts'

/** Vitest's global set-up: starts the shared server unless TEST_DATABASE_URL names one. Durability is off: the data are thrown away. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.TEST_DATABASE_URL) return async () => {}
  const dir = join(tmpdir(), `anyuan-test-${process.pid}`)
  mkdirSync(dir, { recursive: true })
  const server: Embedded = await startEmbedded({ dir, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } })
  process.env.TEST_DATABASE_URL = server.ownerUrl
  return async () => {
    await server.stop()
    const { rmSync } = await import('node:fs')
    rmSync(dir, { recursive: true, force: true })
  }
}

export interface TestDatabase<Tables> {
  db: Database<Tables>
  ownerUrl: string
  appUrl: string
  /** Runs one statement as the owner, past every policy: to look at what is really stored. */
  asOwner<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

/** A database of its own for a test file: house and given migrations applied, reached as the application's unprivileged role. */
export async function testDatabase<Tables>(...migrations: Migration[][]): Promise<TestDatabase<Tables>> {
  const server = process.env.TEST_DATABASE_URL
  if (!server) throw new Error('the testkit was not started: see globalSetup in vitest.config.ts')
  const name = `t_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name}`)
  const ownerUrl = new URL(server)
  ownerUrl.pathname = `/${name}`
  await migrate(ownerUrl.toString(), [...HOUSE_MIGRATIONS, ...migrations.flat()])
  // roles belong to the whole server, so parallel test files must agree on the password
  await admin.query('select pg_advisory_lock(1)')
  const appUrl = await ensureAppRole(ownerUrl.toString(), 'test-only').finally(() => admin.query('select pg_advisory_unlock(1)'))
  const db = connect<Tables>(appUrl, { maxConnections: 4 })
  const owner = new pg.Client({ connectionString: ownerUrl.toString() })
  await owner.connect()
  return {
    db,
    ownerUrl: ownerUrl.toString(),
    appUrl,
    asOwner: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await owner.query<Row>(text, values)).rows,
    async close() {
      await db.close()
      await owner.end()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}
