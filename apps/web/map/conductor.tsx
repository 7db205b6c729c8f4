/** The time conductor along the bottom: live at its right end; pulled back, the map shows that moment and nothing can be acted on. */
import { formatClock, formatTime, houseNow, SEVERITY_LETTER, SeverityShape, useNow } from '@anyuan/ui'
import { Button } from 'antd'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Occurrence, severityAtRise } from './moment.ts'

export const CONDUCTOR_SPAN_MS = 8 * 3_600_000 // one shift; default, not from a standard
const STEP_MS = 60_000
const LIVE_ZONE = 0.995

interface ConductorProps {
  /** The moment shown, epoch ms; null is live. */
  moment: number | null
  onMoment: (moment: number | null) => void
  occurrences: readonly Occurrence[]
  complete: boolean
}
export function Conductor({ moment, onMoment, occurrences, complete }: ConductorProps) {
  const { t } = useTranslation()
  const now = useNow()
  const track = useRef<HTMLDivElement>(null)
  const from = now - CONDUCTOR_SPAN_MS
  const share = moment === null ? 1 : Math.max(0, Math.min(1, (moment - from) / CONDUCTOR_SPAN_MS))

  const momentAt = (clientX: number): number | null => {
    const box = track.current?.getBoundingClientRect()
    if (!box) return moment
    const at = Math.max(0, Math.min(1, (clientX - box.left) / box.width))
    return at > LIVE_ZONE ? null : Math.round(from + at * CONDUCTOR_SPAN_MS)
  }
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    onMoment(momentAt(event.clientX))
  }
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) onMoment(momentAt(event.clientX))
  }
  const onKey = (event: KeyboardEvent) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -30, PageUp: 30 }[event.key]
    if (event.key === 'End') onMoment(null)
    else if (steps !== undefined) {
      const next = (moment ?? houseNow()) + steps * STEP_MS
      onMoment(next >= houseNow() ? null : Math.max(from, next))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="conductor card">
      <Button type={moment === null ? 'text' : 'primary'} size="small" onClick={() => onMoment(null)} aria-pressed={moment === null}>
        {t(moment === null ? 'map.live' : 'map.back_to_live')}
      </Button>
      <span className="small">{formatClock(from, false)}</span>
      <div
        ref={track}
        className="conductor-track"
        role="slider"
        tabIndex={0}
        aria-label={t('map.conductor')}
        aria-valuemin={0}
        aria-valuemax={CONDUCTOR_SPAN_MS / 60_000}
        aria-valuenow={Math.round((share * CONDUCTOR_SPAN_MS) / 60_000)}
        aria-valuetext={moment === null ? t('map.live') : formatTime(moment)}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onKeyDown={onKey}
      >
        <i className="conductor-line" />
        {occurrences.map((each) => {
          const at = (Date.parse(each.raisedAt) - from) / CONDUCTOR_SPAN_MS
          if (at < 0 || at > 1) return null
          const severity = severityAtRise(each)
          return (
            <span
              key={each.occurrence}
              className={`conductor-tick severity-${severity}`}
              style={{ left: `${at * 100}%` }}
              title={`${SEVERITY_LETTER[severity]} ${each.tagName} ${formatTime(each.raisedAt)}`}
            >
              <SeverityShape severity={severity} size={10} />
            </span>
          )
        })}
        <i className={`conductor-hand${moment === null ? '' : ' conductor-hand-past'}`} style={{ left: `${share * 100}%` }} />
      </div>
      <span className="small conductor-now">{moment === null ? t('map.until_now') : formatTime(moment)}</span>
      {!complete && <span className="small">{t('map.conductor.more')}</span>}
    </div>
  )
}
