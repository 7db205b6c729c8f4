/** What runs against what was approved: one difference for each alarm that is not the same on both sides. */
import type { Difference } from '../contract.ts'

export interface RunningAlarm {
  alarmNumber: number
  tagNumber: number
  digest: string
}
export type FoundDifference = Pick<Difference, 'kind' | 'alarmNumber' | 'tagNumber'>

export function compareSettings(approved: readonly RunningAlarm[], running: readonly RunningAlarm[]): FoundDifference[] {
  const runs = new Map(running.map((one) => [one.alarmNumber, one]))
  const found: FoundDifference[] = []
  for (const { alarmNumber, tagNumber, digest } of approved) {
    const other = runs.get(alarmNumber)
    if (!other) found.push({ kind: 'missing', alarmNumber, tagNumber })
    else if (other.digest !== digest) found.push({ kind: 'altered', alarmNumber, tagNumber })
    runs.delete(alarmNumber)
  }
  for (const { alarmNumber, tagNumber } of runs.values()) found.push({ kind: 'foreign', alarmNumber, tagNumber })
  return found
}
