/** The engine as the pipeline sees it: samples and persons in, journal out; restart and new configuration. */
import { quality } from '@anyuan/kernel'
import { beforeEach, expect, test } from 'vitest'
import { DueHeap } from './due-heap.ts'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import type { AlarmDefinition } from './shapes.ts'
import { isStanding } from './state.ts'
import { alarm, tell } from './stories.ts'

const limits = { maxShelveMinutes: 480 }
const MINUTE = 60_000
let journal: AlarmEngineEvent[] = []
beforeEach(() => {
  journal = []
})
const tagIndexOf = (tag: number) => (tag < 100 ? tag : undefined)
const open = (startedAt: number, ...definitions: AlarmDefinition[]) =>
  new AlarmEngine({ definitions, tagIndexOf, startedAt, sink: (events) => void journal.push(...events) })
const told = () => journal.map((it) => `${it.at / 1000} ${it.type}${it.note ? ` (${it.note})` : ''}`)
const lastWords = () => [...new Map(journal.map((it) => [it.alarmNumber, it])).values()]
const send = (engine: AlarmEngine, value: number, at: number) => engine.sample(3, value, quality.good, at, at)

test('a sample beyond its limit becomes one journal entry, and the next ones cost none', () => {
  const engine = open(0, alarm())
  for (const [at, value] of [
    [1000, 50],
    [2000, 85],
    [3000, 86],
    [4000, 84],
  ] as const)
    send(engine, value, at)
  expect(journal).toMatchObject([
    { type: 'raised', at: 2000, alarmNumber: 7, tagNumber: 3, occurrence: '7-2000', breach: { reason: 'high', value: 85 } },
  ])
  expect(engine.standing().map((it) => [it.alarmNumber, it.tagNumber, tell(it.state)])).toEqual([[7, 3, 'unacknowledged H of 2, at H']])
})

test('killed at 7 of the 10 minutes of an on-delay, it goes on at 7', () => {
  const delayed = alarm({ onDelaySeconds: 600 })
  send(open(0, delayed), 85, 0)
  const revived = open(7 * MINUTE, delayed)
  revived.restore(lastWords(), 7 * MINUTE)
  expect(revived.nextDueAt).toBe(10 * MINUTE)
  send(revived, 86, 7 * MINUTE + 1000)
  revived.tick(10 * MINUTE - 1)
  expect(told()).toEqual(['0 timer_started'])
  revived.tick(10 * MINUTE)
  expect(told()).toEqual(['0 timer_started', '600 raised'])
})

test('killed at 7 of the 10 minutes of a silence, it goes on at 7 when told when the tag was heard', () => {
  const silent = alarm({ condition: { kind: 'no_data', afterSeconds: 600, severity: 3 } })
  const revived = open(7 * MINUTE, silent)
  revived.restoreHeard(3, 0)
  for (let at = 7 * MINUTE; at <= 11 * MINUTE; at += 1000) revived.tick(at)
  expect(told()).toEqual(['600 raised'])
})

test('a silence that stood before the restart still stands after it, until the tag speaks', () => {
  const silent = alarm({ condition: { kind: 'no_data', afterSeconds: 10, severity: 3 } })
  const engine = open(0, silent)
  engine.tick(10_000)
  const revived = open(20_000, silent)
  revived.restore(lastWords(), 20_000)
  for (const at of [21_000, 22_000, 40_000]) revived.tick(at)
  expect(told()).toEqual(['10 raised'])
  send(revived, 5, 41_000)
  expect(told()).toEqual(['10 raised', '41 returned'])
})

test('a person acts by alarm number; an unknown one is refused', () => {
  const engine = open(0, alarm())
  send(engine, 85, 1000)
  expect(engine.operate(8, { action: 'unshelve' }, 'Li', 2000, limits)).toMatchObject({ code: 'alarms.unknown_alarm' })
  expect(engine.operate(7, { action: 'acknowledge', seenOccurrence: '7-1000' }, 'Li', 2000, limits)).toMatchObject({ ok: true })
  expect(told()).toEqual(['1 raised', '2 acknowledged'])
  expect(tell(engine.stateOf(7)!)).toBe('acknowledged H of 1, at H, seen by Li at 2')
})

