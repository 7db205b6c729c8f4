/** The process side of the life cycle: what a change of the condition, or the end of a delay, does to a live state. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmDefinition, AlarmEventType, Breach, LiveState } from './shapes.ts'
import { isDrill, NORMAL, type StandingState } from './state.ts'
import { rested, worstByProcess } from './waiting.ts'

/** What happened, before it is stamped with instant and state. */
export interface Happening {
  type: AlarmEventType
  occurrence: string | null
  breach: Breach | null
  by: string | null
  note: string | null
  drill: boolean
}
/** One turn of the life cycle: the state it leaves, and what happened, in order. No happening means no change. */
export interface Turn {
  live: LiveState
  happenings: Happening[]
}

/** Why the engine itself closed an occurrence or a setting-aside; travels in the event's `note`. `real`: a drill gave way to the process. */
export const CLOSE_NOTES = { superseded: 'superseded', removed: 'removed', reconfigured: 'reconfigured', real: 'real' } as const
export type CloseNote = keyof typeof CLOSE_NOTES

type Active = Extract<LiveState, { state: 'unacknowledged' | 'acknowledged' }>
type Resting = Exclude<LiveState, Active>

export const happening = (
  type: AlarmEventType,
  live: LiveState,
  breach: Breach | null,
  by: string | null = null,
  note: string | null = null,
): Happening => ({
  type,
  occurrence: live.state === 'normal' ? null : live.occurrence,
  breach,
  by,
  note,
  drill: isDrill(live),
})

const isExtreme = (breach: Breach): boolean => breach.reason === 'low_low' || breach.reason === 'high_high'
const sideOf = (breach: Breach): string => (breach.reason === 'low_low' ? 'low' : breach.reason === 'high_high' ? 'high' : breach.reason)
const isSame = (a: Breach, b: Breach): boolean => a.reason === b.reason && a.severity === b.severity
/** Severity decides; between equal severities HH is graver than H, and LL than L. */
export const isGraver = (a: Breach, b: Breach): boolean =>
  a.severity < b.severity || (a.severity === b.severity && isExtreme(a) && !isExtreme(b))
/** A graver level, or the opposite side: whoever acknowledged "high" has not acknowledged "low". */
const isNews = (next: Breach, before: Breach): boolean => isGraver(next, before) || sideOf(next) !== sideOf(before)

const secondsLater = (now: EpochMs, seconds: number): EpochMs => now + Math.round(seconds * 1000)
const unchanged = (live: LiveState): Turn => ({ live, happenings: [] })

/** `12-1763870000000`; several rises within one millisecond are told apart by `.2`, `.3`. */
export function nameOccurrence(alarmNumber: number, now: EpochMs, former: string | undefined): string {
  const name = `${alarmNumber}-${now}`
  if (former === name) return `${name}.2`
  if (former?.startsWith(`${name}.`)) return `${name}.${Number(former.slice(name.length + 1)) + 1}`
  return name
}

function rise(definition: AlarmDefinition, live: Resting, breach: Breach, now: EpochMs): Turn {
  const former = live.state === 'normal' ? live.lastOccurrence : live.occurrence
  const raised: LiveState = {
    state: 'unacknowledged',
    occurrence: nameOccurrence(definition.alarmNumber, now, former),
    raisedAt: now,
    worst: breach,
    current: breach,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
  }
  const announced = happening('raised', raised, breach)
  if (live.state === 'normal') return { live: raised, happenings: [announced] }
  // One row per occurrence: what returned stays returned, and the new rise is a row of its own.
  return { live: raised, happenings: [happening('closed', live, live.worst, null, CLOSE_NOTES.superseded), announced] }
}

/** The condition has outlasted its on-delay: it rises, or is one more of those that are counted first. */
function riseOrCount(definition: AlarmDefinition, live: Resting, breach: Breach, now: EpochMs): Turn {
  const { raiseAfterCount } = definition
  if (raiseAfterCount === null) return rise(definition, live, breach, now)
  const from = now - Math.round(raiseAfterCount.windowSeconds * 1000)
  const counted = [...(live.counted ?? []).filter((at) => at > from), now]
  if (counted.length >= raiseAfterCount.count) return rise(definition, live, breach, now)
  const note = `${counted.length}/${raiseAfterCount.count}`
  return { live: { ...live, onDueAt: null, pending: breach, counted }, happenings: [happening('counted', live, breach, null, note)] }
}

/** The occurrence ends. The name is remembered, a running on-delay is kept. */
export const close = (live: StandingState): LiveState => ({
  ...NORMAL,
  ...('onDueAt' in live ? { onDueAt: live.onDueAt, pending: live.pending, ...(live.counted ? { counted: live.counted } : {}) } : {}),
  lastOccurrence: live.occurrence,
})

/** Where a returned and acknowledged occurrence goes: it closes, unless somebody has yet to record what was done (处置). */
export function concluded(definition: AlarmDefinition, live: Resting & StandingState, acknowledged: { by: string; at: EpochMs }): Turn {
  if (definition.confirmRequired && live.handled === null) {
    return { live: { ...rested(live), state: 'returned_unhandled', silenced: null, acknowledged }, happenings: [] }
  }
  return { live: close(live), happenings: [happening('closed', live, live.worst)] }
}

