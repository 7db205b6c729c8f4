/** What the alarm centre shows: by filter, folded to one card per cause, and what was set aside by when it comes back. */
import type { StandingAlarm } from '@anyuan/ui/standing'
import { describe, expect, test } from 'vitest'
import { comingBack, filterStanding, groupRows, listRows, NO_FILTERS, setAsideRows } from './standing-list.ts'

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
      silenced: null,
      drill: false,
    },
    causeAlarm: null,
    risesSetAside: 0,
    assignee: null,
    comments: 0,
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
const rose = (alarmNumber: number, seconds: number, change: Parameters<typeof alarm>[1] = {}) => {
  const one = alarm(alarmNumber, change)
  return { ...one, state: { ...one.state, raisedAt: 1_795_000_000_000 + seconds * 1000 } } as StandingAlarm
}
/** The rows as one reads them: a card with how many it holds, then codes. */
const look = (alarms: readonly StandingAlarm[], open: readonly string[] = []) =>
  groupRows(alarms, new Set(open)).rows.map((row) =>
    row.kind === 'card' ? `[${row.alarms.length}]` : `${row.alarm.alarmNumber}${row.part === 'cause' ? '!' : ''}`,
  )

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

test('only mine: what is assigned to me', () => {
  const rows = [alarm(1, { assignee: { accountId: 'me', name: '甲' } }), alarm(2, { assignee: { accountId: 'li', name: '乙' } }), alarm(3)]
  expect(filterStanding(rows, { ...NO_FILTERS, mine: 'yes' }, 'me').map((row) => row.alarmNumber)).toEqual([1])
})
describe('one card per cause', () => {
  test('what rose together is one card: its first-out and everything red are shown, the rest is folded and counted', () => {
    const rows = [rose(1, 0, { severity: 3 }), rose(2, 5, { severity: 1 }), rose(3, 9), rose(4, 20)]
    expect(look(rows)).toEqual(['[4]', '1!', '2'])
    expect(groupRows(rows, new Set()).folded).toBe(2)
    expect(look(rows, ['card-1'])).toEqual(['[4]', '1!', '2', '3', '4'])
  })
  test('a configured cause names the card although it rose later', () => {
    const [, first] = groupRows([rose(1, 900), rose(2, 0, { causeAlarm: 1 })], new Set()).rows
    expect(first).toMatchObject({ kind: 'alarm', alarm: { alarmNumber: 1 }, part: 'cause', causeIs: 'configured' })
  })
  test('one alone has no card; drills and what was set aside stand for themselves', () => {
    const drill = rose(3, 1)
    const drills = { ...drill, state: { ...drill.state, drill: true } } as StandingAlarm
    expect(look([rose(1, 0), drills, shelved(4)])).toEqual(['1', '3', '4'])
  })
  test('five thousand alarms of a flood are folded in less rows than causes and red ones', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      rose(i + 1, i % 50, { org: `ln.sy.p${i % 100}` as never, assetCode: null, severity: i % 500 === 0 ? 1 : 3 }),
    )
    const { rows, folded } = groupRows(many, new Set())
    expect(rows.filter((row) => row.kind === 'card')).toHaveLength(100)
    expect(rows.length - 100 + folded).toBe(5000)
    const shown = new Set(rows.flatMap((row) => (row.kind === 'alarm' ? [row.alarm.alarmNumber] : [])))
    expect(many.filter((one, i) => i % 500 === 0 && !shown.has(one.alarmNumber))).toEqual([])
  })
})
test('of what was set aside the first to come back is on top, what has no end last', () => {
  const aside = (alarmNumber: number, until: number) => {
    const one = shelved(alarmNumber)
    return { ...one, state: { ...one.state, until } } as StandingAlarm
  }
  const byDesign = {
    ...shelved(3),
    state: { state: 'suppressed', inner: alarm(3).state, since: 1, by: '', reason: '泵停', rule: 'S-1' },
  } as StandingAlarm
  expect(setAsideRows([alarm(9), byDesign, aside(1, 900), aside(2, 300)]).map((one) => one.alarmNumber)).toEqual([2, 1, 3])
})
test('the plain list keeps the order it was given', () => {
  expect(listRows([alarm(2), alarm(1)]).map((row) => row.key)).toEqual(['2', '1'])
})

test('what was set aside in one act comes back as one line, the soonest first; another reason is another line', () => {
  const until = 1_795_000_020_000
  const aside = (alarmNumber: number, change: object) => {
    const one = shelved(alarmNumber)
    return { ...one, state: { ...one.state, ...change } } as StandingAlarm
  }
  const lines = comingBack([
    aside(1, { until: until + 3_600_000 }),
    aside(2, { until: until + 40 }),
    aside(3, { until }),
    aside(4, { until, reason: '校验' }),
    alarm(5),
  ])
  expect(lines.map((line) => [line.reason, line.alarms.map((one) => one.alarmNumber)])).toEqual([
    ['检修', [3, 2]],
    ['校验', [4]],
    ['检修', [1]],
  ])
})
