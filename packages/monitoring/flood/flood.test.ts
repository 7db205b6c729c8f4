/** When a flood begins, how long it lasts, and that its rule does not depend on when one looks. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLOOD_ABOVE, FLOOD_ENDS_AT, FLOOD_WINDOW_SECONDS, floodEpisodes, floodNow } from './flood.ts'

const START = 1_795_000_000_000
const WINDOW_MS = FLOOD_WINDOW_SECONDS * 1000
const every = (ms: number, count: number, from = START) => Array.from({ length: count }, (_, i) => from + i * ms)

describe('a flood', () => {
  test('ten alarms in ten minutes are none; the eleventh makes one, which began with the first', () => {
    expect(floodEpisodes(every(1000, 10), START + 20_000)).toEqual([])
    expect(floodEpisodes(every(1000, 11), START + 20_000)).toEqual([
      { startedAt: START, recognisedAt: START + 10_000, endedAt: null, activations: 11, peak: 11 },
    ])
  })
  test('ends when the ten minutes before hold five or fewer', () => {
    const raised = every(1000, 11)
    const end = raised[5]! + WINDOW_MS
    expect(floodNow(raised, end - 1)).not.toBeNull()
    expect(floodEpisodes(raised, end)).toMatchObject([{ endedAt: end }])
  })
  test('two bursts with a calm hour between are two floods', () => {
    const raised = [...every(1000, 12), ...every(1000, 15, START + 3_600_000)]
    expect(floodEpisodes(raised, START + 7_200_000).map(({ activations }) => activations)).toEqual([12, 15])
  })
  test('a steady eight in ten minutes after a burst keeps it going', () => {
    const raised = [...every(1000, 11), ...every(75_000, 40, START + 60_000)]
    expect(floodEpisodes(raised, raised.at(-1)!)).toMatchObject([{ endedAt: null, activations: 51 }])
  })
})

const moments = fc
  .array(fc.integer({ min: 0, max: 7200 }), { maxLength: 120 })
  .map((seconds) => seconds.sort((a, b) => a - b).map((second) => START + second * 1000))
const inWindow = (raised: readonly number[], at: number) => raised.filter((each) => each > at - WINDOW_MS && each <= at).length

test('whatever comes: every flood held more than ten in its window when recognised, and five or fewer when it ended', () => {
  fc.assert(
    fc.property(moments, (raised) => {
      const now = START + 4 * 3_600_000
      const episodes = floodEpisodes(raised, now)
      for (const { startedAt, recognisedAt, endedAt, activations, peak } of episodes) {
        expect(inWindow(raised, recognisedAt)).toBeGreaterThan(FLOOD_ABOVE)
        expect(startedAt).toBeLessThanOrEqual(recognisedAt)
        expect(endedAt).not.toBeNull()
        expect(inWindow(raised, endedAt!)).toBeLessThanOrEqual(FLOOD_ENDS_AT)
        expect(peak).toBeLessThanOrEqual(activations)
      }
      // nothing above ten lies outside a flood
      for (const at of raised)
        if (inWindow(raised, at) > FLOOD_ABOVE) expect(episodes.some((one) => one.startedAt <= at && at <= (one.endedAt ?? now))).toBe(true)
      for (let i = 1; i < episodes.length; i++) expect(episodes[i]!.recognisedAt).toBeGreaterThan(episodes[i - 1]!.endedAt!)
    }),
  )
})
test('what was found at a moment is not found differently later, but for its end', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 10_000 }), (raised, second) => {
      const then = floodEpisodes(raised, START + second * 1000)
      const later = floodEpisodes(raised, START + 4 * 3_600_000)
      then.forEach((one, i) => {
        expect(later[i]).toMatchObject({ startedAt: one.startedAt, recognisedAt: one.recognisedAt })
        if (one.endedAt !== null) expect(later[i]!.endedAt).toBe(one.endedAt)
      })
    }),
  )
})
