/** The tables of assets and tags, and how a row becomes what the contract says. */
import type { Generated, Insertable, Kysely, Selectable } from 'kysely'
import { Asset, Tag, TagSettingVersion } from '../contract.ts'
import type { UnnumberedTag } from '../rules.ts'

export interface AssetTable {
  id: string
  org: string
  code: string
  name: string
  kind: string
  position: unknown
  outline: unknown
  detail: unknown
  operating_state: Asset['operatingState']
  changed_at: string
}
interface SettingTable {
  tag_number: number
  version: number
  org: string
  alarms: unknown
  formula: string | null
  author: string
  approved_by: string | null
  reason: string
  request: number | null
  effective_at: string
}
interface TagTable {
  number: Generated<number>
  org: string
  code: string
  name: string
  asset_code: string | null
  kind: Tag['kind']
  unit: string
  range_low: number
  range_high: number
  expected_interval_seconds: number
  owner: string | null
  position: unknown
  formula: string | null
  alarms: unknown
  guidance: unknown
  enabled: boolean
  changed_at: string
}
export interface AssetsTables {
  asset: AssetTable
  tag: TagTable
  tag_setting: SettingTable
}
export type Tx = Kysely<AssetsTables>

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
export const assetRow = (a: Asset): AssetTable => ({
  id: a.id,
  org: a.org,
  code: a.code,
  name: a.name,
  kind: a.detail.kind,
  position: json(a.position),
  outline: json(a.outline),
  detail: json(a.detail),
  operating_state: a.operatingState,
  changed_at: a.changedAt,
})
export const toAsset = (row: AssetTable): Asset => Asset.parse({ ...row, operatingState: row.operating_state, changedAt: row.changed_at })
export const tagRow = (t: UnnumberedTag): Insertable<TagTable> => ({
  org: t.org,
  code: t.code,
  name: t.name,
  asset_code: t.assetCode,
  kind: t.kind,
  unit: t.unit,
  range_low: t.rangeLow,
  range_high: t.rangeHigh,
  expected_interval_seconds: t.expectedIntervalSeconds,
  owner: t.owner,
  position: json(t.position),
  formula: t.formula,
  alarms: JSON.stringify(t.alarms),
  guidance: json(t.guidance),
  enabled: t.enabled,
  changed_at: t.changedAt,
})
export const named = (row: Selectable<TagTable>) => ({
  ...row,
  assetCode: row.asset_code,
  rangeLow: row.range_low,
  rangeHigh: row.range_high,
  expectedIntervalSeconds: row.expected_interval_seconds,
  changedAt: row.changed_at,
})
export const toTag = (row: Selectable<TagTable>): Tag => Tag.parse(named(row))

export const toSetting = (row: SettingTable): TagSettingVersion =>
  TagSettingVersion.parse({ ...row, approvedBy: row.approved_by, effectiveAt: row.effective_at })

/** Rows a statement: more parameters than PostgreSQL takes would be refused. */
export const CHUNK = 500
