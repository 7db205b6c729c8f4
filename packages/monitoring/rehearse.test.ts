/** A rehearsal raises what the engine would have raised, and says what was hidden. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import { type RehearsalSetup, rehearse, startRehearsal, type TagSamples } from './rehearse.ts'
import type { AlarmPlanInput } from './shapes.ts'
import { alarm } from './stories.ts'

const high = (tagNumber: number, threshold: number, more: Partial<AlarmPlanInput> = {}): AlarmPlanInput => ({
  alarmNumber: tagNumber * 8,
  tagNumber,
  condition: { kind: 'limit', deadband: 1, levels: [{ kind: 'high', threshold, severity: 3 }] },
  onDelaySeconds: 0,
  offDelaySeconds: 0,
  latched: true,
  ...more,
})
const tag = (number: number, code: string, formula: string | null = null) => ({ number, code, expectedIntervalSeconds: 10, formula })
/** One sample each 10 s from second 10 on. */
const each10s = (tagNumber: number, values: number[]): TagSamples => ({
  tagNumber,
  times: values.map((_, i) => (i + 1) * 10_000),
  values,
  qualities: values.map(() => 0),
})
const told = (setup: RehearsalSetup, samples: TagSamples[], until = 200_000) =>
  rehearse(setup, samples, until).map(
    ({ alarmNumber, raisedAt, until: end, worst, suppressed }) =>
      `${alarmNumber} ${raisedAt / 1000}-${end === null ? '' : end / 1000} ${worst.value}${suppressed ? ' hidden' : ''}`,
  )

test('each rise is one occurrence, from its rise to its return, though nobody acknowledges', () => {
  const setup = { tags: [tag(1, 'T1')], plans: [high(1, 50)], from: 0 }
  expect(told(setup, [each10s(1, [10, 60, 70, 10, 55, 20, 90])])).toEqual(['8 20-40 60', '8 50-60 55', '8 70- 90'])
})
test('delays end when they are over, between two samples too', () => {
  const setup = { tags: [tag(1, 'T1')], plans: [high(1, 50, { onDelaySeconds: 15 })], from: 0 }
  expect(told(setup, [each10s(1, [60, 10, 60, 60, 10])])).toEqual(['8 45-50 60'])
})
test('a deviation of two tags and a silence are found in the past as they are live', () => {
  const silent = { ...high(1, 0), alarmNumber: 11, condition: { kind: 'no_data' as const, afterSeconds: 40, severity: 3 as const } }
  const setup = { tags: [tag(1, 'T1'), tag(2, 'T2'), tag(3, 'D', 'abs({T1} - {T2})')], plans: [high(3, 5), silent], from: 0 }
  expect(told(setup, [each10s(1, [20, 21, 30, 22]), each10s(2, [20, 21, 21, 21, 21, 21, 21, 21, 21, 21, 21, 21])])).toEqual([
    '24 30-40 9',
    '11 80- null',
  ])
})
test('what a rule covers from rise to return is hidden; what comes to light is not', () => {
  const rule = { code: 'SR-1', reason: 'pump off', when: { formula: '{P} == 0' }, alarms: [8], settleSeconds: 5 }
  const setup = { tags: [tag(1, 'T1'), tag(2, 'P')], plans: [high(1, 50)], suppressions: [rule], from: 0 }
  const pump = each10s(2, [0, 0, 0, 0, 0, 0, 1, 1, 1])
  expect(told(setup, [each10s(1, [60, 10, 10, 10, 60, 60, 60, 60, 10]), pump], 90_000)).toEqual(['8 10-20 60 hidden', '8 50-90 60'])
})
test('limits of a calendar and of an operating state hold in their hours', () => {
  const night = { when: { calendar: 'night' }, condition: high(1, 20).condition }
  const off = { when: { state: 'overhaul' as const }, condition: null }
  const plan = { ...high(1, 50), assetCode: 'R-1', sets: [off, night] }
  const setup = { tags: [tag(1, 'T1')], plans: [plan], calendars: { night: [{ from: 25_000, to: 45_000 }] }, from: 0 }
  const samples = [each10s(1, [30, 30, 30, 30, 30, 30])]
  expect(told(setup, samples)).toEqual(['8 30-50 30'])
  expect(told({ ...setup, assetStates: { 'R-1': 'overhaul' } }, samples)).toEqual([])
})
test('it does not matter into which blocks the past is cut, nor in which order the tags are handed over', () => {
  const value = fc.array(fc.constantFrom(10, 40, 60, 95, Number.NaN), { minLength: 1, maxLength: 30 })
  const plans = [high(1, 50, { onDelaySeconds: 12, offDelaySeconds: 7 }), high(2, 50), high(3, 5)]
  const setup = { tags: [tag(1, 'T1'), tag(2, 'T2'), tag(3, 'D', '{T1} - {T2}')], plans, from: 0 }
  const part = ({ tagNumber, times, values, qualities }: TagSamples, from: number, to: number): TagSamples => {
    const rows = Array.from(times, (_, i) => i).filter((i) => times[i]! > from && times[i]! <= to)
    const of = (column: ArrayLike<number>) => rows.map((i) => column[i]!)
    return { tagNumber, times: of(times), values: of(values), qualities: of(qualities) }
  }
  fc.assert(
    fc.property(value, value, fc.integer({ min: 0, max: 300_000 }), (a, b, cut) => {
      const [one, two] = [each10s(1, a), each10s(2, b)]
      const whole = rehearse(setup, [one, two], 400_000)
      const run = startRehearsal(setup)
      run.feed([part(two, -1, cut), part(one, -1, cut)], cut)
      run.feed([part(one, cut, Infinity), part(two, cut, Infinity)], 400_000)
      expect(run.finish()).toEqual(whole)
    }),
    { numRuns: 200 },
  )
})
test('it raises exactly what the live engine raises of the same samples', () => {
  const values = fc.array(fc.constantFrom(5, 15, 50, 85, 95), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(values, fc.constantFrom(0, 15), (levels, onDelaySeconds) => {
      const plan = alarm({ alarmNumber: 24, tagNumber: 3, onDelaySeconds })
      const journal: AlarmEngineEvent[] = []
      const live = new AlarmEngine({
        definitions: [plan],
        tagIndexOf: () => 0,
        startedAt: 0,
        sink: (events) => void journal.push(...events),
      })
      levels.forEach((level, i) => {
        const at = (i + 1) * 10_000
        for (let ms = at - 9900; ms <= at; ms += 100) live.tick(ms)
        live.sample(0, level, 0, at, at)
      })
      const past = rehearse({ tags: [tag(3, 'T3')], plans: [plan], from: 0 }, [each10s(3, levels)], levels.length * 10_000)
      const rises = journal.filter((it) => it.type === 'raised').map((it) => it.at)
      expect(past.map((it) => it.raisedAt)).toEqual(rises)
    }),
    { numRuns: 200 },
  )
})
