/** The hourly comparison: what the pipeline runs against what was approved. Also: what comes back when, and what waits for a person. */
import { EpochMs, Instant, OrgPath } from '@anyuan/kernel'
import { z } from 'zod'

/** `altered`: runs otherwise than approved · `missing`: approved and not run · `foreign`: run and never approved · `unapproved`: the tag itself was set otherwise. */
export const DifferenceKind = z.enum(['altered', 'missing', 'foreign', 'unapproved'])
export type DifferenceKind = z.infer<typeof DifferenceKind>
export const Difference = z.object({
  id: z.number().int(),
  org: OrgPath,
  kind: DifferenceKind,
  alarmNumber: z.number().int().nullable(),
  tagNumber: z.number().int(),
  tagCode: z.string(),
  foundAt: Instant,
  endedAt: Instant.nullable(),
})
export type Difference = z.infer<typeof Difference>
export const Comparison = z.object({
  comparedAt: Instant.nullable().describe('null: never yet'),
  alarms: z.number().int().nullable(),
  standing: z.array(Difference).describe('differences that last'),
  ended: z.array(Difference).describe('of the last 30 days'),
})
export type Comparison = z.infer<typeof Comparison>

/** What comes back, or begins, by itself. */
export const ComesBack = z.object({
  at: EpochMs.nullable().describe('null: when a person ends it'),
  what: z.enum(['shelved', 'suppressed', 'out_of_service', 'operating_state', 'change']),
  org: OrgPath,
  tagNumber: z.number().int().nullable(),
  code: z.string(),
  name: z.string(),
  by: z.string(),
  reason: z.string(),
})
export type ComesBack = z.infer<typeof ComesBack>

/** What of the design waits for somebody. */
export const DesignSummary = z.object({
  guidanceGaps: z.number().int(),
  submitted: z.number().int(),
  rehearsalsOverdue: z.number().int(),
  differences: z.number().int(),
})
export type DesignSummary = z.infer<typeof DesignSummary>
