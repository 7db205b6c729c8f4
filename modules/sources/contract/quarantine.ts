/** The quarantine (隔离区): what was refused, as it came, and why. */
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
})
export type QuarantineEntry = z.infer<typeof QuarantineEntry>
export const QuarantinePage = pageOf(QuarantineEntry)
export const QuarantineQuery = PageQuery.extend({ sourceCode: z.string().max(64).optional(), reason: RefusalReason.optional() })
export type QuarantineQuery = z.infer<typeof QuarantineQuery>
