/** Questions one may ask of an alarm's state: what it is beneath a shelf, whether it stands, when it wants to be ticked. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmDefinition, AlarmState, Breach, LiveState } from './shapes.ts'
import { reannounceDueAt, riseDueAt } from './waiting.ts'

/** A live state in which an occurrence stands. */
export type StandingState = Exclude<LiveState, { state: 'normal' }>
/** A state put aside by a person or by design; the live state goes on inside. */
export type SetAsideState = Exclude<AlarmState, LiveState>

/** Where every alarm begins. Frozen, so that a hundred thousand alarms can share it. */
export const NORMAL: LiveState & { state: 'normal' } = Object.freeze({ state: 'normal', onDueAt: null, pending: null })

export const isSetAside = (state: AlarmState): state is SetAsideState =>
  state.state === 'shelved' || state.state === 'suppressed' || state.state === 'out_of_service'

/** The process side of the state, beneath a shelf, a suppression or a time out of service. */
export const liveOf = (state: AlarmState): LiveState => (isSetAside(state) ? state.inner : state)

/** True while an occurrence stands, seen or set aside: it has been raised and not yet closed. */
export const isStanding = (state: AlarmState): boolean => liveOf(state).state !== 'normal'

/** True while an exercise (演练) stands instead of a real occurrence. */
export const isDrill = (live: LiveState): boolean => live.state !== 'normal' && live.drill

/** The occurrence that stands, or null. */
export const occurrenceOf = (state: AlarmState): string | null => {
  const live = liveOf(state)
  return live.state === 'normal' ? null : live.occurrence
}

/**
 * The level that the condition is at by the last word of the evaluator: also while an on-delay still runs.
 * Null when the condition does not hold, also while an off-delay still runs, and always in a drill.
 */
export const conditionOf = (state: AlarmState): Breach | null => {
  const live = liveOf(state)
  return live.state === 'unacknowledged' || live.state === 'acknowledged' ? live.current : live.pending
}

/** True while the process itself holds the alarm up: raised, and not yet returned. */
export const isHeldUp = (state: AlarmState): boolean => {
  const live = liveOf(state)
  return (live.state === 'unacknowledged' || live.state === 'acknowledged') && !live.drill
}

/** When the delay of the live state ends, in epoch ms; null when none runs. */
export const delayDueAt = (live: LiveState): EpochMs | null =>
  live.state === 'unacknowledged' || live.state === 'acknowledged' ? live.offDueAt : live.onDueAt

/** When the delay ends that the definition gives it. A rise that was only counted, where nothing is counted any longer, has been due all along. */
const dueByDefinition = ({ raiseAfterCount }: AlarmDefinition, live: LiveState): EpochMs | null =>
  raiseAfterCount === null && 'counted' in live && live.counted && live.pending !== null && live.onDueAt === null
    ? live.counted.at(-1)!
    : delayDueAt(live)

/** When a shelf or a time out of service ends by itself, in epoch ms; null when it does not. */
export const asideDueAt = (state: AlarmState): EpochMs | null =>
  state.state === 'shelved' || state.state === 'out_of_service' ? state.until : null

/** What time itself may do to an alarm, in the order in which it is done when two fall on the same instant. */
export interface Dues {
  delay: EpochMs | null
  aside: EpochMs | null
  rise: EpochMs | null
  reannounce: EpochMs | null
}
export function duesOf(definition: AlarmDefinition, state: AlarmState): Dues {
  const live = liveOf(state)
  return {
    delay: dueByDefinition(definition, live),
    aside: asideDueAt(state),
    rise: riseDueAt(definition, live),
    // what is set aside asks for nobody
    reannounce: isSetAside(state) ? null : reannounceDueAt(definition, live),
  }
}

const sooner = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null ? b : b === null ? a : Math.min(a, b))

/** When the alarm next wants a tick, in epoch ms; null when only a sample or a person can change it. */
export function nextDueAt(definition: AlarmDefinition, state: AlarmState): EpochMs | null {
  if (state.state === 'normal') return dueByDefinition(definition, state)
  const { delay, aside, rise, reannounce } = duesOf(definition, state)
  return sooner(sooner(delay, aside), sooner(rise, reannounce))
}
