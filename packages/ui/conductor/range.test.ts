/** One time range for the whole screen, kept in the address; the moment that is shown within it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  backToLive,
  type ConductorState,
  LASTS,
  type LastName,
  LIVE,
  lastOf,
  pannedBy,
  pulledTo,
  rangedTo,
  readConductor,
  windowAt,
  writeConductor,
  zoomedBy,
} from './range.ts'

const NOW = Date.parse('2026-10-03T02:14:36Z')
const HOUR = 3_600_000
const read = (text: string) => readConductor(new URLSearchParams(text))

test('an address without a time names none; a length, a range and a moment are read', () => {
  expect(read('org=ln.a&tag=5')).toBeNull()
  expect(read('last=8h')).toEqual({ last: '8h', fixed: null, moment: null })
  expect(read('range=2026-10-03T00:00:00Z..2026-10-03T01:00:00Z&at=2026-10-03T00:30:00Z')).toEqual({
    last: '1h',
    fixed: { from: Date.parse('2026-10-03T00:00:00Z'), to: Date.parse('2026-10-03T01:00:00Z') },
    moment: Date.parse('2026-10-03T00:30:00Z'),
  })
})
test('what cannot be read is passed over, and no window runs backwards', () => {
  for (const text of [
    'last=forever',
    'range=x..y',
    'range=2026-10-03T01:00:00Z..2026-10-03T00:00:00Z',
    'at=',
    'at=GD-1',
    'last=constructor',
  ])
    expect(read(text)).toEqual(LIVE)
})
test('what is written is read back, and foreign parameters stay', () => {
  const instant = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000)
  const names = Object.keys(LASTS) as LastName[]
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.option(fc.tuple(instant, fc.integer({ min: 5, max: 1_000_000 }))),
      fc.option(instant),
      (last, window, moment) => {
        const state: ConductorState = { last, fixed: window && { from: window[0], to: window[0] + window[1] * 1000 }, moment }
        const params = writeConductor(new URLSearchParams('org=ln.a&at=1970-01-01T00:00:00Z'), state)
        expect(params.get('org')).toBe('ln.a')
        expect(readConductor(params) ?? LIVE).toEqual(state)
      },
    ),
  )
})
test('pulled back the range stands still, so that a trend is not read again for each moment; at its right end it is live again', () => {
  const pulled = pulledTo(LIVE, NOW - HOUR / 2, NOW)
  expect(pulled.moment).toBe(NOW - HOUR / 2)
  expect(pulled.fixed).toEqual({ from: NOW - HOUR, to: NOW })
  expect(windowAt(pulled, NOW + HOUR)).toEqual(pulled.fixed)
  expect(pulledTo(pulled, NOW - HOUR / 4, NOW + 60_000).fixed).toEqual(pulled.fixed)
  expect(pulledTo(pulled, NOW + 60_000, NOW + 60_000)).toEqual(LIVE)
  expect(backToLive({ ...pulled, last: '8h' })).toEqual({ ...LIVE, last: '8h' })
})
test('a moment outside the range takes the range along, and never beyond now', () => {
  const span = HOUR
  fc.assert(
    fc.property(fc.integer({ min: -40 * 86_400, max: -2 }), (seconds) => {
      const at = NOW + seconds * 1000
      const { fixed, moment } = pulledTo(LIVE, at, NOW)
      expect(moment).toBe(at)
      expect(fixed!.to - fixed!.from).toBe(span)
      expect(fixed!.from).toBeLessThanOrEqual(at)
      expect(fixed!.to).toBeGreaterThanOrEqual(at)
      expect(fixed!.to).toBeLessThanOrEqual(NOW)
    }),
  )
})
test('a length chosen in playback stands around the moment; live it follows now', () => {
  expect(lastOf(LIVE, '24h', NOW)).toEqual({ last: '24h', fixed: null, moment: null })
  const at = NOW - 5 * HOUR
  const { fixed, moment } = lastOf(pulledTo(LIVE, at, NOW), '8h', NOW)
  expect([moment, fixed!.to - fixed!.from]).toEqual([at, 8 * HOUR])
  expect(fixed!.from < at && at < fixed!.to && fixed!.to <= NOW).toBe(true)
})
test('zooming to the last hours goes on following, zooming into the past stands still, and nothing reaches beyond now', () => {
  expect(rangedTo(LIVE, NOW - 8 * HOUR, NOW, NOW)).toEqual({ last: '8h', fixed: null, moment: null })
  expect(rangedTo(LIVE, NOW - 3 * HOUR, NOW - 2 * HOUR, NOW).fixed).toEqual({ from: NOW - 3 * HOUR, to: NOW - 2 * HOUR })
  expect(rangedTo(LIVE, NOW - HOUR, NOW + 2 * HOUR, NOW).fixed).toEqual({ from: NOW - 3 * HOUR, to: NOW })
  expect(pannedBy(LIVE, 1, NOW)).toEqual(LIVE)
  expect(pannedBy(LIVE, -1, NOW).fixed).toEqual({ from: NOW - 2 * HOUR, to: NOW - HOUR })
})
test('zooming keeps the instant under the pointer, down to five seconds', () => {
  const state = rangedTo(LIVE, NOW - 3 * HOUR, NOW - 2 * HOUR, NOW)
  const centre = NOW - 2.25 * HOUR
  const { fixed } = zoomedBy(state, 0.5, centre, NOW)
  expect((centre - fixed!.from) / (fixed!.to - fixed!.from)).toBeCloseTo(0.75, 3)
  expect(fixed!.to - fixed!.from).toBe(HOUR / 2)
  const near = zoomedBy(state, 1e-9, centre, NOW).fixed!
  expect(near.to - near.from).toBe(5000)
})
