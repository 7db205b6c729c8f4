/** One card per cause: who belongs together, who is shown as first-out, and that nothing red is ever folded away. */
import type { Severity } from '@anyuan/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstOut, type Groupable, groupAlarms } from './group.ts'

const alarm = (alarmNumber: number, seconds: number, more: Partial<Groupable> = {}): Groupable => ({
  alarmNumber,
  raisedAt: 1_795_000_000_000 + seconds * 1000,
  severity: 3,
  asset: null,
  plant: 'ln.a.works',
  causeAlarm: null,
  ...more,
})
const numbers = (alarms: readonly Groupable[]) => alarms.map((one) => one.alarmNumber)

describe('alarms of one rise', () => {
  test('those of one plant within a minute of the first are one card that names the first', () => {
    const [group, ...others] = groupAlarms([alarm(3, 50), alarm(1, 0), alarm(2, 12)])
    expect(others).toEqual([])
    expect(group).toMatchObject({ cause: { alarmNumber: 1 }, causeIs: 'first_out' })
    expect(numbers(group!.members)).toEqual([1, 2, 3])
  })
  test('the minute counts from the first-out, so that a trickle of alarms does not become one endless card', () => {
    expect(groupAlarms([alarm(1, 0), alarm(2, 50), alarm(3, 100)]).map((one) => numbers(one.members))).toEqual([[3], [1, 2]])
  })
  test('another plant at the same time is another card; one asset over two plants is one', () => {
    expect(groupAlarms([alarm(1, 0), alarm(2, 5, { plant: 'ln.a.other' })])).toHaveLength(2)
    expect(groupAlarms([alarm(1, 0, { asset: 'P-1' }), alarm(2, 5, { plant: 'ln.a.other', asset: 'P-1' })])).toHaveLength(1)
  })
})
describe('a configured cause', () => {
  test('takes its consequences along whenever they rise, also before it', () => {
    const [group] = groupAlarms([alarm(1, 600), alarm(2, 0, { causeAlarm: 1 }), alarm(3, 1900, { causeAlarm: 1, plant: 'ln.b' })])
    expect(group).toMatchObject({ cause: { alarmNumber: 1 }, causeIs: 'configured' })
    expect(numbers(group!.members)).toEqual([2, 1, 3])
  })
  test('that does not stand takes nothing along', () => {
    expect(groupAlarms([alarm(2, 0, { causeAlarm: 1 })])).toMatchObject([{ cause: { alarmNumber: 2 }, causeIs: 'first_out' }])
  })
  test('with a cause of its own passes everything on to the root', () => {
    const [group] = groupAlarms([alarm(1, 300), alarm(2, 0, { causeAlarm: 1 }), alarm(3, 900, { causeAlarm: 2 })])
    expect(group!.cause.alarmNumber).toBe(1)
    expect(group!.members).toHaveLength(3)
  })
})
test('a folded card shows the cause and everything red', () => {
  const [group] = groupAlarms([alarm(1, 0), alarm(2, 1, { severity: 1 }), alarm(3, 2), alarm(4, 3, { severity: 2 })])
  expect(numbers(group!.shown)).toEqual([1, 2])
  expect(numbers(group!.folded)).toEqual([3, 4])
  expect(group!.severity).toBe(1)
})

const any = fc.uniqueArray(
  fc.record({
    alarmNumber: fc.integer({ min: 1, max: 40 }),
    seconds: fc.integer({ min: 0, max: 400 }),
    severity: fc.constantFrom<Severity>(1, 2, 3, 4),
    asset: fc.constantFrom(null, 'A', 'B'),
    plant: fc.constantFrom('p.1', 'p.2', 'p.3'),
    causeAlarm: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null, freq: 3 }),
  }),
  { selector: (one) => one.alarmNumber, maxLength: 40 },
)
test('whatever stands: each alarm is on one card, no red one is folded, the cause is shown, and the order of hearing does not matter', () => {
  fc.assert(
    fc.property(any, (rows) => {
      const alarms = rows.map(({ seconds, ...row }) => alarm(row.alarmNumber, seconds, row))
      const groups = groupAlarms(alarms)
      expect(groups.flatMap((one) => numbers(one.members)).sort((a, b) => a - b)).toEqual(numbers(alarms).sort((a, b) => a - b))
      for (const { cause, members, shown, folded, severity } of groups) {
        expect(folded.every((one) => one.severity !== 1)).toBe(true)
        expect(shown).toContain(cause)
        expect(shown.length + folded.length).toBe(members.length)
        expect(Math.min(...members.map((one) => one.severity))).toBe(severity)
        expect(firstOut(members)).toBe(members[0])
      }
      expect(groupAlarms(alarms.toReversed()).map((one) => numbers(one.members))).toEqual(groups.map((one) => numbers(one.members)))
    }),
  )
})
