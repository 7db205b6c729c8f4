/** What the journal's entries mean for the rows that lists are made of, and what an act would do. */
import { type EpochMs, type Instant, isWithin, plusSeconds, type Refusal, refuse, SEVERITIES, toEpochMs, toInstant } from '@anyuan/kernel'
import { type AlarmDefinition, conditionKindOf, occurrenceOf, RETURNED_UNTESTED, step, tagNumberOf } from '@anyuan/monitoring'
import type { AlarmAction, ConditionKind, LiveState } from '@anyuan/monitoring/shapes'
import {
  type Act,
  type ActPreview,
  type AlarmEvent,
  type AlarmState,
  type AlarmsError,
  type Occurrence,
  RESPOND_WITHIN_SECONDS,
  type SeenAlarm,
  type SetAside,
} from './contract.ts'

/** What the process side of an alarm stands at, also while it is set aside. */
export const liveStateOf = (state: AlarmState): LiveState => ('inner' in state ? state.inner : state)

/** Everything but `normal` needs a person, or is set aside by one. */
export const stands = (state: AlarmState): boolean => state.state !== 'normal'

/** Until when an officer has to acknowledge; null where nobody is waited for. */
export function respondBy(state: AlarmState): Instant | null {
  if (state.state !== 'unacknowledged' && state.state !== 'returned_unacknowledged') return null
  return plusSeconds(toInstant(state.raisedAt), RESPOND_WITHIN_SECONDS[state.worst.severity])
}

/** The condition is in the alarm's number. */
export const conditionOf = (alarmNumber: number): ConditionKind => conditionKindOf(alarmNumber) ?? 'limit'

/** Timer entries and counted rises keep an alarm's memory alive over a restart; nobody needs to read them. */
const UNSHOWN: ReadonlySet<AlarmEvent['type']> = new Set<AlarmEvent['type']>(['timer_started', 'timer_stopped', 'counted'])
export const isShown = (event: AlarmEvent): boolean => !UNSHOWN.has(event.type)

/** It came back into service by the clock, and nobody has tested it. */
export const isUntested = (event: AlarmEvent): boolean =>
  event.type === 'returned_to_service' && event.by === null && event.note === RETURNED_UNTESTED

/** True for the entries that begin an occurrence. */
export const begins = (event: AlarmEvent): boolean => event.type === 'raised' || event.type === 'drill'

/** By what an alarm was set aside when it rose; null when it called somebody. */
export const setAsideBy = (state: AlarmState): SetAside | null => ('inner' in state ? state.state : null)

type Change = Partial<
  Pick<
    Occurrence,
    'worst' | 'acknowledgedAt' | 'acknowledgedBy' | 'handledAt' | 'handledBy' | 'handlingNote' | 'returnedAt' | 'closedAt' | 'silencedBy'
  >
>
/** How an entry changes the row of its occurrence: the columns to set, or null where it changes none. */
export function occurrenceChange(event: AlarmEvent): Change | null {
  const at = toInstant(event.at)
  const live = liveStateOf(event.state)
  switch (event.type) {
    case 'escalated':
      // a graver level asks for a new acknowledgement
      return 'worst' in live ? { worst: live.worst, acknowledgedAt: null, acknowledgedBy: null } : null
    case 'risen':
      return 'worst' in live ? { worst: live.worst } : null
    case 'silenced':
      return { silencedBy: event.by }
    case 'acknowledged':
      return { acknowledgedAt: at, acknowledgedBy: event.by }
    case 'handled':
      return { handledAt: at, handledBy: event.by, handlingNote: event.note }
    case 'returned':
    case 'latched':
      return { returnedAt: at }
    case 'closed':
    case 'reset':
      return { closedAt: at }
    default:
      return null
  }
}

const OF_AN_OCCURRENCE = new Set<Act['action']>(['acknowledge', 'handle', 'reset', 'silence'])
/** The act as the engine takes it for one alarm. */
export function actionOf(act: Act, seen: SeenAlarm): AlarmAction {
  const seenOccurrence = seen.seenOccurrence ?? ''
  switch (act.action) {
    case 'acknowledge':
      return { ...act, seenOccurrence, ...(seen.seenSeverity === undefined ? {} : { seenSeverity: seen.seenSeverity }) }
    case 'handle':
    case 'reset':
    case 'silence':
      return { ...act, seenOccurrence }
    default:
      return act
  }
}

