/** How good a value was at the moment that is looked at. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEAST_LOOKBACK_MS, lookbackFor, qualityThen } from './moment.ts'

test('a value sent within three expected intervals before the moment is as good as it was sent', () => {
  expect(qualityThen(0, 0, 5)).toBe(0)
  expect(qualityThen(0, 15_000, 5)).toBe(0)
  expect(qualityThen(1, 15_000, 5)).toBe(1)
  expect(qualityThen(2, 15_000, 5)).toBe(2)
})
test('a value that had not been renewed for longer was stale then, also where it is known to be good since', () => {
  expect(qualityThen(0, 15_001, 5)).toBe(3)
  expect(qualityThen(2, 15_001, 5)).toBe(3)
  expect(qualityThen(4, 3_600_000, 5)).toBe(4)
})
test('age never makes a quality better', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.nat(1e9), fc.nat(1e9), fc.integer({ min: 1, max: 86_400 }), (q, age, more, interval) => {
      expect(qualityThen(q, age, interval)).toBeGreaterThanOrEqual(q)
      expect(qualityThen(q, age + more, interval)).toBeGreaterThanOrEqual(qualityThen(q, age, interval))
    }),
  )
})
test('a tag that sends once a day is looked for as far back as it may be silent', () => {
  expect(lookbackFor(5)).toBe(LEAST_LOOKBACK_MS)
  expect(lookbackFor(86_400)).toBe(3 * 86_400_000)
})
