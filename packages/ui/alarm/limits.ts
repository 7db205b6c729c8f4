/** The limits of a tag (限值) as lines of a chart and ticks of a bar. */
import type { Severity } from '@anyuan/kernel'
import type { paths } from '../api/schema.generated.ts'
import type { TrendLimit } from '../chart/trend-option.ts'

export type Tag = paths['/api/assets/tags/{number}']['get']['responses'][200]['content']['application/json']
const NAMES = [
  ['lowLow', 'LL'],
  ['low', 'L'],
  ['high', 'H'],
  ['highHigh', 'HH'],
] as const

/** Enabled limits from the lowest up, with the letters of the trade. Thresholds in the tag's unit. */
export const limitsOf = (alarms: Tag['alarms']): TrendLimit[] =>
  NAMES.flatMap(([key, label]) => {
    const limit = alarms[key]
    return limit && limit.enabled !== false ? [{ value: limit.threshold, label, severity: limit.severity as Severity }] : []
  })

/** Where on the bar (0 to 1) a value stands; beyond the range it stays at the end. */
export const shareOf = (value: number, low: number, high: number): number =>
  high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0
