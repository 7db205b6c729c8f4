/** What must hold of the life cycle whatever happens, in whatever order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Beat, PERSON, PROCESS } from './machine-walk.testsupport.ts'
import { type AlarmDefinition, AlarmState } from './shapes.ts'
import { isSetAside, liveOf, NORMAL, occurrenceOf } from './state.ts'
import { type AlarmStepEvent, step } from './step.ts'
import { alarm, inputOf } from './stories.ts'
import { isWaiting } from './waiting.ts'

const definitions = fc
  .record({
    onDelaySeconds: fc.constantFrom(0, 5),
    offDelaySeconds: fc.constantFrom(0, 5),
    latched: fc.boolean(),
    confirmRequired: fc.boolean(),
    severityRises: fc.constantFrom<AlarmDefinition['severityRises']>(
      [],
      [
        { afterSeconds: 4, severity: 2 },
        { afterSeconds: 60, severity: 1 },
      ],
    ),
    reannounceSeconds: fc.constantFrom(null, 3),
  })
  .map((more) => alarm(more))
const beats = (words: readonly string[]) =>
  fc.array(fc.tuple(fc.constantFrom(0, 1, 1000, 3000, 5000, 70_000), fc.constantFrom(...words)), { maxLength: 40 })

const freeze = <T>(thing: T): T => {
  if (typeof thing === 'object' && thing !== null) {
    Object.values(thing).forEach(freeze)
    Object.freeze(thing)
  }
  return thing
}

interface Played {
  state: AlarmState
  events: AlarmStepEvent[]
  /** State after each beat. */
  path: AlarmState[]
}
/** Plays beats; the states are frozen, so a step that changed its input in place would throw. */
function play(definition: AlarmDefinition, sequence: readonly Beat[], from: AlarmState = NORMAL, startMs = 0): Played {
  let state = freeze(from)
  let now = startMs
  const events: AlarmStepEvent[] = []
  const path: AlarmState[] = []
  for (const [waitMs, word] of sequence) {
    now += waitMs
    const outcome = step(definition, state, inputOf(word, state), now)
    if (outcome.ok) {
      if (outcome.events.length === 0) expect(outcome.state).toBe(state)
      else expect(outcome.events.at(-1)!.state).toBe(outcome.state)
      events.push(...outcome.events)
      state = freeze(outcome.state)
    }
    path.push(state)
  }
  return { state, events, path }
}

const everything = beats([...PROCESS, ...PROCESS, ...PERSON])

test('never do two occurrences of one alarm stand at once, and none bears the name of another', () => {
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      const names = new Set<string>()
      let open: string | null = null
      const { events, state } = play(definition, sequence)
      for (const event of events) {
        if (event.type === 'raised' || event.type === 'drill') {
          expect(open).toBeNull()
          expect(names.has(event.occurrence!)).toBe(false)
          names.add(event.occurrence!)
          open = event.occurrence
        } else if (event.type === 'closed') {
          expect(event.occurrence).toBe(open)
          open = null
        }
      }
      expect(occurrenceOf(state)).toBe(open)
    }),
    { numRuns: 1000 },
  )
})

test('no alarm is closed before it returned, and none vanishes unacknowledged unless a new rise takes its place', () => {
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      let past: string[] = []
      for (const event of play(definition, sequence).events) {
        if (event.type === 'raised' || event.type === 'drill') past = []
        if (event.type === 'closed' && !event.drill) {
          expect(past).toContain('returned')
          if (event.note !== 'superseded') expect(past).toContain('acknowledged')
          if (definition.latched && event.note !== 'superseded') expect(past).toContain('reset')
          if (definition.confirmRequired && event.note !== 'superseded') expect(past).toContain('handled')
        }
        past.push(event.type)
      }
    }),
    { numRuns: 1000 },
  )
})

test('what is unacknowledged never shows less than the worst it has been', () => {
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      let before: AlarmState = NORMAL
      for (const state of play(definition, sequence).path) {
        const [was, is] = [liveOf(before), liveOf(state)]
        if (was.state === 'unacknowledged' && is.state === 'unacknowledged' && was.occurrence === is.occurrence) {
          expect(is.worst.severity).toBeLessThanOrEqual(was.worst.severity)
        }
        before = state
      }
    }),
    { numRuns: 500 },
  )
})

