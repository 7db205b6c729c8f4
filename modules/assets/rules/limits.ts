/** Which limits a tag may have: in order, within the measuring range, in every limit set. */
import { type Refusal, refuse } from '@anyuan/kernel'
import { type AssetsError, LIMITS, type LimitName, type Tag } from '../contract.ts'

type Limits = Partial<Record<LimitName, { threshold: number }>>
type Range = Pick<Tag, 'rangeLow' | 'rangeHigh'>

/** LL < L < H < HH, all within the measuring range; a dead-band that would swallow the band between two limits is refused too. */
export function checkLimits(tag: Range & Pick<Tag, 'alarms'>): Refusal<AssetsError> | null {
  if (!(tag.rangeLow < tag.rangeHigh)) return refuse('assets.range_empty', { low: tag.rangeLow, high: tag.rangeHigh })
  const { sets = [], deadband } = tag.alarms
  const plain = checkOrder(tag.alarms, tag, deadband)
  if (plain) return plain
  for (const [at, { when, limits }] of sets.entries()) {
    if (!when.state && !when.calendar) return refuse('assets.set_without_condition', { set: at + 1 })
    if (limits === null) continue
    // a set takes the place of ordinary limits: without them there is no alarm whose condition it could be
    if (!LIMITS.some((name) => tag.alarms[name]?.enabled)) return refuse('assets.set_without_limits', { set: at + 1 })
    const refusal = checkOrder(limits, tag, deadband)
    if (refusal) return { ...refusal, params: { ...refusal.params, set: at + 1 } }
  }
  return null
}

function checkOrder(limits: Limits, range: Range, deadband: number): Refusal<AssetsError> | null {
  const given = LIMITS.flatMap((name) => {
    const limit = limits[name]
    return limit ? [{ name, threshold: limit.threshold }] : []
  })
  for (const { name, threshold } of given)
    if (threshold < range.rangeLow || threshold > range.rangeHigh)
      return refuse('assets.limit_out_of_range', { limit: name, threshold, low: range.rangeLow, high: range.rangeHigh })
  for (const [i, below] of given.entries()) {
    const above = given[i + 1]
    if (above && !(below.threshold < above.threshold)) return refuse('assets.limits_out_of_order', { lower: below.name, upper: above.name })
  }
  if (limits.low && limits.high && limits.low.threshold + deadband >= limits.high.threshold - deadband)
    return refuse('assets.limits_out_of_order', { lower: 'low', upper: 'high', deadband })
  return null
}
