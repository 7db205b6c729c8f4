/** The state of the time conductor (时间导引条), shared by the whole screen and mirrored in the address; and the part of the screen that shows its moment. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useNavigation, useSearchParams } from 'react-router'
import { api, read } from '../api/client.ts'
import { raisedAt, type Standing, type StandingAlarm, severityOf } from '../live/standing.ts'
import { houseNow } from '../words/clock.ts'
import { type Past, PastContext } from './context.ts'
import { type MomentAsk, PastReadings, type PastStatus } from './past-readings.ts'
import {
  backToLive,
  type ConductorState,
  conductorText,
  LASTS,
  type LastName,
  LIVE,
  lastOf,
  pannedBy,
  pulledTo,
  rangedTo,
  readConductor,
  type TimeWindow,
  windowAt,
  writeConductor,
  zoomedBy,
} from './range.ts'

const ADDRESS_MS = 1000 // browsers refuse addresses that change too often
const ASK_MS = 250 // at most four questions a second while the hand is pulled
const PLAY_MS = 250
const KEEP_MS = 30_000 // default, not from a standard: how long a moment that was looked at is kept
/** A moment older than this can hardly change any more: the archive has it. */
const SETTLED_MS = 60_000 // default, not from a standard
export const SPEEDS = [1, 10, 60] as const
export type Speed = (typeof SPEEDS)[number]

export interface ConductorActs {
  pull: (at: number) => void
  goLive: () => void
  setLast: (last: LastName) => void
  setRange: (from: number, to: number) => void
  zoom: (factor: number, centre: number) => void
  pan: (share: number) => void
  setSpeed: (speed: Speed) => void
  /** Starts, or stands still; from live it plays the range from its beginning. */
  togglePlay: () => void
}
export interface Conductor extends ConductorActs {
  state: ConductorState
  /** Null: it stands still. */
  playing: Speed | null
  speed: Speed
}
export interface TrendRange {
  window: { lastMinutes: number } | TimeWindow
  onZoom?: (from: number, to: number) => void
}
// three, so that what needs the acts or the range alone is not drawn again with every movement of the hand
const ConductorContext = createContext<Conductor | null>(null)
const ActsContext = createContext<ConductorActs | null>(null)
const RangeContext = createContext<TrendRange>({ window: { lastMinutes: LASTS[LIVE.last] } })

export function ConductorProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useAddressedState()
  const [speed, setSpeed] = useState<Speed>(1)
  const [plays, setPlays] = useState(false)
  const change = useCallback(
    (next: (before: ConductorState, now: number) => ConductorState) => setState((before) => next(before, houseNow())),
    [setState],
  )
  const isPast = state.moment !== null
  useEffect(() => {
    if (!plays || !isPast) {
      setPlays(false) // it ran into now, or somebody went back to live
      return
    }
    let before = performance.now()
    const timer = setInterval(() => {
      const passed = performance.now() - before
      // the moment is a whole second: what is less is carried over
      const seconds = Math.floor((passed * speed) / 1000)
      if (seconds === 0) return
      before += (seconds * 1000) / speed
      change((was, now) => (was.moment === null ? was : pulledTo(was, was.moment + seconds * 1000, now)))
    }, PLAY_MS)
    return () => clearInterval(timer)
  }, [plays, isPast, speed, change])
  const latest = useRef({ plays, isPast })
  latest.current = { plays, isPast }
  const acts = useMemo<ConductorActs>(
    () => ({
      pull: (at) => change((before, now) => pulledTo(before, at, now)),
      goLive: () => change(backToLive),
      setLast: (last) => change((before, now) => lastOf(before, last, now)),
      setRange: (from, to) => change((before, now) => rangedTo(before, from, to, now)),
      zoom: (factor, centre) => change((before, now) => zoomedBy(before, factor, centre, now)),
      pan: (share) => change((before, now) => pannedBy(before, share, now)),
      setSpeed,
      togglePlay: () => {
        change((before, now) => (before.moment === null ? pulledTo(before, windowAt(before, now).from + 1000, now) : before))
        setPlays(!latest.current.plays || !latest.current.isPast)
      },
    }),
    [change],
  )
  const conductor = useMemo<Conductor>(
    () => ({ ...acts, state, speed, playing: plays && isPast ? speed : null }),
    [acts, state, speed, plays, isPast],
  )
  const { fixed, last } = state
  const range = useMemo<TrendRange>(() => ({ window: fixed ?? { lastMinutes: LASTS[last] }, onZoom: acts.setRange }), [fixed, last, acts])
  return (
    <ActsContext value={acts}>
      <RangeContext value={range}>
        <ConductorContext value={conductor}>{children}</ConductorContext>
      </RangeContext>
    </ActsContext>
  )
}
/** The conductor of the screen; null where there is none (sign-in, a part drawn alone). Draws anew with every movement of the hand. */
export const useConductor = (): Conductor | null => useContext(ConductorContext)
/** What can be done with the conductor; never changes. */
export const useConductorActs = (): ConductorActs | null => useContext(ActsContext)
/** The one time range, as a chart takes it: following now, or standing still. */
export const useTrendRange = (): TrendRange => useContext(RangeContext)