test('every state that comes about is one the shape allows', () => {
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      for (const state of play(definition, sequence).path) expect(AlarmState.parse(state)).toEqual(state)
    }),
    { numRuns: 300 },
  )
})

test('shelving, suppressing and taking out of service change no timer and hide no event', () => {
  fc.assert(
    fc.property(
      definitions,
      beats(PROCESS),
      beats(PROCESS),
      fc.constantFrom('shelve 60', 'suppress', 'remove'),
      (plan, first, then, aside) => {
        const definition = { ...plan, reannounceSeconds: null } // that is what setting aside stops
        const open = play(definition, first)
        const at = first.reduce((sum, [waitMs]) => sum + waitMs, 0)
        const short = then.map(([waitMs, word]) => [Math.min(waitMs, 3000), word] as const) // the shelf must outlast them
        const hidden = play(definition, [[0, aside], ...short], open.state, at)
        // The tick comes first here too: an act passes the time before it is carried out.
        const plain = play(definition, [[0, 'tick'], ...short], open.state, at)
        expect(isSetAside(hidden.state)).toBe(true)
        expect(hidden.path.map(liveOf)).toEqual(plain.path)
        const types = (events: AlarmStepEvent[]) => events.map((it) => it.type)
        expect(types(hidden.events).filter((it) => !['shelved', 'suppressed', 'taken_out_of_service'].includes(it))).toEqual(
          types(plain.events),
        )
      },
    ),
    { numRuns: 500 },
  )
})

test('how punctually the clock ticks does not change the story', () => {
  fc.assert(
    fc.property(definitions, beats(PROCESS.filter((it) => it !== 'tick')), (plan, sequence) => {
      // what rises late because of a late tick also waits from then on
      const definition = plan.severityRises.length > 0 ? { ...plan, onDelaySeconds: 0 } : plan
      const punctual = sequence.flatMap(([waitMs, word]): Beat[] => [
        ...Array.from({ length: Math.floor(waitMs / 1000) }, () => [1000, 'tick'] as const),
        [waitMs % 1000, word],
      ])
      const [often, never] = [play(definition, punctual), play(definition, sequence)]
      // a machine that stood still sounds once for all it missed
      const types = (events: AlarmStepEvent[]) => events.map((it) => it.type).filter((it) => it !== 'reannounced')
      expect(types(often.events)).toEqual(types(never.events))
    }),
    { numRuns: 500 },
  )
})

test('an alarm read back from its last journal entry goes on as if nothing had been', () => {
  fc.assert(
    fc.property(definitions, everything, everything, (definition, first, then) => {
      const lived = play(definition, first)
      const at = first.reduce((sum, [waitMs]) => sum + waitMs, 0)
      const last = lived.events.at(-1)?.state ?? NORMAL
      const read = AlarmState.parse(JSON.parse(JSON.stringify(last)))
      expect(play(definition, then, read, at)).toEqual(play(definition, then, lived.state, at))
    }),
    { numRuns: 500 },
  )
})

test('only what waits grows graver or sounds again, nothing set aside sounds, and whatever is news breaks the silence', () => {
  let news = 0
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      for (const { type, state } of play(definition, sequence).events) {
        if (type !== 'risen' && type !== 'reannounced') continue
        news += 1
        const live = liveOf(state)
        // the state is that of the end of its transition: an act of the same instant may already have come upon it
        if (type === 'reannounced') expect(isSetAside(state)).toBe(false)
        expect(isWaiting(live) && live.silenced === null).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
  expect(news).toBeGreaterThan(100)
})
test('a drill never has a condition, and nothing of it is told as real', () => {
  fc.assert(
    fc.property(definitions, everything, (definition, sequence) => {
      let drill = false
      for (const event of play(definition, sequence).events) {
        if (event.type === 'drill') drill = true
        if (event.type === 'raised') drill = false
        if (event.occurrence !== null) expect(event.drill).toBe(drill)
        const live = liveOf(event.state)
        if (live.state !== 'normal' && live.drill) expect([live.current, live.worst.reason]).toEqual([null, 'drill'])
      }
    }),
    { numRuns: 500 },
  )
})
