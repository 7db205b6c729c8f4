/** The order of the desk's list, and that it holds still while it is read. */
import type { StandingAlarm } from '@anyuan/ui/standing'
import { describe, expect, test } from 'vitest'
import { metresBetween, nearest } from './nearby.ts'
import { byNeed, hold, NOTHING_HELD, neighbour, shareLeft, shiftNumbers, stageOf, writePlace } from './work-list.ts'

interface Wanted {
  severity?: 1 | 2 | 3 | 4
  raisedAt?: number
  respondSeconds?: number | null
  acknowledged?: boolean
  handled?: boolean
  shelved?: boolean
}
const alarm = (alarmNumber: number, wanted: Wanted = {}): StandingAlarm => {
  const { severity = 2, raisedAt = 0, respondSeconds = 600, acknowledged = false, handled = false, shelved = false } = wanted
  const worst = { reason: 'high' as const, severity, value: 12, threshold: 10 }
  const standing = {
    occurrence: `${alarmNumber}-${raisedAt}`,
    raisedAt,
    worst,
    current: worst,
    offDueAt: null,
    handled: handled ? { by: '甲', at: 1, note: '关阀' } : null,
  }
  const live = acknowledged
    ? { state: 'acknowledged' as const, ...standing, acknowledged: { by: '甲', at: 1 } }
    : { state: 'unacknowledged' as const, ...standing }
  return {
    alarmNumber,
    tagNumber: alarmNumber,
    tagCode: `T-${alarmNumber}`,
    tagName: `T-${alarmNumber}`,
    unit: '',
    org: 'ln.sy',
    assetCode: null,
    condition: 'limit',
    respondBy: acknowledged || respondSeconds === null ? null : new Date(raisedAt + respondSeconds * 1000).toISOString(),
    state: shelved ? { state: 'shelved', inner: live, since: 0, until: 1, by: '甲', reason: '检修' } : live,
  } as StandingAlarm
}
const numbers = (alarms: readonly StandingAlarm[]) => byNeed(alarms).map((one) => one.alarmNumber)

describe('order of what needs me', () => {
  test('an unacknowledged yellow alarm comes before a red one that somebody already acknowledged', () => {
    expect(numbers([alarm(1, { severity: 1, acknowledged: true }), alarm(2, { severity: 3 })])).toEqual([2, 1])
  })
  test('among the unacknowledged the graver level comes first, then the shorter remaining time', () => {
    const rows = [
      alarm(1, { severity: 2, respondSeconds: 100 }),
      alarm(2, { severity: 1, respondSeconds: 900 }),
      alarm(3, { severity: 2, respondSeconds: 50 }),
    ]
    expect(numbers(rows)).toEqual([2, 3, 1])
  })
  test('what was handled and only waits to return comes last, and what somebody shelved is not on the desk', () => {
    const rows = [alarm(1, { acknowledged: true, handled: true }), alarm(2, { acknowledged: true }), alarm(3, { shelved: true }), alarm(4)]
    expect(numbers(rows)).toEqual([4, 2, 1])
    expect(stageOf(alarm(3, { shelved: true }))).toBeNull()
  })
  test('of equals the older alarm comes first', () => {
    expect(numbers([alarm(1, { raisedAt: 5000, respondSeconds: 5 }), alarm(2, { raisedAt: 0, respondSeconds: 10 })])).toEqual([2, 1])
  })
})

describe('the list while it is read', () => {
  test('nothing moves while somebody reads, and what came is counted', () => {
    const shown = hold(NOTHING_HELD, [1, 2, 3], false)
    const later = hold(shown, [9, 3, 1], true)
    expect(later.order).toEqual([1, 2, 3])
    expect(later.arrived).toEqual([9])
  })
  test('when the officer looks away the list is as it ought to be, and nothing is left counted', () => {
    const held = hold(hold(NOTHING_HELD, [1, 2], false), [9, 1, 2], true)
    expect(hold(held, [9, 1, 2], false)).toEqual({ order: [9, 1, 2], arrived: [] })
  })
  test('the first alarm of a quiet shift shows at once, even under the pointer', () => {
    expect(hold(NOTHING_HELD, [7], true).order).toEqual([7])
  })
  test('without a change the very same list is given back, so that nothing is drawn again', () => {
    const held = hold(NOTHING_HELD, [1, 2], false)
    expect(hold(held, [1, 2], false)).toBe(held)
    expect(hold(held, [2, 1], true)).toBe(held)
  })
})

test('the arrow keys stop at the ends and begin at the nearer end', () => {
  expect(neighbour([1, 2, 3], 3, 1)).toBe(3)
  expect(neighbour([1, 2, 3], 2, -1)).toBe(1)
  expect(neighbour([1, 2, 3], null, 1)).toBe(1)
  expect(neighbour([1, 2, 3], 8, -1)).toBe(3)
  expect(neighbour([], 1, 1)).toBeNull()
})

test('the officer answers for what is unacknowledged and for what is over time, in the colour of the gravest', () => {
  const rows = [
    alarm(1, { respondSeconds: 10 }),
    alarm(2, { severity: 3, respondSeconds: 100 }),
    alarm(3, { severity: 1, acknowledged: true }),
  ]
  expect(shiftNumbers(rows, 50_000)).toEqual({ unacknowledged: 2, overTime: 1, gravest: 2 })
  expect(shiftNumbers([], 0)).toEqual({ unacknowledged: 0, overTime: 0, gravest: null })
})

test('the countdown bar is full when raised, empty when due, and absent where nothing is due', () => {
  const due = new Date(10_000).toISOString()
  expect(shareLeft(due, 0, 0)).toBe(1)
  expect(shareLeft(due, 0, 7500)).toBe(0.25)
  expect(shareLeft(due, 0, 99_000)).toBe(0)
  expect(shareLeft(null, 0, 0)).toBeNull()
})

test('a remark is written where the screen is if the officer may, else at their own place below it, else nowhere', () => {
  expect(writePlace('ln.sy.park.e01', ['ln.sy.park'])).toBe('ln.sy.park.e01')
  expect(writePlace('ln', ['ln.sy.park'])).toBe('ln.sy.park')
  expect(writePlace(undefined, ['ln.sy.park'])).toBe('ln.sy.park')
  expect(writePlace('ln.dl', ['ln.sy.park'])).toBeNull()
})

describe('nearby tags', () => {
  const at = (number: number, lon: number, assetCode: string | null = null) => ({
    number,
    code: `T-${number}`,
    assetCode,
    position: { crs: 'WGS-84' as const, lon, lat: 41 },
  })
  test('tags of the same asset come first, then the nearest; the tag itself is not among them', () => {
    const tag = at(1, 123, 'R-1')
    const others = [tag, at(2, 123.01), at(3, 123.001), at(4, 123.5, 'R-1'), { ...at(5, 0), position: null }]
    expect(nearest(tag, others, 3).map((each) => each.number)).toEqual([4, 3, 2])
  })
  test('a thousandth of a degree of longitude at 41° north is 84 metres', () => {
    expect(metresBetween(at(1, 123), at(2, 123.001))).toBeCloseTo(84, 0)
    expect(metresBetween(at(1, 123), { position: null })).toBeNull()
  })
})
