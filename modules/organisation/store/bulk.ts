/** The SQL of many units at once. */
import { sql } from 'kysely'
import type { Tx } from '../store.ts'

export const bulkStore = {
  /** Codes and paths among these that are given already. */
  async taken(tx: Tx, codes: readonly string[], paths: readonly string[]): Promise<{ codes: Set<string>; paths: Set<string> }> {
    const rows = await tx
      .selectFrom('org_unit')
      .select(['code', 'org'])
      .where(sql<boolean>`code = any (${codes}::text[]) or org = any (${paths}::ltree[])`)
      .execute()
    return { codes: new Set(rows.map((row) => row.code)), paths: new Set(rows.map((row) => row.org)) }
  },
  async remove(tx: Tx, paths: readonly string[]): Promise<void> {
    await sql`delete from org_unit where org = any (${paths}::ltree[])`.execute(tx)
  },
  /** Units below these that are not among them: path → code of one. */
  async below(tx: Tx, paths: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ path: string; code: string }>`
      select p.path, min(u.code) as code from unnest(${paths}::text[]) as p(path)
      join org_unit u on u.org <@ p.path::ltree and not u.org = any (${paths}::ltree[]) group by p.path`.execute(tx)
    return new Map(rows.map((row) => [row.path, row.code]))
  },
}
