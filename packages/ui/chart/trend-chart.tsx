/** A trend on time: wheel and drag change the window and ask for finer data; the picture itself never invents any. */
import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { type ECharts, init, use as registerParts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useTheme } from '../theme/theme.tsx'
import { type TrendAlarm, type TrendLimit, type TrendSeries, trendOption } from './trend-option.ts'
import { zoomed } from './zoom.ts'

registerParts([LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer])

export interface TrendChartProps {
  series: readonly TrendSeries[]
  limits?: readonly TrendLimit[]
  alarms?: readonly TrendAlarm[]
  /** Window on time, epoch ms. */
  from: number
  to: number
  /** A new window was chosen by wheel or drag; the parent reads data for it and passes it back. Without it the chart stands still. */
  onZoom?: (from: number, to: number) => void
  height?: number
  compact?: boolean
  /** The moment shown elsewhere, epoch ms. */
  cursor?: number | null
  /** Said in place of a picture: 加载中, 无数据. */
  note?: string
  /** What the chart shows, for readers. */
  label: string
}
const SETTLE_MS = 200

export function TrendChart({ series, limits, alarms, from, to, onZoom, height = 260, compact, cursor, note, label }: TrendChartProps) {
  const { t } = useTranslation()
  const { theme } = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const view = useRef({ from, to, onZoom })
  view.current.onZoom = onZoom

  useEffect(() => {
    const element = place.current
    if (!element) return
    const made = init(element)
    chart.current = made
    const resize = new ResizeObserver(() => made.resize())
    resize.observe(element)
    const zr = made.getZr()
    let settle: ReturnType<typeof setTimeout> | null = null
    let dragFrom: { x: number; from: number; to: number } | null = null
    const show = (nextFrom: number, nextTo: number) => {
      view.current = { ...view.current, from: nextFrom, to: nextTo }
      made.setOption({ xAxis: { min: nextFrom, max: nextTo } })
      if (settle) clearTimeout(settle)
      settle = setTimeout(() => view.current.onZoom?.(nextFrom, nextTo), SETTLE_MS)
    }
    const timeAt = (x: number): number => Number(made.convertFromPixel({ xAxisIndex: 0 }, x))
    zr.on('mousewheel', (event) => {
      if (!view.current.onZoom) return
      event.event.preventDefault()
      const centre = timeAt(event.offsetX)
      if (!Number.isFinite(centre)) return
      show(...zoomed(view.current.from, view.current.to, centre, event.wheelDelta > 0 ? 0.8 : 1.25))
    })
    zr.on('mousedown', (event) => {
      if (view.current.onZoom) dragFrom = { x: event.offsetX, from: view.current.from, to: view.current.to }
    })
    zr.on('mousemove', (event) => {
      if (!dragFrom || Math.abs(event.offsetX - dragFrom.x) < 3) return
      const perPixel = (view.current.to - view.current.from) / Math.max(1, element.clientWidth)
      const by = (dragFrom.x - event.offsetX) * perPixel
      show(Math.round(dragFrom.from + by), Math.round(dragFrom.to + by))
    })
    const drop = () => {
      dragFrom = null
    }
    zr.on('mouseup', drop)
    zr.on('globalout', drop)
    return () => {
      if (settle) clearTimeout(settle)
      resize.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    view.current = { ...view.current, from, to }
    chart.current?.setOption(
      trendOption({
        series,
        limits,
        alarms,
        from,
        to,
        cursor,
        theme,
        compact,
        meanWord: t('ui.trend.mean'),
        rangeWord: t('ui.trend.range'),
      }),
      { notMerge: true },
    )
  }, [series, limits, alarms, from, to, cursor, theme, compact, t])

  return (
    <div className="trend" style={{ height }} role="img" aria-label={label}>
      <div ref={place} style={{ width: '100%', height: '100%' }} />
      {note && <div className="trend-note">{note}</div>}
    </div>
  )
}
