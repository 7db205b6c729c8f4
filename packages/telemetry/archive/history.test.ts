import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseGrid } from './history.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NEVER = 0

test('a day in 500 buckets is answered from minutes, 30 days from minutes, a year from hours, ten minutes from samples', () => {
  const to = 400 * DAY
  expect(chooseGrid({ from: to - DAY, to, buckets: 500 }, NEVER)).toEqual({
    start: to - DAY,
    bucketMs: 180_000,
    length: 480,
    source: 'minute',
  })
  expect(chooseGrid({ from: to - 30 * DAY, to, buckets: 500 }, NEVER)).toMatchObject({ bucketMs: 87 * 60_000, source: 'minute' })
  expect(chooseGrid({ from: to - 365 * DAY, to, buckets: 500 }, NEVER)).toMatchObject({ bucketMs: 18 * HOUR, source: 'hour' })
  expect(chooseGrid({ from: to - 600_000, to, buckets: 500 }, NEVER)).toEqual({
    start: to - 600_000,
    bucketMs: 1200,
    length: 500,
    source: 'raw',
  })
})

test('where samples are past their retention, minutes answer however narrow the buckets', () => {
  expect(chooseGrid({ from: 100 * DAY + 1, to: 100 * DAY + 600_000, buckets: 500 }, 200 * DAY)).toEqual({
    start: 100 * DAY,
    bucketMs: 60_000,
    length: 10,
    source: 'minute',
  })
})

test('the grid always covers the window, keeps to whole steps of its roll-up, and is at most a quarter coarser than asked', () => {
  const step = { raw: 1, minute: 60_000, hour: HOUR }
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.integer({ min: 1, max: 5e10 }),
      fc.integer({ min: 1, max: 5000 }),
      (from, span, buckets) => {
        const { start, bucketMs, length, source } = chooseGrid({ from, to: from + span, buckets }, NEVER)
        expect([start % step[source], bucketMs % step[source]]).toEqual([0, 0])
        expect(start).toBeLessThanOrEqual(from)
        expect(from - start).toBeLessThan(step[source])
        expect(start + length * bucketMs).toBeGreaterThanOrEqual(from + span)
        expect(start + (length - 1) * bucketMs).toBeLessThan(from + span)
        expect(bucketMs).toBeLessThanOrEqual(Math.max(1, Math.ceil(span / buckets)) * 1.25)
      },
    ),
  )
})
