/** All alarms of one pipeline, assembled without I/O: samples, time and persons in, journal entries out. */
import { type Decision, type EpochMs, type Refusal, refuse } from '@anyuan/kernel'
import { isByDesign, type OperatorLimits } from './aside.ts'
import { DueHeap } from './due-heap.ts'
import { type EmitLevel, evaluateLoss, evaluateSample, scanNoData } from './evaluate.ts'
import { type AlarmMemory, carryMemory, createMemory, primeMemory } from './memory.ts'
import type { MonitoringRefusal } from './refusals.ts'
import type { AlarmAction, AlarmDefinition, AlarmEvent, AlarmState, SuppressionRule } from './shapes.ts'
import { conditionOf, isHeldUp, isSetAside, liveOf, NORMAL, nextDueAt } from './state.ts'
import { type AlarmInput, type AlarmStepEvent, retire, step } from './step.ts'
import { SuppressionBook, type SuppressionRefusal } from './suppression.ts'
import { type AlarmTable, breachAt, compileAlarms, NO_LEVEL, patchAlarms, SLOTS } from './table.ts'

/** A journal entry without its number: the caller counts. */
export type AlarmEngineEvent = Omit<AlarmEvent, 'sequence'>
/** Takes the events of one transition, in order. They belong into the journal as one entry group: all of them or none. */
export type AlarmSink = (events: readonly AlarmEngineEvent[]) => void
/** The last word of the journal on one alarm. */
export type AlarmStanding = Pick<AlarmEvent, 'alarmNumber' | 'tagNumber' | 'state'>
export type TagIndexOf = (tagNumber: number) => number | undefined

export interface AlarmEngineSetup {
  definitions: readonly AlarmDefinition[]
  suppressions?: readonly SuppressionRule[]
  /** The caller's dense index of a tag number, undefined for a tag it does not know. */
  tagIndexOf: TagIndexOf
  /** Epoch ms; a tag never heard counts as heard then. */
  startedAt: EpochMs
  sink: AlarmSink
}

/** How often silence is looked for. */
const SCAN_MS = 1000 // default, not from a standard

/** An occurrence or a running delay whose reason this condition could not give came from another one. */
const couldHaveRaised = ({ condition }: AlarmDefinition, state: AlarmState): boolean => {
  const live = liveOf(state)
  const reason = live.state === 'normal' ? live.pending?.reason : live.worst.reason
  if (reason === undefined) return true
  return condition.kind === 'limit' ? SLOTS.some((slot) => slot === reason) : condition.kind === reason
}

const meansTheSame = (a: AlarmDefinition, b: AlarmDefinition): boolean =>
  a.tagNumber === b.tagNumber && a.condition.kind === b.condition.kind && (a.condition.kind !== 'state' || isSameState(a, b))
const isSameState = (a: AlarmDefinition, b: AlarmDefinition): boolean =>
  a.condition.kind === 'state' && b.condition.kind === 'state' && a.condition.alarmWhen === b.condition.alarmWhen

