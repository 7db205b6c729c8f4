/** A value that stands is said again as long as its server lives, and a change is always the newest. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Heard } from './heard.ts'

const change = (time: number, value: number) => ({ index: 0, time, value, quality: 0 })

describe('what was heard', () => {
  test('is said again after its interval, in the time of the server', () => {
    const heard = new Heard([1000])
    heard.change(change(10_000, 5), 0, 10_000)
    expect(heard.repeat(999, 10_900)).toEqual([])
    expect(heard.repeat(1000, 10_900)).toEqual([{ index: 0, time: 10_900, value: 5, quality: 0 }])
    expect(heard.repeat(1001, 10_901)).toEqual([])
  })
  test('is not said again when the server has given no sign of life since', () => {
    const heard = new Heard([1000])
    heard.change(change(10_000, 5), 0, 10_000)
    expect(heard.repeat(5000, 10_000)).toEqual([])
  })
  test('an old value is said again at once: it has stood since', () => {
    const heard = new Heard([60_000])
    expect(heard.change(change(10_000, 5), 0, 3_600_000)).toMatchObject({ time: 10_000 })
    expect(heard.repeat(1, 3_600_001)).toMatchObject([{ time: 3_600_001, value: 5 }])
  })
  test('a change by a clock that is behind is still newer than the repetition before it', () => {
    const heard = new Heard([1000])
    heard.change(change(10_000, 5), 0, 12_000)
    heard.repeat(1000, 13_000)
    expect(heard.change(change(11_500, 9), 1500, 13_500)).toEqual({ index: 0, time: 13_001, value: 9, quality: 0 })
  })
  test('what the server sends again is given on in its own time', () => {
    const heard = new Heard([1000])
    heard.change(change(10_000, 5), 0, 10_000)
    expect(heard.change(change(9000, 4), 1, 10_000)).toMatchObject({ time: 9000, value: 4 })
    expect(heard.repeat(1000, 11_000)).toMatchObject([{ value: 5 }])
  })
  test('what is forgotten is not said again; what has to hurry is said at the next sign of life', () => {
    const heard = new Heard([60_000, 60_000])
    heard.change(change(10_000, 5), 0, 10_000)
    heard.change({ ...change(10_000, 6), index: 1 }, 0, 10_000)
    heard.hurry()
    heard.forget(0)
    expect(heard.repeat(1, 10_001)).toEqual([{ index: 1, time: 10_001, value: 6, quality: 0 }])
  })
  test('changes and repetitions of a server in one clock never go back in time', () => {
    const steps = fc.array(fc.record({ ms: fc.integer({ min: 1, max: 5000 }), value: fc.option(fc.integer(), { nil: null }) }))
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 20_000 }), (all, behindMs) => {
        const heard = new Heard([1000])
        let now = 0
        let newest = Number.NEGATIVE_INFINITY
        for (const { ms, value } of all) {
          now += ms
          const said =
            value === null ? heard.repeat(now, 100_000 + now) : [heard.change(change(100_000 + now - behindMs, value), now, 100_000 + now)]
          for (const { time } of said) {
            expect(time).toBeGreaterThan(newest)
            newest = time
          }
        }
      }),
    )
  })
})
