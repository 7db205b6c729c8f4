/** The alarm's voice: by the gravest unacknowledged, until silenced; silence is not acknowledgement. */
import type { Severity } from '@anyuan/kernel'
import type { StandingAlarm } from '@anyuan/ui'
import { expect, test } from 'vitest'
import { callingSeverity, silenceAll } from './sound.ts'

const breach = (severity: Severity) => ({ reason: 'high' as const, severity, value: 1, threshold: 1 })
function alarm(
  alarmNumber: number,
  severity: Severity,
  state: 'unacknowledged' | 'acknowledged' | 'shelved' = 'unacknowledged',
): StandingAlarm {
  const standing = {
    occurrence: `${alarmNumber}-1000`,
    raisedAt: 1000,
    worst: breach(severity),
    current: breach(severity),
    offDueAt: null,
    handled: null,
  }
  const live = { state: 'unacknowledged' as const, ...standing }
  return {
    alarmNumber,
    tagNumber: alarmNumber,
    tagCode: `T${alarmNumber}`,
    tagName: '',
    unit: 'ppm',
    org: 'ln',
    assetCode: null,
    condition: 'limit',
    respondBy: null,
    state:
      state === 'unacknowledged'
        ? live
        : state === 'acknowledged'
          ? { state, ...standing, acknowledged: { by: 'li', at: 2000 } }
          : { state, inner: live, since: 1, until: 2, by: 'li', reason: 'r' },
  }
}

test('a calm park is silent', () => expect(callingSeverity([], new Map())).toBeNull())
test('the gravest unacknowledged alarm gives the tone', () => {
  expect(callingSeverity([alarm(1, 3), alarm(2, 1), alarm(3, 2)], new Map())).toBe(1)
})
test('what is acknowledged or shelved does not call', () => {
  expect(callingSeverity([alarm(1, 1, 'acknowledged'), alarm(2, 1, 'shelved'), alarm(3, 4)], new Map())).toBe(4)
})
test('silenced alarms stay silent though nobody acknowledged them', () => {
  const alarms = [alarm(1, 1), alarm(2, 3)]
  expect(callingSeverity(alarms, silenceAll(alarms))).toBeNull()
})
test('a new alarm calls again after silencing, with its own tone', () => {
  const before = [alarm(1, 1)]
  expect(callingSeverity([...before, alarm(2, 3)], silenceAll(before))).toBe(3)
})
test('a silenced alarm that becomes graver calls again', () => {
  expect(callingSeverity([alarm(1, 1)], silenceAll([alarm(1, 2)]))).toBe(1)
})
test('a silenced alarm that eases stays silent', () => {
  expect(callingSeverity([alarm(1, 3)], silenceAll([alarm(1, 2)]))).toBeNull()
})
