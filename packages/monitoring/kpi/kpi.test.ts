/** The figures of an operator position, worked by hand and by property. */
import type { Severity } from '@anyuan/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alarmMetricsOf, BUCKET_SECONDS, bucketOf, dayOf, type KpiInput, kpiOf } from './kpi.ts'
import type { KpiKey, KpiOccurrence } from './shapes.ts'
import { KPI_TARGETS, verdictOf } from './targets.ts'

const BUCKET_MS = BUCKET_SECONDS * 1000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Midnight in Beijing. */
const START = Date.parse('2026-09-30T16:00:00Z')
const rise = (seconds: number, more: Partial<KpiOccurrence> = {}): KpiOccurrence => ({
  alarmNumber: 8,
  severity: 3,
  raisedAt: START + seconds * 1000,
  acknowledgedAt: null,
  returnedAt: START + seconds * 1000 + 120_000,
  drill: false,
  announced: true,
  late: false,
  reannounced: 0,
  ...more,
})
const everyBucket = (from: number, to: number) => {
  const all = new Set<number>()
  for (let at = bucketOf(from); at < to; at += BUCKET_MS) all.add(at)
  return all
}
const over = (occurrences: readonly KpiOccurrence[], hours = 24, more: Partial<KpiInput> = {}) => {
  const to = START + hours * HOUR_MS
  return { occurrences, from: START, to, watched: everyBucket(START, to), unauthorisedChanges: null, ...more }
}
const value = (input: KpiInput, key: KpiKey) => kpiOf(input).figures.find((one) => one.key === key)!.value

describe('averages', () => {
  test('count empty ten-minute windows: twelve alarms in one hour of a day are half an alarm an hour', () => {
    const input = over(Array.from({ length: 12 }, (_, i) => rise(i * 300, { alarmNumber: i })))
    expect(value(input, 'per_day')).toBe(12)
    expect(value(input, 'per_hour')).toBe(0.5)
    expect(value(input, 'per_ten_minutes')).toBeCloseTo(12 / 144)
  })
  test('windows lie on the clock: alarms at 00:09:59 and 00:10:00 are in two windows', () => {
    const report = kpiOf(over([rise(599), rise(600)]))
    expect(report.days[0]!.maximum).toBe(1)
  })
  test('a window in which nobody listened is left out and said, not counted as calm', () => {
    const watched = everyBucket(START, START + 6 * HOUR_MS)
    const report = kpiOf(over([rise(10), rise(20), rise(30)], 24, { watched }))
    expect([report.buckets, report.watched]).toEqual([144, 36])
    expect(report.figures[0]!.value).toBeCloseTo(3 / 36)
  })
  test('where nothing is known there is no figure, not a zero', () => {
    const report = kpiOf(over([], 24, { watched: new Set() }))
    expect(report.figures.map((one) => [one.value, one.verdict])).toEqual(report.figures.map(() => [null, 'no_data']))
  })
  test('a quiet day that was watched is a good day, and has no shares', () => {
    expect(value(over([]), 'per_day')).toBe(0)
    expect(value(over([]), 'top_ten_share')).toBeNull()
    expect(value(over([]), 'priority_low')).toBeNull()
  })
})
describe('floods', () => {
  test('the share of windows with more than ten, the greatest window, and the time in flood', () => {
    const input = over(Array.from({ length: 11 }, (_, i) => rise(i, { alarmNumber: i })))
    expect(value(input, 'over_ten_share')).toBeCloseTo(1 / 144)
    expect(value(input, 'maximum')).toBe(11)
    // from the first until the ten minutes before hold five: 605 s
    expect(value(input, 'flood_share')).toBeCloseTo(605 / 86_400)
  })
  test('ten in a window are no flood', () => {
    expect(value(over(Array.from({ length: 10 }, (_, i) => rise(i))), 'over_ten_share')).toBe(0)
  })
})
describe('bad actors', () => {
  test('the ten most frequent alarms and their share', () => {
    const rows = Array.from({ length: 12 }, (_, alarm) =>
      Array.from({ length: 12 - alarm }, (_, i) => rise(alarm * 7000 + i * 120, { alarmNumber: alarm })),
    )
    const report = kpiOf(over(rows.flat()))
    expect(report.topTen.map((one) => one.count)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3])
    expect(report.figures.find((one) => one.key === 'top_ten_share')!.value).toBeCloseTo(75 / 78)
  })
  test('three activations within sixty seconds chatter, three within sixty-one do not', () => {
    expect(kpiOf(over([rise(0), rise(30), rise(60)])).chattering).toEqual([{ alarmNumber: 8, count: 3 }])
    expect(kpiOf(over([rise(0), rise(30), rise(61)])).chattering).toEqual([])
    expect(kpiOf(over([rise(0), rise(30, { alarmNumber: 9 }), rise(60)])).chattering).toEqual([])
  })
  test('what is gone within ten seconds before anybody acknowledged is fleeting', () => {
    const gone = (seconds: number, acknowledged: number | null) =>
      rise(0, { returnedAt: START + seconds * 1000, acknowledgedAt: acknowledged === null ? null : START + acknowledged * 1000 })
    expect([gone(9, null), gone(9, 30), gone(9, 3), gone(10, null)].map((one) => kpiOf(over([one])).fleeting.length)).toEqual([1, 1, 0, 0])
  })
  test('an alarm that still stands is measured to the end of the window: stale after more than 24 h', () => {
    const standing = rise(-HOUR_MS / 1000, { returnedAt: null })
    expect(kpiOf(over([standing])).stale).toEqual([{ alarmNumber: 8, since: START - HOUR_MS, until: null }])
    expect(kpiOf(over([standing], 23)).stale).toEqual([])
    expect(kpiOf(over([rise(0, { returnedAt: null })])).stale).toEqual([])
  })
  test('stale counts the worst day, each alarm once a day', () => {
    const rows = [1, 2, 3].map((alarmNumber) => rise(-2 * 86_400, { alarmNumber, returnedAt: START + alarmNumber * DAY_MS }))
    const report = kpiOf(over(rows, 72))
    expect(report.days.map((day) => day.stale)).toEqual([3, 2, 1])
    expect(report.figures.find((one) => one.key === 'stale')!.value).toBe(3)
  })
})
describe('what does not count', () => {
  test('drills and alarms that rose set aside are left out and said', () => {
    const report = kpiOf(over([rise(0), rise(1, { drill: true }), rise(2, { announced: false })]))
    expect([report.activations, report.drills, report.notAnnounced]).toEqual([1, 1, 1])
  })
  test('what late data bring to light repairs the figure and says so', () => {
    const before = over([rise(0)])
    const after = over([rise(0), rise(3600, { late: true })])
    expect([value(before, 'per_day'), value(after, 'per_day'), kpiOf(after).late]).toEqual([1, 2, 1])
  })
  test('changes are not counted where nobody compared', () => {
    expect(value(over([]), 'unauthorised_changes')).toBeNull()
    expect(kpiOf(over([], 24, { unauthorisedChanges: 1 })).figures.at(-1)).toMatchObject({ value: 1, verdict: 'over' })
  })
})
test('the priority mix is measured over annunciated alarms', () => {
  const rows = ([4, 4, 4, 4, 4, 4, 4, 4, 3, 3] as Severity[]).map((severity, i) => rise(i * 700, { severity }))
  const report = kpiOf(over(rows))
  expect(report.figures.filter((one) => one.key.startsWith('priority')).map((one) => [one.value, one.verdict])).toEqual([
    [0.8, 'good'],
    [0.2, 'over'],
    [0, 'good'],
    [0, 'good'],
  ])
})
test('a value between target and limit is manageable', () => {
  expect([1, 1.5, 2, 2.1].map((rate) => verdictOf(KPI_TARGETS.per_ten_minutes, rate))).toEqual(['good', 'manageable', 'manageable', 'over'])
  expect([4, 5].map((stale) => verdictOf(KPI_TARGETS.stale, stale))).toEqual(['good', 'over'])
})
test('days begin at midnight in Beijing', () => {
  expect(dayOf(START)).toBe(START)
  expect(dayOf(START - 1)).toBe(START - DAY_MS)
})
test('OPC UA’s metrics: what still stands is measured to the end, drills are left out', () => {
  const rows = [
    rise(0, { returnedAt: START + 1000, acknowledgedAt: START + 500 }),
    rise(86_000, { alarmNumber: 9, returnedAt: null, reannounced: 2 }),
    rise(5, { drill: true, returnedAt: null, reannounced: 9 }),
  ]
  expect(alarmMetricsOf(over(rows))).toEqual({
    AlarmCount: 2,
    StartTime: START,
    MaximumActiveState: 400_000,
    MaximumUnAck: 400_000,
    CurrentAlarmRate: 1,
    MaximumAlarmRate: 1,
    MaximumReAlarmCount: 2,
    AverageAlarmRate: 2 / 144,
  })
})

