/** The pace does not drift, however late each round is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextRound } from './pace.ts'

test('every round begins at a whole number of intervals from the first, and none is held twice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 60_000 }), fc.array(fc.integer({ min: 0, max: 200_000 })), (intervalMs, tookMs) => {
      let elapsed = 0
      let round = 0
      for (const took of tookMs) {
        elapsed += took
        const next = nextRound(round, elapsed, intervalMs)
        expect(next).toBeGreaterThan(round)
        expect(next * intervalMs).toBeGreaterThanOrEqual(elapsed)
        // the soonest that is allowed
        expect(next === round + 1 || (next - 1) * intervalMs < elapsed).toBe(true)
        round = next
        elapsed = round * intervalMs
      }
    }),
  )
})
