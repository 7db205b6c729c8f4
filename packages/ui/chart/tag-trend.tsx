/** The trend of tags out of the archive, with the live value growing at its right end. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api/client.ts'
import { useRefusalText } from '../api/refusal.tsx'
import { useMoment } from '../conductor/context.ts'
import { useLive } from '../live/hooks.tsx'
import { houseNow } from '../words/clock.ts'
import { TrendChart } from './trend-chart.tsx'
import type { TrendAlarm, TrendLimit, TrendSeries } from './trend-option.ts'

export interface TrendTag {
  number: number
  name: string
  unit: string
}
export interface TagTrendProps {
  tags: readonly TrendTag[]
  /** A fixed window (epoch ms), or a window that ends now. */
  window: { from: number; to: number } | { lastMinutes: number }
  limits?: readonly TrendLimit[]
  alarms?: readonly TrendAlarm[]
  buckets?: number
  onZoom?: (from: number, to: number) => void
  height?: number
  compact?: boolean
}
const REREAD_MS = 60_000
const REDRAW_MS = 1000

/** `N` buckets with least, greatest and mean value per tag; read again when the window changes. Times in epoch ms. */
export function useHistory(tagNumbers: readonly number[], from: number, to: number, buckets = 500) {
  return useQuery({
    queryKey: ['history', tagNumbers.join(','), from, to, buckets],
    queryFn: () =>
      read(
        api.GET('/api/assets/history', {
          params: { query: { tags: tagNumbers.join(','), from: new Date(from).toISOString(), to: new Date(to).toISOString(), buckets } },
        }),
      ),
    enabled: tagNumbers.length > 0 && to > from,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

export function TagTrend({ tags, window, limits, alarms, buckets = 400, onZoom, height, compact }: TagTrendProps) {
  const { t } = useTranslation()
  const words = useRefusalText()
  const live = useLive()
  const cursor = useMoment()
  const follows = 'lastMinutes' in window
  const spanMs = follows ? window.lastMinutes * 60_000 : window.to - window.from
  // while it follows, the archive is read once a minute; what came since then is held here
  const [readAt, setReadAt] = useState(houseNow)
  const from = follows ? readAt - spanMs : window.from
  const to = follows ? readAt : window.to
  const numbers = useMemo(() => tags.map((tag) => tag.number), [tags])
  const history = useHistory(numbers, from, to, buckets)
  const tail = useRef(new Map<number, [number, number | null][]>())
  const [drawn, setDrawn] = useState(0)

  useEffect(() => {
    if (!follows) return
    tail.current.clear()
    const release = live.watch(numbers)
    const mine = new Set(numbers)
    const off = live.values.subscribeAll((changed) => {
      for (const tagNumber of changed) {
        if (!mine.has(tagNumber)) continue
        const value = live.values.get(tagNumber)
        if (!value) continue
        const points = tail.current.get(tagNumber) ?? []
        points.push([value.time, value.quality >= 2 ? null : value.value])
        tail.current.set(tagNumber, points)
      }
    })
    const redraw = setInterval(() => setDrawn(houseNow()), REDRAW_MS)
    const reread = setInterval(() => setReadAt(houseNow()), REREAD_MS)
    return () => {
      off()
      release()
      clearInterval(redraw)
      clearInterval(reread)
    }
  }, [follows, live, numbers])

  const series = useMemo<TrendSeries[]>(() => {
    void drawn // the tail grows outside React
    return tags.map((tag) => {
      const old = history.data?.series.find((each) => each.tagNumber === tag.number)
      const times = [...(old?.times ?? [])]
      const mean = [...(old?.mean ?? [])]
      const min = [...(old?.min ?? [])]
      const max = [...(old?.max ?? [])]
      if (follows) {
        // the last bucket may still be filling, and the archive may be a moment behind: empty buckets at the end are not gaps yet
        while (mean.length > 0 && mean[mean.length - 1] === null && (times[times.length - 1] ?? 0) > readAt - 15_000) {
          times.pop()
          mean.pop()
          min.pop()
          max.pop()
        }
        const known = times[times.length - 1] ?? 0
        for (const [time, value] of tail.current.get(tag.number) ?? [])
          if (time > known) {
            times.push(time)
            mean.push(value)
            min.push(value)
            max.push(value)
          }
      }
      return { name: tag.name, unit: tag.unit, times, mean, min, max }
    })
  }, [tags, history.data, follows, drawn, readAt])

  const end = follows ? Math.max(to, drawn) : to
  const empty = series.every((each) => each.mean.every((value) => value === null))
  const note = history.isPending ? t('ui.loading') : history.isError ? words(history.error) : empty ? t('ui.trend.none') : undefined
  return (
    <TrendChart
      series={series}
      limits={limits}
      alarms={alarms}
      from={end - spanMs}
      to={end}
      onZoom={onZoom}
      height={height}
      compact={compact}
      cursor={cursor}
      note={note}
      label={t('ui.trend.label', { names: tags.map((tag) => tag.name).join(', ') })}
    />
  )
}
