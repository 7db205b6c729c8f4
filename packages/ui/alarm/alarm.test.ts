/** What the kit says of limits and offers as acts. */
import { describe, expect, test } from 'vitest'
import { bucketsFor } from '../chart/buckets.ts'
import { type AlarmState, currentSeverityOf, severityOf } from '../live/standing.ts'
import { possibleActs } from './acts.ts'
import { limitsOf, shareOf } from './limits.ts'

const worst = { reason: 'high' as const, severity: 2 as const, value: 12, threshold: 10 }
const standing = { occurrence: '8-1', raisedAt: 1, worst, current: worst, offDueAt: null, handled: null, silenced: null, drill: false }
const raised: AlarmState = { state: 'unacknowledged', ...standing }

describe('acts that an alarm offers', () => {
  test('a new alarm is acknowledged first, then handled, and may be set aside', () => {
    expect(possibleActs(raised)).toEqual(['acknowledge', 'handle', 'silence', 'shelve', 'suppress', 'take_out_of_service'])
  })
  test('what was handled is not handled again', () => {
    const handled: AlarmState = { ...raised, handled: { by: '甲', at: 2, note: '关阀' } }
    expect(possibleActs(handled)).not.toContain('handle')
  })
  test('a latched alarm is reset only once acknowledged and while no new rise is pending', () => {
    const latched = { ...standing, state: 'latched', returnedAt: 3, onDueAt: null, pending: null } as const
    expect(possibleActs({ ...latched, acknowledged: null })).toContain('acknowledge')
    expect(possibleActs({ ...latched, acknowledged: null })).not.toContain('reset')
    expect(possibleActs({ ...latched, acknowledged: { by: '甲', at: 2 } })).toContain('reset')
    expect(possibleActs({ ...latched, acknowledged: { by: '甲', at: 2 }, pending: worst })).not.toContain('reset')
  })
  test('what was set aside can only be brought back', () => {
    expect(possibleActs({ state: 'shelved', inner: raised, since: 1, until: 2, by: '甲', reason: '检修' })).toEqual(['unshelve'])
    expect(possibleActs({ state: 'suppressed', inner: raised, since: 1, by: '甲', reason: '设计', rule: null })).toEqual(['unsuppress'])
  })
  test('what design suppressed comes back by design alone', () => {
    expect(possibleActs({ state: 'suppressed', inner: raised, since: 1, by: '', reason: '泵停', rule: 'S-1' })).toEqual([])
  })
  test('silence is offered once, and acknowledges nothing; a drill cannot be set aside', () => {
    expect(possibleActs({ ...raised, silenced: { by: '甲', at: 2 } })).not.toContain('silence')
    expect(possibleActs({ ...raised, drill: true })).toEqual(['acknowledge', 'handle', 'silence'])
  })
  test('what returned and still wants its handling recorded offers that', () => {
    const returned = { ...standing, state: 'returned_unhandled', returnedAt: 3, onDueAt: null, pending: null } as const
    expect(possibleActs({ ...returned, acknowledged: { by: '甲', at: 2 } })).toContain('handle')
  })
})

describe('the level now beside the worst', () => {
  test('an alarm that has eased is remembered by its worst and shows what it is at', () => {
    const eased: AlarmState = { ...raised, current: { ...worst, severity: 4 } }
    expect([severityOf(eased), currentSeverityOf(eased)]).toEqual([2, 4])
  })
  test('what has returned, or is within its off-delay, is gone as far as the process goes', () => {
    expect(currentSeverityOf({ ...raised, current: null, offDueAt: 9 })).toBeNull()
    expect(currentSeverityOf({ ...standing, state: 'returned_unacknowledged', returnedAt: 3, onDueAt: 9, pending: worst })).toBeNull()
  })
  test('beneath a shelf the process goes on; a drill and a normal alarm have no level of the process', () => {
    expect(currentSeverityOf({ state: 'shelved', inner: raised, since: 1, until: 2, by: '甲', reason: '检修' })).toBe(2)
    expect(currentSeverityOf({ ...raised, current: null, drill: true })).toBeUndefined()
    expect(currentSeverityOf({ state: 'normal', onDueAt: null, pending: null })).toBeUndefined()
  })
})

test('limits are listed from the lowest up, and one that is switched off is no limit', () => {
  const limits = limitsOf({
    highHigh: { threshold: 90, severity: 1, enabled: true },
    high: { threshold: 80, severity: 2, enabled: false },
    low: { threshold: 10, severity: 3, enabled: true },
    deadband: 0,
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    latched: false,
  })
  expect(limits.map((limit) => `${limit.label} ${limit.value}`)).toEqual(['L 10', 'HH 90'])
})
test('a value beyond the range stays at the end of the bar', () => {
  expect([shareOf(-5, 0, 100), shareOf(25, 0, 100), shareOf(500, 0, 100), shareOf(1, 3, 3)]).toEqual([0, 0.25, 1, 0])
})
test('no bucket is narrower than two expected samples', () => {
  expect(bucketsFor(3_600_000, 5, 800)).toBe(360)
  expect(bucketsFor(86_400_000, 5, 800)).toBe(800)
  expect(bucketsFor(600_000, 60, 800)).toBe(30)
})
