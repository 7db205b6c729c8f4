/** One tag in the panel: the value between its limits, the last hour, and the guidance with the phone number. */
import {
  Age,
  api,
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
} from '@anyuan/ui'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { TagPoint } from './places.ts'

const HOUR_MS = 3_600_000

export function TagDetail({ tag, moment, alarms }: { tag: TagPoint; moment: number | null; alarms: readonly StandingAlarm[] }) {
  const { t } = useTranslation()
  const detail = useQuery({
    queryKey: ['assets', 'tag', tag.number],
    queryFn: () => read(api.GET('/api/assets/tags/{number}', { params: { path: { number: tag.number } } })),
    staleTime: 60_000,
  })
  const live = useLiveValue(moment === null ? tag.number : null)
  const past = useQuery({
    queryKey: ['assets', 'value-at', tag.number, moment],
    enabled: moment !== null,
    queryFn: () => valueAt(tag.number, moment ?? 0, detail.data?.expectedIntervalSeconds ?? 60),
  })
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
  const window = useMemo(() => (moment === null ? { lastMinutes: 60 } : { from: moment - HOUR_MS, to: moment }), [moment])
  const value = moment !== null ? (past.data?.value ?? null) : live && live.quality !== 2 ? live.value : null
  return (
    <>
      <section>
        <div className="toolbar">
          <h3 className="grow">
            <Link to={`/tags/${tag.number}`}>{tag.code}</Link>
          </h3>
          {moment === null && live && <QualityMark state={live.quality} />}
          {moment === null && live && (
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
        <TagTrend tags={trendTags} window={window} limits={limits} alarms={marks} height={180} buckets={240} compact />
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

/** The last value at or before `at`, if it is not older than three expected intervals. */
async function valueAt(tagNumber: number, at: number, expectedIntervalSeconds: number): Promise<{ value: number | null }> {
  const spanMs = Math.max(15_000, expectedIntervalSeconds * 3000)
  const raw = await read(
    api.GET('/api/assets/tags/{number}/raw', {
      params: {
        path: { number: tagNumber },
        query: { from: new Date(at - spanMs).toISOString(), to: new Date(at).toISOString(), limit: 1000 },
      },
    }),
  )
  const last = raw.times.length - 1
  return { value: last < 0 || (raw.qualities[last] ?? 2) >= 2 ? null : (raw.values[last] ?? null) }
}
