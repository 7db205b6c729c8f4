/** The SQL of what is set by design: versions of settings, formulas, operating states. */
import { sql } from 'kysely'
import type { Asset, Tag, TagSettings, TagSettingVersion } from '../contract.ts'
import { CHUNK, type Tx, toSetting, toTag } from './rows.ts'

export const settingsStore = {
  /** The next version of each tag's settings; a request that is carried out again adds none. */
  async addSettings(
    tx: Tx,
    tags: readonly Pick<Tag, 'number' | 'org' | 'alarms' | 'formula'>[],
    given: Pick<TagSettingVersion, 'author' | 'approvedBy' | 'reason' | 'request' | 'effectiveAt'>,
  ): Promise<void> {
    for (let at = 0; at < tags.length; at += CHUNK) {
      const rows = tags.slice(at, at + CHUNK).map(({ number, org, alarms, formula }) => ({ number, org, alarms, formula }))
      await sql`
        insert into tag_setting (tag_number, version, org, alarms, formula, author, approved_by, reason, request, effective_at)
        select n.number, coalesce((select max(version) from tag_setting s where s.tag_number = n.number), 0) + 1, n.org::ltree, n.alarms, n.formula,
          ${given.author}, ${given.approvedBy}, ${given.reason}, ${given.request}::int, ${given.effectiveAt}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(number int, org text, alarms jsonb, formula text)
        on conflict (tag_number, request) do nothing`.execute(tx)
    }
  },
  async settings(tx: Tx, tagNumber: number): Promise<TagSettingVersion[]> {
    const rows = await tx.selectFrom('tag_setting').selectAll().where('tag_number', '=', tagNumber).orderBy('version', 'desc').execute()
    return rows.map(toSetting)
  },
  async settledBy(tx: Tx, request: number): Promise<Set<number>> {
    const rows = await tx.selectFrom('tag_setting').select('tag_number').where('request', '=', request).execute()
    return new Set(rows.map((row) => row.tag_number))
  },
  /** The newest version of every tag: what was approved, whatever stands in the tag. */
  async approved(tx: Tx): Promise<Map<number, TagSettings>> {
    const { rows } = await sql<{ tag_number: number } & TagSettings>`
      select distinct on (tag_number) tag_number, alarms, formula from tag_setting order by tag_number, version desc`.execute(tx)
    return new Map(rows.map(({ tag_number, alarms, formula }) => [tag_number, { alarms, formula }]))
  },
  /** Every calculated tag with its formula. */
  async formulas(tx: Tx): Promise<{ code: string; formula: string }[]> {
    return tx.selectFrom('tag').select(['code', 'formula']).where('formula', 'is not', null).$narrowType<{ formula: string }>().execute()
  },
  async tagsByCode(tx: Tx, codes: readonly string[]): Promise<Tag[]> {
    if (codes.length === 0) return []
    return (await tx.selectFrom('tag').selectAll().where(sql<boolean>`code = any (${codes}::text[])`).execute()).map(toTag)
  },
  /** Assets that are not in normal operation, by code. */
  async unusualStates(tx: Tx): Promise<Record<string, Asset['operatingState']>> {
    const rows = await tx.selectFrom('asset').select(['code', 'operating_state']).where('operating_state', '<>', 'normal').execute()
    return Object.fromEntries(rows.map((row) => [row.code, row.operating_state]))
  },
  async unusualAssets(tx: Tx): Promise<{ code: string; name: string; org: string; state: Asset['operatingState'] }[]> {
    return tx
      .selectFrom('asset')
      .select(['code', 'name', 'org', 'operating_state as state'])
      .where('operating_state', '<>', 'normal')
      .orderBy('code')
      .execute()
  },
  async kindsByCode(tx: Tx, codes: readonly string[]): Promise<Map<string, Asset['detail']['kind']>> {
    if (codes.length === 0) return new Map()
    const rows = await tx.selectFrom('asset').select(['code', 'kind']).where(sql<boolean>`code = any (${codes}::text[])`).execute()
    return new Map(rows.map((row) => [row.code, row.kind as Asset['detail']['kind']]))
  },
}
