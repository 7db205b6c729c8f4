/** The wait before the next try grows, is bounded, and is never the same for all. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

test('the first try comes after a second at most, a late one after a minute at most', () => {
  expect(backoffMs(1, 0)).toBe(500)
  expect(backoffMs(1, 0.999)).toBeLessThanOrEqual(1000)
  expect(backoffMs(1000, 0.999)).toBeLessThanOrEqual(60_000)
})
test('with the same chance a later try never comes sooner', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
      expect(backoffMs(failures + 1, random)).toBeGreaterThanOrEqual(backoffMs(failures, random))
    }),
  )
})
