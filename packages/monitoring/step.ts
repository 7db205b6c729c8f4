/** The life cycle of one alarm (ISA-18.2 / IEC 62682) as one pure function: state and input in, state and events out. */
import { type Decision, decide, type EpochMs, type Refusal } from '@anyuan/kernel'
import { CLOSE_NOTES, type CloseNote, type Happening, happening, onCondition, onLiveDue } from './condition.ts'
import { type Act, onAct, takeBack } from './operator.ts'
import type { MonitoringRefusal } from './refusals.ts'
import type { AlarmDefinition, AlarmEvent, AlarmState, Breach, LiveState } from './shapes.ts'
import { asideDueAt, isSetAside, liveDueAt, liveOf, NORMAL, nextDueAt } from './state.ts'

/** One journal entry before it has a number and a tag. `state` is the alarm's state once all of its transition is done. */
export type AlarmStepEvent = Omit<AlarmEvent, 'sequence' | 'tagNumber'>

/** What may come upon an alarm: the evaluator's word on its condition (null: gone), the passing of time, a person's act. */
export type AlarmInput = { type: 'process'; breach: Breach | null } | { type: 'tick' } | ({ type: 'operator' } & Act)

const stamp = (alarmNumber: number, at: EpochMs, state: AlarmState, happenings: Happening[]): AlarmStepEvent[] =>
  happenings.map((it) => ({ at, alarmNumber, ...it, state }))

const withLive = (state: AlarmState, live: LiveState): AlarmState => (isSetAside(state) ? { ...state, inner: live } : live)

type Done = { state: AlarmState; events: AlarmStepEvent[] }

/** Ends every delay, shelf and leave that is over at `now`, the earliest first: one late tick tells the same story as many punctual ones. */
function passTime(definition: AlarmDefinition, from: AlarmState, now: EpochMs): Done {
  let state = from
  const events: AlarmStepEvent[] = []
  for (let dueAt = nextDueAt(state); dueAt !== null && dueAt <= now; dueAt = nextDueAt(state)) {
    if (isSetAside(state) && asideDueAt(state) === dueAt && liveDueAt(state.inner) !== dueAt) {
      const back = takeBack(state, null)
      state = back.state
      events.push(...stamp(definition.alarmNumber, now, state, back.happenings))
    } else {
      const turn = onLiveDue(definition, liveOf(state), now)
      state = withLive(state, turn.live)
      events.push(...stamp(definition.alarmNumber, now, state, turn.happenings))
    }
  }
  return { state, events }
}

/**
 * Moves one alarm on. Delays that are over by `now` end before the input is looked at, so that the outcome does not
 * depend on how punctually the caller ticks. Nothing happened: the very same state comes back, with no event.
 *
 * @param definition the alarm as configured; its delays are in seconds
 * @param state its state before
 * @param input what came upon it
 * @param now epoch milliseconds
 * @returns the state after and the events in order, or a refusal of a person's act (see `MONITORING_REFUSALS`), which changes nothing
 */
export function step(
  definition: AlarmDefinition,
  state: AlarmState,
  input: AlarmInput,
  now: EpochMs,
): Decision<AlarmState, AlarmStepEvent> | Refusal<MonitoringRefusal> {
  const passed = passTime(definition, state, now)
  switch (input.type) {
    case 'tick':
      return decide(passed.state, ...passed.events)
    case 'process': {
      const live = liveOf(passed.state)
      const turn = onCondition(definition, live, input.breach, now)
      if (turn.live === live) return decide(passed.state, ...passed.events)
      const after = withLive(passed.state, turn.live)
      return decide(after, ...passed.events, ...stamp(definition.alarmNumber, now, after, turn.happenings))
    }
    case 'operator': {
      const done = onAct(definition.latched, passed.state, input, now)
      if ('ok' in done) return done
      return decide(done.state, ...passed.events, ...stamp(definition.alarmNumber, now, done.state, done.happenings))
    }
  }
}

/**
 * Takes an alarm out of the house: its configuration went, or now means something else. What stood is closed with the
 * reason in `note`, what was set aside is taken back, a running delay stops. Ends in `normal`.
 */
export function retire(alarmNumber: number, state: AlarmState, reason: CloseNote, now: EpochMs): Done {
  const live = liveOf(state)
  const name = live.state === 'normal' ? live.lastOccurrence : live.occurrence
  const end: AlarmState = name === undefined ? NORMAL : { ...NORMAL, lastOccurrence: name }
  const happenings: Happening[] = isSetAside(state) ? takeBack(state, null, CLOSE_NOTES[reason]).happenings : []
  if (live.state !== 'normal') happenings.push(happening('closed', live, live.worst, null, CLOSE_NOTES[reason]))
  else if (live.onDueAt !== null) happenings.push(happening('timer_stopped', live, live.pending, null, CLOSE_NOTES[reason]))
  return { state: end, events: stamp(alarmNumber, now, end, happenings) }
}