/** Setting aside is not tied to an occurrence by the engine; here it is: nobody shelves what he has not seen. */
export function notWhatWasSeen(act: Act, seen: SeenAlarm, state: AlarmState): Refusal<AlarmsError> | null {
  if (OF_AN_OCCURRENCE.has(act.action) || seen.seenOccurrence === null) return null
  const standing = occurrenceOf(state)
  return standing === null || standing === seen.seenOccurrence
    ? null
    : refuse('alarms.not_what_was_seen', { seen: seen.seenOccurrence, standing })
}

/** A definition that allows what any class might: limits by class are known to the engine alone, which refuses at the act. */
const anyClass = (alarmNumber: number, state: AlarmState): AlarmDefinition => ({
  alarmNumber,
  tagNumber: tagNumberOf(alarmNumber),
  condition: { kind: 'bad_quality', severity: 1 },
  onDelaySeconds: 0,
  offDelaySeconds: 0,
  latched: liveStateOf(state).state === 'latched',
  raiseAfterCount: null,
  severityRises: [],
  reannounceSeconds: null,
  maxShelveMinutes: null,
  maxOutOfServiceDays: Number.MAX_SAFE_INTEGER,
  confirmRequired: false,
  suppressible: true,
  watched: true,
})
/** Why the act would be refused as the alarm stands, or null. */
export function refusalOf(act: Act, seen: SeenAlarm, state: AlarmState, by: string, now: EpochMs): Refusal | null {
  const mismatch = notWhatWasSeen(act, seen, state)
  if (mismatch) return mismatch
  const input = { type: 'operator', action: actionOf(act, seen), by, limits: { maxShelveMinutes: Number.MAX_SAFE_INTEGER } } as const
  const outcome = step(anyClass(seen.alarmNumber, state), state, input, now)
  return outcome.ok ? null : outcome
}

export interface Known {
  tagCode: string
  state: AlarmState
}
/** What the act would do to each, as the rows stand; nothing is done. Alarms that are not `known` cannot be seen by who asks. */
export function previewOf(act: Act, alarms: readonly SeenAlarm[], known: ReadonlyMap<number, Known>, by: string, now: EpochMs): ActPreview {
  const ready: SeenAlarm[] = []
  const left = new Map<string, string[]>()
  const counts = new Map(SEVERITIES.map((severity) => [severity, 0]))
  for (const seen of alarms) {
    const row = known.get(seen.alarmNumber)
    const refusal = row ? refusalOf(act, seen, row.state, by, now) : refuse('alarms.not_found')
    if (refusal || !row) {
      left.set(refusal!.code, [...(left.get(refusal!.code) ?? []), row?.tagCode ?? `#${seen.alarmNumber}`])
      continue
    }
    ready.push(seen)
    const live = liveStateOf(row.state)
    if (live.state !== 'normal') counts.set(live.worst.severity, counts.get(live.worst.severity)! + 1)
  }
  return {
    ready,
    bySeverity: SEVERITIES.map((severity) => ({ severity, count: counts.get(severity)! })),
    left: [...left].map(([code, tagCodes]) => ({ code, count: tagCodes.length, tagCodes })),
  }
}

/** The park that a place lies in: the operator position of its alarms. Empty where there is none. */
export const positionOf = (org: string, parks: readonly string[]): string =>
  parks.filter((park) => isWithin(org, park)).sort((a, b) => b.length - a.length)[0] ?? ''

const LONGEST_WINDOW_DAYS = 92 // default, not from a standard
export function checkWindow(from: EpochMs, to: EpochMs): Refusal<AlarmsError> | null {
  const days = (to - from) / 86_400_000 // unit
  return days > LONGEST_WINDOW_DAYS ? refuse('alarms.window_too_long', { maxDays: LONGEST_WINDOW_DAYS }) : null
}

/** First and last moment of a month `2026-10`, Beijing time, in epoch ms. */
export function monthSpan(month: string): { from: EpochMs; to: EpochMs } {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}` // unit
  return { from: midnight(month), to: midnight(next) }
}
const midnight = (month: string): EpochMs => toEpochMs(`${month}-01T00:00:00+08:00` as Instant)
/** The month before the one in which `now` lies, Beijing time. */
export function monthBefore(today: string): string {
  const [year, number] = today.split('-').map(Number) as [number, number]
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}` // unit
}
