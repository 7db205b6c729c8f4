/** Forward-only migrations in plain SQL, run by the owner. A migration that was applied and then edited stops the start. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

export interface Migration {
  /** Folder that owns it, e.g. `alarms`. */
  owner: string
  name: string
  sql: string
}

/** All `NNNN_name.sql` of a folder, in order. */
export function migrationsIn(owner: string, folder: URL): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ owner, name: file.replace(/\.sql$/, ''), sql: readFileSync(new URL(file, folder), 'utf8') }))
}

const LOCK = 7_210_015 // any number: held while migrating, so that two starts do not race

/**
 * Applies what is new, each migration in a transaction of its own.
 * @returns the names of those applied now. @throws Error naming the migration that failed or that was edited afterwards.
 */
export async function migrate(ownerUrl: string, migrations: readonly Migration[], schema = 'public'): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, options: `-c search_path=${schema},public` })
  await client.connect()
  const applied: string[] = []
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(`create schema if not exists "${schema}"`)
    await client.query(
      'create table if not exists migration (owner text, name text, checksum text not null, at timestamptz not null default now(), primary key (owner, name))',
    )
    const rows = await client.query<{ owner: string; name: string; checksum: string }>('select owner, name, checksum from migration')
    const known = new Map(rows.rows.map((row) => [`${row.owner}/${row.name}`, row.checksum]))
    for (const { owner, name, sql } of migrations) {
      const id = `${owner}/${name}`
      const checksum = createHash('sha256').update(sql).digest('hex')
      const before = known.get(id)
      if (before === checksum) continue
      if (before) throw new Error(`migration ${id} was changed after it had been applied; write a new one instead`)
      await client.query('begin')
      try {
        await client.query(sql)
        await client.query('insert into migration (owner, name, checksum) values ($1, $2, $3)', [owner, name, checksum])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback')
        throw new Error(`migration ${id} failed: ${(error as Error).message}`)
      }
      applied.push(id)
    }
  } finally {
    await client.end()
  }
  return applied
}
