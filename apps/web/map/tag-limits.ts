/** The limits of a tag as lines of a chart and ticks of a bar. */
import type { Severity } from '@anyuan/kernel'
import type { paths, TrendLimit } from '@anyuan/ui'

export type Tag = paths['/api/assets/tags/{number}']['get']['responses'][200]['content']['application/json']
const NAMES = [
  ['lowLow', 'LL'],
  ['low', 'L'],
  ['high', 'H'],
  ['highHigh', 'HH'],
] as const

/** Enabled limits from the lowest up, with the letters of the trade. */
export const limitsOf = (tag: Tag): TrendLimit[] =>
  NAMES.flatMap(([key, label]) => {
    const limit = tag.alarms[key]
    return limit && limit.enabled !== false ? [{ value: limit.threshold, label, severity: limit.severity as Severity }] : []
  })

/** Where on the bar (0 to 1) a value stands; beyond the range it stays at the end. */
export const shareOf = (value: number, low: number, high: number): number =>
  high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0
