/** One alarm: why and where, the last hour with its limits, what to do, what happened, and the acts. */
import {
  ActBar,
  Age,
  AlarmGuidancePart,
  AlarmStory,
  api,
  bucketsFor,
  Countdown,
  CurrentLevel,
  EmptyState,
  ErrorState,
  formatNumber,
  GuidanceCard,
  isDrill,
  LimitsBar,
  Link,
  limitsOf,
  MISSING,
  occurrenceOf,
  QualityMark,
  raisedAt,
  read,
  SeverityMark,
  severityOf,
  TagTrend,
  Time,
  type TrendAlarm,
  useAlarmActs,
  useBreachText,
  useLiveValue,
  usePlaceName,
  useQuery,
  useTrendRange,
  worstOf,
} from '@anyuan/ui'
import { Drawer, Skeleton } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Occurrence, StandingAlarm } from './alarm.ts'
import { EndDrill } from './end-drill.tsx'
import { Talk } from './talk.tsx'

const HALF_HOUR_MS = 1_800_000
const isWaiting = ({ state }: StandingAlarm) => state.state === 'unacknowledged' || state.state === 'returned_unacknowledged'

/** `gone`: it was open here and stands no more; what was shown stays, and says so. */
export function AlarmDrawer({ alarm, gone, onClose }: { alarm: StandingAlarm | null; gone: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [last, setLast] = useState<StandingAlarm | null>(alarm)
  useEffect(() => {
    if (alarm) setLast(alarm)
  }, [alarm])
  const shown = alarm ?? (gone ? last : null)
  const acts = useAlarmActs(alarm)
  const open = alarm !== null || gone
  return (
    <Drawer
      open={open}
      onClose={onClose}
      size={640}
      destroyOnHidden
      title={shown ? `${shown.tagCode} ${shown.tagName}` : t('alarms.title')}
      footer={
        alarm && (
          <div className="toolbar">
            <ActBar acts={acts} />
            {isDrill(alarm.state) && !acts.past && <EndDrill alarm={alarm} />}
          </div>
        )
      }
    >
      {shown ? (
        <div className="alarms-drawer">
          {gone && <EmptyState title={t('alarms.closed')} />}
          <StandingHead alarm={shown} />
          <TagPart alarm={shown} tagNumber={shown.tagNumber} name={shown.tagName} unit={shown.unit} marks={marksOf(shown)} />
          {occurrenceOf(shown.state) && (
            <section>
              <h3>{t('alarms.story')}</h3>
              <AlarmStory occurrence={occurrenceOf(shown.state) ?? ''} alarmNumber={shown.alarmNumber} unit={shown.unit} />
            </section>
          )}
          {occurrenceOf(shown.state) && <Talk occurrence={occurrenceOf(shown.state) ?? ''} org={shown.org} assignee={shown.assignee} />}
        </div>
      ) : (
        <EmptyState title={t('alarms.closed')} />
      )}
      {acts.form}
    </Drawer>
  )
}

const marksOf = (alarm: StandingAlarm): TrendAlarm[] => {
  const severity = severityOf(alarm.state)
  const at = raisedAt(alarm.state)
  return severity === null || at === null ? [] : [{ at, severity, label: alarm.tagName }]
}

function StandingHead({ alarm }: { alarm: StandingAlarm }) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  const severity = severityOf(alarm.state)
  const worst = worstOf(alarm.state)
  const { state } = alarm
  return (
    <section>
      <div className="toolbar" style={{ marginBottom: 8 }}>
        {severity !== null && (
          <>
            <span className="small">{t('alarms.severity.worst')}</span>
            <SeverityMark severity={severity} unacknowledged={isWaiting(alarm)} />
          </>
        )}
        <CurrentLevel state={state} always />
        <span>{t(`ui.alarm.state.${state.state}`)}</span>
        {isDrill(state) && <b className="drill-tag">{t('ui.alarm.drill')}</b>}
        <span className="grow" />
        {alarm.respondBy !== null && (
          <span>
            {t('alarms.respond_by')} <Countdown dueAt={alarm.respondBy} />
          </span>
        )}
      </div>
      <dl className="alarms-facts">
        <dt>{t('alarms.why')}</dt>
        <dd>{worst ? breachText(worst, alarm.unit) : MISSING}</dd>
        <dt>{t('alarms.raised_at')}</dt>
        <dd>
          {raisedAt(alarm.state) === null ? (
            MISSING
          ) : (
            <>
              <Time at={raisedAt(alarm.state)} /> · <Age at={raisedAt(alarm.state)} />
            </>
          )}
        </dd>
        <dt>{t('alarms.place')}</dt>
        <dd>
          {name(alarm.org)}
          {alarm.assetCode && ` · ${alarm.assetCode}`} · <Link to={`/map?tag=${alarm.tagNumber}`}>{t('alarms.on_map')}</Link>
        </dd>
        {'inner' in state && (
          <>
            <dt>{t('alarms.set_aside_by')}</dt>
            <dd>
              {state.by} · <Time at={state.since} />
              {'until' in state && state.until !== null && (
                <>
                  {' '}
                  {t('alarms.until')} <Time at={state.until} />
                </>
              )}
              <div className="dim">{state.reason}</div>
              {state.state === 'out_of_service' && (
                <div className="dim">
                  {t('alarms.aside.work', { work: state.work || MISSING, measure: state.compensatingMeasure || MISSING })}
                </div>
              )}
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}

/** What concerns the tag: value, limits, trend, guidance. `around`: the half hours before and after a moment that is past. */
interface TagPartProps {
  alarm: Pick<StandingAlarm, 'alarmNumber' | 'state'> | null
  tagNumber: number
  name: string
  unit: string
  marks: readonly TrendAlarm[]
  around?: number
}
function TagPart({ alarm, tagNumber, name, unit, marks, around }: TagPartProps) {
  const { t } = useTranslation()
  const tag = useQuery({
    queryKey: ['assets', 'tag', tagNumber],
    queryFn: () => read(api.GET('/api/assets/tags/{number}', { params: { path: { number: tagNumber } } })),
    staleTime: 60_000,
  })
  const live = useLiveValue(around === undefined ? tagNumber : null)
  const tags = useMemo(() => [{ number: tagNumber, name, unit }], [tagNumber, name, unit])
  const limits = useMemo(() => (tag.data ? limitsOf(tag.data.alarms) : []), [tag.data])
  const shared = useTrendRange().window
  const window = useMemo(
    () => (around === undefined ? shared : { from: around - HALF_HOUR_MS, to: around + HALF_HOUR_MS }),
    [around, shared],
  )
  const spanMs = 'lastMinutes' in window ? window.lastMinutes * 60_000 : window.to - window.from
  const value = live && live.quality < 2 ? live.value : null
  return (
    <>
      <section>
        {around === undefined && (
          <>
            <div className="toolbar">
              <span className="alarms-value">
                {formatNumber(value)} <small>{unit}</small>
              </span>
              {live && <QualityMark state={live.quality} />}
              <span className="grow" />
              <span className="small">{live ? <Age at={live.time} /> : t('alarms.no_value')}</span>
            </div>
            {tag.data && (
              <LimitsBar value={value} rangeLow={tag.data.rangeLow} rangeHigh={tag.data.rangeHigh} limits={limits} unit={unit} />
            )}
          </>
        )}
        <TagTrend
          tags={tags}
          window={window}
          limits={limits}
          alarms={marks}
          height={220}
          buckets={bucketsFor(spanMs, tag.data?.expectedIntervalSeconds ?? 5, 300)}
        />
        <Link to={`/tags/${tagNumber}`}>{t('alarms.to_tag')}</Link>
      </section>
      <section>
        {tag.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
        {tag.isError && <ErrorState error={tag.error} onRetry={() => void tag.refetch()} />}
        {alarm ? (
          <AlarmGuidancePart alarm={alarm} owner={tag.data?.owner ?? null} />
        ) : (
          tag.data && <GuidanceCard guidance={tag.data.guidance} owner={tag.data.owner} />
        )}
      </section>
    </>
  )
}

/** An occurrence of the history: the same story, without acts. */
export function OccurrenceDrawer({ row, onClose }: { row: Occurrence | null; onClose: () => void }) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  if (!row) return null
  const at = Date.parse(row.raisedAt)
  return (
    <Drawer open onClose={onClose} size={640} title={`${row.tagCode} ${row.tagName}`}>
      <div className="alarms-drawer">
        <section>
          <div className="toolbar" style={{ marginBottom: 8 }}>
            <SeverityMark severity={row.worst.severity} />
            <span>{t(row.closedAt === null ? 'alarms.open' : 'alarms.closed.short')}</span>
            {row.drill && <b className="drill-tag">{t('ui.alarm.drill')}</b>}
            {row.setAside && <span className="small">{t('alarms.rose_set_aside', { state: t(`ui.alarm.state.${row.setAside}`) })}</span>}
          </div>
          <dl className="alarms-facts">
            <dt>{t('alarms.why')}</dt>
            <dd>{breachText(row.worst, row.unit)}</dd>
            <dt>{t('alarms.raised_at')}</dt>
            <dd>
              <Time at={row.raisedAt} />
            </dd>
            <dt>{t('alarms.place')}</dt>
            <dd>
              {name(row.org)}
              {row.assetCode && ` · ${row.assetCode}`}
            </dd>
            {row.handlingNote && (
              <>
                <dt>{t('alarms.handled')}</dt>
                <dd>
                  {row.handlingNote} <span className="dim">· {row.handledBy}</span>
                </dd>
              </>
            )}
          </dl>
        </section>
        <TagPart
          alarm={null}
          tagNumber={row.tagNumber}
          name={row.tagName}
          unit={row.unit}
          marks={[{ at, severity: row.worst.severity, label: row.tagName }]}
          around={at}
        />
        <section>
          <h3>{t('alarms.story')}</h3>
          {row.late ? (
            <p className="dim">{t('alarms.late.what')}</p>
          ) : (
            <AlarmStory occurrence={row.occurrence} alarmNumber={row.alarmNumber} unit={row.unit} />
          )}
        </section>
        <Talk occurrence={row.occurrence} org={row.org} assignee={row.assignee} />
      </div>
    </Drawer>
  )
}
