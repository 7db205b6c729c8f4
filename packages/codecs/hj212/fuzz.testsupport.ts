/** Random packets and random rubbish for the fuzzers of HJ 212, in the unit tests and in the nightly run. */
import fc from 'fast-check'
import { CHECKSUMS, encodeFrame, type Group, type Message, writeSegment } from './index.ts'

const word = fc.stringMatching(/^[A-Za-z0-9_]{1,12}$/)
const text = fc.stringMatching(/^[A-Za-z0-9.:_+ -]{0,16}$/)
const group: fc.Arbitrary<Group> = fc.array(
  fc.tuple(
    fc.tuple(word, fc.constantFrom('', '-Rtd', '-Flag', '-Avg')).map(([a, b]) => a + b),
    text,
  ),
  {
    minLength: 1,
    maxLength: 4,
  },
)
const HEADER = new Set(['QN', 'ST', 'CN', 'PW', 'MN', 'Flag', 'PNUM', 'PNO', 'CP'])

export const message: fc.Arbitrary<Message> = fc.record(
  {
    qn: fc.option(fc.stringMatching(/^\d{17}$/), { nil: null }),
    st: word,
    cn: fc.stringMatching(/^\d{4}$/),
    pw: text,
    mn: word,
    flag: fc.option(
      fc.record({ version: fc.integer({ min: 0, max: 63 }), split: fc.boolean(), answer: fc.boolean() }, { noNullPrototype: true }),
      { nil: null },
    ),
    packetCount: fc.option(fc.integer({ min: 0, max: 9999 }), { nil: null }),
    packetNumber: fc.option(fc.integer({ min: 0, max: 9999 }), { nil: null }),
    groups: fc.array(group, { maxLength: 6 }),
    others: fc.uniqueArray(
      fc.tuple(
        word.filter((key) => !HEADER.has(key)),
        text,
      ),
      { maxLength: 2, selector: ([key]) => key },
    ),
  },
  { noNullPrototype: true },
)

/** Where to cut a stream: a list of piece lengths, used in turn. */
const cutting = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }).map((lengths) => (bytes: Uint8Array) => {
  const pieces: Uint8Array[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length]!
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
})

/** Good packets one after the other, and what must come out. */
export const stream = fc
  .tuple(fc.array(fc.tuple(message, fc.constantFrom(...CHECKSUMS)), { maxLength: 5 }), cutting)
  .map(([messages, cuts]) => {
    const packets = messages.map(([one, checksum]) => encodeFrame(writeSegment(one), checksum))
    return { bytes: Buffer.concat(packets), cuts, texts: packets.map((packet) => packet.toString('latin1').trimEnd()) }
  })

const scrap = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .constantFrom('##', '#', '##0', '##0010', '##9999', '##0000', '\r\n', '&&', '##0004CP=&', '##00##00##')
    .map((s) => new Uint8Array(Buffer.from(s))),
  message.map((one) => new Uint8Array(encodeFrame(writeSegment(one)))),
  // a packet with one byte changed
  fc.tuple(message, fc.nat(), fc.nat(255)).map(([one, at, byte]) => {
    const packet = new Uint8Array(encodeFrame(writeSegment(one)))
    packet[at % packet.length] = byte
    return packet
  }),
)
/** Pieces of a stream in which anything may stand. */
export const brokenStream = fc.array(scrap, { maxLength: 6 })
