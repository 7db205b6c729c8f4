/** React's side of the live connection. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { usePast } from '../conductor/context.ts'
import type { Readings } from '../conductor/past-readings.ts'
import type { Connection, LiveClient } from './client.ts'
import type { AlarmEvent } from './frames.ts'
import type { LiveValue } from './values.ts'

const LiveContext = createContext<LiveClient | null>(null)
export function LiveProvider({ client, children }: { client: LiveClient; children: ReactNode }) {
  return <LiveContext value={client}>{children}</LiveContext>
}
/** The live client itself: for what draws without React (map, chart). */
export function useLive(): LiveClient {
  const client = useContext(LiveContext)
  if (!client) throw new Error('useLive needs a LiveProvider above it')
  return client
}

/** Where values come from here: live, or in playback what was read at the moment shown. */
export function useReadings(): Readings {
  const live = useLive()
  return usePast()?.readings ?? live
}

/** The newest value of one tag (in playback: the one of that moment), watched as long as the component stands; undefined until something is known. */
export function useLiveValue(tagNumber: number | null | undefined): LiveValue | undefined {
  const live = useReadings()
  useEffect(() => (tagNumber == null ? undefined : live.watch([tagNumber])), [live, tagNumber])
  const subscribe = useCallback(
    (listener: () => void) => (tagNumber == null ? () => {} : live.values.subscribeTag(tagNumber, listener)),
    [live, tagNumber],
  )
  return useSyncExternalStore(subscribe, () => (tagNumber == null ? undefined : live.values.get(tagNumber)))
}

/** The newest values of several tags; a new Map whenever one of them changed, at most once per animation frame. */
export function useLiveValues(tagNumbers: readonly number[]): ReadonlyMap<number, LiveValue> {
  const live = useReadings()
  const key = tagNumbers.join(',')
  const held = useRef<{ key: string; of: Readings; map: ReadonlyMap<number, LiveValue> } | null>(null)
  const wanted = useMemo(() => (key === '' ? [] : key.split(',').map(Number)), [key])
  const gather = useCallback(() => {
    const map = new Map<number, LiveValue>()
    for (const tagNumber of wanted) {
      const value = live.values.get(tagNumber)
      if (value) map.set(tagNumber, value)
    }
    return map
  }, [live, wanted])
  const subscribe = useCallback(
    (listener: () => void) => {
      const mine = new Set(wanted)
      const release = live.watch(wanted)
      const off = live.values.subscribeAll((changed) => {
        for (const tagNumber of changed)
          if (mine.has(tagNumber)) {
            held.current = { key, of: live, map: gather() }
            listener()
            return
          }
      })
      return () => {
        off()
        release()
      }
    },
    [live, wanted, key, gather],
  )
  return useSyncExternalStore(subscribe, () => {
    if (held.current?.key !== key || held.current.of !== live) held.current = { key, of: live, map: gather() }
    return held.current.map
  })
}

/** Hears every alarm event within the account's scope, the moment it arrives. The callback may change between renders. */
export function useAlarmEvents(onEvent: (event: AlarmEvent) => void): void {
  const live = useLive()
  const latest = useRef(onEvent)
  latest.current = onEvent
  useEffect(() => live.onAlarm((event) => latest.current(event)), [live])
}

/** State of the connection and age of the data. */
export function useConnection(): Connection {
  const live = useLive()
  return useSyncExternalStore(live.subscribeConnection, live.getConnection)
}
