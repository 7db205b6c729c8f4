/** Rehearsal (推演): what changed settings would have raised and hidden, run by the same engine over the archive. */
import { EpochMs, Instant, Severity } from '@anyuan/kernel'
import { Breach } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

export const REHEARSAL_DAYS = { least: 1, most: 90, usual: 30 } as const
/** One occurrence of the rehearsal. `until` null: still standing at the end of the window. */
export const RehearsedOccurrence = z.object({
  alarmNumber: z.number().int(),
  tagNumber: z.number().int(),
  raisedAt: EpochMs,
  until: EpochMs.nullable(),
  worst: Breach,
})
export type RehearsedOccurrence = z.infer<typeof RehearsedOccurrence>
/** An occurrence that the change would take from the officer: gone altogether, or of a lesser severity. */
export const Lost = RehearsedOccurrence.extend({
  how: z.enum(['hidden', 'suppressed', 'lowered']),
  why: z.array(z.enum(['gravest', 'handled'])).describe('why it was a true one; empty: nothing speaks for it'),
  severityAfter: Severity.nullable(),
})
export type Lost = z.infer<typeof Lost>

/** Figures of one run. Rates per day over the days with data. */
export const RunFigures = z.object({
  raised: z.number().int(),
  suppressed: z.number().int(),
  perDay: z.number().nullable(),
  maximumTenMinutes: z.number().int(),
  chattering: z.number().int().describe('alarms that came 3 times or more within 60 s'),
  standingSeconds: z.number(),
  bySeverity: z.array(z.object({ severity: Severity, count: z.number().int() })),
})
export type RunFigures = z.infer<typeof RunFigures>

export const RehearsalReport = z.object({
  from: EpochMs,
  to: EpochMs,
  samples: z.number().int().describe('read from the archive'),
  daysWithData: z.number().int(),
  before: RunFigures,
  after: RunFigures,
  alarms: z.array(z.object({ alarmNumber: z.number().int(), tagNumber: z.number().int(), before: RunFigures, after: RunFigures })),
  trueLost: z.array(Lost).max(200),
  otherLost: z.array(Lost).max(200),
  lostCount: z.number().int(),
  trueLostCount: z.number().int(),
  added: z.array(RehearsedOccurrence).max(200),
  addedCount: z.number().int(),
})
export type RehearsalReport = z.infer<typeof RehearsalReport>

export const Rehearsal = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('running'), days: z.number().int(), startedAt: Instant, progress: z.number().min(0).max(1) }),
  z.object({ state: z.literal('failed'), days: z.number().int(), at: Instant, what: z.string() }),
  z.object({ state: z.literal('done'), days: z.number().int(), at: Instant, report: RehearsalReport }),
])
export type Rehearsal = z.infer<typeof Rehearsal>
export const RehearsalOrder = z.object({ days: z.number().int().min(REHEARSAL_DAYS.least).max(REHEARSAL_DAYS.most) })
export type RehearsalOrder = z.infer<typeof RehearsalOrder>