function settle(definition: AlarmDefinition, live: Active, now: EpochMs): Turn {
  const returned = happening('returned', live, live.worst)
  const acknowledged = live.state === 'acknowledged' ? live.acknowledged : null
  const quiet = { current: null, offDueAt: null, returnedAt: now, onDueAt: null, pending: null }
  if (definition.latched) {
    const latched: LiveState = { ...live, ...quiet, state: 'latched', acknowledged }
    return { live: latched, happenings: [returned, happening('latched', live, live.worst)] }
  }
  if (live.state === 'acknowledged') {
    const over = concluded(definition, { ...live, ...quiet, state: 'returned_unhandled' }, live.acknowledged)
    return { live: over.live, happenings: [returned, ...over.happenings] }
  }
  return { live: { ...live, ...quiet, state: 'returned_unacknowledged' }, happenings: [returned] }
}

function whileResting(definition: AlarmDefinition, live: Resting, breach: Breach | null, now: EpochMs): Turn {
  if (breach === null) {
    if (live.pending === null) return unchanged(live)
    return { live: { ...live, onDueAt: null, pending: null }, happenings: [happening('timer_stopped', live, live.pending)] }
  }
  if (live.pending === null && definition.onDelaySeconds === 0) return riseOrCount(definition, live, breach, now)
  if (live.pending !== null && isSame(live.pending, breach)) return unchanged(live)
  // A change of level inside the delay keeps the timer: the condition as such has lasted since the first breach.
  const onDueAt = live.pending === null ? secondsLater(now, definition.onDelaySeconds) : live.onDueAt
  return { live: { ...live, onDueAt, pending: breach }, happenings: [happening('timer_started', live, breach)] }
}

function whileActive(definition: AlarmDefinition, live: Active, breach: Breach | null, now: EpochMs): Turn {
  if (breach === null) {
    if (live.current === null) return unchanged(live)
    if (definition.offDelaySeconds === 0) return settle(definition, live, now)
    const waiting = { ...live, current: null, offDueAt: secondsLater(now, definition.offDelaySeconds) }
    return { live: waiting, happenings: [happening('timer_started', live, live.current)] }
  }
  const happenings = live.current === null ? [happening('timer_stopped', live, breach)] : []
  const before = live.current ?? worstByProcess(live)
  const held = { ...live, current: breach, offDueAt: null }
  if (isSame(before, breach)) return live.current === null ? { live: held, happenings } : unchanged(live)
  const news = isNews(breach, before)
  happenings.push(happening(news ? 'escalated' : 'eased', live, breach))
  if (live.state === 'unacknowledged') {
    const grown = worsened({ ...live, ...held, state: 'unacknowledged' }, breach)
    return { live: news ? { ...grown, announcedAt: now, silenced: null } : grown, happenings }
  }
  if (!news) return { live: { ...held, worst: breach }, happenings } // the latch on the worst ended with the acknowledgement
  const { acknowledged: _past, ...standing } = live
  // What was done was done about the former level; the journal keeps it.
  const anew = { worst: breach, current: breach, offDueAt: null, handled: null, silenced: null, waitingSince: now }
  return { live: { ...standing, ...anew, state: 'unacknowledged' }, happenings }
}

/** The worst of before and now; what waiting has added to it stays. */
function worsened(live: Extract<LiveState, { state: 'unacknowledged' }>, breach: Breach): Extract<LiveState, { state: 'unacknowledged' }> {
  const { levelSeverity, ...plain } = live
  const former = worstByProcess(live)
  const worst = isGraver(breach, former) ? breach : former
  if (levelSeverity === undefined || live.worst.severity >= worst.severity) return { ...plain, worst }
  return { ...live, worst: { ...worst, severity: live.worst.severity }, levelSeverity: worst.severity }
}

const isActive = (live: LiveState): live is Active => live.state === 'unacknowledged' || live.state === 'acknowledged'

/** The evaluator says that the condition is now at `breach`, or gone (null). A drill gives way to the process at once. */
export function onCondition(definition: AlarmDefinition, live: LiveState, breach: Breach | null, now: EpochMs): Turn {
  if (!isActive(live)) return whileResting(definition, live, breach, now)
  if (!live.drill) return whileActive(definition, live, breach, now)
  if (breach === null) return unchanged(live)
  const real = whileResting(definition, { ...NORMAL, lastOccurrence: live.occurrence }, breach, now)
  return { live: real.live, happenings: [happening('closed', live, live.worst, null, CLOSE_NOTES.real), ...real.happenings] }
}

/** Ends the delay of the live state, which is over. */
export function onDelayOver(definition: AlarmDefinition, live: LiveState, now: EpochMs): Turn {
  if (isActive(live)) return settle(definition, live, now)
  return live.pending === null
    ? unchanged({ ...live, onDueAt: null })
    : riseOrCount(definition, { ...live, onDueAt: null, pending: null }, live.pending, now)
}
