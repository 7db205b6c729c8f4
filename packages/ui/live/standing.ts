/** The alarms that stand now (未消除报警): read once, then kept true by events. Shared by the top bar, the map and the duty desk. */
import type { Severity } from '@anyuan/kernel'
import { CONDITION_KINDS } from '@anyuan/monitoring/shapes'
import { api, read } from '../api/client.ts'
import type { paths } from '../api/schema.generated.ts'
import type { LiveClient } from './client.ts'
import type { AlarmEvent, AlarmWhere } from './frames.ts'

export type StandingAlarm = paths['/api/alarms/standing']['get']['responses'][200]['content']['application/json']['items'][number]
export type AlarmState = StandingAlarm['state']
export interface Standing {
  /** Gravest first, then the newest rise first. */
  alarms: readonly StandingAlarm[]
  loading: boolean
  error: unknown
}
type Count = Record<Severity, { standing: number; unacknowledged: number }>
type LiveAlarmState = Extract<AlarmState, { state: 'shelved' }>['inner']

/** The process side of a state, also of one that was set aside. */
export const innerState = (state: AlarmState): LiveAlarmState => ('inner' in state ? state.inner : state)
export const isSetAside = (state: AlarmState): boolean => 'inner' in state
/** The latched worst severity of what stands; null when normal. */
export function severityOf(state: AlarmState): Severity | null {
  const inner = innerState(state)
  return inner.state === 'normal' ? null : (inner.worst.severity as Severity)
}
/** The level that the process holds now: null when its condition is gone (also while an off-delay runs); undefined where there is none to speak of (normal, drill). */
export function currentSeverityOf(state: AlarmState): Severity | null | undefined {
  const inner = innerState(state)
  if (inner.state === 'normal' || inner.drill) return undefined
  // what rises again within its on-delay is not up yet
  return inner.state === 'unacknowledged' || inner.state === 'acknowledged' ? ((inner.current?.severity ?? null) as Severity | null) : null
}
export const isUnacknowledged = (state: AlarmState): boolean =>
  state.state === 'unacknowledged' ||
  state.state === 'returned_unacknowledged' ||
  (state.state === 'latched' && state.acknowledged === null)
export const raisedAt = (state: AlarmState): number => {
  const inner = innerState(state)
  return inner.state === 'normal' ? 0 : inner.raisedAt
}

/** True for an occurrence that a person raised as an exercise (演练). */
export const isDrill = (state: AlarmState): boolean => {
  const inner = innerState(state)
  return inner.state !== 'normal' && inner.drill === true
}

/** What a person answers for, by severity; alarms that somebody set aside, and drills, are not counted. */
export function countBySeverity(alarms: readonly StandingAlarm[]): Count {
  const count: Count = {
    1: { standing: 0, unacknowledged: 0 },
    2: { standing: 0, unacknowledged: 0 },
    3: { standing: 0, unacknowledged: 0 },
    4: { standing: 0, unacknowledged: 0 },
  }
  for (const { state } of alarms) {
    const severity = severityOf(state)
    if (severity === null || isSetAside(state) || isDrill(state)) continue
    count[severity].standing += 1
    if (isUnacknowledged(state)) count[severity].unacknowledged += 1
  }
  return count
}

const order = (a: StandingAlarm, b: StandingAlarm): number =>
  (severityOf(a.state) ?? 9) - (severityOf(b.state) ?? 9) || raisedAt(b.state) - raisedAt(a.state) || a.alarmNumber - b.alarmNumber

const RETRY_MS = 5000 // default, not from a standard
const LIST_PAUSE_MS = 150 // default, not from a standard
const DRAW_MS = 100 // default, not from a standard: a flood of a thousand events is ten drawings a second

/** A row from an event alone. When acknowledgement is due, its cause, its asset and what people said are not known yet. */
const provisional = (event: AlarmEvent, state: AlarmState, where: NonNullable<AlarmWhere>): StandingAlarm => ({
  alarmNumber: event.alarmNumber,
  tagNumber: event.tagNumber,
  ...where,
  assetCode: null,
  condition: CONDITION_KINDS[event.alarmNumber - event.tagNumber * 8] ?? 'limit',
  state,
  respondBy: null,
  causeAlarm: null,
  risesSetAside: 0,
  assignee: null,
  comments: 0,
})

