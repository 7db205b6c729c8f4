/** What the trend of a tag shows of the time range. */
import { expect, test } from 'vitest'
import { endsOf, showsSamples } from './trend-range.ts'

const NOW = 1_700_000_000_000

test('ten minutes of the past show each sample, a day shows buckets, and so does whatever follows now', () => {
  expect(showsSamples({ from: 0, to: 600_000 })).toBe(true)
  expect(showsSamples({ from: 0, to: 86_400_000 })).toBe(false)
  expect(showsSamples({ lastMinutes: 10 })).toBe(false)
})
test('a range that follows ends now; a fixed one ends where it was put', () => {
  expect(endsOf({ lastMinutes: 10 }, NOW)).toEqual({ from: NOW - 600_000, to: NOW })
  expect(endsOf({ from: 1, to: 2 }, NOW)).toEqual({ from: 1, to: 2 })
})
