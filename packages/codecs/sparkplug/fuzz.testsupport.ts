/** Random Sparkplug payloads and random bytes for the fuzzers, in the unit tests and in the nightly run. */
import fc from 'fast-check'
import { DATATYPES, encodePayload, type Metric, type Payload, type PropertySet, type WireValue } from './index.ts'

const uint64 = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn })
const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const text = fc.string({ maxLength: 12, unit: 'grapheme' })
const float = fc.float({ noNaN: true })
const double = fc.double({ noNaN: true })

const scalars = [
  fc.record({ int: uint32 }),
  fc.record({ long: uint64 }),
  fc.record({ float }),
  fc.record({ double }),
  fc.record({ boolean: fc.boolean() }),
  fc.record({ string: text }),
] as const
const wireValue: fc.Arbitrary<WireValue> = fc.oneof(...scalars)
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 })

const properties: fc.Arbitrary<PropertySet> = fc
  .array(fc.tuple(text, wireValue, fc.record({ type: uint32, isNull: fc.boolean() }, { requiredKeys: [] })), { minLength: 1, maxLength: 3 })
  .map((pairs) => ({ keys: pairs.map(([key]) => key), values: pairs.map(([, value, about]) => ({ ...about, ...value })) }))

const about = fc.record(
  {
    name: text,
    alias: uint64,
    timestamp: uint64,
    datatype: fc.constantFrom(...Object.values(DATATYPES)),
    isHistorical: fc.boolean(),
    isTransient: fc.boolean(),
    isNull: fc.boolean(),
    properties,
  },
  { requiredKeys: [] },
)
const flatMetric: fc.Arbitrary<Metric> = fc
  .tuple(
    about,
    fc.oneof(
      ...scalars,
      fc.constant({}),
      fc.record({ bytes: fc.uint8Array({ maxLength: 20 }) }),
      fc.record({
        dataset: fc.record({
          columnCount: uint64,
          columns: some(text),
          types: some(uint32),
          rows: some(fc.record({ cells: some(wireValue) })),
        }),
      }),
    ),
  )
  .map(([before, value]) => ({ ...before, ...value }))
const metric: fc.Arbitrary<Metric> = fc.oneof(
  { weight: 8, arbitrary: flatMetric },
  {
    weight: 1,
    arbitrary: fc.record({
      name: text,
      template: fc.record({ version: text, metrics: some(flatMetric), reference: text, isDefinition: fc.boolean() }),
    }),
  },
)

export const payload: fc.Arbitrary<Payload> = fc.record(
  {
    timestamp: uint64,
    metrics: fc.array(metric, { minLength: 1, maxLength: 4 }),
    seq: uint64,
    uuid: text,
    body: fc.uint8Array({ maxLength: 20 }),
  },
  { requiredKeys: [] },
)

/** Bytes that may be a payload, or were one before something happened to them. */
export const brokenBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.tuple(payload, fc.nat(), fc.nat(255)).map(([one, at, byte]) => {
    const bytes = Uint8Array.from(encodePayload(one))
    if (bytes.length > 0) bytes[at % bytes.length] = byte
    return bytes
  }),
  fc.tuple(payload, fc.nat()).map(([one, at]) => {
    const bytes = encodePayload(one)
    return bytes.subarray(0, bytes.length === 0 ? 0 : at % bytes.length)
  }),
)
