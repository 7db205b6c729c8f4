/** The alarm's voice: one queue, red always and first, a burst folded after three; what was dealt with before its turn is not said. */
import type { Severity } from '@anyuan/kernel'
import type { StandingAlarm } from '@anyuan/ui'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Announcement, announcements, enqueue, forget, next, QUIET, SPOKEN_OF_A_BURST, type VoiceQueue } from './annunciator.ts'

interface Look {
  state?: 'unacknowledged' | 'acknowledged'
  silenced?: boolean
  announcedAt?: number
}
export function alarm(
  alarmNumber: number,
  severity: Severity,
  { state = 'unacknowledged', silenced = false, announcedAt }: Look = {},
): StandingAlarm {
  const breach = { reason: 'high', severity, value: 1, threshold: 1 } as const
  const standing = {
    occurrence: `${alarmNumber}-1000`,
    raisedAt: 1000,
    worst: breach,
    current: breach,
    offDueAt: null,
    handled: null,
    silenced: silenced ? { by: 'li', at: 2000 } : null,
    drill: false,
    ...(announcedAt === undefined ? {} : { announcedAt }),
  }
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
    state: state === 'unacknowledged' ? { state, ...standing } : { state, ...standing, acknowledged: { by: 'li', at: 2000 } },
  }
}
const all = (queue: VoiceQueue): (string | number)[] => {
  const { saying, queue: rest } = next(queue)
  if (saying === null) return []
  return [...('say' in saying ? [saying.say.alarm.tagCode] : [saying.more]), ...all(rest)]
}
const fresh = (...alarms: StandingAlarm[]): Announcement[] =>
  alarms.map((one) => ({ kind: 'new', severity: one.state.state === 'unacknowledged' ? one.state.worst.severity : 4, alarm: one }))
const none: StandingAlarm[] = []

describe('what is news', () => {
  const told = announcements(null, [alarm(1, 3)]).told
  test('what stood when the page was opened is not spoken', () => {
    expect(announcements(null, [alarm(1, 1)]).fresh).toEqual([])
  })
  test('a new alarm, a graver level, and one that nobody acknowledged in time', () => {
    const kinds = (...alarms: StandingAlarm[]) => announcements(told, alarms).fresh.map((one) => [one.kind, one.alarm.tagCode])
    expect(kinds(alarm(1, 3), alarm(2, 4))).toEqual([['new', 'T2']])
    expect(kinds(alarm(1, 1))).toEqual([['graver', 'T1']])
    expect(kinds(alarm(1, 3, { announcedAt: 61_000 }))).toEqual([['again', 'T1']])
    expect(kinds(alarm(1, 3))).toEqual([])
  })
  test('what was acknowledged or silenced for all is not', () => {
    expect(announcements(told, [alarm(2, 1, { state: 'acknowledged' }), alarm(3, 1, { silenced: true })]).fresh).toEqual([])
  })
  test('the gravest comes first', () => {
    expect(announcements(told, [alarm(2, 4), alarm(3, 1), alarm(4, 2)]).fresh.map((one) => one.severity)).toEqual([1, 2, 4])
  })
})
describe('the queue', () => {
  test('three of a burst are spoken, the rest is one sentence', () => {
    expect(all(enqueue(QUIET, fresh(...[1, 2, 3, 4, 5, 6].map((n) => alarm(n, 3)))))).toEqual(['T1', 'T2', 'T3', 3])
  })
  test('red is spoken before all others, and however many there are', () => {
    expect(all(enqueue(QUIET, fresh(alarm(1, 3), ...[2, 3, 4, 5, 6].map((n) => alarm(n, 1)))))).toEqual([
      'T2',
      'T3',
      'T4',
      'T5',
      'T6',
      'T1',
    ])
  })
  test('after a pause a new burst has its own three', () => {
    const spoken = next(next(enqueue(QUIET, fresh(alarm(1, 3)))).queue).queue
    expect(all(enqueue(spoken, fresh(...[2, 3, 4].map((n) => alarm(n, 3)))))).toEqual(['T2', 'T3', 'T4'])
  })
  test('what was acknowledged or silenced before its turn is not spoken', () => {
    const queue = enqueue(QUIET, fresh(alarm(1, 1), alarm(2, 3), alarm(3, 3)))
    expect(all(forget(queue, [alarm(1, 1, { state: 'acknowledged' }), alarm(2, 3), alarm(3, 3, { silenced: true })]))).toEqual(['T2'])
    expect(all(forget(queue, none))).toEqual([])
  })
})
test('whatever comes: every red is spoken, no more than three others, and what is folded is counted', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Severity>(1, 2, 3, 4), { maxLength: 40 }), (levels) => {
      const said = all(enqueue(QUIET, fresh(...levels.map((severity, i) => alarm(i, severity)))))
      const red = levels.filter((severity) => severity === 1).length
      const others = levels.length - red
      expect(said.filter((one) => typeof one === 'string')).toHaveLength(red + Math.min(others, SPOKEN_OF_A_BURST))
      expect(said.filter((one) => typeof one === 'number')).toEqual(others > SPOKEN_OF_A_BURST ? [others - SPOKEN_OF_A_BURST] : [])
    }),
  )
})