test('an alarm taken out of the configuration closes with the reason, also on the shelf', () => {
  const engine = open(0, alarm(), alarm({ alarmNumber: 8, tagNumber: 4 }))
  send(engine, 85, 1000)
  engine.operate(7, { action: 'shelve', minutes: 5, reason: 'calibration' }, 'Li', 2000, limits)
  engine.reconfigure([alarm({ alarmNumber: 8, tagNumber: 4 })], tagIndexOf, 3000)
  expect(told()).toEqual(['1 raised', '2 shelved (calibration)', '3 unshelved (removed)', '3 closed (removed)'])
  expect(journal.at(-1)!.state).toMatchObject({ state: 'normal' })
  expect([engine.stateOf(7), engine.nextDueAt, engine.standing()]).toEqual([undefined, null, []])
})
test('an alarm that no longer was configured at the restart closes too', () => {
  send(open(0, alarm()), 85, 1000)
  const revived = open(2000)
  revived.restore(lastWords(), 2000)
  expect(told()).toEqual(['1 raised', '2 closed (removed)'])
})
test('an alarm that moved to another tag, or to another kind of condition, begins anew', () => {
  const engine = open(0, alarm())
  send(engine, 85, 1000)
  engine.reconfigure([alarm({ tagNumber: 4 })], tagIndexOf, 2000)
  engine.reconfigure([alarm({ tagNumber: 4, condition: { kind: 'bad_quality', severity: 4 } })], tagIndexOf, 3000)
  expect(told()).toEqual(['1 raised', '2 closed (reconfigured)'])
  expect(isStanding(engine.stateOf(7)!)).toBe(false)
})
test('an alarm that watched something else before the restart begins anew, its delay too', () => {
  send(open(0, alarm({ onDelaySeconds: 60 }), alarm({ alarmNumber: 8 })), 85, 1000)
  const broken = { kind: 'bad_quality', severity: 4 } as const
  const revived = open(2000, alarm({ condition: broken }), alarm({ alarmNumber: 8, condition: broken }))
  revived.restore(lastWords(), 2000)
  revived.tick(61_000)
  expect(told()).toEqual(['1 timer_started', '1 raised', '2 timer_stopped (reconfigured)', '2 closed (reconfigured)'])
})
test('a moved limit is judged by the next sample, and the occurrence stays', () => {
  const engine = open(0, alarm())
  send(engine, 85, 1000)
  const wider = alarm({ condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high', threshold: 88, severity: 3 }] } })
  engine.reconfigure([wider], tagIndexOf, 2000)
  expect(told()).toEqual(['1 raised'])
  send(engine, 85, 3000)
  expect(told()).toEqual(['1 raised', '3 returned'])
})
test('a new configuration keeps delays, shelves and the windows of the alarms it left alone', () => {
  const rate = alarm({ alarmNumber: 9, condition: { kind: 'rate_of_change', perSecond: 2, windowSeconds: 10, severity: 2 } })
  const stuck = alarm({ alarmNumber: 10, condition: { kind: 'flat_line', windowSeconds: 20, span: 100, severity: 2 } })
  const engine = open(0, alarm({ onDelaySeconds: 600 }), rate, stuck)
  for (let second = 0; second < 10; second++) send(engine, 80 + second * 3, second * 1000)
  engine.operate(9, { action: 'shelve', minutes: 5, reason: 'calibration' }, 'Li', 9500, limits)
  engine.reconfigure([stuck, alarm({ alarmNumber: 5, tagNumber: 2 }), rate, alarm({ onDelaySeconds: 600 })], tagIndexOf, 9600)
  expect(engine.nextDueAt).toBe(9500 + 5 * MINUTE)
  for (let second = 10; second <= 20; second++) send(engine, 80 + second * 3, second * 1000)
  expect(journal.filter((it) => it.type === 'raised').map((it) => [it.alarmNumber, it.at])).toEqual([
    [9, 10_000],
    [10, 20_000],
  ])
})
test('a new configuration does not start a silence anew', () => {
  const silent = alarm({ condition: { kind: 'no_data', afterSeconds: 10, severity: 3 } })
  const engine = open(0, silent)
  engine.reconfigure([silent, alarm({ alarmNumber: 8 })], tagIndexOf, 9000)
  engine.tick(10_000)
  expect(told()).toEqual(['10 raised'])
})
test('an alarm on a tag the pipeline does not know is named, not forgotten', () => {
  const engine = open(0, alarm({ tagNumber: 500 }))
  expect(engine.unplaced).toEqual([7])
  expect(engine.stateOf(7)).toMatchObject({ state: 'normal' })
})

test('timers leave the heap earliest first, whatever was moved or withdrawn meanwhile', () => {
  const heap = new DueHeap(200)
  const due = new Map<number, number>()
  for (let i = 0; i < 3000; i++) {
    const entry = (i * 7919) % 200
    const at = i % 5 === 0 ? null : (i * 104_729) % 1000
    heap.set(entry, at)
    if (at === null) due.delete(entry)
    else due.set(entry, at)
  }
  const expected = [...due].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([entry]) => entry)
  const order: number[] = []
  for (let entry = heap.peekDue(Infinity); entry >= 0; entry = heap.peekDue(Infinity)) {
    order.push(entry)
    heap.set(entry, null)
  }
  expect(order).toEqual(expected)
  expect([expected.length > 50, heap.earliest]).toEqual([true, null])
})

test('a definition taken over in place is the same as one compiled anew', () => {
  const windows = { kind: 'rate_of_change', perSecond: 2, windowSeconds: 8, severity: 2 } as const
  const many = (threshold: number, onDelaySeconds: number) => [
    alarm({ alarmNumber: 1, tagNumber: 3, onDelaySeconds }),
    alarm({
      alarmNumber: 2,
      tagNumber: 3,
      condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high', threshold, severity: 2 }] },
    }),
    alarm({ alarmNumber: 3, tagNumber: 4, condition: { ...windows, perSecond: threshold } }),
    alarm({ alarmNumber: 4, tagNumber: 200 }),
  ]
  const story = (then: AlarmDefinition[]) => {
    journal = []
    const engine = open(0, ...many(50, 5))
    for (let second = 1; second < 12; second++) {
      send(engine, 60 + second, second * 1000)
      engine.sample(4, second * 20, quality.good, second * 1000, second * 1000)
    }
    engine.reconfigure(then, tagIndexOf, 12_000)
    for (let second = 13; second < 30; second++) {
      send(engine, 95 - second, second * 1000)
      engine.sample(4, second * 20, quality.good, second * 1000, second * 1000)
      engine.tick(second * 1000)
    }
    return [journal, engine.standing(), engine.unplaced, engine.nextDueAt]
  }
  const changed = many(75, 9)
  // one more alarm, on a tag that nobody sends, keeps the engine from taking over in place
  const compiled = story([...changed, alarm({ alarmNumber: 5, tagNumber: 5 })])
  expect(story(changed)).toEqual(compiled)
  expect(told().length).toBeGreaterThan(3)
})
