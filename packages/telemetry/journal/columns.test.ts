import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeColumns, encodeColumns, newColumns, type SampleColumns } from './index.ts'

const batch = (
  rows: { tag: number; time: number; value: number; quality: number; historical: boolean }[],
  receivedAt: number,
): SampleColumns => ({
  length: rows.length,
  receivedAt,
  tagNumbers: Uint32Array.from(rows, (row) => row.tag),
  times: Float64Array.from(rows, (row) => row.time),
  values: Float64Array.from(rows, (row) => row.value),
  qualities: Uint8Array.from(rows, (row) => row.quality),
  historical: Uint8Array.from(rows, (row) => (row.historical ? 1 : 0)),
})
const row = fc.record({ tag: fc.nat(), time: fc.maxSafeNat(), value: fc.double(), quality: fc.nat(4), historical: fc.boolean() })

test('any batch comes back as it was, from any place in memory', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), fc.maxSafeNat(), fc.nat(9), (rows, receivedAt, shift) => {
      const columns = batch(rows, receivedAt)
      const bytes = encodeColumns(columns)
      const moved = new Uint8Array(bytes.byteLength + shift)
      moved.set(bytes, shift)
      expect(decodeColumns(moved.subarray(shift))).toEqual(columns)
    }),
  )
})

test('columns made for filling are already their own bytes', () => {
  const columns = newColumns(3, 1_000)
  columns.tagNumbers.set([1, 2, 3])
  columns.values.set([1.5, Number.NaN, -0])
  expect(encodeColumns(columns)).toEqual(new Uint8Array(columns.times.buffer))
  expect(decodeColumns(new Uint8Array(columns.times.buffer)).values).toEqual(columns.values)
})

test('bytes that are no batch are refused', () => {
  expect(() => decodeColumns(new Uint8Array(5))).toThrow(/not a sample batch/)
  expect(() => decodeColumns(encodeColumns(batch([], 0)).subarray(0, 8))).toThrow(/not a sample batch/)
  const cut = encodeColumns(batch([{ tag: 1, time: 1, value: 1, quality: 0, historical: false }], 0))
  expect(() => decodeColumns(cut.subarray(0, cut.byteLength - 8))).toThrow(/not a sample batch/)
})
