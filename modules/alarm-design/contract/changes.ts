/** Change requests (变更单): an alarm that is there already is changed by one, after a rehearsal and by the word of a second person. */
import { TagKind, TagSettings } from '@anyuan/assets/contract'
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { z } from 'zod'
import { Rehearsal } from './rehearsal.ts'
import { SuppressionRule } from './suppressions.ts'

export const ProposedTag = TagSettings.extend({ tagNumber: z.number().int().min(1) })
export type ProposedTag = z.infer<typeof ProposedTag>
/** `rule` null takes the rule away. */
export const ProposedSuppression = z.object({ code: z.string().min(1).max(64), rule: SuppressionRule.nullable() })
export type ProposedSuppression = z.infer<typeof ProposedSuppression>

const words = (longest: number) => z.string().trim().min(1).max(longest)
/** Emergency (紧急变更): two people of different roles answer for it by name; it holds at once and is rehearsed within 24 hours. */
export const Emergency = z.object({ agreed: z.array(z.object({ name: words(60), role: words(60) })).length(2) })
export type Emergency = z.infer<typeof Emergency>
const ChangeFields = z.object({
  title: words(120),
  reason: words(1000),
  tags: z.array(ProposedTag).max(20),
  suppressions: z.array(ProposedSuppression).max(20),
  effectiveFrom: Instant.nullable().describe('null: as soon as it is approved'),
})
export const NewChange = ChangeFields.extend({
  suppressions: ChangeFields.shape.suppressions.default([]),
  effectiveFrom: ChangeFields.shape.effectiveFrom.default(null),
  emergency: Emergency.nullable().default(null),
})
export type NewChange = z.infer<typeof NewChange>
export const ChangeRevision = ChangeFields.partial()
export type ChangeRevision = z.infer<typeof ChangeRevision>

const By = z.object({ accountId: z.string(), name: z.string(), at: Instant })
export type By = z.infer<typeof By>
/** Where a request stands. */
export const ChangeProgress = z.discriminatedUnion('state', [
  z.object({ state: z.literal('draft') }),
  z.object({ state: z.literal('submitted'), submitted: By }),
  z.object({ state: z.literal('approved'), submitted: By, approved: By, note: z.string() }),
  z.object({ state: z.literal('effective'), approved: By.nullable(), effectiveAt: Instant }),
  z.object({ state: z.literal('rejected'), rejected: By, note: z.string() }),
  z.object({ state: z.literal('withdrawn'), withdrawn: By }),
  z.object({
    state: z.literal('failed'),
    approved: By.nullable(),
    at: Instant,
    code: z.string(),
    params: z.record(z.string(), z.unknown()),
  }),
])
export type ChangeProgress = z.infer<typeof ChangeProgress>

/** What a tag was set to when the request was written: the left side of the diff. */
export const TagBefore = TagSettings.extend({
  tagNumber: z.number().int(),
  code: z.string(),
  name: z.string(),
  unit: z.string(),
  kind: TagKind,
  rangeLow: z.number(),
  rangeHigh: z.number(),
})
export type TagBefore = z.infer<typeof TagBefore>
export const Change = ChangeFields.extend({
  id: z.uuid(),
  number: z.number().int(),
  org: OrgPath,
  author: By,
  before: z.array(TagBefore),
  suppressionsBefore: z.array(SuppressionRule),
  emergency: Emergency.extend({ rehearseBy: Instant }).nullable(),
  progress: ChangeProgress,
  rehearsal: Rehearsal,
})
export type Change = z.infer<typeof Change>
export const ChangeRow = Change.pick({
  id: true,
  number: true,
  org: true,
  title: true,
  author: true,
  progress: true,
  emergency: true,
}).extend({
  tagCodes: z.array(z.string()),
  rehearsal: z.enum(['none', 'running', 'failed', 'done']),
  trueLostCount: z.number().int().nullable(),
  rehearsalOverdue: z.boolean(),
})
export type ChangeRow = z.infer<typeof ChangeRow>
export const ChangePage = pageOf(ChangeRow)
export const ChangeState = z.enum(['draft', 'submitted', 'approved', 'effective', 'rejected', 'withdrawn', 'failed'])
export const ChangeQuery = PageQuery.extend({
  under: OrgPath.optional(),
  state: ChangeState.optional(),
  tag: z.coerce.number().int().min(1).optional().describe('only requests about this tag'),
})
export type ChangeQuery = z.infer<typeof ChangeQuery>
export const Verdict = z.object({ approve: z.boolean(), note: z.string().trim().min(1).max(1000) })
export type Verdict = z.infer<typeof Verdict>
