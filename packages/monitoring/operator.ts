/** The person's side of the life cycle: acknowledge (确认), silence (消音), handle (处置), reset (复位), drill (演练), set aside and take back. */
import { type EpochMs, type Refusal, refuse } from '@anyuan/kernel'
import { type Done, type OperatorLimits, putAside, takeBackBy } from './aside.ts'
import { close, concluded, happening, nameOccurrence } from './condition.ts'
import type { MonitoringRefusal } from './refusals.ts'
import type { AlarmAction, AlarmDefinition, AlarmState, LiveState } from './shapes.ts'
import { isSetAside, liveOf, type StandingState } from './state.ts'
import { isWaiting, rested, worstByProcess } from './waiting.ts'

/** A person's act: which, by whom, within which limits. */
export interface Act {
  action: AlarmAction
  by: string
  limits: OperatorLimits
}

type No = Refusal<MonitoringRefusal>
type Seen = Extract<AlarmAction, { seenOccurrence: string }>
type Drill = Extract<AlarmAction, { action: 'start_drill' }>

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

function acknowledge(definition: AlarmDefinition, live: StandingState, by: string, now: EpochMs): Done | No {
  const acknowledged = { by, at: now }
  const event = happening('acknowledged', live, live.worst, by)
  switch (live.state) {
    case 'unacknowledged': {
      // From here on the level follows the process again: what waiting had added ends with it.
      const worst = live.current ?? worstByProcess(live)
      return { state: { ...rested(live), state: 'acknowledged', worst, silenced: null, acknowledged }, happenings: [event] }
    }
    case 'returned_unacknowledged': {
      const over = concluded(definition, live, acknowledged)
      return { state: over.live, happenings: [event, ...over.happenings] }
    }
    case 'latched':
      if (live.acknowledged) return refuse('alarms.already_acknowledged', live.acknowledged)
      return { state: { ...live, silenced: null, acknowledged }, happenings: [event] }
    case 'acknowledged':
    case 'returned_unhandled':
      return refuse('alarms.already_acknowledged', live.acknowledged)
  }
}

function reset(definition: AlarmDefinition, live: StandingState, by: string): Done | No {
  // What latched before the latch was configured away still needs its reset.
  if (!definition.latched && live.state !== 'latched') return refuse('alarms.not_latched', { state: live.state })
  if (live.state !== 'latched' || live.pending !== null) return refuse('alarms.condition_holds', { state: live.state })
  if (live.acknowledged === null) return refuse('alarms.not_acknowledged', { state: live.state })
  if (definition.confirmRequired && live.handled === null) return refuse('alarms.not_handled', { state: live.state })
  return { state: close(live), happenings: [happening('reset', live, live.worst, by), happening('closed', live, live.worst)] }
}

function handle(live: StandingState, note: string, by: string, now: EpochMs): Done | No {
  if (live.handled) return refuse('alarms.already_handled', { by: live.handled.by, at: live.handled.at })
  const event = happening('handled', live, live.worst, by, note)
  if (live.state === 'returned_unhandled') return { state: close(live), happenings: [event, happening('closed', live, live.worst)] }
  return { state: { ...live, handled: { by, at: now, note } }, happenings: [event] }
}

function silence(live: StandingState, by: string, now: EpochMs): Done | No {
  if (live.silenced) return refuse('alarms.already_silenced', live.silenced)
  if (!isWaiting(live)) return refuse('alarms.nothing_sounds', { state: live.state })
  return { state: { ...live, silenced: { by, at: now } }, happenings: [happening('silenced', live, live.worst, by)] }
}

function onOccurrence(definition: AlarmDefinition, live: LiveState, action: Seen, by: string, now: EpochMs): Done | No {
  const no = mismatch(live, action)
  if (no || live.state === 'normal') return no ?? refuse('alarms.nothing_standing')
  switch (action.action) {
    case 'acknowledge':
      return acknowledge(definition, live, by, now)
    case 'handle':
      return handle(live, action.note, by, now)
    case 'silence':
      return silence(live, by, now)
    case 'reset':
      return reset(definition, live, by)
  }
}

/** An exercise begins only where all is quiet; it has no condition, so nothing but a person or the process itself ends it. */
function startDrill(definition: AlarmDefinition, state: AlarmState, action: Drill, by: string, now: EpochMs): Done | No {
  if (isSetAside(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
  if (state.state !== 'normal') return refuse('alarms.already_standing', { standing: state.occurrence })
  if (state.pending !== null) return refuse('alarms.condition_holds', { state: state.state })
  const { severity, note } = action
  const occurrence = nameOccurrence(definition.alarmNumber, now, state.lastOccurrence)
  const raised: LiveState = {
    state: 'unacknowledged',
    occurrence,
    raisedAt: now,
    worst: { reason: 'drill', severity, value: null, threshold: null },
    current: null,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: true,
  }
  return { state: raised, happenings: [happening('drill', raised, raised.worst, by, note)] }
}

function endDrill(state: AlarmState, by: string): Done | No {
  const live = liveOf(state)
  if (live.state === 'normal' || !live.drill) return refuse('alarms.no_drill', { state: state.state })
  const ended = close(live)
  return { state: isSetAside(state) ? { ...state, inner: ended } : ended, happenings: [happening('closed', live, live.worst, by)] }
}

/** What a person's act makes of the state, or why it must not be. Refusals change nothing. */
export function onAct(definition: AlarmDefinition, state: AlarmState, act: Act, now: EpochMs): Done | No {
  const { action, by } = act
  switch (action.action) {
    case 'acknowledge':
    case 'handle':
    case 'silence':
    case 'reset':
      if (isSetAside(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
      return onOccurrence(definition, state, action, by, now)
    case 'shelve':
    case 'suppress':
    case 'take_out_of_service':
      return putAside(definition, state, action, by, act.limits, now)
    case 'unshelve':
    case 'unsuppress':
    case 'return_to_service':
      return takeBackBy(state, action, by, now)
    case 'start_drill':
      return startDrill(definition, state, action, by, now)
    case 'end_drill':
      return endDrill(state, by)
  }
}
