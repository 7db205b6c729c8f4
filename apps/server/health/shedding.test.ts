/** What is given up first, and what never. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SheddingLevel, type Strain, shed } from './shedding.ts'

const EASE: Strain = { loopDelayMs: 0, lagMs: 0, waitingRows: 0, diskFull: false }
const strain = fc.record({
  loopDelayMs: fc.integer({ min: 0, max: 10_000 }),
  lagMs: fc.integer({ min: 0, max: 60_000 }),
  waitingRows: fc.integer({ min: 0, max: 2_000_000 }),
  diskFull: fc.boolean(),
})
const level = fc.constantFrom<SheddingLevel>(0, 1, 2, 3, 4)

test('at ease nothing is given up', () => {
  expect(shed(0, EASE)).toBe(0)
})
test.each([
  [{ lagMs: 1000 }, 1],
  [{ lagMs: 2500 }, 2],
  [{ loopDelayMs: 1000 }, 3],
  [{ waitingRows: 1_000_000 }, 4],
] as const)('%o gives up to level %d at once', (more, expected) => {
  expect(shed(0, { ...EASE, ...more })).toBe(expected)
})
test('a full journal volume keeps new samples out, whatever else is well', () => {
  expect(shed(0, { ...EASE, diskFull: true })).toBe(4)
})
test('it is given back one step at a time, and not while the strain is near what took it', () => {
  expect(shed(3, { ...EASE, loopDelayMs: 600 })).toBe(3)
  expect(shed(3, { ...EASE, loopDelayMs: 400 })).toBe(2)
  expect([shed(2, EASE), shed(1, EASE)]).toEqual([1, 0])
})
test('more strain never gives up less, and from any level it comes to rest in four steps of ease', () => {
  fc.assert(
    fc.property(level, strain, strain, (former, a, b) => {
      const worse: Strain = {
        loopDelayMs: Math.max(a.loopDelayMs, b.loopDelayMs),
        lagMs: Math.max(a.lagMs, b.lagMs),
        waitingRows: Math.max(a.waitingRows, b.waitingRows),
        diskFull: a.diskFull || b.diskFull,
      }
      expect(shed(former, worse)).toBeGreaterThanOrEqual(shed(former, a))
      let rest = shed(former, a)
      for (let i = 0; i < 4; i++) rest = shed(rest, EASE)
      expect(rest).toBe(0)
    }),
  )
})
