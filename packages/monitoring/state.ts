/** Questions one may ask of an alarm's state: what it is beneath a shelf, whether it stands, when it wants to be ticked. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmState, Breach, LiveState } from './shapes.ts'

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

/** The occurrence that stands, or null. */
export const occurrenceOf = (state: AlarmState): string | null => {
  const live = liveOf(state)
  return live.state === 'normal' ? null : live.occurrence
}

/**
 * The level that the condition is at by the last word of the evaluator: also while an on-delay still runs.
 * Null when the condition does not hold, also while an off-delay still runs.
 */
export const conditionOf = (state: AlarmState): Breach | null => {
  const live = liveOf(state)
  return live.state === 'unacknowledged' || live.state === 'acknowledged' ? live.current : live.pending
}

/** When the delay of the live state ends, in epoch ms; null when none runs. */
export const liveDueAt = (live: LiveState): EpochMs | null =>
  live.state === 'unacknowledged' || live.state === 'acknowledged' ? live.offDueAt : live.onDueAt

/** When a shelf or a time out of service ends by itself, in epoch ms; null when it does not. */
export const asideDueAt = (state: AlarmState): EpochMs | null =>
  state.state === 'shelved' || state.state === 'out_of_service' ? state.until : null

/** When the alarm next wants a tick, in epoch ms; null when only a sample or a person can change it. */
export function nextDueAt(state: AlarmState): EpochMs | null {
  const live = liveDueAt(liveOf(state))
  const aside = asideDueAt(state)
  if (live === null) return aside
  return aside === null ? live : Math.min(live, aside)
}
