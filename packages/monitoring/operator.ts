/** The person's side of the life cycle: acknowledge (确认), handle (处置), reset (复位), set aside (搁置 · 屏蔽 · 停用) and take back. */
import { type EpochMs, type Refusal, refuse } from '@anyuan/kernel'
import { close, type Happening, happening } from './condition.ts'
import type { MonitoringRefusal } from './refusals.ts'
import type { AlarmAction, AlarmState, LiveState } from './shapes.ts'
import { isSetAside, liveOf, type SetAsideState, type StandingState } from './state.ts'

/** What the site allows its operators. */
export interface OperatorLimits {
  /** The longest an alarm may lie on the shelf, in minutes. */
  maxShelveMinutes: number
}
/** A person's act: which, by whom, within which limits. */
export interface Act {
  action: AlarmAction
  by: string
  limits: OperatorLimits
}

type No = Refusal<MonitoringRefusal>
type Done = { state: AlarmState; happenings: Happening[] }
type Seen = Extract<AlarmAction, { seenOccurrence: string }>

/** Null when the act meets what is standing; else why not. */
function mismatch(live: LiveState, action: Seen): No | null {
  if (live.state === 'normal') return refuse('alarms.nothing_standing', { seen: action.seenOccurrence })
  if (live.occurrence !== action.seenOccurrence) {
    return refuse('alarms.not_what_was_seen', { seen: action.seenOccurrence, standing: live.occurrence })
  }
  // The race of the key press: it grew graver while the finger came down.
  if (action.action === 'acknowledge' && action.seenSeverity !== undefined && live.worst.severity < action.seenSeverity) {
    return refuse('alarms.not_what_was_seen', { seen: action.seenSeverity, standing: live.worst.severity })
  }
  return null
}

function acknowledge(live: StandingState, by: string, now: EpochMs): Done | No {
  const acknowledged = { by, at: now }
  const event = happening('acknowledged', live, live.worst, by)
  switch (live.state) {
    case 'unacknowledged':
      return { state: { ...live, state: 'acknowledged', worst: live.current ?? live.worst, acknowledged }, happenings: [event] }
    case 'returned_unacknowledged':
      return { state: close(live), happenings: [event, happening('closed', live, live.worst)] }
    case 'latched':
      if (live.acknowledged) return refuse('alarms.already_acknowledged', live.acknowledged)
      return { state: { ...live, acknowledged }, happenings: [event] }
    case 'acknowledged':
      return refuse('alarms.already_acknowledged', live.acknowledged)
  }
}

function reset(live: StandingState, latching: boolean, by: string): Done | No {
  // What latched before the latch was configured away still needs its reset.
  if (!latching && live.state !== 'latched') return refuse('alarms.not_latched', { state: live.state })
  if (live.state !== 'latched' || live.pending !== null) return refuse('alarms.condition_holds', { state: live.state })
  if (live.acknowledged === null) return refuse('alarms.not_acknowledged', { state: live.state })
  return { state: close(live), happenings: [happening('reset', live, live.worst, by), happening('closed', live, live.worst)] }
}

function onOccurrence(live: LiveState, latching: boolean, action: Seen, by: string, now: EpochMs): Done | No {
  const no = mismatch(live, action)
  if (no || live.state === 'normal') return no ?? refuse('alarms.nothing_standing')
  if (action.action === 'acknowledge') return acknowledge(live, by, now)
  if (action.action === 'reset') return reset(live, latching, by)
  if (live.handled) return refuse('alarms.already_handled', { by: live.handled.by, at: live.handled.at })
  const handled = { by, at: now, note: action.note }
  return { state: { ...live, handled }, happenings: [happening('handled', live, live.worst, by, action.note)] }
}

/** How the state looks once nothing hides it any more: a condition that still holds asks to be acknowledged anew (ISA-18.2, from knowledge). */
export function uncovered(inner: LiveState): LiveState {
  if (inner.state !== 'acknowledged') return inner
  const { acknowledged: _past, ...standing } = inner
  return { ...standing, state: 'unacknowledged' }
}

const TAKEN_BACK = { shelved: 'unshelved', suppressed: 'unsuppressed', out_of_service: 'returned_to_service' } as const

/** Ends a shelf, a suppression or a time out of service. `by` is null when the time was up. */
export const takeBack = (aside: SetAsideState, by: string | null, note: string | null = null): Done => ({
  state: uncovered(aside.inner),
  happenings: [happening(TAKEN_BACK[aside.state], aside.inner, null, by, note)],
})

type Aside = Extract<AlarmAction, { action: 'shelve' | 'suppress' | 'take_out_of_service' }>

function putAside(state: AlarmState, action: Aside, by: string, limits: OperatorLimits, now: EpochMs): Done | No {
  if (isSetAside(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
  const aside = { inner: state, since: now, by }
  switch (action.action) {
    case 'shelve': {
      const { minutes, reason } = action
      if (minutes > limits.maxShelveMinutes) return refuse('alarms.shelved_too_long', { minutes, maxMinutes: limits.maxShelveMinutes })
      const until = now + minutes * 60_000
      return { state: { ...aside, state: 'shelved', until, reason }, happenings: [happening('shelved', state, null, by, reason)] }
    }
    case 'suppress': {
      const { reason } = action
      return { state: { ...aside, state: 'suppressed', reason }, happenings: [happening('suppressed', state, null, by, reason)] }
    }
    case 'take_out_of_service': {
      const { until, reason } = action
      if (until !== null && until <= now) return refuse('alarms.until_not_ahead', { until, now })
      return {
        state: { ...aside, state: 'out_of_service', until, reason },
        happenings: [happening('taken_out_of_service', state, null, by, reason)],
      }
    }
  }
}

/** What a person's act makes of the state, or why it must not be. Refusals change nothing. */
export function onAct(latching: boolean, state: AlarmState, act: Act, now: EpochMs): Done | No {
  const { action, by } = act
  switch (action.action) {
    case 'acknowledge':
    case 'handle':
    case 'reset':
      if (isSetAside(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
      return onOccurrence(liveOf(state), latching, action, by, now)
    case 'shelve':
    case 'suppress':
    case 'take_out_of_service':
      return putAside(state, action, by, act.limits, now)
    case 'unshelve':
      return state.state === 'shelved' ? takeBack(state, by) : refuse('alarms.not_shelved', { state: state.state })
    case 'unsuppress':
      return state.state === 'suppressed' ? takeBack(state, by) : refuse('alarms.not_suppressed', { state: state.state })
    case 'return_to_service':
      return state.state === 'out_of_service' ? takeBack(state, by) : refuse('alarms.not_out_of_service', { state: state.state })
  }
}
