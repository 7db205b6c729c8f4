/** Setting aside everything below an area or an asset in one act (整片搁置), said before it is done; and taking it back. */
import { EpochMs, OrgPath, Severity } from '@anyuan/kernel'
import { AlarmAction } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

const [, , , shelve, unshelve, , , takeOut, returnTo] = AlarmAction.options
/** Acts on a whole subtree. Silence and acknowledgement are not among them: those are of what somebody has seen. */
export const SubtreeAct = z.discriminatedUnion('action', [shelve, unshelve, takeOut, returnTo])
export type SubtreeAct = z.infer<typeof SubtreeAct>
export const SubtreeQuestion = z.object({
  org: OrgPath,
  assetCode: z.string().min(1).max(64).nullable().default(null).describe('null: everything in the area'),
  act: SubtreeAct,
})
export type SubtreeQuestion = z.infer<typeof SubtreeQuestion>
export const ActOnSubtree = SubtreeQuestion.extend({ expected: z.number().int().min(1).describe('how many alarms the preview named') })
export type ActOnSubtree = z.infer<typeof ActOnSubtree>

const Left = z.object({
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
  count: z.number().int(),
  tagCodes: z.array(z.string()).describe('the first of them'),
})
export const SubtreePreview = z.object({
  ready: z.number().int().describe('alarms, those that have never risen too'),
  tags: z.number().int(),
  bySeverity: z.array(z.object({ severity: Severity, count: z.number().int() })).describe('of those that stand now'),
  until: EpochMs.nullable().describe('when they come back by themselves'),
  left: z.array(Left),
})
export type SubtreePreview = z.infer<typeof SubtreePreview>
export const SubtreeActed = z.object({ done: z.number().int(), until: EpochMs.nullable(), left: z.array(Left) })
export type SubtreeActed = z.infer<typeof SubtreeActed>
