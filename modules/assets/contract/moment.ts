/** A past moment (回放时刻): what every tag read then, as the archive knows it now. */
import { EpochMs, Instant, OrgPath } from '@anyuan/kernel'
import { z } from 'zod'

export const MomentQuery = z.object({
  at: Instant,
  under: OrgPath.optional().describe('only tags of this organisation and below'),
  tags: z
    .string()
    .regex(/^\d+(,\d+){0,499}$/)
    .optional()
    .describe('tag numbers, comma between, at most 500; with `under` these as well, without it these alone'),
})
export type MomentQuery = z.infer<typeof MomentQuery>

/** Columns, not rows: row i of every column belongs together. A tag of which nothing is known at that moment is absent. */
export const Moment = z.object({
  at: EpochMs,
  tagNumbers: z.array(z.number().int()),
  times: z.array(z.number()).describe('when the shown sample was taken, epoch ms'),
  values: z.array(z.number().nullable()).describe('null: no valid value'),
  qualities: z.array(z.number().int()).describe('judged for that moment: older than three expected intervals was stale'),
})
export type Moment = z.infer<typeof Moment>
