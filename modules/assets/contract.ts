/** Assets and tags (设备与测点): what stands in the park, what measures it, between which limits, and what it read. */
import { EpochMs, Instant, OrgPath, Outline, PageQuery, Position, pageOf } from '@anyuan/kernel'
import { z } from 'zod'
import { OperatingState, TagAlarms } from './contract/tag-alarms.ts'

export * from './contract/history-export.ts'
export * from './contract/moment.ts'
export * from './contract/setting-diff.ts'
export * from './contract/tag-alarms.ts'

export const AssetKind = z.enum([
  'plant',
  'tank',
  'reactor',
  'warehouse',
  'gas_detector',
  'weather_station',
  'camera',
  'gate',
  'pipe',
  'other',
])
export type AssetKind = z.infer<typeof AssetKind>

const Substance = z.object({ name: z.string().max(80), cas: z.string().max(20).nullable() })
/** What is particular to a kind of asset. */
export const AssetDetail = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plant'), process: z.string().max(120).nullable() }),
  z.object({
    kind: z.literal('tank'),
    substance: Substance,
    volumeCubicMetres: z.number().positive(),
    pressureClass: z.enum(['atmospheric', 'low', 'medium', 'high']).describe('常压 低压 中压 高压'),
    heightMetres: z.number().positive().nullable(),
  }),
  z.object({ kind: z.literal('reactor'), process: z.string().max(120).nullable(), volumeCubicMetres: z.number().positive() }),
  z.object({ kind: z.literal('warehouse'), substances: z.array(Substance).max(50), floorSquareMetres: z.number().positive().nullable() }),
  z.object({
    kind: z.literal('gas_detector'),
    substance: Substance,
    medium: z.enum(['combustible', 'toxic', 'oxygen']).describe('可燃 有毒 氧'),
    principle: z.enum(['catalytic', 'infrared', 'electrochemical', 'photoionisation', 'laser', 'semiconductor']),
    mountingHeightMetres: z.number().nullable(),
    calibrationDueAt: Instant.nullable(),
  }),
  z.object({ kind: z.literal('weather_station'), mastHeightMetres: z.number().positive() }),
  z.object({ kind: z.literal('camera'), streamUrl: z.string().max(300).nullable() }),
  z.object({ kind: z.literal('gate'), lanes: z.number().int().min(1).max(20) }),
  z.object({ kind: z.literal('pipe'), substance: Substance.nullable() }),
  z.object({ kind: z.literal('other'), description: z.string().max(300).nullable() }),
])
export type AssetDetail = z.infer<typeof AssetDetail>

/** What an asset is made of. Defaults belong to a new one alone: in a change, what is absent stays as it is. */
const AssetFields = z.object({
  code: z.string().trim().min(1).max(64),
  org: OrgPath,
  name: z.string().trim().min(1).max(120),
  position: Position.nullable(),
  outline: Outline.nullable(),
  detail: AssetDetail,
})
export const NewAsset = AssetFields.extend({
  position: AssetFields.shape.position.default(null),
  outline: AssetFields.shape.outline.default(null),
})
export type NewAsset = z.input<typeof NewAsset>
export const AssetChange = AssetFields.partial()
export type AssetChange = z.infer<typeof AssetChange>
export const Asset = AssetFields.extend({
  id: z.uuid(),
  operatingState: OperatingState.describe('运行状态: changed by an act of its own, with a reason'),
  changedAt: Instant,
})
export type Asset = z.infer<typeof Asset>
export const AssetPage = pageOf(Asset)
export const OperatingStateChange = z.object({ state: OperatingState, reason: z.string().trim().min(1).max(300) })
export type OperatingStateChange = z.infer<typeof OperatingStateChange>
export const AssetQuery = PageQuery.extend({ under: OrgPath.optional(), kind: AssetKind.optional(), text: z.string().max(80).optional() })
export type AssetQuery = z.infer<typeof AssetQuery>

export const TagKind = z.enum([
  'temperature',
  'pressure',
  'level',
  'flow',
  'composition',
  'combustible_gas',
  'toxic_gas',
  'oxygen',
  'weather',
  'switch',
  'other',
])
export type TagKind = z.infer<typeof TagKind>

/** What the officer should know when the tag alarms (处置指引). */
export const Guidance = z.object({
  cause: z.string().max(500),
  consequence: z.string().max(500),
  action: z.string().max(1000),
  phone: z.string().max(40).nullable(),
})
export type Guidance = z.infer<typeof Guidance>

const TagFields = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/),
  name: z.string().trim().min(1).max(120),
  org: OrgPath,
  assetCode: z.string().max(64).nullable(),
  kind: TagKind,
  unit: z.string().max(20),
  rangeLow: z.number(),
  rangeHigh: z.number(),
  expectedIntervalSeconds: z.number().positive().max(86_400),
  owner: z.string().max(60).nullable().describe('who answers for the tag'),
  position: Position.nullable(),
  formula: z.string().trim().min(1).max(1000).nullable().describe('calculated tag (计算测点): tag codes in braces; null: measured'),
  alarms: TagAlarms,
  guidance: Guidance.nullable(),
})
export const NewTag = TagFields.extend({
  assetCode: TagFields.shape.assetCode.default(null),
  owner: TagFields.shape.owner.default(null),
  position: TagFields.shape.position.default(null),
  formula: TagFields.shape.formula.default(null),
  alarms: TagAlarms.prefault({}),
  guidance: TagFields.shape.guidance.default(null),
})
export type NewTag = z.input<typeof NewTag>
export const Tag = TagFields.extend({
  number: z.number().int().describe('number in the archive'),
  enabled: z.boolean(),
  changedAt: Instant,
})
export type Tag = z.infer<typeof Tag>
export const TagPage = pageOf(Tag)
export const TagQuery = PageQuery.extend({
  under: OrgPath.optional(),
  kind: TagKind.optional(),
  assetCode: z.string().max(64).optional(),
  text: z.string().max(80).optional(),
})
export type TagQuery = z.infer<typeof TagQuery>
export const TagChange = TagFields.omit({ code: true }).extend({ enabled: z.boolean() }).partial()
export type TagChange = z.infer<typeof TagChange>

