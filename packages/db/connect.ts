/** Connection and transactions. Every transaction says which organisation paths it may see; the database does the rest by row-level security. */
import { type Clock, type Transact, toInstant } from '@anyuan/kernel'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'

// bigint is used for sequences and counts, all far below 2^53; timestamptz travels as the ISO text that contracts speak
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString())

export interface Database<Tables> {
  /** For a module's store: one transaction in a scope. */
  transact: Transact<Kysely<Tables>>
  /** The same database seen with another module's tables. */
  as<Other>(): Database<Other>
  /** True when the server answers. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

export const systemClock: Clock = { now: () => toInstant(Date.now()) }

export function connect<Tables>(url: string, options: { maxConnections?: number; searchPath?: string } = {}): Database<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: 5000,
    ...(options.searchPath ? { options: `-c search_path=${options.searchPath},public` } : {}),
  })
  pool.on('error', () => {}) // an idle connection that breaks is replaced at next use; the use that needs it reports the outage
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const database: Database<Tables> = {
    transact: (scope, work) =>
      kysely.transaction().execute(async (tx) => {
        await sql`select set_config('anyuan.scope', ${arrayLiteral(scope)}, true)`.execute(tx)
        return work(tx)
      }),
    as: <Other>() => database as unknown as Database<Other>,
    answers: () =>
      pool.query('select 1').then(
        () => true,
        () => false,
      ),
    close: () => kysely.destroy(),
  }
  return database
}

const arrayLiteral = (paths: readonly string[]) => `{${paths.map((path) => `"${path}"`).join(',')}}`
