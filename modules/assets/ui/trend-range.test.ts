/** The window of the trend in the address. */
import { expect, test } from 'vitest'
import { endsOf, showsSamples, windowOf, zoomTo } from './trend-range.ts'

const NOW = 1_700_000_000_000
const HOUR = 3_600_000

test('a named range follows now, a pair of instants stands still, nonsense is one hour', () => {
  expect(windowOf({ range: '7d', from: '', to: '' })).toEqual({ lastMinutes: 10_080 })
  expect(windowOf({ range: '1h', from: '1000', to: '2000' })).toEqual({ from: 1000, to: 2000 })
  expect(windowOf({ range: 'x', from: '2000', to: '1000' })).toEqual({ lastMinutes: 60 })
})
test('zooming to the last hour goes on following; zooming into the past stands still', () => {
  expect(zoomTo(NOW - HOUR, NOW, NOW)).toEqual({ range: '1h', from: '', to: '' })
  expect(zoomTo(NOW - 3 * HOUR, NOW - 2 * HOUR, NOW)).toEqual({ range: '', from: String(NOW - 3 * HOUR), to: String(NOW - 2 * HOUR) })
})
test('the window never reaches into the future and keeps its length', () => {
  const { from, to } = zoomTo(NOW - HOUR, NOW + HOUR, NOW)
  expect(Number(to)).toBe(NOW)
  expect(Number(to) - Number(from)).toBe(2 * HOUR)
})
test('ten minutes of the past show each sample, a day shows buckets, and so does whatever follows now', () => {
  expect(showsSamples({ from: 0, to: 600_000 })).toBe(true)
  expect(showsSamples({ from: 0, to: 86_400_000 })).toBe(false)
  expect(showsSamples({ lastMinutes: 10 })).toBe(false)
  expect(endsOf({ lastMinutes: 10 }, NOW)).toEqual({ from: NOW - 600_000, to: NOW })
})
