/** What the alarm centre shows, and whom a common acknowledgement concerns. */
import type { StandingAlarm } from '@anyuan/ui/standing'
import { describe, expect, test } from 'vitest'
import { eachAtMost, filterStanding, NO_FILTERS, previewAcknowledge } from './standing-list.ts'

const breach = (severity: 1 | 2 | 3 | 4) => ({ reason: 'high' as const, severity, value: 12, threshold: 10 })
const alarm = (alarmNumber: number, change: Partial<StandingAlarm> & { severity?: 1 | 2 | 3 | 4 } = {}): StandingAlarm => {
  const worst = breach(change.severity ?? 2)
  return {
    alarmNumber,
    tagNumber: alarmNumber,
    tagCode: `GDS-${alarmNumber}`,
    tagName: '液氯罐区东侧',
    unit: 'ppm',
    org: 'ln.sy.park',
    assetCode: 'T-118',
    condition: 'limit',
    respondBy: null,
    state: {
      state: 'unacknowledged',
      occurrence: `${alarmNumber}-1000`,
      raisedAt: 1000,
      worst,
      current: worst,
      offDueAt: null,
      handled: null,
    },
    ...change,
  } as StandingAlarm
}
const acknowledged = (alarmNumber: number) => {
  const one = alarm(alarmNumber)
  return { ...one, state: { ...one.state, state: 'acknowledged', acknowledged: { by: '甲', at: 2000 } } } as StandingAlarm
}
const shelved = (alarmNumber: number) => {
  const one = alarm(alarmNumber)
  return { ...one, state: { state: 'shelved', inner: one.state, since: 1, until: 2, by: '甲', reason: '检修' } } as StandingAlarm
}
const everywhere = () => true

describe('filters of the standing list', () => {
  test('no filter shows everything', () => {
    expect(filterStanding([alarm(1), shelved(2)], NO_FILTERS)).toHaveLength(2)
  })
  test('the severity of a shelved alarm is that of the alarm inside', () => {
    const rows = [alarm(1, { severity: 1 }), shelved(2)]
    expect(filterStanding(rows, { ...NO_FILTERS, severity: '2' }).map((row) => row.alarmNumber)).toEqual([2])
  })
  test('text finds code, name and asset whatever the case', () => {
    const rows = [alarm(1), alarm(2, { assetCode: null, tagName: '反应釜' })]
    const found = (text: string) => filterStanding(rows, { ...NO_FILTERS, text }).map((row) => row.alarmNumber)
    expect(found('gds-2')).toEqual([2])
    expect(found('t-118')).toEqual([1])
    expect(found(' 液氯 ')).toEqual([1])
  })
  test('state and kind are matched exactly', () => {
    const rows = [alarm(1), acknowledged(2), alarm(3, { condition: 'no_data' })]
    expect(filterStanding(rows, { ...NO_FILTERS, state: 'acknowledged' }).map((row) => row.alarmNumber)).toEqual([2])
    expect(filterStanding(rows, { ...NO_FILTERS, condition: 'no_data' }).map((row) => row.alarmNumber)).toEqual([3])
  })
})

describe('acknowledging many', () => {
  test('only what is unacknowledged and within my authority is acknowledged; the rest is counted by why', () => {
    const chosen = [alarm(1, { severity: 1 }), alarm(2), acknowledged(3), shelved(4), alarm(5, { org: 'ln.sy.other' })]
    const preview = previewAcknowledge(chosen, (org) => org === 'ln.sy.park')
    expect(preview.ready.map((row) => row.alarmNumber)).toEqual([1, 2])
    expect(preview.bySeverity).toEqual({ 1: 1, 2: 1, 3: 0, 4: 0 })
    expect(preview.left).toEqual({ acknowledged: 1, set_aside: 1, not_allowed: 1 })
  })
  test('a returned alarm that nobody acknowledged still needs it; a latched one that was acknowledged does not', () => {
    const one = alarm(1)
    const base = { ...one.state, returnedAt: 3000, onDueAt: null, pending: null }
    const returned = { ...one, state: { ...base, state: 'returned_unacknowledged' } } as StandingAlarm
    const latched = { ...alarm(2), state: { ...base, state: 'latched', acknowledged: { by: '甲', at: 2 } } } as StandingAlarm
    const preview = previewAcknowledge([returned, latched], everywhere)
    expect(preview.ready.map((row) => row.alarmNumber)).toEqual([1])
    expect(preview.left.acknowledged).toBe(1)
  })
  test('at most so many run at once, and all are run', async () => {
    let running = 0
    let most = 0
    const done: number[] = []
    await eachAtMost([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1
      most = Math.max(most, running)
      await Promise.resolve()
      running -= 1
      done.push(item)
    })
    expect(most).toBe(3)
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
  })
})