const occurrence = fc
  .record({
    alarmNumber: fc.integer({ min: 1, max: 15 }),
    seconds: fc.integer({ min: -90_000, max: 90_000 }),
    lasts: fc.option(fc.integer({ min: 0, max: 200_000 }), { nil: null }),
    severity: fc.constantFrom<Severity>(1, 2, 3, 4),
    drill: fc.boolean(),
    announced: fc.boolean(),
  })
  .map(({ seconds, lasts, ...more }) => rise(seconds, { ...more, returnedAt: lasts === null ? null : START + (seconds + lasts) * 1000 }))
test('whatever happened: sums agree, shares lie between 0 and 1, and the order of rows does not matter', () => {
  fc.assert(
    fc.property(fc.array(occurrence, { maxLength: 80 }), (rows) => {
      const report = kpiOf(over(rows))
      expect(report.days.reduce((sum, day) => sum + day.activations, 0)).toBe(report.activations)
      expect(report.priorities.reduce((sum, one) => sum + one.count, 0)).toBe(report.activations)
      for (const { unit, value: figure } of report.figures)
        if (figure !== null) {
          expect(figure).toBeGreaterThanOrEqual(0)
          if (unit === 'share') expect(figure).toBeLessThanOrEqual(1)
        }
      expect(report.topTen.reduce((sum, one) => sum + one.share, 0)).toBeLessThanOrEqual(1 + 1e-9)
      expect(kpiOf(over(rows.toReversed()))).toEqual(report)
    }),
  )
})
test('an alarm more never lowers a rate, a greatest window or the time in flood', () => {
  fc.assert(
    fc.property(fc.array(occurrence, { maxLength: 60 }), fc.integer({ min: 0, max: 86_399 }), (rows, seconds) => {
      const more = over([...rows, rise(seconds)])
      for (const key of ['per_ten_minutes', 'maximum', 'over_ten_share', 'flood_share'] as const)
        expect(value(more, key)!).toBeGreaterThanOrEqual(value(over(rows), key)! - 1e-12)
    }),
  )
})
