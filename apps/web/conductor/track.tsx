/** The line itself: alarms and floods on it, the hand, and what pointer, wheel and keys do to it. */
import { type Conductor, formatTime, houseNow, SEVERITY_LETTER, SeverityShape, type TimeWindow } from '@anyuan/ui'
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { spansOf, ticksOf } from './ticks.ts'
import { useMarks } from './use-marks.ts'

const SLOTS = 120
/** This near to its right end the bar is live. */
const LIVE_ZONE = 0.995
const STEP = 1 / 120
const PAGE_STEP = 1 / 12
const ZOOM = 0.7
const NUDGE = 0.25

interface TrackProps {
  conductor: Conductor
  under: string | undefined
  window: TimeWindow
  now: number
}
export function Track({ conductor, under, window, now }: TrackProps) {
  const { t } = useTranslation()
  const { from, to } = window
  const span = to - from
  const { moment } = conductor.state
  const track = useRef<HTMLDivElement>(null)
  const { occurrences, floods, complete } = useMarks(under, window)
  // while it follows now, the picture is made anew once a minute and only moved meanwhile
  const ticks = useMemo(() => ticksOf(occurrences, { from, to }, SLOTS), [occurrences, from, to])
  const spans = spansOf(floods, window, now)
  const place = (at: number): string => `${((at - from) / span) * 100}%`
  const hand = moment ?? (to >= now - 1000 ? to : null)
  const inSight = hand !== null && hand >= from && hand <= to

  const timeAt = (clientX: number): number => {
    const box = track.current?.getBoundingClientRect()
    const share = box ? Math.max(0, Math.min(1, (clientX - box.left) / box.width)) : 1
    const at = from + share * span
    return share > LIVE_ZONE && to >= houseNow() - span * (1 - LIVE_ZONE) - 1000 ? houseNow() : at
  }
  const latest = useRef({ conductor, timeAt })
  latest.current = { conductor, timeAt }
  useEffect(() => {
    const element = track.current
    if (!element) return
    // React listens passively, and the page must not scroll along
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { conductor, timeAt } = latest.current
      const sideways = event.shiftKey ? event.deltaY : event.deltaX
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) conductor.pan(Math.sign(sideways) * 0.1)
      else if (event.deltaY !== 0) conductor.zoom(event.deltaY < 0 ? ZOOM : 1 / ZOOM, timeAt(event.clientX))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])

  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    conductor.pull(timeAt(event.clientX))
  }
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) conductor.pull(timeAt(event.clientX))
  }
  const onKey = (event: KeyboardEvent) => {
    const at = moment ?? houseNow()
    const acts: Record<string, () => void> = {
      ArrowLeft: () => (event.shiftKey ? conductor.pan(-NUDGE) : conductor.pull(at - Math.max(1000, span * STEP))),
      ArrowRight: () => (event.shiftKey ? conductor.pan(NUDGE) : conductor.pull(at + Math.max(1000, span * STEP))),
      PageDown: () => conductor.pull(at - span * PAGE_STEP),
      PageUp: () => conductor.pull(at + span * PAGE_STEP),
      Home: () => conductor.pull(from),
      End: conductor.goLive,
      '+': () => conductor.zoom(ZOOM, at),
      '=': () => conductor.zoom(ZOOM, at),
      '-': () => conductor.zoom(1 / ZOOM, at),
      ' ': conductor.togglePlay,
    }
    const act = acts[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    act()
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={track}
      className="conductor-track"
      role="slider"
      tabIndex={0}
      aria-label={t('conductor.track')}
      aria-valuemin={0}
      aria-valuemax={Math.round(span / 1000)}
      aria-valuenow={Math.max(0, Math.min(Math.round(span / 1000), Math.round(((hand ?? to) - from) / 1000)))}
      aria-valuetext={moment === null ? t('conductor.live') : formatTime(moment)}
      title={complete ? undefined : t('conductor.more')}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onKeyDown={onKey}
    >
      <i className="conductor-line" />
      {spans.map(({ flood, ...part }) => (
        <i
          key={`${flood.org}-${flood.startedAt}`}
          className="conductor-flood"
          style={{ left: place(part.from), width: `${((part.to - part.from) / span) * 100}%` }}
          title={t('conductor.flood', { count: flood.activations, time: formatTime(flood.startedAt) })}
        />
      ))}
      {ticks.map((tick) => (
        <span
          key={tick.at}
          className={`conductor-tick severity-${tick.severity}`}
          style={{ left: place(tick.at) }}
          title={`${SEVERITY_LETTER[tick.severity]} ${tick.name}${tick.count > 1 ? ` +${tick.count - 1}` : ''} ${formatTime(tick.at)}`}
        >
          <SeverityShape severity={tick.severity} size={10} />
        </span>
      ))}
      {inSight && <i className={`conductor-hand${moment === null ? '' : ' conductor-hand-past'}`} style={{ left: place(hand) }} />}
    </div>
  )
}
