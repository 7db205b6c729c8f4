/** The life cycle of one alarm (ISA-18.2 / IEC 62682) as one pure function: state and input in, state and events out. */
import { type Decision, decide, type EpochMs, type Refusal } from '@anyuan/kernel'
import { byDesign, expire, takeBack } from './aside.ts'
import { CLOSE_NOTES, type CloseNote, type Happening, happening, onCondition, onDelayOver } from './condition.ts'
import { type Act, onAct } from './operator.ts'
import type { MonitoringRefusal } from './refusals.ts'
import type { AlarmDefinition, AlarmEvent, AlarmState, Breach, LiveState } from './shapes.ts'
import { duesOf, isSetAside, liveOf, NORMAL, nextDueAt } from './state.ts'
import { reannounced, risen } from './waiting.ts'

/** One journal entry before it has a number and a tag. `state` is the alarm's state once all of its transition is done. */
export type AlarmStepEvent = Omit<AlarmEvent, 'sequence' | 'tagNumber'>

/** What may come upon an alarm: the evaluator's word on its condition (null: gone), the passing of time, a person's act, a suppression by design that begins (its rule) or ends (null). */
export type AlarmInput =
  | { type: 'process'; breach: Breach | null }
  | { type: 'tick' }
  | ({ type: 'operator' } & Act)
  | { type: 'design'; rule: { code: string; reason: string } | null }

const stamp = (alarmNumber: number, at: EpochMs, state: AlarmState, happenings: Happening[]): AlarmStepEvent[] =>
  happenings.map((it) => ({ at, alarmNumber, ...it, state }))

const withLive = (state: AlarmState, live: LiveState): AlarmState => (isSetAside(state) ? { ...state, inner: live } : live)

type Done = { state: AlarmState; events: AlarmStepEvent[] }

/** What is due first; null when that is later than `now`. Of the same instant: the delay, the shelf, the rise, the sound. */
function firstDue(definition: AlarmDefinition, state: AlarmState, now: EpochMs) {
  const next = nextDueAt(definition, state)
  if (next === null || next > now) return null
  const dues = duesOf(definition, state)
  const kind = (['delay', 'aside', 'rise', 'reannounce'] as const).find((it) => dues[it] === next)!
  const others = [dues.delay, dues.aside, dues.rise].filter((it) => it !== null)
  return { kind, dueAt: next, upTo: Math.min(now, ...others) }
}

/** Ends every delay, shelf and leave that is over at `now`, and does what waiting does, the earliest first: one late tick tells the same story as many punctual ones. */
function passTime(definition: AlarmDefinition, from: AlarmState, now: EpochMs): Done {
  let state = from
  const events: AlarmStepEvent[] = []
  const tell = (next: AlarmState, happenings: Happening[]) => {
    state = next
    events.push(...stamp(definition.alarmNumber, now, state, happenings))
  }
  for (let due = firstDue(definition, state, now); due !== null; due = firstDue(definition, state, now)) {
    const live = liveOf(state)
    if (due.kind === 'delay') {
      const turn = onDelayOver(definition, live, now)
      tell(withLive(state, turn.live), turn.happenings)
    } else if (isSetAside(state) && due.kind === 'aside') {
      const back = expire(state, due.dueAt)
      tell(back.state, back.happenings)
    } else if (live.state !== 'normal') {
      const next = due.kind === 'rise' ? risen(definition, live, due.dueAt) : reannounced(definition, live, due.upTo)
      tell(withLive(state, next), [happening(due.kind === 'rise' ? 'risen' : 'reannounced', next, next.worst)])
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
      const done = onAct(definition, passed.state, input, now)
      if ('ok' in done) return done
      return decide(done.state, ...passed.events, ...stamp(definition.alarmNumber, now, done.state, done.happenings))
    }
    case 'design': {
      const done = byDesign(passed.state, input.rule, now)
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
  const happenings: Happening[] = isSetAside(state) ? takeBack(state, null, now, CLOSE_NOTES[reason]).happenings : []
  if (live.state !== 'normal') happenings.push(happening('closed', live, live.worst, null, CLOSE_NOTES[reason]))
  else if (live.onDueAt !== null) happenings.push(happening('timer_stopped', live, live.pending, null, CLOSE_NOTES[reason]))
  return { state: end, events: stamp(alarmNumber, now, end, happenings) }
}
