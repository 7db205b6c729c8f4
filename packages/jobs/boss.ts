/** The queue's library on its own schema and its own few connections: a long wait in the house's pool must not hold up the queue. */
import pg from 'pg'
import { type ConstructorOptions, PgBoss } from 'pg-boss'

export const JOBS_SCHEMA = 'jobs'
const CONNECTIONS = 3 // default, not from a standard

/** The house reads timestamptz as ISO text; the library needs what the driver gives by itself. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.TIMESTAMPTZ ? (text: string) => new Date(text) : pg.types.getTypeParser(oid, format ?? 'text'),
}

/** `install` as the owner may change the schema and runs nothing; otherwise the schema is only used. */
export function bossOf(url: string, { install }: { install: boolean }): PgBoss {
  const options: ConstructorOptions & Pick<pg.PoolConfig, 'types'> = {
    connectionString: url,
    application_name: 'anyuan-jobs',
    schema: JOBS_SCHEMA,
    max: CONNECTIONS,
    connectionTimeoutMillis: 5000,
    types,
    superviseIntervalSeconds: 15, // default, not from a standard
    monitorIntervalSeconds: 15, // default, not from a standard
    migrate: install,
    createSchema: install,
    supervise: !install,
    schedule: !install,
    reindex: false, // asks for ownership, which the application's role does not have
    monitorVacuum: false,
  }
  return new PgBoss(options)
}
