/** What a sender may write, and what is said of the rest. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { body } from './fuzz.testsupport.ts'
import { type Rows, readRows } from './rows.ts'

const read = (message: unknown) => readRows(JSON.stringify(message)) as Rows

test('one sample, an array and columns say the same', () => {
  const expected = {
    tags: ['A', 'B'],
    times: new Float64Array([1000, 2000]),
    values: new Float64Array([1.5, 0]),
    qualities: new Uint8Array([0, 1]),
    units: null,
  }
  expect(
    read([
      { tag: 'A', time: 1000, value: 1.5 },
      { tag: 'B', time: '1970-01-01T00:00:02Z', value: false, quality: 'uncertain' },
    ]),
  ).toEqual(expected)
  expect(read({ tags: ['A', 'B'], times: [1000, 2000], values: [1.5, false], qualities: [null, 'uncertain'] })).toEqual(expected)
  expect(read({ tag: 'A', time: 1000, value: 1.5 }).tags).toEqual(['A'])
})
test('one time may serve all columns', () => {
  expect([...read({ tags: ['A', 'B'], times: '2026-11-23T08:00:00+08:00', values: [1, 2] }).times]).toEqual([
    Date.UTC(2026, 10, 23),
    Date.UTC(2026, 10, 23),
  ])
})
test('a local time without zone is no time', () => {
  for (const time of ['2026-11-23T08:00:00', '1', '', null, 1.5, -1, true]) expect(read({ tag: 'A', time, value: 1 }).times[0]).toBeNaN()
})
test.each([
  ['{', 'not JSON'],
  ['7', 'neither object nor array'],
  ['null', 'neither object nor array'],
  ['[{"time":1,"value":1}]', 'sample 0 has no tag'],
  ['{"tags":["A"],"times":[1],"values":[]}', 'values has another length than tags'],
  ['{"tags":["A"],"times":[],"values":[1]}', 'times has another length than tags'],
  ['{"tags":["A"],"times":1,"values":[1],"qualities":[]}', 'qualities has another length than tags'],
  ['{"tags":"A","values":"1"}', 'tags is not an array'],
  ['{"tags":[1],"times":1,"values":[1]}', 'tags[0] is not a text'],
])('%s cannot be read: %s', (body, malformed) => {
  expect(readRows(body)).toEqual({ malformed })
})
test('no JSON whatever breaks the reader', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const rows = read(value)
      if ('malformed' in rows) return
      for (const column of [rows.times, rows.values, rows.qualities]) expect(column.length).toBe(rows.tags.length)
    }),
  )
})
test('no text whatever breaks the reader', () => {
  fc.assert(
    fc.property(body, (text) => {
      const rows = readRows(text)
      if ('malformed' in rows) return
      for (const column of [rows.times, rows.values, rows.qualities]) if (column.length !== rows.tags.length) throw new Error(text)
    }),
    { numRuns: 20_000 },
  )
})
test('what the sender itself calls historical is marked, sample by sample or all', () => {
  expect(
    read([
      { tag: 'A', time: 1, value: 1 },
      { tag: 'B', time: 1, value: 1, historical: true },
    ]).historical,
  ).toEqual(Uint8Array.of(0, 1))
  expect(read({ tags: ['A', 'B'], times: 1, values: [1, 2], historical: true }).historical).toEqual(Uint8Array.of(1, 1))
  expect(read({ tags: ['A'], times: 1, values: [1], historical: 'yes' }).historical).toBeUndefined()
})
