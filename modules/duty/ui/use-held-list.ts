/** Keeps the rows of the desk still while the officer reads them: the pointer is in the list, it is scrolled, or the keys are used. */
import { houseNow, useNow } from '@anyuan/ui'
import type { StandingAlarm } from '@anyuan/ui/standing'
import { useCallback, useMemo, useRef, useState } from 'react'
import { type HeldList, hold, NOTHING_HELD } from './work-list.ts'

const READING_MS = 8000 // default, not from a standard

export interface DeskRow {
  alarm: StandingAlarm
  /** It stood when the list was drawn, and stands no more. */
  gone: boolean
}
/** `view`: what the list is a view of (the search text); another view is a new list. */
export function useHeldList(wanted: readonly StandingAlarm[], view: string) {
  const now = useNow()
  const [touchedAt, setTouchedAt] = useState(0)
  const held = useRef<HeldList & { view: string }>({ ...NOTHING_HELD, view })
  const known = useRef(new Map<number, StandingAlarm>())
  const reading = now - touchedAt < READING_MS
  const order = useMemo(() => wanted.map((alarm) => alarm.alarmNumber), [wanted])
  const next = hold(held.current, order, reading && held.current.view === view)
  if (next !== held.current) held.current = { ...next, view }

  const standing = useMemo(() => new Map(wanted.map((alarm) => [alarm.alarmNumber, alarm])), [wanted])
  for (const [alarmNumber, alarm] of standing) known.current.set(alarmNumber, alarm)
  const rows: DeskRow[] = held.current.order.flatMap((alarmNumber) => {
    const alarm = standing.get(alarmNumber) ?? known.current.get(alarmNumber)
    return alarm ? [{ alarm, gone: !standing.has(alarmNumber) }] : []
  })
  if (known.current.size > rows.length + 1000) known.current = new Map(rows.map((row) => [row.alarm.alarmNumber, row.alarm]))

  const touch = useCallback(() => setTouchedAt(houseNow()), [])
  const release = useCallback(() => setTouchedAt(0), [])
  const arrived = held.current.arrived.flatMap((alarmNumber) => standing.get(alarmNumber) ?? [])
  return { rows, arrived, touch, release }
}
