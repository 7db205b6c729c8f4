/** Random messages of senders (报文) for the fuzzers of the JSON reader. */
import fc from 'fast-check'

const odd = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constant({}),
  fc.constant([]),
)
const sample = fc.record({ tag: odd, time: odd, value: odd, quality: odd, unit: odd, historical: odd }, { requiredKeys: [] })
const columns = fc.record(
  {
    tags: fc.oneof(fc.array(odd, { maxLength: 4 }), odd),
    times: fc.oneof(fc.array(odd, { maxLength: 4 }), odd),
    values: fc.oneof(fc.array(odd, { maxLength: 4 }), odd),
    qualities: fc.oneof(fc.array(odd, { maxLength: 4 }), odd),
    units: fc.oneof(fc.array(odd, { maxLength: 4 }), odd),
    historical: odd,
  },
  { requiredKeys: ['tags'] },
)

/** A body: text that is no JSON, JSON that is no message, messages with anything in their fields, and whole ones cut short. */
export const body: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.json({ maxDepth: 3 }),
  fc.array(sample, { maxLength: 3 }).map((samples) => JSON.stringify(samples)),
  columns.map((one) => JSON.stringify(one)),
  fc.tuple(columns, fc.nat(60)).map(([one, length]) => JSON.stringify(one).slice(0, length)),
)
