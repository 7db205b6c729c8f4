/** Replay equals live: the engine rebuilt from its journal goes on exactly as the one that never stopped. */
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import { type AlarmAction, type AlarmDefinition, AlarmState } from './shapes.ts'
import { occurrenceOf } from './state.ts'
import { alarm } from './stories.ts'

const limits = { maxShelveMinutes: 60 }
const seldom = { kind: 'no_data', afterSeconds: 20, severity: 3 } as const
const DEFINITIONS: AlarmDefinition[] = [
  alarm({ alarmNumber: 1, tagNumber: 0, onDelaySeconds: 5, offDelaySeconds: 4, severityRises: [{ afterSeconds: 8, severity: 1 }] }),
  alarm({ alarmNumber: 2, tagNumber: 0, condition: { kind: 'bad_quality', severity: 4 } }),
  alarm({ alarmNumber: 3, tagNumber: 0, condition: seldom }),
  alarm({ alarmNumber: 4, tagNumber: 1, latched: true, reannounceSeconds: 6, confirmRequired: true }),
  alarm({ alarmNumber: 5, tagNumber: 1, condition: { kind: 'state', alarmWhen: true, severity: 2 }, onDelaySeconds: 10 }),
  alarm({ alarmNumber: 8, tagNumber: 1, raiseAfterCount: { count: 3, windowSeconds: 30 }, onDelaySeconds: 1 }),
  alarm({ alarmNumber: 6, tagNumber: 1, condition: seldom, offDelaySeconds: 3 }),
]

type Beat =
  | { kind: 'sample'; tag: number; value: number; quality: number }
  | { kind: 'tick' }
  | { kind: 'act'; alarmNumber: number; verb: 'acknowledge' | 'handle' | 'reset' | 'shelve' | 'unshelve' | 'suppress' | 'unsuppress' }
const beat: fc.Arbitrary<Beat> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      tag: fc.constantFrom(0, 1),
      value: fc.constantFrom(0, 1, 5, 15, 21, 50, 79, 85, 89, 95, Number.NaN),
      quality: fc.constantFrom(quality.good, quality.good, quality.good, quality.bad),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'tick' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      alarmNumber: fc.integer({ min: 1, max: 8 }),
      verb: fc.constantFrom('acknowledge', 'acknowledge', 'handle', 'reset', 'shelve', 'unshelve', 'suppress', 'unsuppress'),
    }),
  },
)
const history = fc.array(fc.tuple(fc.constantFrom(1, 1, 2, 7), beat), { maxLength: 60 })

const actionOf = (verb: Extract<Beat, { kind: 'act' }>['verb'], state: AlarmState | undefined): AlarmAction => {
  const seenOccurrence = (state && occurrenceOf(state)) ?? 'none'
  if (verb === 'acknowledge' || verb === 'reset') return { action: verb, seenOccurrence }
  if (verb === 'handle') return { action: verb, seenOccurrence, note: 'closed the drain' }
  if (verb === 'shelve') return { action: verb, minutes: 1, reason: 'calibration' }
  if (verb === 'suppress') return { action: verb, reason: 'plant stands still' }
  return { action: verb }
}

class Life {
  readonly journal: AlarmEngineEvent[] = []
  readonly heard = new Map<number, number>()
  readonly engine: AlarmEngine
  now: number
  constructor(startedAt: number) {
    this.now = startedAt
    this.engine = new AlarmEngine({
      definitions: DEFINITIONS,
      tagIndexOf: (tag) => tag,
      startedAt,
      sink: (events) => void this.journal.push(...events),
    })
  }
  /** Every beat takes whole seconds, so that the once-a-second look for silence falls on the same instants in both lives. */
  play(beats: readonly (readonly [number, Beat])[]): this {
    for (const [seconds, it] of beats) {
      this.now += seconds * 1000
      if (it.kind === 'tick') this.engine.tick(this.now)
      else if (it.kind === 'sample') {
        this.heard.set(it.tag, this.now)
        this.engine.sample(it.tag, it.value, it.quality, this.now, this.now)
      } else {
        const before = this.engine.standing()
        const action = actionOf(it.verb, this.engine.stateOf(it.alarmNumber))
        const said = this.journal.length
        if (!this.engine.operate(it.alarmNumber, action, 'Li', this.now, limits).ok) {
          expect([this.engine.standing(), this.journal.length], 'a refused act changes nothing').toEqual([before, said])
        }
      }
    }
    return this
  }
}

test('rebuilt from the last journal entry of each alarm, the engine tells the same story as the one that lived on', () => {
  let told = 0
  fc.assert(
    fc.property(history, history, (first, then) => {
      const live = new Life(0).play(first)
      const last = new Map(live.journal.map((it) => [it.alarmNumber, it]))
      const revived = new Life(live.now)
      revived.engine.restore(
        [...last.values()].map((it) => ({ ...it, state: AlarmState.parse(JSON.parse(JSON.stringify(it.state))) })),
        live.now,
      )
      for (const tag of [0, 1]) revived.engine.restoreHeard(tag, live.heard.get(tag) ?? 0)
      expect(revived.journal).toEqual([])
      expect(revived.engine.standing()).toEqual(live.engine.standing())
      expect(revived.engine.nextDueAt).toBe(live.engine.nextDueAt)

      const before = live.journal.length
      live.play(then)
      revived.play(then)
      expect(revived.journal).toEqual(live.journal.slice(before))
      expect(revived.engine.standing()).toEqual(live.engine.standing())
      told += revived.journal.length
    }),
    { numRuns: 500 },
  )
  expect(told).toBeGreaterThan(1000) // else nothing was compared
})
