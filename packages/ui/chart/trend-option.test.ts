/** The trend's picture: gaps stay gaps, the envelope keeps the spike, ticks are Beijing's. */
import { expect, test } from 'vitest'
import { axisLabel, axisTicks, lonely, type TrendInput, trendOption } from './trend-option.ts'
import { zoomed } from './zoom.ts'

const base: TrendInput = {
  series: [
    { name: 'GDS-0137', unit: 'ppm', times: [0, 1000, 2000, 3000], mean: [1, null, 2, 3], min: [0.5, null, 1, 2], max: [9, null, 3, 4] },
  ],
  from: 0,
  to: 3000,
  theme: 'light',
  meanWord: '均值',
  rangeWord: '范围',
}
type Drawn = {
  name?: string
  data: [number, number | null][]
  connectNulls?: boolean
  areaStyle?: object
  markLine?: { data: { yAxis: number }[] }
}
const seriesOf = (input: TrendInput) => (trendOption(input) as { series: Drawn[] }).series

test('a missing bucket breaks the line and the envelope, and is not drawn as zero', () => {
  const [low, band, mean] = seriesOf(base)
  expect(low?.data[1]).toEqual([1000, null])
  expect(band?.data[1]).toEqual([1000, null])
  expect(mean?.data[1]).toEqual([1000, null])
  expect(mean?.connectNulls).toBe(false)
})
test('the envelope reaches from the least to the greatest value, so that a spike cannot hide in a mean', () => {
  const [low, band] = seriesOf(base)
  expect(low?.data[0]).toEqual([0, 0.5])
  expect(band?.data[0]).toEqual([0, 8.5])
})
test('a value between two gaps is a dot', () => {
  expect(lonely([null, 4, null], 1)).toBe(true)
  expect(lonely([null, 4, 5], 1)).toBe(false)
  expect(lonely([4], 0)).toBe(true)
})
test('limits are lines, and alarms marks on the axis', () => {
  const drawn = seriesOf({
    ...base,
    limits: [{ value: 2, label: 'HH', severity: 1 }],
    alarms: [{ at: 2500, severity: 1, label: '氯气高高报' }],
  })
  expect(drawn[2]?.markLine?.data[0]?.yAxis).toBe(2)
  expect(drawn.at(-1)?.data).toMatchObject([{ value: [2500, 0] }])
})
test('day ticks stand at midnight in Beijing', () => {
  const from = Date.parse('2026-11-20T03:00:00Z')
  const ticks = axisTicks(from, from + 5 * 86_400_000, 8)
  expect(ticks.length).toBeGreaterThan(3)
  for (const tick of ticks) expect(new Date(tick).toISOString().slice(11)).toBe('16:00:00.000Z')
})
test('the axis shows clocks within two days, dates within a year, months beyond', () => {
  const at = Date.parse('2026-11-22T18:14:36Z')
  expect(axisLabel(at, 60_000)).toBe('02:14:36')
  expect(axisLabel(at, 3_600_000)).toBe('02:14')
  expect(axisLabel(at, 10 * 86_400_000)).toBe('11-23')
  expect(axisLabel(at, 900 * 86_400_000)).toBe('2026-11')
})
test('zooming keeps the instant under the cursor, and stops at five seconds and at ten years', () => {
  const [from, to] = zoomed(0, 1_000_000, 250_000, 0.5)
  expect([from, to]).toEqual([125_000, 625_000])
  const [inFrom, inTo] = zoomed(0, 6000, 3000, 0.1)
  expect(inTo - inFrom).toBe(5000)
  const [outFrom, outTo] = zoomed(0, 9 * 366 * 86_400_000, 0, 5)
  expect(outTo - outFrom).toBe(10 * 366 * 86_400_000)
})
