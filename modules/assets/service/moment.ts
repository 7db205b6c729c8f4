/** What the tags of a place read at a past moment, with the quality that they had then. */
import { type Caller, Refused, toEpochMs } from '@anyuan/kernel'
import type { Moment, MomentQuery, Tag } from '../contract.ts'
import { AHEAD_AT_MOST_MS, lookbackFor, qualityThen } from '../rules/moment.ts'
import type { Needs } from './needs.ts'

export const momentService = (
  { transact, store, readings, clock }: Needs,
  visible: (caller: Caller, numbers: readonly number[]) => Promise<Tag[]>,
) => ({
  async moment(caller: Caller, { at: instant, under, tags }: MomentQuery): Promise<Moment> {
    const at = toEpochMs(instant)
    if (at > toEpochMs(clock.now()) + AHEAD_AT_MOST_MS) throw new Refused('assets.moment_ahead', { at: instant })
    const intervals = new Map<number, number>()
    if (tags !== undefined)
      for (const tag of await visible(caller, [...new Set(tags.split(',').map(Number))]))
        intervals.set(tag.number, tag.expectedIntervalSeconds)
    if (under !== undefined || tags === undefined)
      for (const { number, seconds } of await transact(caller.scope, (tx) => store.intervals(tx, under))) intervals.set(number, seconds)
    if (intervals.size === 0) return { at, tagNumbers: [], times: [], values: [], qualities: [] }
    const slowest = Math.max(0, ...intervals.values())
    const found = await readings.at([...intervals.keys()], at, lookbackFor(slowest))
    return {
      at,
      ...found,
      qualities: found.qualities.map((sent, i) => qualityThen(sent, at - found.times[i]!, intervals.get(found.tagNumbers[i]!)!)),
    }
  },
})
