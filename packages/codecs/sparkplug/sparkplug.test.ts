/** Sparkplug payloads: every datatype, what is unset, what is broken; and what another implementation has written. */
import { deflateSync, gzipSync } from 'node:zlib'
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenBytes, payload } from './fuzz.testsupport.ts'
import {
  DATATYPES,
  decodePayload,
  encodePayload,
  type Metric,
  numberOf,
  type Payload,
  parseTopic,
  qualityOf,
  stateTopic,
  timeOf,
  topicOf,
} from './index.ts'

const read = (bytes: Uint8Array) => decodePayload(bytes) as Payload

describe('payloads', () => {
  test('are written and read back the same, whatever they hold', () => {
    fc.assert(
      fc.property(payload, (one) => {
        const back = read(encodePayload(one))
        expect(plain(back)).toEqual(plain(one))
      }),
      { numRuns: 3000 },
    )
  })
  test('that are broken are refused or read, never worse', () => {
    fc.assert(
      fc.property(brokenBytes, (bytes) => {
        const one = decodePayload(bytes)
        if ('malformed' in one) return
        for (const metric of (one as Payload).metrics ?? []) {
          numberOf(metric)
          qualityOf(metric)
          timeOf(metric.timestamp)
        }
      }),
      { numRuns: 30_000 },
    )
  })
  test('nested beyond reason are refused', () => {
    let metric: Metric = { name: 'x', int: 1 }
    const deep = () => encodePayload({ metrics: [metric] })
    for (let i = 0; i < 30; i++) metric = { template: { metrics: [metric] } }
    expect(read(deep()).metrics).toHaveLength(1)
    // 300 levels by hand: each is a metric with a template with one metric
    let bytes = Uint8Array.of(0x0a, 1, 0x78)
    const within = (tags: number[], inner: Uint8Array) => {
      const length: number[] = []
      for (let rest = inner.length; ; rest >>>= 7) {
        length.push(rest > 127 ? (rest & 127) | 128 : rest)
        if (rest <= 127) break
      }
      return Uint8Array.from([...tags, ...length, ...inner])
    }
    for (let i = 0; i < 300; i++) bytes = within([0x92, 0x01], within([0x12], bytes))
    expect(decodePayload(within([0x12], bytes))).toEqual({ malformed: expect.any(String) })
  })
  test('packed by the reference implementation are unpacked; a bomb is not', () => {
    const inner = { seq: 7n, metrics: [{ name: 'a', double: 1.5, datatype: 10 }] }
    const wrap = (body: Uint8Array, algorithm?: string) =>
      encodePayload({ uuid: 'SPBV1.0_COMPRESSED', body, ...(algorithm ? { metrics: [{ name: 'algorithm', string: algorithm }] } : {}) })
    expect(read(wrap(deflateSync(encodePayload(inner))))).toEqual(inner)
    expect(read(wrap(gzipSync(encodePayload(inner)), 'GZIP'))).toEqual(inner)
    expect(decodePayload(wrap(deflateSync(Buffer.alloc(64 * 1024 * 1024))))).toEqual({ malformed: expect.any(String) })
    expect(decodePayload(wrap(Buffer.from('no')))).toEqual({ malformed: expect.any(String) })
  })
  test('what is unset is not 0', () => {
    expect(read(encodePayload({ metrics: [{ alias: 3n }] }))).toEqual({ metrics: [{ alias: 3n }] })
  })
})

