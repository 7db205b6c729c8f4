/** The application's role must own nothing and pass no policy by: with a stronger one the tenant wall does not exist, and the house does not open. */
import pg from 'pg'

/** @throws Error saying which privilege is too much. */
export async function refusesPrivilege(appUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: appUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ rolsuper: boolean; rolbypassrls: boolean; owned: number }>(
      `select rolsuper, rolbypassrls, (select count(*)::int from pg_class c where c.relowner = r.oid and c.relkind = 'r') as owned from pg_roles r where rolname = current_user`,
    )
    const role = rows[0]
    if (!role || role.rolsuper || role.rolbypassrls || role.owned > 0)
      throw new Error(`the application's database role is too strong (${JSON.stringify(role)}): row-level security would not hold`)
  } finally {
    await client.end()
  }
}
