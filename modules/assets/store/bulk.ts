/** The SQL of many assets and tags at once: one statement a portion, whatever the number of rows. */
import { sql } from 'kysely'
import type { Asset, Tag } from '../contract.ts'
import type { UnnumberedTag } from '../rules.ts'
import { type Tx, tagRow, toAsset } from './rows.ts'

const PORTION = 2000 // default, not from a standard
const portions = function* <T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += PORTION) yield all.slice(at, at + PORTION)
}
/** jsonb columns travel as JSON within JSON; the row of a single insert holds them as text. */
const plain = (tag: UnnumberedTag) => ({ ...tagRow(tag), position: tag.position, alarms: tag.alarms, guidance: tag.guidance })
const COLUMNS = sql.raw(
  'org text, code text, name text, asset_code text, kind text, unit text, range_low float8, range_high float8, expected_interval_seconds float8, owner text, position jsonb, formula text, alarms jsonb, guidance jsonb, enabled boolean, changed_at timestamptz',
)

export const bulkStore = {
  async assetsByCode(tx: Tx, codes: readonly string[]): Promise<Asset[]> {
    if (codes.length === 0) return []
    return (await tx.selectFrom('asset').selectAll().where(sql<boolean>`code = any (${codes}::text[])`).execute()).map(toAsset)
  },
  async takenAssetCodes(tx: Tx, codes: readonly string[]): Promise<Set<string>> {
    const rows = await tx.selectFrom('asset').select('code').where(sql<boolean>`code = any (${codes}::text[])`).execute()
    return new Set(rows.map((row) => row.code))
  },
  /** @returns code → number. */
  async insertTags(tx: Tx, tags: readonly UnnumberedTag[]): Promise<Map<string, number>> {
    const numbers = new Map<string, number>()
    for (const portion of portions(tags)) {
      const { rows } = await sql<{ code: string; number: number }>`
        insert into tag (org, code, name, asset_code, kind, unit, range_low, range_high, expected_interval_seconds, owner, position, formula, alarms, guidance, enabled, changed_at)
        select org::ltree, code, name, asset_code, kind, unit, range_low, range_high, expected_interval_seconds, owner, position, formula, alarms, guidance, enabled, changed_at
        from jsonb_to_recordset(${JSON.stringify(portion.map(plain))}::jsonb) as n(${COLUMNS})
        returning code, number`.execute(tx)
      for (const { code, number } of rows) numbers.set(code, number)
    }
    return numbers
  },
  async updateTags(tx: Tx, tags: readonly Tag[]): Promise<void> {
    for (const portion of portions(tags)) {
      const rows = portion.map((tag) => ({ ...plain(tag), number: tag.number }))
      await sql`
        update tag t set org = n.org::ltree, name = n.name, asset_code = n.asset_code, kind = n.kind, unit = n.unit, range_low = n.range_low, range_high = n.range_high,
          expected_interval_seconds = n.expected_interval_seconds, owner = n.owner, position = n.position, formula = n.formula, alarms = n.alarms, guidance = n.guidance,
          enabled = n.enabled, changed_at = n.changed_at
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(number int, ${COLUMNS}) where t.number = n.number`.execute(tx)
    }
  },
  async removeTags(tx: Tx, numbers: readonly number[]): Promise<void> {
    await sql`delete from tag where number = any (${numbers}::int[])`.execute(tx)
  },
  async removeAssets(tx: Tx, codes: readonly string[]): Promise<void> {
    await sql`delete from asset where code = any (${codes}::text[])`.execute(tx)
  },
  /** Tags that hang on these assets: asset code → tag code, one each. */
  async tagsOn(tx: Tx, assetCodes: readonly string[], butTags: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ asset_code: string; code: string }>`
      select asset_code, min(code) as code from tag where asset_code = any (${assetCodes}::text[]) and not code = any (${butTags}::text[]) group by asset_code`.execute(
      tx,
    )
    return new Map(rows.map((row) => [row.asset_code, row.code]))
  },
  /** What stands at or below these places: place → code of one asset or tag. */
  async standingBelow(tx: Tx, paths: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ path: string; code: string }>`
      select p.path, min(x.code) as code from unnest(${paths}::text[]) as p(path)
      join (select org, code from asset union all select org, code from tag) x on x.org <@ p.path::ltree group by p.path`.execute(tx)
    return new Map(rows.map((row) => [row.path, row.code]))
  },
}
