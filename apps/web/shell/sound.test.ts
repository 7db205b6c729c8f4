/** The alarm's voice: by the gravest unacknowledged, until silenced or muted; neither is acknowledgement. */
import type { Severity } from '@anyuan/kernel'
import type { StandingAlarm } from '@anyuan/ui'
import { expect, test } from 'vitest'
import { callingSeverity, muteAll } from './sound.ts'

/** As in the annunciator's tests. */
function alarm(alarmNumber: number, severity: Severity, more: Partial<Standing> = {}, aside = false): StandingAlarm {
  const breach = { reason: 'high', severity, value: 1, threshold: 1 } as const
  const live = {
    state: 'unacknowledged',
    occurrence: `${alarmNumber}-1000`,
    raisedAt: 1000,
    worst: breach,
    current: breach,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
    ...more,
  } as const
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
    causeAlarm: null,
    risesSetAside: 0,
    assignee: null,
    comments: 0,
    state: aside ? { state: 'shelved', inner: live, since: 1, until: 2, by: 'li', reason: 'r' } : live,
  }
}
type Standing = Pick<Extract<StandingAlarm['state'], { state: 'unacknowledged' }>, 'silenced' | 'announcedAt'>
const acknowledged = (one: StandingAlarm): StandingAlarm =>
  one.state.state === 'unacknowledged'
    ? { ...one, state: { ...one.state, state: 'acknowledged', acknowledged: { by: 'li', at: 2000 } } }
    : one

test('a calm park is silent', () => expect(callingSeverity([], new Map())).toBeNull())
test('the gravest unacknowledged alarm gives the tone', () => {
  expect(callingSeverity([alarm(1, 3), alarm(2, 1), alarm(3, 2)], new Map())).toBe(1)
})
test('what is acknowledged or shelved does not call', () => {
  expect(callingSeverity([acknowledged(alarm(1, 1)), alarm(2, 1, {}, true), alarm(3, 4)], new Map())).toBe(4)
})
test('what was muted on this screen stays quiet though nobody acknowledged it', () => {
  const alarms = [alarm(1, 1), alarm(2, 3)]
  expect(callingSeverity(alarms, muteAll(alarms))).toBeNull()
})
test('a new alarm calls again after muting, with its own tone', () => {
  const before = [alarm(1, 1)]
  expect(callingSeverity([...before, alarm(2, 3)], muteAll(before))).toBe(3)
})
test('a muted alarm that becomes graver calls again', () => {
  expect(callingSeverity([alarm(1, 1)], muteAll([alarm(1, 2)]))).toBe(1)
})
test('a muted alarm that eases stays quiet', () => {
  expect(callingSeverity([alarm(1, 3)], muteAll([alarm(1, 2)]))).toBeNull()
})
test('what a person silenced is silent on every screen', () => {
  expect(callingSeverity([alarm(1, 1, { silenced: { by: 'li', at: 2 } })], new Map())).toBeNull()
})
test('a muted alarm that nobody acknowledged in time calls again', () => {
  expect(callingSeverity([alarm(1, 3, { announcedAt: 61_000 })], muteAll([alarm(1, 3)]))).toBe(3)
})
