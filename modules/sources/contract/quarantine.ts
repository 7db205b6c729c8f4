/** The quarantine (隔离区): what was refused, as it came, and why; and how it is offered again once the cause is mended. */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { RefusalReason } from '@anyuan/telemetry/wire'
import { z } from 'zod'

/** One refused sample or message, as it came. */
export const QuarantineEntry = z.object({
  id: z.number().int(),
  at: Instant,
  sourceCode: z.string(),
  org: OrgPath,
  reason: RefusalReason,
  tagCode: z.string().nullable(),
  detail: z.string().nullable(),
  payload: z.string().describe('at most 2 kB of what was sent'),
  truncated: z.boolean().describe('more was sent than is kept: it cannot be offered again'),
  processed: z.object({ at: Instant, by: z.string() }).nullable().describe('offered again and taken'),
  lastTry: z.object({ at: Instant, reason: RefusalReason, detail: z.string().nullable() }).nullable().describe('offered again and refused'),
})
export type QuarantineEntry = z.infer<typeof QuarantineEntry>
export const QuarantinePage = pageOf(QuarantineEntry)

const filters = z.object({
  under: OrgPath.optional(),
  sourceCode: z.string().max(64).optional(),
  reason: RefusalReason.optional(),
  tagCode: z.string().max(64).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export const QuarantineQuery = PageQuery.extend({ ...filters.shape, processed: z.enum(['yes', 'no']).optional() })
export type QuarantineQuery = z.infer<typeof QuarantineQuery>

/** What is kept of refusals: of one message at most 20 rows, repetitions not at all. All are counted in the traffic of the source. */
export const QuarantineCountsQuery = filters.pick({ under: true, sourceCode: true })
export type QuarantineCountsQuery = z.infer<typeof QuarantineCountsQuery>
export const QuarantineCounts = z.object({
  open: z.number().int().describe('kept and not yet taken'),
  byReason: z.array(z.object({ reason: RefusalReason, open: z.number().int(), lastAt: Instant })),
  bySource: z.array(z.object({ sourceCode: z.string(), open: z.number().int() })).describe('the ten with most'),
  byHour: z.array(z.object({ at: Instant, count: z.number().int() })).describe('the last 24 hours, each present'),
})
export type QuarantineCounts = z.infer<typeof QuarantineCounts>

export const MOST_REPROCESSED = 1000 // default, not from a standard
/** Entries to offer again: these, or the oldest open ones of one source and reason. */
export const ReprocessSelection = z.union([
  z.object({ ids: z.array(z.number().int()).min(1).max(MOST_REPROCESSED) }),
  z.object({ sourceCode: z.string().max(64), reason: RefusalReason, tagCode: z.string().max(64).optional() }),
])
export type ReprocessSelection = z.infer<typeof ReprocessSelection>
export const ReprocessPreview = z.object({
  count: z.number().int().describe('would be offered now'),
  truncated: z.number().int().describe('cannot: more was sent than is kept'),
  beyond: z.number().int().describe('over the limit of one turn; stay for the next'),
})
export type ReprocessPreview = z.infer<typeof ReprocessPreview>
export const ReprocessResult = z.object({
  taken: z.number().int(),
  refused: z.number().int(),
  truncated: z.number().int(),
  beyond: z.number().int(),
  results: z.array(
    z.object({
      id: z.number().int(),
      sourceCode: z.string(),
      tagCode: z.string().nullable(),
      taken: z.boolean(),
      reason: RefusalReason.nullable(),
      detail: z.string().nullable(),
    }),
  ),
})
export type ReprocessResult = z.infer<typeof ReprocessResult>
