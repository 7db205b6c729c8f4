/** Classes, guidance, suppressions and calendars: each thing is the newest of its versions, unless that took it away. */
import { sql } from 'kysely'
import type { DesignKind } from '../contract.ts'
import type { Tx, VersionTable } from './rows.ts'

export const designStore = {
  /** The versions in force, of one kind. Bodies are as they were written; the caller reads them with the contract. */
  async inForce(tx: Tx, kind: DesignKind): Promise<VersionTable[]> {
    const { rows } = await sql<VersionTable>`
      select * from (select distinct on (org, code) kind, org::text as org, code, version, body, author, reason, at
        from alarm_design_version where kind = ${kind} order by org, code, version desc) newest
      where body is not null order by code, org`.execute(tx)
    return rows
  },
  async history(tx: Tx, kind: DesignKind, org: string, code: string): Promise<VersionTable[]> {
    return tx
      .selectFrom('alarm_design_version')
      .selectAll()
      .where('kind', '=', kind)
      .where('org', '=', org)
      .where('code', '=', code)
      .orderBy('version', 'desc')
      .execute()
  },
  /** Adds the next version; null as body takes the thing away. @returns the version's number. */
  async addVersion(tx: Tx, row: Omit<VersionTable, 'version'>): Promise<number> {
    const before = await tx
      .selectFrom('alarm_design_version')
      .select((e) => e.fn.max('version').as('version'))
      .where('kind', '=', row.kind)
      .where('org', '=', row.org)
      .where('code', '=', row.code)
      .executeTakeFirst()
    const version = (before?.version ?? 0) + 1
    await tx
      .insertInto('alarm_design_version')
      .values({ ...row, version, body: row.body === null ? null : JSON.stringify(row.body) })
      .execute()
    return version
  },
}
