/** Turns series, limits and alarm marks into an ECharts option. Pure, so that gaps and envelopes are tested without a canvas. */
import type { Severity } from '@anyuan/kernel'
import type { EChartsCoreOption } from 'echarts/core'
import { SEVERITY_LETTER, SEVERITY_PATH, SEVERITY_TOKEN } from '../marks/severity.tsx'
import { seriesColours, type ThemeName, tokens } from '../theme/tokens.ts'
import { formatClock, formatDate, formatNumber, formatTimeFull, MISSING } from '../words/time.ts'

export interface TrendSeries {
  name: string
  unit: string
  /** Epoch ms, rising. */
  times: readonly number[]
  /** Null is a gap: the line breaks. */
  mean: readonly (number | null)[]
  /** The least and greatest value of each bucket; drawn as an envelope behind the mean. */
  min?: readonly (number | null)[]
  max?: readonly (number | null)[]
}
export interface TrendLimit {
  value: number
  label: string
  severity: Severity
}
export interface TrendAlarm {
  /** Epoch ms. */
  at: number
  severity: Severity
  label: string
}
export interface TrendInput {
  series: readonly TrendSeries[]
  limits?: readonly TrendLimit[]
  alarms?: readonly TrendAlarm[]
  from: number
  to: number
  /** The moment that is shown elsewhere, epoch ms: a line across the picture. */
  cursor?: number | null
  theme: ThemeName
  /** Without axes' words, for cards of the map. */
  compact?: boolean
  meanWord: string
  rangeWord: string
}

type Point = [number, number | null]
const points = (times: readonly number[], values: readonly (number | null)[]): Point[] => times.map((time, i) => [time, values[i] ?? null])
/** A value with gaps on both sides has no line to be seen by: it gets a dot. */
export const lonely = (values: readonly (number | null)[], i: number): boolean =>
  values[i] != null && values[i - 1] == null && values[i + 1] == null

/** Axis labels: clock below two days, date above, year and month above a year. Beijing time. */
export function axisLabel(at: number, spanMs: number): string {
  if (spanMs <= 10 * 60_000) return formatClock(at)
  if (spanMs <= 48 * 3_600_000) return formatClock(at, false)
  return spanMs <= 400 * 86_400_000 ? formatDate(at).slice(5) : formatDate(at).slice(0, 7)
}

/** Round steps in Beijing time: ECharts would round to UTC's midnight. */
export function axisTicks(from: number, to: number, atMost: number): number[] {
  const minute = 60_000
  const steps = [
    1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000, 7_776_000,
    31_536_000,
  ]
  const span = to - from
  const step = (steps.find((seconds) => span / (seconds * 1000) <= atMost) ?? 31_536_000) * 1000
  const offset = 480 * minute
  const ticks: number[] = []
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) ticks.push(at)
  return ticks
}

