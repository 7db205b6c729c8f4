import { expect, test } from 'vitest'
import { batchOf, NOON } from './expected.testsupport.ts'
import { doubtful, gather, missingRows, NewestTimes, SampleKeys } from './gather.ts'

test('a batch over midnight is split by day, and what is older than the archive keeps is left out and counted', () => {
  const midnight = NOON - 12 * 3_600_000
  const batch = batchOf(
    [
      { tag: 1, time: midnight - 1, value: 1 },
      { tag: 2, time: midnight, value: 2 },
      { tag: 3, time: midnight - 2, value: 3, historical: true },
      { tag: 4, time: midnight - 1e9, value: 4 },
      { tag: 5, time: Number.NaN, value: 5 },
    ],
    midnight + 500,
  )
  const { days, tooOld } = gather([batch], midnight - 1000)
  expect(tooOld).toBe(2)
  expect(days.map(({ rows, historical }) => [[...rows.tag], [...rows.lagMs], [...historical]])).toEqual([
    [
      [1, 3],
      [501, 502],
      [0, 1],
    ],
    [[2], [500], [0]],
  ])
})

test('only samples that may be stored already are looked up: unknown tags, times not after the newest, and what is sent as historical', () => {
  const newest = new NewestTimes()
  newest.set(1, NOON)
  newest.set(5_000_000, NOON)
  const rows = [
    { tag: 1, time: NOON + 1, value: 0 },
    { tag: 1, time: NOON + 1, value: 0 },
    { tag: 1, time: NOON, value: 0 },
    { tag: 2, time: NOON, value: 0 },
    { tag: 5_000_000, time: NOON + 5, value: 0, historical: true },
    { tag: 5_000_000, time: NOON + 6, value: 0 },
  ]
  const { days } = gather([batchOf(rows)], 0)
  const { indexes, unknownTags } = doubtful(days[0]!, newest, false)
  expect([...indexes]).toEqual([1, 2, 3, 4])
  expect([...unknownTags]).toEqual([2])
  expect([newest.of(1), newest.of(2), newest.of(5_000_000)]).toEqual([NOON + 1, Number.NaN, NOON + 6])
})

test('of doubtful samples each is kept once if it is not there, and those never in doubt are kept', () => {
  const { days } = gather([batchOf([1, 1, 2, 3].map((tag) => ({ tag, time: NOON, value: tag })))], 0)
  const present = new SampleKeys()
  present.add(2, NOON)
  expect([...missingRows(days[0]!.rows, Uint32Array.of(1, 2), present).tag]).toEqual([1, 3])
})
