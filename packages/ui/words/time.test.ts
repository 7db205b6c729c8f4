/** Times are Beijing's, ages are short, and what is missing is a dash. */
import { expect, test } from 'vitest'
import { ageParts, formatClock, formatCountdown, formatNumber, formatTime, formatTimeFull, formatValue, MISSING } from './time.ts'

const at = Date.parse('2026-11-22T18:14:36.120Z')

test('an instant in UTC is shown in Beijing time, whatever the machine’s own zone', () => {
  expect(formatTime(at)).toBe('11-23 02:14:36')
  expect(formatTime('2026-11-22T18:14:36.120Z')).toBe('11-23 02:14:36')
  expect(formatTimeFull(at)).toBe('2026-11-23 02:14:36.120')
  expect(formatClock(at, false)).toBe('02:14')
})
test('the turn of the year in Beijing comes eight hours before that of UTC', () => {
  expect(formatTimeFull('2026-12-31T16:00:00.000Z')).toBe('2027-01-01 00:00:00.000')
})
test('a missing or unreadable time is a dash', () => {
  for (const nothing of [null, undefined, 'yesterday', Number.NaN]) expect(formatTime(nothing)).toBe(MISSING)
})
test('a missing value is a dash and never zero; zero is zero', () => {
  expect(formatNumber(null)).toBe(MISSING)
  expect(formatNumber(undefined)).toBe(MISSING)
  expect(formatNumber(Number.NaN)).toBe(MISSING)
  expect(formatNumber(0)).toBe('0')
  expect(formatValue(null, 'ppm')).toBe(MISSING)
  expect(formatValue(0, 'ppm')).toBe('0 ppm')
})
test('a number shows the places that matter for its size', () => {
  expect(formatNumber(1654.4)).toBe('1,654')
  expect(formatNumber(101.325)).toBe('101.3')
  expect(formatNumber(4.816)).toBe('4.82')
  expect(formatNumber(0.01234)).toBe('0.01234')
  expect(formatNumber(4.8, 2)).toBe('4.80')
})
test('an age names its two greatest units and is never negative', () => {
  expect(ageParts(12_900)).toEqual({ key: 'ui.age.seconds', params: { seconds: 12 } })
  expect(ageParts(112_000)).toEqual({ key: 'ui.age.minutes_seconds', params: { minutes: 1, seconds: 52 } })
  expect(ageParts(36 * 60_000)).toEqual({ key: 'ui.age.minutes', params: { minutes: 36 } })
  expect(ageParts(3 * 3_600_000 + 300_000)).toEqual({ key: 'ui.age.hours_minutes', params: { hours: 3, minutes: 5 } })
  expect(ageParts(50 * 3_600_000)).toEqual({ key: 'ui.age.days_hours', params: { days: 2, hours: 2 } })
  expect(ageParts(-5000)).toEqual({ key: 'ui.age.seconds', params: { seconds: 0 } })
})
test('a countdown shows minutes and seconds, and hours only when there are any', () => {
  expect(formatCountdown(188_000)).toBe('03:08')
  expect(formatCountdown(-72_000)).toBe('01:12')
  expect(formatCountdown(3_788_000)).toBe('1:03:08')
})
