/** The trend of one tag from seconds to years: envelope, limits, the alarms that rose, and each sample when the window is small. */
import {
  api,
  bucketsFor,
  ErrorState,
  ExportButton,
  formatTimeFull,
  houseNow,
  isLast,
  LASTS,
  LIVE,
  limitsOf,
  read,
  TagTrend,
  type TrendAlarm,
  TrendChart,
  useBreachText,
  useConductor,
  useMoment,
  useQuery,
  useTrendRange,
} from '@anyuan/ui'
import { Button, Segmented } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tag } from './tag-values.ts'
import { endsOf, showsSamples, type TrendWindow } from './trend-range.ts'

const HEIGHT = 380
const MARKS_AT_MOST = 200
const BAD = 2 // from here on a value is no value

export function TagTrendPanel({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const conductor = useConductor()
  const { last } = conductor?.state ?? LIVE
  const { window, onZoom } = useTrendRange()
  const follows = 'lastMinutes' in window
  const tags = useMemo(() => [{ number: tag.number, name: tag.name, unit: tag.unit }], [tag])
  const limits = useMemo(() => limitsOf(tag.alarms), [tag.alarms])
  const alarms = useAlarmMarks(tag, window)
  const ends = endsOf(window, 0)
  const buckets = bucketsFor(ends.to - ends.from, tag.expectedIntervalSeconds, 800)
  return (
    <section className="card" style={{ padding: 16 }}>
      <div className="toolbar" style={{ marginBottom: 8 }}>
        <Segmented
          value={follows ? last : ''}
          options={Object.keys(LASTS).map((name) => ({ value: name, label: t(`assets.range.${name}`) }))}
          onChange={(name) => isLast(name) && conductor?.setLast(name)}
        />
        {!follows && (
          <>
            <span className="small">
              {formatTimeFull(window.from).slice(0, 19)} – {formatTimeFull(window.to).slice(0, 19)}
            </span>
            <Button size="small" onClick={conductor?.goLive}>
              {t('assets.back_to_now')}
            </Button>
          </>
        )}
        <span className="grow" />
        <ExportButton
          size="small"
          to={() => {
            const { from, to } = endsOf(window, houseNow())
            const query = { tags: tag.number, from: new Date(from).toISOString(), to: new Date(to).toISOString() }
            return { path: '/api/assets/history/export', query }
          }}
          choices={[
            { key: 'raw', label: t('assets.history.raw'), query: { kind: 'raw' } },
            { key: '60', label: t('assets.history.buckets.60'), query: { kind: 'buckets', bucketSeconds: 60 } },
            { key: '3600', label: t('assets.history.buckets.3600'), query: { kind: 'buckets', bucketSeconds: 3600 } },
          ]}
        />
        <span className="small">{t(showsSamples(window) ? 'assets.trend.samples' : 'assets.trend.buckets')}</span>
      </div>
      {showsSamples(window) ? (
        <Samples tag={tag} window={window} limits={limits} alarms={alarms} onZoom={onZoom} />
      ) : (
        <TagTrend tags={tags} window={window} limits={limits} alarms={alarms} onZoom={onZoom} height={HEIGHT} buckets={buckets} />
      )}
      <div className="small">{t('assets.trend.hint')}</div>
    </section>
  )
}

function Samples(props: {
  tag: Tag
  window: { from: number; to: number }
  limits: ReturnType<typeof limitsOf>
  alarms: readonly TrendAlarm[]
  onZoom?: (from: number, to: number) => void
}) {
  const { tag, window, limits, alarms, onZoom } = props
  const { t } = useTranslation()
  const cursor = useMoment()
  const raw = useQuery({
    queryKey: ['assets', 'raw', tag.number, window.from, window.to],
    queryFn: () =>
      read(
        api.GET('/api/assets/tags/{number}/raw', {
          params: {
            path: { number: tag.number },
            query: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
          },
        }),
      ),
  })
  const series = useMemo(
    () => [
      {
        name: tag.name,
        unit: tag.unit,
        times: raw.data?.times ?? [],
        mean: (raw.data?.values ?? []).map((value, i) => ((raw.data?.qualities[i] ?? BAD) >= BAD ? null : value)),
      },
    ],
    [tag, raw.data],
  )
  if (raw.isError) return <ErrorState error={raw.error} onRetry={() => void raw.refetch()} />
  const note = raw.isPending ? t('ui.loading') : raw.data.times.length === 0 ? t('ui.trend.none') : undefined
  return (
    <TrendChart
      series={series}
      limits={limits}
      alarms={alarms}
      from={window.from}
      to={window.to}
      cursor={cursor}
      onZoom={onZoom}
      height={HEIGHT}
      note={note}
      label={t('ui.trend.label', { names: tag.name })}
    />
  )
}

function useAlarmMarks(tag: Tag, window: TrendWindow): readonly TrendAlarm[] {
  const breachText = useBreachText()
  const follows = 'lastMinutes' in window
  const key = follows ? window.lastMinutes : `${window.from}-${window.to}`
  const rows = useQuery({
    queryKey: ['assets', 'alarm-marks', tag.code, key],
    queryFn: () => {
      const ends = endsOf(window, houseNow())
      return read(
        api.GET('/api/alarms/occurrences', {
          params: {
            query: {
              tagCode: tag.code,
              from: new Date(ends.from).toISOString(),
              to: new Date(ends.to).toISOString(),
              page: 1,
              pageSize: MARKS_AT_MOST,
            },
          },
        }),
      )
    },
    refetchInterval: follows ? 10_000 : false,
  })
  return useMemo(
    () =>
      (rows.data?.items ?? []).map((one) => ({
        at: Date.parse(one.raisedAt),
        severity: one.worst.severity,
        label: breachText(one.worst, one.unit),
      })),
    [rows.data, breachText],
  )
}
