/** Rules that suppress by design, as the engine follows them; and limit sets by state and calendar. */
import { quality } from '@anyuan/kernel'
import { beforeEach, expect, test } from 'vitest'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import { selectDefinitions } from './plans.ts'
import { type AlarmDefinition, AlarmPlan, SuppressionRule } from './shapes.ts'
import { alarm, tell } from './stories.ts'
import { checkSuppressions } from './suppression.ts'

const limits = { maxShelveMinutes: 480 }
let journal: AlarmEngineEvent[] = []
beforeEach(() => {
  journal = []
})
const rule = (more: Partial<SuppressionRule>): SuppressionRule =>
  SuppressionRule.parse({ code: 'SR-1', reason: 'the pump stands still', when: { formula: '{P-1.run} == 0' }, alarms: [2], ...more })
const DEFINITIONS = [1, 2, 3].map((number) => alarm({ alarmNumber: number, tagNumber: number }))
const open = (suppressions: SuppressionRule[], definitions: AlarmDefinition[] = DEFINITIONS, startedAt = 0) =>
  new AlarmEngine({ definitions, suppressions, tagIndexOf: (tag) => tag, startedAt, sink: (events) => void journal.push(...events) })
const send = (engine: AlarmEngine, tag: number, value: number, second: number) =>
  engine.sample(tag, value, quality.good, second * 1000, second * 1000)
const told = () => journal.map((it) => `${it.at / 1000} ${it.alarmNumber} ${it.type}`)
const state = (engine: AlarmEngine, number: number) => tell(engine.stateOf(number)!)

test('while a rule holds its alarms ask for nobody, yet are judged, told and counted', () => {
  const engine = open([rule({})])
  engine.ruleHolds('SR-1', true, 1000)
  send(engine, 2, 5, 2)
  expect(state(engine, 2)).toBe('suppressed by SR-1 [unacknowledged LL of 2, at LL]')
  engine.ruleHolds('SR-1', false, 9000)
  expect(state(engine, 2)).toBe('unacknowledged LL of 2, at LL')
  expect(told()).toEqual(['1 2 suppressed', '2 2 raised', '9 2 unsuppressed'])
  expect(journal.map((it) => it.note)).toEqual(['SR-1 · the pump stands still', null, 'SR-1'])
})
test('a rule lasts until it has settled: flow may be low for 20 s after the pump has started', () => {
  const engine = open([rule({ settleSeconds: 20 })])
  engine.ruleHolds('SR-1', true, 0)
  engine.ruleHolds('SR-1', false, 10_000)
  expect(engine.nextDueAt).toBe(30_000)
  engine.tick(29_999)
  send(engine, 2, 5, 29)
  expect(state(engine, 2)).toMatch(/^suppressed/)
  send(engine, 2, 50, 29.5)
  engine.tick(30_000)
  expect(state(engine, 2)).toBe('returned_unacknowledged LL of 29, gone at 29.5')
})
test('a rule that holds again while it settles goes on without a word', () => {
  const engine = open([rule({ settleSeconds: 20 })])
  engine.ruleHolds('SR-1', true, 0)
  engine.ruleHolds('SR-1', false, 10_000)
  engine.ruleHolds('SR-1', true, 15_000)
  engine.tick(60_000)
  expect([state(engine, 2), told()]).toEqual(['suppressed by SR-1 [normal]', ['0 2 suppressed']])
})
test('the alarm that names the cause stays; its consequences step back until it has returned', () => {
  const engine = open([rule({ when: { causeAlarm: 1 }, alarms: [2, 3] })])
  send(engine, 2, 5, 1)
  send(engine, 1, 95, 2)
  send(engine, 3, 5, 3)
  expect([1, 2, 3].map((it) => state(engine, it))).toEqual([
    'unacknowledged HH of 2, at HH',
    'suppressed by SR-1 [unacknowledged LL of 1, at LL]',
    'suppressed by SR-1 [unacknowledged LL of 3, at LL]',
  ])
  expect(engine.operate(1, { action: 'suppress', reason: 'noise' }, 'Li', 4000, limits)).toMatchObject({ code: 'alarms.not_suppressible' })
  send(engine, 1, 50, 5)
  expect([2, 3].map((it) => state(engine, it))).toEqual(['unacknowledged LL of 1, at LL', 'unacknowledged LL of 3, at LL'])
})
test('a drill of the cause hides nothing', () => {
  const engine = open([rule({ when: { causeAlarm: 1 } })])
  engine.operate(1, { action: 'start_drill', severity: 1, note: 'exercise' }, 'Li', 0, limits)
  send(engine, 2, 5, 1)
  expect(state(engine, 2)).toBe('unacknowledged LL of 1, at LL')
})
test('what a person took off the shelf while the rule holds is covered again', () => {
  const engine = open([rule({})])
  engine.operate(2, { action: 'shelve', minutes: 1, reason: 'repair' }, 'Li', 0, limits)
  engine.ruleHolds('SR-1', true, 1000)
  expect(state(engine, 2)).toBe('shelved by Li until 60 [normal]')
  expect(engine.operate(2, { action: 'unshelve' }, 'Li', 2000, limits)).toMatchObject({
    ok: true,
    state: { state: 'suppressed', rule: 'SR-1' },
  })
  engine.operate(2, { action: 'shelve', minutes: 1, reason: 'repair' }, 'Li', 3000, limits)
  engine.tick(63_000)
  expect(told().slice(1)).toEqual([
    '2 2 unshelved',
    '2 2 suppressed',
    '3 2 unsuppressed',
    '3 2 shelved',
    '63 2 unshelved',
    '63 2 suppressed',
  ])
})
test('after a restart a suppression goes on until its rule has spoken or settled, and none outlives its rule', () => {
  const engine = open([rule({ settleSeconds: 20 }), rule({ code: 'SR-2', alarms: [3] })])
  engine.ruleHolds('SR-1', true, 0)
  engine.ruleHolds('SR-2', true, 0)
  const last = [...new Map(journal.map((it) => [it.alarmNumber, it])).values()]
  const revived = open([rule({ settleSeconds: 20 })], DEFINITIONS, 5000)
  revived.restore(last, 5000)
  expect([state(revived, 2), state(revived, 3), revived.nextDueAt]).toEqual(['suppressed by SR-1 [normal]', 'normal', 25_000])
  revived.ruleHolds('SR-1', true, 6000)
  revived.tick(60_000)
  expect(state(revived, 2)).toBe('suppressed by SR-1 [normal]')
  revived.reconfigure(DEFINITIONS, (tag) => tag, 61_000)
  expect(state(revived, 2)).toBe('normal')
})
test('a rule that would hide a cause, or what its class does not let be hidden, is refused by name and not followed', () => {
  const rules = [
    rule({ code: 'A', when: { causeAlarm: 1 }, alarms: [2] }),
    rule({ code: 'B', alarms: [3, 1] }),
    rule({ code: 'C', alarms: [3] }),
    rule({ code: 'D', when: { formula: '{P-1' } }),
    rule({ code: 'A' }),
  ]
  const found = checkSuppressions(rules, (number) => number !== 3)
  expect(found.map((it) => [it.code, it.params.rule, it.params.alarmNumber])).toEqual([
    ['suppression.cause_suppressed', 'B', 1],
    ['suppression.not_suppressible', 'C', 3],
    ['suppression.formula', 'D', undefined],
    ['suppression.code_twice', 'A', undefined],
  ])
  const engine = open(rules)
  engine.ruleHolds('B', true, 0)
  expect([journal, engine.refusedRules.length]).toEqual([[], 3]) // C is fine here: its alarm may be suppressed
})

