/** Import (批量导入): a workbook of units, assets and tags is read, checked against what is there, applied in one transaction, and can be taken back. */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { z } from 'zod'

/** The sheets of the workbook, in the order in which they are applied: 企业, 设备, 测点. */
export const SheetName = z.enum(['units', 'assets', 'tags'])
export type SheetName = z.infer<typeof SheetName>
/** All rows or none (全部通过才导入), or those that are right (只导入正确的行). */
export const ImportMode = z.enum(['all_or_nothing', 'accept_good'])
export type ImportMode = z.infer<typeof ImportMode>
/** What becomes of a row (结论). */
export const RowVerdict = z.enum(['new', 'changed', 'unchanged', 'wrong'])
export type RowVerdict = z.infer<typeof RowVerdict>

const count = z.number().int().min(0)
export const VerdictCounts = z.object({ new: count, changed: count, unchanged: count, wrong: count })
export type VerdictCounts = z.infer<typeof VerdictCounts>
export const ImportCounts = z.record(SheetName, VerdictCounts)
export type ImportCounts = z.infer<typeof ImportCounts>

/** Why something is not as it should be: a word with its parameters. */
export const Reason = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })
export type Reason = z.infer<typeof Reason>

const progress = { done: count, total: count }
/** `done` of `total` rows of the step that runs. */
export const ImportState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('checking'), ...progress }),
  z.object({ state: z.literal('checked') }),
  z.object({ state: z.literal('applying'), mode: ImportMode, ...progress }),
  z.object({
    state: z.literal('applied'),
    mode: ImportMode,
    at: Instant,
    by: z.string(),
    refusedUndo: z.array(Reason).describe('why it could not be taken back, at most 20; empty: not tried'),
  }),
  z.object({ state: z.literal('undoing'), mode: ImportMode, at: Instant, by: z.string(), ...progress }),
  z.object({ state: z.literal('undone'), at: Instant, by: z.string() }),
  z.object({ state: z.literal('failed'), during: z.enum(['check', 'apply', 'undo']), reason: Reason }),
])
export type ImportState = z.infer<typeof ImportState>

/** One file, from its arrival on (导入批次). */
export const ImportBatch = z.object({
  id: z.uuid(),
  org: OrgPath,
  fileName: z.string(),
  bytes: z.number().int(),
  by: z.string(),
  at: Instant,
  state: ImportState,
  counts: ImportCounts.nullable().describe('null until it is checked'),
  notes: z.array(Reason).describe('of the file as a whole: sheets and columns that were not understood'),
  fileKept: z.boolean().describe('files are dropped after a time; then it can neither be fetched nor taken back'),
})
export type ImportBatch = z.infer<typeof ImportBatch>
export const ImportBatchPage = pageOf(ImportBatch)
export const ImportBatchQuery = PageQuery.extend({ under: OrgPath.optional() })
export type ImportBatchQuery = z.infer<typeof ImportBatchQuery>

/** A field that would change, in the words of the sheet. */
export const FieldChange = z.object({ column: z.string(), before: z.string().nullable(), after: z.string().nullable() })
export type FieldChange = z.infer<typeof FieldChange>
/** Parameters in the language of the reader: what may be chosen is named by the keys of its words. */
export const spokenParams = (params: Reason['params'], say: (key: string) => string): Reason['params'] =>
  Array.isArray(params.options) ? { ...params, options: params.options.map((key) => say(String(key))).join(' · ') } : params

/** `column` null: the row as a whole. */
export const RowProblem = Reason.extend({ column: z.string().nullable() })
export type RowProblem = z.infer<typeof RowProblem>
export const ImportRow = z.object({
  sheet: SheetName,
  row: z.number().int().describe('as Excel counts'),
  code: z.string(),
  verdict: RowVerdict,
  changes: z.array(FieldChange),
  problems: z.array(RowProblem),
})
export type ImportRow = z.infer<typeof ImportRow>
export const ImportRowPage = pageOf(ImportRow)
export const ImportRowQuery = PageQuery.extend({ sheet: SheetName.optional(), verdict: RowVerdict.optional() })
export type ImportRowQuery = z.infer<typeof ImportRowQuery>

export const MOST_FILE_BYTES = 20 * 1024 * 1024
export const Language = z.enum(['zh', 'en']).default('zh').describe('language of headings and notes')
export const NewImport = z.object({
  org: OrgPath.describe('where it is filed; rows may stand anywhere within the scope'),
  fileName: z.string().trim().min(1).max(200),
})
export type NewImport = z.infer<typeof NewImport>
export const ApplyImport = z.object({ mode: ImportMode })
export type ApplyImport = z.infer<typeof ApplyImport>

export const permissions = {
  'imports.use': ['park_safety_officer', 'enterprise_safety_manager', 'maintainer'],
} as const

export const errors = {
  'imports.not_found': 404,
  'imports.outside_scope': 403,
  'imports.wrong_file_type': 415,
  'imports.file_gone': 410,
  'imports.wrong_rows': 409,
  'imports.nothing_to_do': 409,
  'imports.not_checked': 409,
  'imports.not_applied': 409,
  'imports.still_working': 409,
  'imports.nothing_wrong': 404,
} as const
export type ImportsError = keyof typeof errors
