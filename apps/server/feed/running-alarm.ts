/** What one alarm is set to, in one short line that is made alike by the pipeline and by the api. */
import { createHash } from 'node:crypto'
import { AlarmPlan, type AlarmPlanInput } from '@anyuan/monitoring/shapes'

export interface RunningAlarm {
  alarmNumber: number
  tagNumber: number
  digest: string
}
/** One line for each alarm, the same on both sides of the bus: fields in order, defaults filled in. */
export const runningAlarm = (plan: AlarmPlanInput): RunningAlarm => {
  const whole = AlarmPlan.parse(plan)
  const digest = createHash('sha256').update(ordered(whole)).digest('base64url').slice(0, 22)
  return { alarmNumber: whole.alarmNumber, tagNumber: whole.tagNumber, digest }
}
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