const PLAN = AlarmPlan.parse({
  ...alarm({ alarmNumber: 8, tagNumber: 1 }),
  assetCode: 'R-101',
  sets: [
    { when: { state: 'overhaul' }, condition: null },
    {
      when: { state: 'startup_shutdown', calendar: 'night' },
      condition: { kind: 'limit', deadband: 1, levels: [{ kind: 'high', threshold: 300, severity: 2 }] },
    },
    { when: { calendar: 'night' }, condition: { kind: 'limit', deadband: 1, levels: [{ kind: 'high', threshold: 60, severity: 4 }] } },
  ],
})
const PLAIN = AlarmPlan.parse(alarm({ alarmNumber: 9, tagNumber: 2 }))
const night = {
  night: [
    { from: 1000, to: 2000 },
    { from: 5000, to: 6000 },
  ],
}
const chosen = (now: number, state?: 'overhaul' | 'startup_shutdown') => {
  const selected = selectDefinitions([PLAN, PLAIN], { states: state ? { 'R-101': state } : {}, calendars: night, now })
  const { condition, watched } = selected.definitions[0]!
  return [watched && condition.kind === 'limit' && condition.levels.at(-1)!.threshold, selected.nextBoundaryAt]
}
test('the first limit set that fits is in force, and the next boundary of a calendar is known', () => {
  expect(chosen(0)).toEqual([90, 1000])
  expect(chosen(1000)).toEqual([60, 2000])
  expect(chosen(1500, 'startup_shutdown')).toEqual([300, 2000])
  expect(chosen(2000, 'startup_shutdown')).toEqual([90, 5000])
  expect(chosen(5500, 'overhaul')).toEqual([false, 6000])
  expect(chosen(6000)).toEqual([90, null])
})
test('the same circumstances give the same objects, so that nothing is compiled for nothing', () => {
  const at = (now: number) => selectDefinitions([PLAN, PLAIN], { states: {}, calendars: night, now }).definitions
  expect(at(1000)[0]).toBe(at(1999)[0])
  expect(at(0)[1]).toBe(PLAIN)
})
test('a set of another kind of condition is no plan', () => {
  const sets = [{ when: {}, condition: { kind: 'bad_quality', severity: 3 } }]
  expect(AlarmPlan.safeParse({ ...alarm(), sets }).success).toBe(false)
})
test('what is not watched holds no longer, and neither its history nor its shelf is lost', () => {
  const at = (now: number, state: 'normal' | 'overhaul') =>
    selectDefinitions([PLAN], { states: { 'R-101': state }, calendars: {}, now }).definitions
  const engine = open([], at(0, 'normal'))
  send(engine, 1, 95, 1)
  engine.operate(8, { action: 'shelve', minutes: 5, reason: 'repair' }, 'Li', 2000, limits)
  engine.reconfigure(at(3000, 'overhaul'), (tag) => tag, 3000)
  send(engine, 1, 95, 4)
  expect(state(engine, 8)).toBe('shelved by Li until 302 [returned_unacknowledged HH of 1, gone at 3]')
  engine.reconfigure(at(5000, 'normal'), (tag) => tag, 5000)
  send(engine, 1, 96, 6)
  expect(state(engine, 8)).toBe('shelved by Li until 302 [unacknowledged HH of 6, at HH]')
})