/** Columns, not rows: 8,300 points for the map in one small answer. `numbers[i]` is the tag whose live value belongs to point i. */
export const MapPoints = z.object({
  numbers: z.array(z.number().int()),
  codes: z.array(z.string()),
  names: z.array(z.string()),
  kinds: z.array(TagKind),
  units: z.array(z.string()),
  orgs: z.array(z.string()),
  assetCodes: z.array(z.string().nullable()),
  lons: z.array(z.number()),
  lats: z.array(z.number()),
  expectedIntervalSeconds: z.array(z.number()),
})
export type MapPoints = z.infer<typeof MapPoints>

/** A finding of the set-point check after GB/T 50493 (可燃有毒气体检测报警设计标准). */
export const SetPointFinding = z.object({
  tagNumber: z.number().int(),
  tagCode: z.string(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  clause: z.string(),
  limit: z.number().nullable(),
  actual: z.number().nullable(),
  unit: z.string(),
  confidence: z.string().describe('how sure the fact is: high, medium, low'),
})
export type SetPointFinding = z.infer<typeof SetPointFinding>

/** Live state of some tags, from the pipeline's memory. `value` null: never seen, or bad. */
export const CurrentValue = z.object({
  tagNumber: z.number().int(),
  time: EpochMs.nullable(),
  receivedAt: EpochMs.nullable(),
  value: z.number().nullable(),
  quality: z.number().int(),
})
export type CurrentValue = z.infer<typeof CurrentValue>

/** History (历史): either each sample, or N buckets that keep the least and the greatest value of each, so that no spike is hidden. */
export const HistoryQuery = z.object({
  tags: z
    .string()
    .regex(/^\d+(,\d+){0,19}$/)
    .describe('tag numbers, comma between, at most 20'),
  from: Instant,
  to: Instant,
  buckets: z.coerce.number().int().min(1).max(5000).default(500),
})
export type HistoryQuery = z.infer<typeof HistoryQuery>
export const HistorySeries = z.object({
  tagNumber: z.number().int(),
  times: z.array(z.number()).describe('start of each bucket, epoch ms'),
  min: z.array(z.number().nullable()),
  max: z.array(z.number().nullable()),
  mean: z.array(z.number().nullable()),
  last: z.array(z.number().nullable()),
  count: z.array(z.number()).describe('0 is a gap'),
  quality: z.array(z.number()).describe('the worst of the bucket'),
})
export type HistorySeries = z.infer<typeof HistorySeries>
export const History = z.object({ bucketMs: z.number(), source: z.enum(['raw', 'minute', 'hour']), series: z.array(HistorySeries) })
export type History = z.infer<typeof History>
export const RawQuery = z.object({ from: Instant, to: Instant, limit: z.coerce.number().int().min(1).max(100_000).default(10_000) })
export type RawQuery = z.infer<typeof RawQuery>
export const RawSeries = z.object({
  tagNumber: z.number().int(),
  times: z.array(z.number()),
  values: z.array(z.number().nullable()),
  qualities: z.array(z.number()),
  receivedAt: z.array(z.number()),
  truncated: z.boolean(),
})
export type RawSeries = z.infer<typeof RawSeries>

export const permissions = {
  'assets.read': ['anyone'],
  'assets.write': ['park_safety_officer', 'enterprise_safety_manager', 'maintainer'],
  'assets.change_state': ['park_safety_officer', 'enterprise_safety_manager', 'operation_lead', 'technical_lead'],
} as const
export type AssetsEvent =
  | { type: 'assets.tags_changed'; org: OrgPath; codes: string[] }
  | { type: 'assets.state_changed'; org: OrgPath; code: string; state: OperatingState; reason: string; by: string }

export const errors = {
  'assets.not_found': 404,
  'assets.code_taken': 409,
  'assets.tag_not_found': 404,
  'assets.tag_code_taken': 409,
  'assets.limits_out_of_order': 422,
  'assets.limit_out_of_range': 422,
  'assets.range_empty': 422,
  'assets.set_point_refused': 422,
  'assets.no_such_organisation': 422,
  'assets.window_empty': 422,
  'assets.archive_unavailable': 503,
  'assets.set_without_limits': 422,
  'assets.set_without_condition': 422,
  'assets.change_by_request': 409,
  'assets.formula_empty': 422,
  'assets.formula_too_long': 422,
  'assets.formula_too_deep': 422,
  'assets.formula_too_many_inputs': 422,
  'assets.formula_no_inputs': 422,
  'assets.formula_syntax': 422,
  'assets.formula_unknown_word': 422,
  'assets.formula_arguments': 422,
  'assets.formula_votes_needed': 422,
  'assets.formula_unknown_tag': 422,
  'assets.formula_circle': 422,
  'assets.same_state': 409,
  'assets.touched_since': 409,
  'assets.needed_by_tag': 409,
  'assets.too_many_rows': 422,
  'assets.moment_ahead': 422,
} as const
export type AssetsError = keyof typeof errors
