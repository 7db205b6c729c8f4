/** Which events become a line of the shift log. */

import type { AlarmChanged } from '@anyuan/alarms/contract'
import { orgPath } from '@anyuan/kernel'
import { expect, test } from 'vitest'
import { lineOf, mayWriteAt } from './rules.ts'

const changed = (type: AlarmChanged['event']['type'], severity: 1 | 4, by: string | null = null): AlarmChanged => ({
  type: 'alarms.changed',
  tagNumber: 1,
  tagCode: 'T1',
  tagName: '示例温度',
  unit: '℃',
  org: orgPath('ln.a'),
  assetCode: null,
  event: {
    sequence: 1,
    at: 1,
    alarmNumber: 8,
    tagNumber: 1,
    type,
    occurrence: 'o',
    breach: { reason: 'high', severity, value: 150, threshold: 100 },
    by,
    note: '关阀',
    drill: false,
    state: { state: 'normal', onDueAt: null, pending: null },
  },
})

test('a red alarm is written when it rises and when somebody acts, with value, unit and words', () => {
  expect(lineOf(changed('raised', 1))).toEqual({
    code: 'duty.log.raised',
    by: null,
    params: { tagCode: 'T1', tagName: '示例温度', unit: '℃', severity: 1, reason: 'high', value: 150, note: '关阀', drill: 0 },
  })
  expect(lineOf(changed('handled', 1, '示例值班员'))).toMatchObject({ code: 'duty.log.handled', by: '示例值班员' })
})
test('a blue alarm is written only when somebody acts on it', () => {
  expect(lineOf(changed('raised', 4))).toBeNull()
  expect(lineOf(changed('shelved', 4, '示例值班员'))).toMatchObject({ code: 'duty.log.shelved' })
})
test('an alarm that came back into service untested is written, whatever its level', () => {
  const back = { ...changed('returned_to_service', 4) }
  expect(lineOf({ ...back, event: { ...back.event, breach: null, note: 'untested' } })).toMatchObject({
    code: 'duty.log.returned_untested',
    by: null,
  })
  expect(lineOf(changed('returned_to_service', 4, '甲'))).toMatchObject({ code: 'duty.log.returned_to_service', by: '甲' })
})
test('timers and easing are nobody’s concern', () => {
  for (const type of ['timer_started', 'timer_stopped', 'eased', 'closed'] as const) expect(lineOf(changed(type, 1))).toBeNull()
})
test('an officer writes at their own place and below', () => {
  expect(mayWriteAt('ln.a.x', ['ln.a'])).toBeNull()
  expect(mayWriteAt('ln.b', ['ln.a'])).toMatchObject({ code: 'duty.outside_scope' })
})
test('every line of a drill is marked as one', () => {
  const drill = { ...changed('acknowledged', 1, '甲') }
  expect(lineOf({ ...drill, event: { ...drill.event, drill: true } })?.params.drill).toBe(1)
})
