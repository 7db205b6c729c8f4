import { expect, test } from 'vitest'
import { readNative, writeNative } from './native.ts'

test('columns written in the Native format are read back, over several blocks', () => {
  const rows = {
    tag: Uint32Array.of(1, 2, 4_000_000_000),
    time: Float64Array.of(1.5, Number.NaN, -0),
    quality: Uint8Array.of(0, 4, 255),
    lagMs: Int32Array.of(-1, 0, 2_000_000_000),
  }
  const block = Buffer.concat(writeNative(rows))
  const table = readNative(Buffer.concat([block, block]))
  expect(table.rows).toBe(6)
  expect(table.uint32('tag')).toEqual(Uint32Array.of(1, 2, 4_000_000_000, 1, 2, 4_000_000_000))
  expect(table.floats('time').subarray(0, 3)).toEqual(rows.time)
  expect(table.uint8('quality').subarray(3)).toEqual(rows.quality)
  expect(table.int32('lagMs').subarray(3)).toEqual(rows.lagMs)
})

test('an answer that was cut off, or holds a type that is not known, is an error and not a short answer', () => {
  const block = Buffer.concat(writeNative({ time: Float64Array.of(1, 2, 3) }))
  expect(() => readNative(block.subarray(0, block.byteLength - 4))).toThrow(/ends early/)
  expect(() => readNative(Buffer.from(block.toString('latin1').replace('Float64', 'Decimal'), 'latin1'))).toThrow(/Decimal/)
  expect(() => readNative(block).floats('other')).toThrow(/other/)
})
