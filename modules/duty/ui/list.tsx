/** The left column: what needs the officer, by next step, level and remaining time. */
import {
  Countdown,
  ErrorState,
  isDrill,
  raisedAt,
  SeverityMark,
  type StandingAlarm,
  severityOf,
  useBreachText,
  useNow,
  usePlaceName,
  worstOf,
} from '@anyuan/ui'
import { Button, Input, type InputRef, Skeleton } from 'antd'
import { memo, type RefObject, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskRow } from './use-held-list.ts'
import { shareLeft, stageOf } from './work-list.ts'

export interface WorkListProps {
  rows: readonly DeskRow[]
  arrived: readonly StandingAlarm[]
  total: number
  chosen: number | null
  onChoose: (alarmNumber: number) => void
  onRelease: () => void
  onTouch: () => void
  text: string
  onText: (text: string) => void
  search: RefObject<HTMLInputElement | null>
  loading: boolean
  error: unknown
  onRetry: () => void
}
const DRAWN_AT_MOST = 60 // default, not from a standard: nobody works through more than that by hand; the alarm centre has them all

export function WorkList(props: WorkListProps) {
  const { rows, arrived, total, chosen, onChoose, onRelease, onTouch, text, onText, search, loading, error, onRetry } = props
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen !== null) place.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const gravest = arrived.reduce<StandingAlarm | null>(
    (worst, alarm) => (worst === null || (severityOf(alarm.state) ?? 9) < (severityOf(worst.state) ?? 9) ? alarm : worst),
    null,
  )
  const gravestSeverity = gravest ? severityOf(gravest.state) : null
  return (
    <section className="card desk-list" aria-label={t('duty.needs_me')}>
      <header>
        <h2>
          {t('duty.needs_me')} {loading ? '' : total}
        </h2>
        <span className="small">{t('duty.order')}</span>
      </header>
      <div className="desk-search">
        <Input
          ref={(input: InputRef | null) => {
            search.current = input?.input ?? null
          }}
          value={text}
          allowClear
          placeholder={t('duty.search')}
          aria-label={t('duty.search')}
          onChange={(event) => onText(event.target.value)}
        />
      </div>
      {arrived.length > 0 && (
        <Button type="primary" className="desk-arrived" onClick={onRelease}>
          {gravestSeverity !== null && <SeverityMark severity={gravestSeverity} show="shape" />}
          {t('duty.arrived', { count: arrived.length })}
        </Button>
      )}
      {error !== null && <ErrorState error={error} onRetry={onRetry} />}
      <div
        className="desk-rows"
        ref={place}
        {...(rows.length > 0 ? { role: 'listbox', 'aria-label': t('duty.needs_me') } : {})}
        onPointerMove={onTouch}
        onWheel={onTouch}
        onScroll={onTouch}
      >
        {loading && <Skeleton active title={false} paragraph={{ rows: 4, width: '100%' }} style={{ padding: 16 }} />}
        {rows.slice(0, DRAWN_AT_MOST).map((row) => (
          <Row
            key={row.alarm.alarmNumber}
            alarm={row.alarm}
            gone={row.gone}
            chosen={row.alarm.alarmNumber === chosen}
            onChoose={onChoose}
          />
        ))}
        {!loading && rows.length === 0 && error === null && (
          <p className="desk-none">{t(text === '' ? 'duty.none' : 'ui.table.nothing_matches')}</p>
        )}
        {rows.length > DRAWN_AT_MOST && <p className="desk-none small">{t('duty.more', { count: rows.length - DRAWN_AT_MOST })}</p>}
      </div>
      <footer className="small desk-keys" aria-hidden="true">
        <span>
          <kbd>↑↓</kbd> {t('duty.key.select')}
        </span>
        <span>
          <kbd>A</kbd> {t('ui.alarm.act.acknowledge')}
        </span>
        <span>
          <kbd>C</kbd> {t('ui.alarm.act.handle')}
        </span>
        <span>
          <kbd>S</kbd> {t('ui.alarm.act.shelve')}
        </span>
        <span>
          <kbd>G</kbd> {t('duty.to_map')}
        </span>
        <span>
          <kbd>/</kbd> {t('duty.key.search')}
        </span>
      </footer>
    </section>
  )
}

interface RowProps {
  alarm: StandingAlarm
  gone: boolean
  chosen: boolean
  onChoose: (alarmNumber: number) => void
}
/** Drawn again only when its own alarm or choice changes. */
const Row = memo(function Row({ alarm, gone, chosen, onChoose }: RowProps) {
  const { t } = useTranslation()
  const name = usePlaceName()
  const breachText = useBreachText()
  const severity = severityOf(alarm.state)
  const worst = worstOf(alarm.state)
  const stage = stageOf(alarm)
  return (
    <button
      type="button"
      role="option"
      aria-selected={chosen}
      className={`desk-row${gone ? ' desk-gone' : ''}`}
      onClick={() => onChoose(alarm.alarmNumber)}
    >
      <span className="desk-row-mark">
        {severity !== null && <SeverityMark severity={severity} show="letter" unacknowledged={!gone && stage === 'acknowledge'} />}
      </span>
      <span className="desk-row-words">
        <b>
          {isDrill(alarm.state) && <span className="drill-tag">{t('ui.alarm.drill')}</span>} {alarm.tagName}
        </b>
        <span className="small">
          {name(alarm.org)} · {alarm.tagCode}
        </span>
        <span className="small">{worst ? breachText(worst, alarm.unit) : ''}</span>
      </span>
      <span className="desk-row-time">
        {gone ? (
          <span className="small">{t('duty.closed')}</span>
        ) : stage === 'acknowledge' ? (
          <>
            <Countdown dueAt={alarm.respondBy} />
            <TimeLeft alarm={alarm} />
          </>
        ) : (
          <span className="small">{t(`duty.stage.${stage ?? 'watch'}`)}</span>
        )}
      </span>
    </button>
  )
})

function TimeLeft({ alarm }: { alarm: StandingAlarm }) {
  const now = useNow()
  const share = shareLeft(alarm.respondBy, raisedAt(alarm.state), now)
  if (share === null) return null
  const severity = severityOf(alarm.state) ?? 4
  return (
    <span className="desk-left" aria-hidden="true">
      <i
        style={{ width: `${share * 100}%` }}
        className={share === 0 ? 'desk-left-over' : share < 0.25 ? `severity-${Math.min(2, severity)}` : ''}
      />
    </span>
  )
}
