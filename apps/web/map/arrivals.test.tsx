// @vitest-environment jsdom
/** New alarms come in at the edge: only what is new, newest on top, until acknowledged. */
import type { StandingAlarm } from '@anyuan/ui'
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { useArrivals } from './arrivals.tsx'

const alarm = (alarmNumber: number, acknowledged = false): StandingAlarm => {
  const breach = { reason: 'high' as const, severity: 2 as const, value: 1, threshold: 1 }
  const standing = {
    occurrence: `${alarmNumber}-1`,
    raisedAt: 1,
    worst: breach,
    current: breach,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
  }
  return {
    alarmNumber,
    tagNumber: alarmNumber,
    tagCode: `T${alarmNumber}`,
    tagName: '',
    unit: '',
    org: 'ln',
    assetCode: null,
    condition: 'limit',
    respondBy: null,
    causeAlarm: null,
    risesSetAside: 0,
    assignee: null,
    comments: 0,
    state: acknowledged
      ? { state: 'acknowledged', ...standing, acknowledged: { by: 'li', at: 2 } }
      : { state: 'unacknowledged', ...standing },
  }
}
const follow = (first: StandingAlarm[]) =>
  renderHook(
    ({ alarms, ready }: { alarms: StandingAlarm[]; ready: boolean }) => useArrivals(alarms, ready).map((each) => each.alarmNumber),
    {
      initialProps: { alarms: first, ready: true },
    },
  )
afterEach(cleanup)

test('what stood when the map was opened is no arrival', () => {
  const { result } = follow([alarm(1), alarm(2)])
  expect(result.current).toEqual([])
})
test('the newest is on top', () => {
  const { result, rerender } = follow([alarm(1)])
  rerender({ alarms: [alarm(1), alarm(2)], ready: true })
  rerender({ alarms: [alarm(1), alarm(2), alarm(3)], ready: true })
  expect(result.current).toEqual([3, 2])
})
test('an acknowledged arrival leaves', () => {
  const { result, rerender } = follow([])
  rerender({ alarms: [alarm(1), alarm(2)], ready: true })
  rerender({ alarms: [alarm(1, true), alarm(2)], ready: true })
  expect(result.current).toEqual([2])
})
test('before the list was read nothing is new', () => {
  const { result, rerender } = renderHook(
    ({ alarms, ready }: { alarms: StandingAlarm[]; ready: boolean }) => useArrivals(alarms, ready).map((each) => each.alarmNumber),
    { initialProps: { alarms: [] as StandingAlarm[], ready: false } },
  )
  rerender({ alarms: [alarm(1)], ready: true })
  expect(result.current).toEqual([])
  rerender({ alarms: [alarm(1), alarm(2)], ready: true })
  expect(result.current).toEqual([2])
})
