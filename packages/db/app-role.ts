/** The role under which the application works: it owns nothing and passes no policy by. */
import pg from 'pg'

const ROLE = 'anyuan_app'

/**
 * Creates or refreshes the application's role with `password` and grants it data rights on every table of `schema`.
 * Audit rows can be added and read, never changed: tables whose comment says `append-only` get no update or delete.
 * @returns the connection string of that role on the same server.
 */
export async function ensureAppRole(ownerUrl: string, password: string, schema = 'public'): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const literal = client.escapeLiteral(password)
    const exists = await client.query('select 1 from pg_roles where rolname = $1', [ROLE])
    if (exists.rowCount === 0)
      await client.query(`create role ${ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole password ${literal}`)
    else await client.query(`alter role ${ROLE} login nosuperuser nobypassrls nocreatedb nocreaterole password ${literal}`)
    await client.query(`grant usage on schema "${schema}" to ${ROLE}`)
    await client.query(`grant select, insert, update, delete on all tables in schema "${schema}" to ${ROLE}`)
    await client.query(`grant usage, select on all sequences in schema "${schema}" to ${ROLE}`)
    await client.query(`revoke all on table "${schema}".migration from ${ROLE}`)
    const sealed = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relkind = 'r' and obj_description(c.oid) like 'append-only%'`,
      [schema],
    )
    for (const { name } of sealed.rows) await client.query(`revoke update, delete, truncate on table "${schema}"."${name}" from ${ROLE}`)
  } finally {
    await client.end()
  }
  const url = new URL(ownerUrl)
  url.username = ROLE
  url.password = password
  return url.toString()
}
