/** Keeps the rows of the desk still while the officer reads them: the pointer is in the list, it is scrolled, or the keys are used. */
import type { StandingAlarm } from '@anyuan/ui/standing'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type HeldList, hold, NOTHING_HELD } from './work-list.ts'

const READING_MS = 8000 // default, not from a standard

export interface DeskRow {
  alarm: StandingAlarm
  /** It stood when the list was drawn, and stands no more. */
  gone: boolean
}
/** `view`: what the list is a view of (the search text); another view is a new list. */
export function useHeldList(wanted: readonly StandingAlarm[], view: string) {
  const [reading, setReading] = useState(false)
  const release = useCallback(() => setReading(false), [])
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const touch = useCallback(() => {
    // called for every movement of the pointer: only the first and the last of them draw anything
    if (timer.current) clearTimeout(timer.current)
    timer.current = setTimeout(release, READING_MS)
    setReading(true)
  }, [release])
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
    },
    [],
  )
  const held = useRef<HeldList & { view: string }>({ ...NOTHING_HELD, view })
  const known = useRef(new Map<number, StandingAlarm>())

  return useMemo(() => {
    const standing = new Map(wanted.map((alarm) => [alarm.alarmNumber, alarm]))
    const order = [...standing.keys()]
    const next = hold(held.current, order, reading && held.current.view === view)
    if (next !== held.current) held.current = { ...next, view }
    const rows: DeskRow[] = held.current.order.flatMap((alarmNumber) => {
      const alarm = standing.get(alarmNumber) ?? known.current.get(alarmNumber)
      return alarm ? [{ alarm, gone: !standing.has(alarmNumber) }] : []
    })
    known.current = new Map(rows.map((row) => [row.alarm.alarmNumber, row.alarm]))
    const arrived = held.current.arrived.flatMap((alarmNumber) => standing.get(alarmNumber) ?? [])
    return { rows, arrived, touch, release }
  }, [wanted, view, reading, touch, release])
}