export function trendOption(input: TrendInput): EChartsCoreOption {
  const { series, limits = [], alarms = [], from, to, cursor = null, theme, compact = false } = input
  const colour = tokens[theme]
  const hues = seriesColours[theme]
  const units = [...new Set(series.map((each) => each.unit))].slice(0, 2)
  const drawn: Record<string, unknown>[] = []
  series.forEach((each, i) => {
    const hue = hues[i % hues.length]
    const yAxisIndex = Math.max(0, units.indexOf(each.unit))
    const { min, max } = each
    if (min && max) {
      const envelope = {
        type: 'line',
        yAxisIndex,
        stack: `envelope-${i}`,
        stackStrategy: 'all',
        symbol: 'none',
        silent: true,
        z: 1,
        lineStyle: { width: 0 },
        tooltip: { show: false },
        animation: false,
      }
      drawn.push({ ...envelope, data: points(each.times, min) })
      drawn.push({
        ...envelope,
        data: each.times.map((time, j): Point => [time, min[j] == null || max[j] == null ? null : (max[j] as number) - (min[j] as number)]),
        areaStyle: { color: hue, opacity: 0.22 },
      })
    }
    drawn.push({
      type: 'line',
      name: each.name,
      yAxisIndex,
      z: 3,
      animation: false,
      connectNulls: false,
      showSymbol: true,
      symbol: 'circle',
      symbolSize: (_: unknown, at: { dataIndex: number }) => (lonely(each.mean, at.dataIndex) ? 3 : 0),
      itemStyle: { color: hue },
      lineStyle: { color: hue, width: 1.5 },
      data: points(each.times, each.mean),
      markLine:
        i === 0 && (limits.length + alarms.length > 0 || cursor !== null)
          ? {
              symbol: 'none',
              silent: true,
              animation: false,
              // the labels of two near limits stand apart: the upper above its line, the lower below
              data: [
                ...(cursor === null ? [] : [cursorLine(cursor, colour.accent)]),
                ...[...limits]
                  .sort((a, b) => b.value - a.value)
                  .map((limit, order) => ({
                    yAxis: limit.value,
                    lineStyle: { color: colour[SEVERITY_TOKEN[limit.severity]], width: 1, type: 'dashed' },
                    label: {
                      formatter: `${limit.label} ${formatNumber(limit.value)}`,
                      position: order % 2 === 0 ? 'insideEndTop' : 'insideEndBottom',
                      color: colour[`${SEVERITY_TOKEN[limit.severity]}-ink`],
                      fontSize: 12,
                    },
                  })),
              ],
            }
          : undefined,
    })
  })
  if (alarms.length > 0)
    drawn.push({
      type: 'scatter',
      yAxisIndex: units.length > 1 ? 2 : 1,
      z: 5,
      animation: false,
      symbolSize: 12,
      symbolOffset: [0, 7],
      data: alarms.map((alarm) => ({
        value: [alarm.at, 0],
        name: alarm.label,
        symbol: `path://${SEVERITY_PATH[alarm.severity]}`,
        itemStyle: { color: colour[SEVERITY_TOKEN[alarm.severity]], borderColor: colour.card, borderWidth: 1 },
        tooltip: { formatter: `${SEVERITY_LETTER[alarm.severity]} ${escapeHtml(alarm.label)}<br>${formatTimeFull(alarm.at)}` },
      })),
      tooltip: { trigger: 'item' },
    })
  const valueAxis = (unit: string, position: 'left' | 'right', first: boolean) => ({
    type: 'value',
    scale: true,
    name: unit,
    position,
    nameTextStyle: { color: colour.dim, fontSize: 12, align: position },
    // the ends follow the data and are no round numbers
    axisLabel: {
      color: colour.dim,
      fontSize: 12,
      showMinLabel: false,
      showMaxLabel: false,
      formatter: (value: number) => formatNumber(value),
    },
    splitLine: { show: first, lineStyle: { color: colour.soft } },
    splitNumber: compact ? 3 : 5,
    // a limit just above the curve belongs into the picture
    min: first ? (range: { min: number; max: number }) => reach(range, limits, 'min') : undefined,
    max: first ? (range: { min: number; max: number }) => reach(range, limits, 'max') : undefined,
  })
  return {
    animation: false,
    grid: {
      left: compact ? 8 : 12,
      right: compact ? 12 : 16,
      top: 28,
      bottom: alarms.length > 0 ? 14 : 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: colour.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: colour.dim,
        fontSize: 12,
        hideOverlap: true,
        customValues: axisTicks(from, to, compact ? 4 : 8),
        formatter: (at: number) => axisLabel(at, to - from),
      },
    },
    yAxis: [
      ...(units.length > 0 ? units : ['']).map((unit, i) => valueAxis(unit, i === 0 ? 'left' : 'right', i === 0)),
      ...(alarms.length > 0 ? [{ type: 'value', min: 0, max: 1, show: false }] : []),
    ],
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      axisPointer: { type: 'line', lineStyle: { color: colour.faint } },
      backgroundColor: colour.card,
      borderColor: colour.line,
      textStyle: { color: colour.text, fontSize: 12 },
      formatter: (shown: unknown) => tooltip(shown, input),
    },
    series: drawn,
  }
}

const cursorLine = (at: number, colour: string) => ({
  xAxis: at,
  lineStyle: { color: colour, width: 2, type: 'solid' },
  label: { formatter: formatClock(at), position: 'insideEndTop', rotate: 0, color: colour, fontSize: 12 },
})

const reach = (range: { min: number; max: number }, limits: readonly TrendLimit[], end: 'min' | 'max'): number => {
  const real = range.max - range.min
  // a flat line has no shape to lose: then a limit somewhat farther away belongs into the picture too
  const flat = real < Math.abs(range.max) * 0.01
  const span = Math.max(flat ? Math.abs(range.max) * 0.5 : real, 1e-9)
  const near = limits.map((limit) => limit.value).filter((value) => value > range.min - span * 1.5 && value < range.max + span * 1.5)
  const low = Math.min(range.min, ...near)
  const high = Math.max(range.max, ...near)
  const room = Math.max(high - low, span) * 0.06
  return end === 'min' ? (low >= 0 && low - room < 0 ? 0 : low - room) : high + room
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function tooltip(shown: unknown, { series, meanWord, rangeWord }: TrendInput): string {
  const items = (Array.isArray(shown) ? shown : [shown]) as { seriesName?: string; dataIndex: number; axisValue?: number; value: unknown }[]
  const lines: string[] = []
  let at: number | null = null
  for (const item of items) {
    const each = series.find((candidate) => candidate.name === item.seriesName)
    if (!each) continue
    const time = each.times[item.dataIndex]
    if (time !== undefined) at ??= time
    const mean = each.mean[item.dataIndex]
    const low = each.min?.[item.dataIndex]
    const high = each.max?.[item.dataIndex]
    const value = mean == null ? MISSING : `${formatNumber(mean)} ${escapeHtml(each.unit)}`
    lines.push(`${escapeHtml(each.name)} ${low == null ? '' : meanWord} <b>${value}</b>`)
    if (low != null && high != null && low !== high) lines.push(`<span>${rangeWord} ${formatNumber(low)} – ${formatNumber(high)}</span>`)
  }
  return at === null ? '' : [formatTimeFull(at), ...lines].join('<br>')
}
