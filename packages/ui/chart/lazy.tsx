/** Charts are fetched when the first one is drawn: ECharts does not belong into the first load. */
import { Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import type { TagTrendProps } from './tag-trend.tsx'
import type { TrendChartProps } from './trend-chart.tsx'

export type { TagTrendProps, TrendTag } from './tag-trend.tsx'
export type { TrendChartProps } from './trend-chart.tsx'
export type { TrendAlarm, TrendLimit, TrendSeries } from './trend-option.ts'

const LazyTrendChart = lazy(async () => ({ default: (await import('./trend-chart.tsx')).TrendChart }))
const LazyTagTrend = lazy(async () => ({ default: (await import('./tag-trend.tsx')).TagTrend }))
const Waiting = ({ height = 260 }: { height?: number }) => <Skeleton.Node active style={{ width: '100%', height }} />

/** Series that the caller has. */
export const TrendChart = (props: TrendChartProps) => (
  <Suspense fallback={<Waiting height={props.height} />}>
    <LazyTrendChart {...props} />
  </Suspense>
)
/** Series out of the archive, growing with the live values. */
export const TagTrend = (props: TagTrendProps) => (
  <Suspense fallback={<Waiting height={props.height} />}>
    <LazyTagTrend {...props} />
  </Suspense>
)
