/** Alarms and floods on the bar of the time conductor. */
import { expect, test } from 'vitest'
import { type Flood, type Occurrence, spansOf, ticksOf } from './ticks.ts'

const FROM = Date.parse('2026-10-03T00:00:00Z')
const window = { from: FROM, to: FROM + 3_600_000 }
const rose = (minute: number, severity: 1 | 2 | 3 | 4, tagName: string, drill = false) =>
  ({
    raisedAt: new Date(FROM + minute * 60_000).toISOString(),
    worst: { reason: 'high', severity, value: 1, threshold: 1 },
    tagName,
    drill,
  }) as Occurrence

test('alarms too near to be told apart are one mark of the gravest, with their number', () => {
  const ticks = ticksOf([rose(10.5, 3, 'b'), rose(10, 1, 'a'), rose(30, 2, 'c')], window, 60)
  expect(ticks).toEqual([
    { at: FROM + 600_000, severity: 1, count: 2, name: 'a' },
    { at: FROM + 1_800_000, severity: 2, count: 1, name: 'c' },
  ])
})
test('what rose outside the range, and drills, are not on the bar', () => {
  expect(ticksOf([rose(-1, 1, 'a'), rose(61, 1, 'b'), rose(5, 1, 'c', true)], window, 60)).toEqual([])
})
test('a flood is a span: cut to the range, to now while it goes on', () => {
  const flood = (startedAt: string, endedAt: string | null) => ({ startedAt, endedAt }) as Flood
  const now = FROM + 3_000_000
  expect(
    spansOf([flood('2026-10-02T23:50:00Z', '2026-10-03T00:10:00Z'), flood('2026-10-03T00:40:00Z', null)], window, now).map(
      ({ from, to }) => [from - FROM, to - FROM],
    ),
  ).toEqual([
    [0, 600_000],
    [2_400_000, 3_000_000],
  ])
  expect(spansOf([flood('2026-10-02T20:00:00Z', '2026-10-02T21:00:00Z')], window, now)).toEqual([])
})
