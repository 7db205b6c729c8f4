/** Suppression rules (按设计屏蔽): which alarms ask for nobody while their cause is known. They come and go by change requests alone. */
import { OrgPath } from '@anyuan/kernel'
import { SuppressionRule } from '@anyuan/monitoring/shapes'
import { z } from 'zod'
import { Versioned } from './versions.ts'

export { SuppressionRule } from '@anyuan/monitoring/shapes'
export const StandingSuppression = z.object({
  org: OrgPath,
  rule: SuppressionRule,
  ...Versioned,
  tags: z
    .array(z.object({ alarmNumber: z.number().int(), tagNumber: z.number().int(), tagCode: z.string() }))
    .describe('whose alarms the rule names'),
  suppressed: z.number().int().describe('times it took an alarm from the list in the last 30 days'),
})
export type StandingSuppression = z.infer<typeof StandingSuppression>
