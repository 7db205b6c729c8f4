/** The clock that does not jump. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SteadyClock } from './steady-clock.ts'

const HOUR_MS = 3_600_000
function machine(start = 1_000_000_000_000) {
  let wall = start
  let monotonic = 0
  const clock = new SteadyClock({ wall: () => wall, monotonicMs: () => monotonic })
  return {
    clock,
    wall: () => wall,
    pass(ms: number) {
      wall += ms
      monotonic += ms
    },
    step(ms: number) {
      wall += ms
    },
    sleep(ms: number) {
      wall += ms // the monotonic clock stands while the machine sleeps
    },
  }
}

test.each([HOUR_MS, -HOUR_MS])('a wall clock stepped by %d ms does not move the house, while the sources stay', (stepMs) => {
  const { clock, pass, step, wall } = machine()
  const from = clock.now()
  step(stepMs)
  for (let second = 1; second <= 120; second++) {
    pass(1000)
    clock.hear('gateway', wall() - stepMs - 50)
    expect(clock.now()).toBe(from + second * 1000)
  }
  expect(clock.steppedByMs).toBe(stepMs)
  step(-stepMs)
  pass(1000)
  expect(clock.now()).toBe(from + 121_000)
  expect(clock.steppedByMs).toBe(0)
})
test('when most sources go with the wall clock, the house follows within seconds: the machine had slept, or was set right', () => {
  const { clock, pass, sleep, wall } = machine()
  clock.now()
  sleep(8 * HOUR_MS)
  clock.now()
  for (let second = 0; second < 6; second++) {
    pass(1000)
    for (const source of ['a', 'b']) clock.hear(source, wall() - 20)
    clock.hear('c', wall() - 8 * HOUR_MS)
    clock.now()
  }
  expect(clock.now()).toBe(wall())
  expect(clock.steppedByMs).toBe(0)
})
test('a backlog of one source outvotes nobody: the newest sample of each source counts once', () => {
  const { clock, pass, step, wall } = machine()
  const from = clock.now()
  step(-HOUR_MS)
  clock.now()
  for (let second = 0; second < 10; second++) {
    pass(1000)
    for (let i = 0; i < 100; i++) clock.hear('late', wall() - i)
    for (const source of ['a', 'b']) clock.hear(source, wall() + HOUR_MS)
    clock.now()
  }
  expect(clock.now()).toBe(from + 10_000)
})
test('with nobody to ask, the wall clock is believed after a minute', () => {
  const { clock, pass, step, wall } = machine()
  clock.now()
  step(HOUR_MS)
  clock.now()
  for (let second = 0; second < 61; second++) {
    pass(1000)
    clock.now()
  }
  expect(clock.now()).toBe(wall())
})
test('while it is in doubt nothing is called from the future that either clock allows, and tickets of either clock are good', () => {
  const { clock, pass, step, wall } = machine()
  step(HOUR_MS)
  pass(100)
  expect(clock.latest()).toBe(wall())
  expect(clock.earliest()).toBe(clock.now())
})
test('after a restart it does not begin before what is on the disk', () => {
  const { clock, wall } = machine()
  clock.notBefore(wall() + HOUR_MS)
  expect(clock.now()).toBe(wall() + HOUR_MS)
  clock.notBefore(wall())
  expect(clock.now()).toBe(wall() + HOUR_MS)
})
test('whatever the wall clock does, the house never goes back while its sources keep their time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ passMs: fc.integer({ min: 0, max: 3000 }), stepHours: fc.integer({ min: -2, max: 2 }) }), {
        maxLength: 60,
      }),
      (moves) => {
        const { clock, pass, step } = machine()
        let last = clock.now()
        let truth = last
        for (const { passMs, stepHours } of moves) {
          step(stepHours * HOUR_MS)
          clock.now()
          pass(passMs)
          truth += passMs
          clock.hear('gateway', truth)
          const now = clock.now()
          expect(now).toBeGreaterThanOrEqual(last)
          last = now
        }
        expect(last).toBe(truth)
      },
    ),
  )
})
