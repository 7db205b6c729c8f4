/** New alarms slide in at the right edge, newest on top; they never cover the selection's panel, and stay until seen or acknowledged. */
import { Age, isUnacknowledged, raisedAt, SeverityMark, type StandingAlarm, severityOf, useOrgName } from '@anyuan/ui'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

const SHOWN = 5
const STAY_MS = 60_000 // default, not from a standard

/** Alarms that rose since the map was opened, newest first; each leaves when acknowledged, gone, or after a minute. */
export function useArrivals(alarms: readonly StandingAlarm[], ready: boolean): StandingAlarm[] {
  const known = useRef<Set<number> | null>(null)
  const [arrived, setArrived] = useState<readonly { alarmNumber: number; at: number }[]>([])
  useEffect(() => {
    if (!ready) return
    const calling = alarms.filter((alarm) => isUnacknowledged(alarm.state)).map((alarm) => alarm.alarmNumber)
    const before = known.current
    known.current = new Set(calling)
    if (before === null) return // what stood before is on the map already
    const fresh = calling.filter((alarmNumber) => !before.has(alarmNumber))
    const now = Date.now()
    setArrived((list) => {
      const kept = list.filter((each) => now - each.at < STAY_MS && calling.includes(each.alarmNumber))
      return fresh.length === 0 && kept.length === list.length ? list : [...fresh.map((alarmNumber) => ({ alarmNumber, at: now })), ...kept]
    })
  }, [alarms, ready])
  useEffect(() => {
    if (arrived.length === 0) return
    const timer = setTimeout(() => setArrived((list) => list.filter((each) => Date.now() - each.at < STAY_MS)), STAY_MS)
    return () => clearTimeout(timer)
  }, [arrived])
  return arrived.flatMap(({ alarmNumber }) => alarms.find((alarm) => alarm.alarmNumber === alarmNumber) ?? [])
}

export function Arrivals({ alarms, onPick }: { alarms: readonly StandingAlarm[]; onPick: (alarm: StandingAlarm) => void }) {
  const { t } = useTranslation()
  const name = useOrgName()
  return (
    <div className="arrivals" role="log" aria-label={t('map.arrivals')}>
      {alarms.slice(0, SHOWN).map((alarm) => {
        const severity = severityOf(alarm.state)
        return severity === null ? null : (
          <button key={alarm.alarmNumber} type="button" className={`card arrival arrival-${severity}`} onClick={() => onPick(alarm)}>
            <span className="toolbar">
              <SeverityMark severity={severity} unacknowledged />
              <span className="grow" />
              <span className="small">
                <Age at={raisedAt(alarm.state)} />
              </span>
            </span>
            <b>{alarm.tagName}</b>
            <span className="small">
              {name(alarm.org)} · {alarm.tagCode}
            </span>
          </button>
        )
      })}
      {alarms.length > SHOWN && <div className="card arrival small">{t('map.arrivals.more', { count: alarms.length - SHOWN })}</div>}
    </div>
  )
}