export class AlarmEngine {
  #table: AlarmTable
  #memory: AlarmMemory
  #states: AlarmState[]
  #due: DueHeap
  #book: SuppressionBook
  #scannedAt: EpochMs
  #now: EpochMs
  readonly #sink: AlarmSink
  /** One function for the engine's life: the hot path creates none. */
  readonly #onLevel: EmitLevel = (alarm, level, value) => {
    this.#input(alarm, { type: 'process', breach: breachAt(this.#table, alarm, level, value) }, this.#now)
  }

  constructor({ definitions, suppressions = [], tagIndexOf, startedAt, sink }: AlarmEngineSetup) {
    this.#table = compileAlarms(definitions, tagIndexOf)
    this.#memory = createMemory(this.#table, startedAt)
    this.#states = new Array<AlarmState>(this.#table.alarmCount).fill(NORMAL)
    this.#due = new DueHeap(this.#table.alarmCount)
    this.#book = new SuppressionBook(suppressions, this.#isSuppressible)
    this.#scannedAt = startedAt
    this.#now = startedAt
    this.#sink = sink
  }

  /** Alarm numbers whose tag the caller did not know: configured, yet never evaluated. To be shown, not hidden. */
  get unplaced(): readonly number[] {
    return this.#table.unplaced
  }

  /** Suppression rules that are not followed, with the reason. To be shown, not hidden. */
  get refusedRules(): readonly Refusal<SuppressionRefusal>[] {
    return this.#book.refused
  }

  /** Epoch ms of the earliest delay, shelf, leave, rise or suppression that ends; null when none runs. Silence is looked for besides. */
  get nextDueAt(): EpochMs | null {
    const [alarm, lift] = [this.#due.earliest, this.#book.nextLiftAt]
    return alarm === null ? lift : lift === null ? alarm : Math.min(alarm, lift)
  }

  /**
   * Judges one live sample. Costs nothing beyond the comparison while no level changes.
   *
   * @param value in the tag's unit, NaN for null
   * @param quality `quality` code of the kernel
   * @param deviceTimeMs epoch ms by the device, not before the tag's former sample
   * @param now epoch ms by the receiver
   */
  sample(tagIndex: number, value: number, quality: number, deviceTimeMs: EpochMs, now: EpochMs): void {
    this.#now = now
    evaluateSample(this.#table, this.#memory, tagIndex, value, quality, deviceTimeMs, now, this.#onLevel)
  }

  /** The tag's device is known to be gone: no alarm is cleared by it, its silence is an alarm at once, and nothing counts as heard. */
  lose(tagIndex: number, now: EpochMs): void {
    this.#now = now
    evaluateLoss(this.#table, this.#memory, tagIndex, this.#onLevel)
  }

  /** Ends what is over by `now`, and once a second looks for silent tags. */
  tick(now: EpochMs): void {
    this.#lookAt(this.#book.lift(now), now)
    for (let alarm = this.#due.peekDue(now); alarm >= 0; alarm = this.#due.peekDue(now)) this.#input(alarm, { type: 'tick' }, now)
    if (now - this.#scannedAt < SCAN_MS) return
    this.#scannedAt = now
    this.#now = now
    scanNoData(this.#table, this.#memory, now, this.#onLevel)
  }

  /** The formula of a suppression rule is certainly true, or not (false, or not known). */
  ruleHolds(code: string, holds: boolean, now: EpochMs): void {
    this.#lookAt(this.#book.setHolds(code, holds, now), now)
  }

  /**
   * A person's act. What it brought about has already gone to the sink when this returns; the events in the answer are
   * the same ones, for the reply. A refusal (see `MONITORING_REFUSALS`) changes nothing.
   */
  operate(
    alarmNumber: number,
    action: AlarmAction,
    by: string,
    now: EpochMs,
    limits: OperatorLimits,
  ): Decision<AlarmState, AlarmStepEvent> | Refusal<MonitoringRefusal> {
    const alarm = this.#table.indexOf.get(alarmNumber)
    if (alarm === undefined) return refuse('alarms.unknown_alarm', { alarmNumber })
    if (action.action === 'suppress' && this.#book.isCause(alarmNumber)) return refuse('alarms.not_suppressible', { alarmNumber })
    const outcome = this.#input(alarm, { type: 'operator', action, by, limits }, now)
    return outcome.ok ? { ...outcome, state: this.#states[alarm]! } : outcome // the design may have covered it again
  }

  /** The state of one alarm, undefined for a number that is not configured. */
  stateOf(alarmNumber: number): AlarmState | undefined {
    const alarm = this.#table.indexOf.get(alarmNumber)
    return alarm === undefined ? undefined : this.#states[alarm]
  }

  /** Every alarm that is not plainly normal: standing, or set aside. */
  standing(): AlarmStanding[] {
    return this.#table.definitions.flatMap(({ alarmNumber, tagNumber }, alarm) => {
      const state = this.#states[alarm]!
      return state.state === 'normal' ? [] : [{ alarmNumber, tagNumber, state }]
    })
  }

  /** Every alarm that could not be rebuilt from nothing: standing, set aside, or within its on-delay, or counting. */
  remembered(): AlarmStanding[] {
    return this.#table.definitions.flatMap(({ alarmNumber, tagNumber }, alarm) => {
      const state = this.#states[alarm]!
      const isForgotten = state.state === 'normal' && state.onDueAt === null && state.counted === undefined
      return isForgotten ? [] : [{ alarmNumber, tagNumber, state }]
    })
  }

  /**
   * After a restart: goes on from the last journal entry of each alarm, timers included, and raises nothing twice. Call it
   * before the first sample. An alarm that is configured no longer, or now means something else, is closed with the reason.
   * Sliding windows (rate of change, flat line) fill anew; their former level holds until they have.
   */
  restore(last: Iterable<AlarmStanding>, now: EpochMs): void {
    for (const { alarmNumber, tagNumber, state } of last) {
      const alarm = this.#table.indexOf.get(alarmNumber)
      const definition = alarm === undefined ? undefined : this.#table.definitions[alarm]!
      if (alarm === undefined || definition === undefined) {
        this.#retire(alarmNumber, tagNumber, state, 'removed', now)
      } else if (definition.tagNumber !== tagNumber || !couldHaveRaised(definition, state)) {
        this.#settle(alarm, this.#retire(alarmNumber, tagNumber, state, 'reconfigured', now))
      } else {
        this.#settle(alarm, state)
        primeMemory(this.#table, this.#memory, alarm, state)
        if (state.state === 'suppressed' && state.rule !== null) this.#book.resume(state.rule, now)
      }
    }
    this.#resume(now)
  }

  /** After a restart: when a tag was last heard, epoch ms, so that a silence goes on counting. Without it, it counts from the start. */
  restoreHeard(tagIndex: number, heardAt: EpochMs): void {
    if (tagIndex >= this.#table.tagCount) return
    const end = this.#table.start[tagIndex + 1]!
    for (let alarm = this.#table.start[tagIndex]!; alarm < end; alarm++) this.#memory.heardAtMs[alarm] = heardAt
  }

  /**
   * Takes over a new configuration. Alarms that remain keep state, timers and windows; the next sample is judged by the new
   * limits. Those that went, or that now watch another tag or another kind of condition, are closed with the reason.
   */
  reconfigure(
    definitions: readonly AlarmDefinition[],
    tagIndexOf: TagIndexOf,
    now: EpochMs,
    suppressions: readonly SuppressionRule[] = [],
  ): void {
    this.#take(definitions, tagIndexOf, now)
    this.#book = new SuppressionBook(suppressions, this.#isSuppressible, this.#book)
    this.#resume(now)
  }

  #take(definitions: readonly AlarmDefinition[], tagIndexOf: TagIndexOf, now: EpochMs): void {
    const changed = patchAlarms(this.#table, definitions, tagIndexOf)
    for (const alarm of changed ?? []) {
      this.#settle(alarm, this.#states[alarm]!)
      primeMemory(this.#table, this.#memory, alarm, this.#states[alarm]!)
    }
    if (changed) return
    const before = { table: this.#table, memory: this.#memory, states: this.#states }
    const table = compileAlarms(definitions, tagIndexOf)
    const memory = createMemory(table, now)
    carryMemory(before, table, memory)
    this.#table = table
    this.#memory = memory
    this.#states = new Array<AlarmState>(table.alarmCount).fill(NORMAL)
    this.#due = new DueHeap(table.alarmCount)

    before.table.definitions.forEach((former, index) => {
      const { alarmNumber, tagNumber } = former
      const state = before.states[index]!
      const alarm = table.indexOf.get(alarmNumber)
      if (alarm === undefined) {
        this.#retire(alarmNumber, tagNumber, state, 'removed', now)
      } else if (meansTheSame(former, table.definitions[alarm]!)) {
        this.#settle(alarm, state)
        primeMemory(table, memory, alarm, state)
      } else {
        this.#settle(alarm, this.#retire(alarmNumber, tagNumber, state, 'reconfigured', now))
      }
    })
  }

  readonly #isSuppressible = (alarmNumber: number): boolean => {
    const alarm = this.#table.indexOf.get(alarmNumber)
    return alarm === undefined || this.#table.definitions[alarm]!.suppressible
  }

  /** After a restart or a new configuration: what is not watched holds no longer, and the design is followed from the states there are. */
  #resume(now: EpochMs): void {
    this.#table.definitions.forEach(({ watched }, alarm) => {
      const state = this.#states[alarm]!
      if (state === NORMAL) return
      if (!watched && conditionOf(state) !== null) {
        this.#memory.level[alarm] = NO_LEVEL
        this.#input(alarm, { type: 'process', breach: null }, now)
      }
      if (state.state === 'suppressed') this.#follow(alarm, now)
    })
    for (const cause of this.#book.causes()) {
      const alarm = this.#table.indexOf.get(cause)
      this.#lookAt(this.#book.setCause(cause, alarm !== undefined && isHeldUp(this.#states[alarm]!), now), now)
    }
  }

  #lookAt(alarmNumbers: readonly number[], now: EpochMs): void {
    for (const alarmNumber of alarmNumbers) {
      const alarm = this.#table.indexOf.get(alarmNumber)
      if (alarm !== undefined) this.#follow(alarm, now)
    }
  }

  /** Covers or uncovers an alarm as the design says. What a person has set aside is covered again when it comes back. */
  #follow(alarm: number, now: EpochMs): void {
    const state = this.#states[alarm]!
    const rule = this.#book.inForce(this.#table.definitions[alarm]!.alarmNumber)
    if (isSetAside(state) ? isByDesign(state) && rule === null : rule !== null) this.#input(alarm, { type: 'design', rule }, now)
  }

  #input(alarm: number, input: AlarmInput, now: EpochMs): Decision<AlarmState, AlarmStepEvent> | Refusal<MonitoringRefusal> {
    const definition = this.#table.definitions[alarm]!
    const outcome = step(definition, this.#states[alarm]!, input, now)
    if (!outcome.ok) return outcome
    this.#settle(alarm, outcome.state)
    this.#tell(definition.tagNumber, outcome.events)
    if (outcome.events.length > 0) this.#followUp(alarm, definition.alarmNumber, now)
    return outcome
  }

  #followUp(alarm: number, alarmNumber: number, now: EpochMs): void {
    if (this.#book.covers(alarmNumber)) this.#follow(alarm, now)
    if (this.#book.isCause(alarmNumber)) this.#lookAt(this.#book.setCause(alarmNumber, isHeldUp(this.#states[alarm]!), now), now)
  }

  #settle(alarm: number, state: AlarmState): void {
    this.#states[alarm] = state
    this.#due.set(alarm, nextDueAt(this.#table.definitions[alarm]!, state))
  }

  #retire(alarmNumber: number, tagNumber: number, state: AlarmState, reason: 'removed' | 'reconfigured', now: EpochMs): AlarmState {
    const retired = retire(alarmNumber, state, reason, now)
    this.#tell(tagNumber, retired.events)
    return retired.state
  }

  #tell(tagNumber: number, events: readonly AlarmStepEvent[]): void {
    if (events.length > 0) this.#sink(events.map((event) => ({ ...event, tagNumber })))
  }
}
