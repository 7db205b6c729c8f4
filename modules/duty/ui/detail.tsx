/** The middle column: the one alarm the officer is on. */
import {
  ActBar,
  Age,
  type AlarmActs,
  AlarmGuidancePart,
  AlarmStory,
  api,
  bucketsFor,
  Countdown,
  ErrorState,
  formatValue,
  Icon,
  isDrill,
  Link,
  limitsOf,
  occurrenceOf,
  QualityMark,
  raisedAt,
  read,
  SeverityMark,
  type StandingAlarm,
  severityOf,
  type Tag,
  TagTrend,
  Time,
  useBreachText,
  useLiveValue,
  useMoment,
  useNavigate,
  usePlaceName,
  useQuery,
  useTrendRange,
  worstOf,
} from '@anyuan/ui'
import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { NearbyTags } from './nearby-tags.tsx'
import { stageOf } from './work-list.ts'

export function Detail({ alarm, gone, acts, onBack }: { alarm: StandingAlarm; gone: boolean; acts: AlarmActs; onBack: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const tag = useQuery({
    queryKey: ['assets', 'tag', alarm.tagNumber],
    queryFn: () => read(api.GET('/api/assets/tags/{number}', { params: { path: { number: alarm.tagNumber } } })),
    staleTime: 60_000,
  })
  const occurrence = occurrenceOf(alarm.state)
  return (
    <section className="card desk-detail" aria-label={alarm.tagName}>
      <Head alarm={alarm} gone={gone} onBack={onBack} />
      <div className="desk-body">
        <div className="desk-pair">
          <Trend alarm={alarm} tag={tag.data} />
          <section>
            <h3>{t('duty.nearby')}</h3>
            {tag.data && <NearbyTags tag={tag.data} />}
          </section>
        </div>
        <hr />
        {tag.isError && <ErrorState error={tag.error} onRetry={() => void tag.refetch()} />}
        <AlarmGuidancePart alarm={alarm} owner={tag.data?.owner ?? null} />
        {occurrence && (
          <>
            <hr />
            <h3>{t('duty.happened')}</h3>
            <AlarmStory occurrence={occurrence} alarmNumber={alarm.alarmNumber} unit={alarm.unit} />
          </>
        )}
      </div>
      <footer className="desk-acts">
        {gone ? <span className="small">{t('duty.closed.long')}</span> : <ActBar acts={acts} keys />}
        <Button onClick={() => void navigate(`/map?tag=${alarm.tagNumber}`)}>
          {t('duty.to_map')} <kbd>G</kbd>
        </Button>
      </footer>
    </section>
  )
}

function Head({ alarm, gone, onBack }: { alarm: StandingAlarm; gone: boolean; onBack: () => void }) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  const severity = severityOf(alarm.state)
  const worst = worstOf(alarm.state)
  const inner = 'inner' in alarm.state ? alarm.state.inner : alarm.state
  return (
    <header className="desk-head">
      <div className="toolbar">
        <Button type="text" className="desk-back" icon={<Icon name="back" />} onClick={onBack}>
          {t('duty.back')}
        </Button>
        {severity !== null && <SeverityMark severity={severity} unacknowledged={!gone && stageOf(alarm) === 'acknowledge'} />}
        {isDrill(alarm.state) && <span className="drill-tag">{t('ui.alarm.drill')}</span>}
        <span className="small">
          {gone ? t('duty.closed') : t(`ui.alarm.state.${alarm.state.state}`)} · <Time at={raisedAt(alarm.state)} /> ·{' '}
          <Age at={raisedAt(alarm.state)} />
        </span>
        <span className="grow" />
        {!gone && alarm.respondBy !== null && (
          <span>
            {t('duty.respond')} <Countdown dueAt={alarm.respondBy} />
          </span>
        )}
      </div>
      <h2 className="desk-title">
        {alarm.tagName} · {worst ? breachText(worst, alarm.unit) : ''}
      </h2>
      <div className="small">
        {name(alarm.org)}
        {alarm.assetCode && ` · ${alarm.assetCode}`} · <Link to={`/tags/${alarm.tagNumber}`}>{alarm.tagCode}</Link>
        {inner.state !== 'normal' && inner.handled && (
          <>
            {' · '}
            {t('duty.handled_by', { by: inner.handled.by, note: inner.handled.note })}
          </>
        )}
      </div>
    </header>
  )
}

function Trend({ alarm, tag }: { alarm: StandingAlarm; tag: Tag | undefined }) {
  const { t } = useTranslation()
  const live = useLiveValue(alarm.tagNumber)
  const tags = useMemo(() => [{ number: alarm.tagNumber, name: alarm.tagName, unit: alarm.unit }], [alarm])
  const limits = useMemo(() => (tag ? limitsOf(tag.alarms) : []), [tag])
  const { window, onZoom } = useTrendRange()
  const spanMs = 'lastMinutes' in window ? window.lastMinutes * 60_000 : window.to - window.from
  return (
    <section>
      <div className="toolbar">
        <h3>{alarm.tagCode}</h3>
        <b>{live && live.quality < 2 ? formatValue(live.value, alarm.unit) : t('duty.no_value')}</b>
        {live && <QualityMark state={live.quality} />}
      </div>
      <TagTrend
        tags={tags}
        window={window}
        limits={limits}
        height={220}
        onZoom={onZoom}
        buckets={bucketsFor(spanMs, tag?.expectedIntervalSeconds ?? 5, 180)}
        compact
      />
    </section>
  )
}

/** A quiet shift: one calm sentence, and when the last alarm was. */
export function Quiet({ loading, failed, filtered }: { loading: boolean; failed: boolean; filtered: boolean }) {
  const { t } = useTranslation()
  const moment = useMoment()
  const last = useQuery({
    queryKey: ['duty', 'last-occurrence'],
    queryFn: () => read(api.GET('/api/alarms/occurrences', { params: { query: { page: 1, pageSize: 1 } } })),
    enabled: !loading && !failed && moment === null,
    refetchInterval: 60_000,
  })
  const one = last.data?.items[0]
  return (
    <section className="card desk-detail desk-quiet">
      {!loading && !failed && !filtered && (
        <>
          <div className="desk-quiet-words">{t(moment === null ? 'duty.quiet' : 'duty.quiet.then')}</div>
          {one && moment === null && (
            <div className="small">
              {t('duty.quiet.last')} <Time at={one.raisedAt} /> {one.tagName}
            </div>
          )}
        </>
      )}
    </section>
  )
}