/**
 * The address leads where it names a time; where it names none (a link to another page), the time of the screen is written into it,
 * so that one range goes along from page to page.
 */
function useAddressedState(): [ConductorState, (change: (before: ConductorState) => ConductorState) => void] {
  const [params, setParams] = useSearchParams()
  const idle = useNavigation().state === 'idle'
  const [state, setState] = useState<ConductorState>(() => notAhead(readConductor(params)))
  const written = useRef(conductorText(readConductor(params)))
  const wroteAt = useRef(0)
  const there = conductorText(readConductor(params))
  const wanted = conductorText(state)
  const latest = useRef({ state, setParams })
  latest.current = { state, setParams }
  useEffect(() => {
    if (there === '' || there === written.current) return
    written.current = there
    setState(notAhead(readConductor(new URLSearchParams(there))))
  }, [there])
  useEffect(() => {
    // another page is on its way: writing now would call it off
    if (!idle || there === wanted) return
    const timer = setTimeout(
      () => {
        const { state, setParams } = latest.current
        wroteAt.current = performance.now()
        written.current = conductorText(state)
        setParams((before) => writeConductor(before, state), { replace: true })
      },
      Math.max(0, wroteAt.current + ADDRESS_MS - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [there, wanted, idle])
  return [state, setState]
}
/** What lies ahead of now is not known: a moment there is now. */
const notAhead = (state: ConductorState | null): ConductorState =>
  state === null ? LIVE : state.moment !== null ? pulledTo(state, state.moment, houseNow()) : state

/** The hand may move with every frame; what is asked for follows at most four times a second, and ends where the hand ends. */
function useCalm(moment: number | null): number | null {
  const [calm, setCalm] = useState(moment)
  const lastAt = useRef(0)
  useEffect(() => {
    const waitMs = moment === null ? 0 : Math.max(0, lastAt.current + ASK_MS - performance.now())
    const take = () => {
      lastAt.current = performance.now()
      setCalm(moment)
    }
    if (waitMs === 0) {
      take()
      return
    }
    const timer = setTimeout(take, waitMs)
    return () => clearTimeout(timer)
  }, [moment])
  return moment === null ? null : calm
}

/** As the live list: gravest first, then the newest rise. */
const bySeverity = (a: StandingAlarm, b: StandingAlarm): number =>
  (severityOf(a.state) ?? 9) - (severityOf(b.state) ?? 9) || raisedAt(b.state) - raisedAt(a.state) || a.alarmNumber - b.alarmNumber
const NONE: Standing = { alarms: [], loading: true, error: null }

/** Shows the conductor's moment to everything within it: values and standing alarms are those of that moment. */
export function ShownMoment({ children }: { children: ReactNode }) {
  const moment = useCalm(useConductor()?.state.moment ?? null)
  const queries = useQueryClient()
  const [readings] = useState(
    () =>
      new PastReadings((ask) =>
        queries.fetchQuery({
          queryKey: ['assets', 'moment', ask.at, ask.under ?? '', ask.tags?.join(',') ?? ''],
          queryFn: () => readMoment(ask),
          staleTime: ask.at < houseNow() - SETTLED_MS ? Number.POSITIVE_INFINITY : 0,
          gcTime: KEEP_MS,
        }),
      ),
  )
  useEffect(() => readings.setMoment(moment), [readings, moment])
  useEffect(() => () => readings.stop(), [readings])
  const standing = useQuery({
    queryKey: ['alarms', 'standing-at', moment],
    enabled: moment !== null,
    queryFn: async ({ signal }) =>
      (await read(api.GET('/api/alarms/standing', { params: { query: { at: new Date(moment ?? 0).toISOString() } }, signal }))).items.sort(
        bySeverity,
      ),
    placeholderData: (before) => before,
    gcTime: KEEP_MS,
  })
  const past = useMemo<Past | null>(() => {
    if (moment === null) return null
    const alarms = standing.error
      ? { ...NONE, loading: false, error: standing.error }
      : { alarms: standing.data ?? [], loading: !standing.data, error: null }
    return { moment, readings, standing: alarms, alarmsBehind: standing.isPlaceholderData }
  }, [moment, readings, standing.data, standing.error, standing.isPlaceholderData])
  return <PastContext value={past}>{children}</PastContext>
}
const readMoment = ({ at, under, tags }: MomentAsk) =>
  read(
    api.GET('/api/assets/moment', {
      params: { query: { at: new Date(at).toISOString(), ...(under ? { under } : {}), ...(tags ? { tags: tags.join(',') } : {}) } },
    }),
  )

const LIVE_STATUS: PastStatus = { shown: null, error: null }
const never = () => () => {}
/** Whether what is drawn is already what was then; null is live. */
export function usePastStatus(past: Past | null): PastStatus {
  return useSyncExternalStore(past?.readings.subscribe ?? never, past?.readings.getStatus ?? (() => LIVE_STATUS))
}