describe('values', () => {
  test.each<[string, Metric, number | null]>([
    ['an 8-bit integer below zero, upper bits set', { datatype: DATATYPES.Int8, int: 0xffffffff }, -1],
    ['an 8-bit integer below zero, upper bits clear', { datatype: DATATYPES.Int8, int: 0xff }, -1],
    ['a 16-bit integer', { datatype: DATATYPES.Int16, int: 0x8000 }, -32768],
    ['a 32-bit integer', { datatype: DATATYPES.Int32, int: 0xfffffffe }, -2],
    ['a 32-bit integer in the 64-bit field', { datatype: DATATYPES.Int32, long: 0xfffffffffffffffen }, -2],
    ['a 64-bit integer', { datatype: DATATYPES.Int64, long: 0xffffffffffffffffn }, -1],
    ['an unsigned 8-bit integer', { datatype: DATATYPES.UInt8, int: 255 }, 255],
    ['an unsigned 16-bit integer', { datatype: DATATYPES.UInt16, int: 65535 }, 65535],
    ['an unsigned 32-bit integer', { datatype: DATATYPES.UInt32, int: 4294967295 }, 4294967295],
    ['an unsigned 32-bit integer in the 64-bit field', { datatype: DATATYPES.UInt32, long: 4294967295n }, 4294967295],
    ['an unsigned 64-bit integer', { datatype: DATATYPES.UInt64, long: 9007199254740991n }, 9007199254740991],
    ['a float', { datatype: DATATYPES.Float, float: 1.5 }, 1.5],
    ['a double', { datatype: DATATYPES.Double, double: 81.7 }, 81.7],
    ['true', { datatype: DATATYPES.Boolean, boolean: true }, 1],
    ['false', { datatype: DATATYPES.Boolean, boolean: false }, 0],
    ['a date', { datatype: DATATYPES.DateTime, long: 1795440000000n }, 1795440000000],
    ['null', { datatype: DATATYPES.Double, isNull: true }, Number.NaN],
    ['null with a value beside it', { datatype: DATATYPES.Double, isNull: true, double: 3 }, Number.NaN],
    ['nothing', { datatype: DATATYPES.Double }, Number.NaN],
    ['infinity', { datatype: DATATYPES.Double, double: Number.POSITIVE_INFINITY }, Number.NaN],
    ['a text', { datatype: DATATYPES.String, string: '7' }, null],
    ['a long text', { datatype: DATATYPES.Text, string: 'x' }, null],
    ['a unique id', { datatype: DATATYPES.UUID, string: 'x' }, null],
    ['bytes', { datatype: DATATYPES.Bytes, bytes: new Uint8Array([1]) }, null],
    ['a file', { datatype: DATATYPES.File, bytes: new Uint8Array([1]) }, null],
    ['an array', { datatype: DATATYPES.DoubleArray, bytes: new Uint8Array(8) }, null],
    ['a data set', { datatype: DATATYPES.DataSet, dataset: {} }, null],
    ['a template', { datatype: DATATYPES.Template, template: {} }, null],
  ])('%s', (_name, metric, value) => {
    expect(numberOf(metric)).toBe(value)
    expect(numberOf(read(encodePayload({ metrics: [metric] })).metrics![0]!)).toBe(value)
  })
  test('without a datatype of their own take that of the birth', () => {
    expect(numberOf({ int: 0xff }, DATATYPES.Int8)).toBe(-1)
    expect(numberOf({ int: 0xff })).toBe(255)
  })
  test('carry the quality that the property says', () => {
    const withQuality = (int: number): Metric => ({
      properties: { keys: ['Unit', 'Quality'], values: [{ string: '℃' }, { type: 3, int }] },
    })
    expect([0, 64, 192, 500, 300].map((code) => qualityOf(withQuality(code)))).toEqual([
      quality.bad,
      quality.uncertain,
      quality.good,
      quality.stale,
      quality.uncertain,
    ])
    expect(qualityOf({})).toBe(quality.good)
  })
  test('a time that no clock shows is none', () => {
    expect([timeOf(undefined), timeOf(2n ** 64n - 1n), timeOf(1795440000000n)]).toEqual([Number.NaN, Number.NaN, 1795440000000])
  })
})

test('topics are read and written; what is none is not taken for one', () => {
  for (const topic of ['spBv1.0/G/NBIRTH/N', 'spBv1.0/G/DDATA/N/D', 'spBv1.0/厂区/NCMD/网关 1'])
    expect(topicOf(parseTopic(topic)!)).toBe(topic)
  for (const topic of [
    'spBv1.0/G/NDATA/N/D',
    'spBv1.0/G/DDATA/N',
    'spBv1.0/STATE/H',
    'spAv1.0/G/NDATA/N',
    'spBv1.0/G/X/N',
    'spBv1.0//NDATA/N',
    'spBv1.0/G/DDATA/N/D/E',
  ])
    expect(parseTopic(topic)).toBeNull()
  expect(stateTopic('anyuan')).toBe('spBv1.0/STATE/anyuan')
})

/** Empty lists and absent ones are the same on the wire; Buffers and Uint8Arrays too. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}