export class StandingStore {
  private readonly rows = new Map<number, StandingAlarm>()
  /** The last event of each alarm that no list has contained yet. */
  private readonly ahead = new Map<number, { event: AlarmEvent; where: AlarmWhere }>()
  private snapshot: Standing = { alarms: [], loading: true, error: null }
  private readonly listeners = new Set<() => void>()
  private again: ReturnType<typeof setTimeout> | null = null
  private draw: ReturnType<typeof setTimeout> | null = null
  private retry: ReturnType<typeof setTimeout> | null = null
  private repair: ReturnType<typeof setInterval> | null = null
  private loading = false
  private asked = false
  private lastLoadMs = 0
  private readonly live: LiveClient
  private offs: (() => void)[] = []

  constructor(live: LiveClient) {
    this.live = live
  }
  start(): void {
    this.offs = [this.live.onAlarm((event, where) => this.hear(event, where)), this.live.onWelcome(() => void this.load())]
    void this.load()
    // countdowns and names come with the list alone; a slow reread repairs whatever an event could not say
    this.repair = setInterval(() => void this.load(), 60_000)
  }
  stop(): void {
    for (const off of this.offs) off()
    for (const timer of [this.again, this.draw, this.retry]) if (timer) clearTimeout(timer)
    if (this.repair) clearInterval(this.repair)
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  readonly get = (): Standing => this.snapshot
  readonly reload = (): void => void this.load()

  /** One reading at a time: in a flood, readings that overtake one another would never come to an end. */
  private async load(): Promise<void> {
    if (this.loading) {
      this.asked = true
      return
    }
    this.loading = true
    this.asked = false
    const began = Date.now()
    try {
      const { items, asOfSequence } = await read(api.GET('/api/alarms/standing'))
      this.rows.clear()
      for (const row of items) this.rows.set(row.alarmNumber, row)
      for (const [alarmNumber, { event, where }] of this.ahead)
        if (event.sequence <= asOfSequence) this.ahead.delete(alarmNumber)
        else this.apply(event, where)
      this.publish(null)
    } catch (error) {
      this.publish(error)
      this.retry ??= setTimeout(() => {
        this.retry = null
        void this.load()
      }, RETRY_MS)
    } finally {
      this.loading = false
      this.lastLoadMs = Date.now() - began
      if (this.asked) this.loadSoon()
    }
  }

  private hear(event: AlarmEvent, where: AlarmWhere): void {
    this.ahead.set(event.alarmNumber, { event, where })
    this.apply(event, where)
    this.draw ??= setTimeout(() => {
      this.draw = null
      this.publish(this.snapshot.error)
    }, DRAW_MS)
  }

  private apply(event: AlarmEvent, where: AlarmWhere): void {
    const known = this.rows.get(event.alarmNumber)
    if (event.state.state === 'normal') {
      this.rows.delete(event.alarmNumber)
      return
    }
    const state = event.state as AlarmState
    if (known) {
      this.rows.set(event.alarmNumber, { ...known, state, respondBy: isUnacknowledged(state) ? known.respondBy : null })
      if (isUnacknowledged(state) && !isUnacknowledged(known.state)) this.loadSoon()
      return
    }
    // unknown until now: shown by what the pipeline knows of it, for the list may be away; what people added comes with the list
    if (where) this.rows.set(event.alarmNumber, provisional(event, state, where))
    this.loadSoon()
  }
  private loadSoon(): void {
    this.again ??= setTimeout(
      () => {
        this.again = null
        void this.load()
      },
      Math.max(LIST_PAUSE_MS, this.lastLoadMs * 2),
    )
  }
  private publish(error: unknown): void {
    this.snapshot = { alarms: [...this.rows.values()].sort(order), loading: false, error }
    for (const each of this.listeners) each()
  }
}
