/** What each figure is measured against, and who says so. */
import type { KpiFigure, KpiKey, KpiVerdict } from './shapes.ts'

type Target = Omit<KpiFigure, 'key' | 'value' | 'verdict'>
const count = { unit: 'count', bound: 'at_most', limit: null } as const
const share = { unit: 'share', bound: 'below', limit: null } as const
/** Read about in a course and an analysis tool that quote the standard, not in the standard itself. */
const ISA = { source: 'ANSI/ISA-18.2-2016 · IEC 62682:2022 · EEMUA 191', confidence: 'A' } as const

export const KPI_TARGETS: Readonly<Record<KpiKey, Target>> = {
  per_ten_minutes: { ...count, target: 1, limit: 2, ...ISA }, // ISA-18.2-2016 §16: about 1 acceptable, about 2 manageable
  per_hour: { ...count, target: 6, limit: 12, ...ISA }, // ISA-18.2-2016 §16
  per_day: { ...count, target: 150, limit: 300, source: 'ANSI/ISA-18.2-2009', confidence: 'A' }, // ISA-18.2-2009 §16; the 2016 edition lists hour and 10 min only
  over_ten_share: { ...share, target: 0.01, ...ISA }, // ISA-18.2-2016 §16: below 1 %
  maximum: { ...count, target: 10, ...ISA }, // ISA-18.2-2016 §16
  flood_share: { ...share, target: 0.01, ...ISA }, // ISA-18.2-2016 §16: below 1 %
  top_ten_share: { ...share, bound: 'at_most', target: 0.05, ...ISA }, // ISA-18.2-2016 §16: 1 to 5 %; above is a work list
  chattering: { ...count, target: 0, ...ISA },
  fleeting: { ...count, target: 0, ...ISA },
  stale: { ...count, bound: 'below', target: 5, ...ISA }, // ISA-18.2-2016 §16: fewer than 5 on any day
  priority_low: { ...share, bound: 'at_least', target: 0.8, ...ISA }, // ISA-18.2-2016 §16: about 80 %
  priority_medium: { ...share, bound: 'at_most', target: 0.15, ...ISA }, // ISA-18.2-2016 §16: about 15 %
  priority_high: { ...share, bound: 'at_most', target: 0.05, ...ISA }, // ISA-18.2-2016 §16: about 5 %
  priority_highest: { ...share, target: 0.01, ...ISA }, // ISA-18.2-2016 §16: below 1 % where there are four levels
  unauthorised_changes: { ...count, target: 0, ...ISA },
}

/** Chattering (抖动): so many activations of one alarm within so many seconds. The standard gives no rule; this one is ours. */
export const CHATTERS_AT = 3 // default, not from a standard
export const CHATTERS_WITHIN_SECONDS = 60 // default, not from a standard
/** Fleeting (瞬时): gone again so soon that nobody could have acted, and acknowledged by nobody before. Ours too. */
export const FLEETING_SECONDS = 10 // default, not from a standard
export const STALE_HOURS = 24 // ISA-18.2-2016 §16

export function verdictOf(target: Pick<Target, 'bound' | 'target' | 'limit'>, value: number | null): KpiVerdict {
  if (value === null) return 'no_data'
  const meets =
    target.bound === 'at_least' ? value >= target.target : target.bound === 'below' ? value < target.target : value <= target.target
  if (meets) return 'good'
  return target.limit !== null && value <= target.limit ? 'manageable' : 'over'
}
export const figure = (key: KpiKey, value: number | null): KpiFigure => ({
  key,
  value,
  ...KPI_TARGETS[key],
  verdict: verdictOf(KPI_TARGETS[key], value),
})
