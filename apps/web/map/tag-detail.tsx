/** One tag in the panel: the value between its limits, the trend of the range shown, and the guidance with the phone number. */
import {
  Age,
  api,
  bucketsFor,
  ErrorState,
  formatNumber,
  GuidanceCard,
  LimitsBar,
  Link,
  limitsOf,
  QualityMark,
  raisedAt,
  read,
  type StandingAlarm,
  severityOf,
  TagTrend,
  useLiveValue,
  useTrendRange,
} from '@anyuan/ui'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagPoint } from './places.ts'

export function TagDetail({ tag, moment, alarms }: { tag: TagPoint; moment: number | null; alarms: readonly StandingAlarm[] }) {
  const { t } = useTranslation()
  const detail = useQuery({
    queryKey: ['assets', 'tag', tag.number],
    queryFn: () => read(api.GET('/api/assets/tags/{number}', { params: { path: { number: tag.number } } })),
    staleTime: 60_000,
  })
  const live = useLiveValue(tag.number)
  const limits = useMemo(() => (detail.data ? limitsOf(detail.data.alarms) : []), [detail.data])
  const trendTags = useMemo(() => [{ number: tag.number, name: tag.name, unit: tag.unit }], [tag])
  const marks = useMemo(
    () =>
      alarms.flatMap((alarm) => {
        const severity = severityOf(alarm.state)
        return alarm.tagNumber === tag.number && severity !== null ? [{ at: raisedAt(alarm.state), severity, label: alarm.tagName }] : []
      }),
    [alarms, tag.number],
  )
  const { window, onZoom } = useTrendRange()
  const spanMs = 'lastMinutes' in window ? window.lastMinutes * 60_000 : window.to - window.from
  const value = live && live.quality !== 2 ? live.value : null
  return (
    <>
      <section>
        <div className="toolbar">
          <h3 className="grow">
            <Link to={`/tags/${tag.number}`}>{tag.code}</Link>
          </h3>
          {live && <QualityMark state={live.quality} />}
          {live && (
            <span className="small">
              <Age at={live.time} />
            </span>
          )}
        </div>
        <div className="big-value">
          {formatNumber(value)} <small>{tag.unit}</small>
        </div>
        {value === null && <div className="small">{t(moment === null ? 'map.panel.no_value' : 'map.panel.no_value_then')}</div>}
        {detail.data && (
          <LimitsBar value={value} rangeLow={detail.data.rangeLow} rangeHigh={detail.data.rangeHigh} limits={limits} unit={tag.unit} />
        )}
      </section>
      <section>
        <TagTrend
          tags={trendTags}
          window={window}
          limits={limits}
          alarms={marks}
          onZoom={onZoom}
          height={180}
          buckets={bucketsFor(spanMs, detail.data?.expectedIntervalSeconds ?? 5, 240)}
          compact
        />
      </section>
      {detail.isPending && <Skeleton active paragraph={{ rows: 3 }} />}
      {detail.isError && <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.data && (
        <section className="panel-guidance">
          <GuidanceCard guidance={detail.data.guidance} owner={detail.data.owner} />
        </section>
      )}
    </>
  )
}
