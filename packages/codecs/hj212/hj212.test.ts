/** HJ 212 frames, messages and values: packets of the field and of the standard, split, glued, broken. */
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brokenStream, message, stream } from './fuzz.testsupport.ts'
import {
  addressOf,
  checksumKind,
  dataTimeOf,
  encodeFrame,
  epochMsOf,
  type Framed,
  Framer,
  factorValues,
  type Message,
  parseSegment,
  printedChecksum,
  qualityOfFlag,
  stampOf,
  writeSegment,
} from './index.ts'
import { CONSTRUCTED, GOLDEN, MODBUS_STYLE } from './packets.testsupport.ts'

const ascii = (text: string) => Buffer.from(text, 'latin1')
const read = (segment: string) => parseSegment(segment) as Message
const frames = (found: readonly Framed[]) => found.filter((one) => one.kind === 'frame')

describe('checksum', () => {
  test.each(GOLDEN)('of a public packet is %s', (printed, segment) => {
    expect(printedChecksum(ascii(segment), 'annex_a')).toBe(printed)
    expect(encodeFrame(segment).toString('latin1')).toBe(`##${String(segment.length).padStart(4, '0')}${segment}${printed}\r\n`)
  })
  test('of a logger that computes Modbus instead is recognised as that, in either byte order', () => {
    const [printed, segment] = MODBUS_STYLE
    expect(printedChecksum(ascii(segment), 'modbus')).toBe(printed)
    expect(checksumKind(ascii(segment), printed)).toBe('modbus')
    expect(checksumKind(ascii(segment), printed.slice(2) + printed.slice(0, 2))).toBe('modbus')
    expect(checksumKind(ascii(segment), '4400')).toBe('annex_a')
    expect(checksumKind(ascii(segment), 'ZZZZ')).toBeNull()
  })
})

describe('frames', () => {
  test.each(CONSTRUCTED)('%s is read and written back byte by byte', (_name, packet) => {
    const [frame, ...rest] = new Framer().push(ascii(packet))
    expect(rest).toEqual([])
    expect(frame).toMatchObject({ kind: 'frame', checksum: 'annex_a', text: packet.trimEnd() })
    const segment = frame?.kind === 'frame' ? frame.segment : ''
    expect(encodeFrame(writeSegment(read(segment))).toString('latin1')).toBe(packet)
  })
  test('two packets in one piece, and one packet in single bytes, are the same packets', () => {
    const [, first] = CONSTRUCTED[0]!
    const [, second] = CONSTRUCTED[1]!
    expect(frames(new Framer().push(ascii(first + second))).map(({ text }) => text)).toEqual([first.trimEnd(), second.trimEnd()])
    const framer = new Framer()
    const found = [...ascii(first + second)].flatMap((byte) => framer.push(Uint8Array.of(byte)))
    expect(frames(found).map(({ text }) => text)).toEqual([first.trimEnd(), second.trimEnd()])
    expect(found).toHaveLength(2)
    expect(framer.waitingBytes).toBe(0)
  })
  test('rubbish before, between and after is counted and hides no packet', () => {
    const [, packet] = CONSTRUCTED[0]!
    const found = new Framer().push(ascii(`noise#${packet}# ##12x4${packet.trimEnd()}tail`))
    expect(found.map(({ kind }) => kind)).toEqual(['rubbish', 'frame', 'rubbish', 'frame', 'rubbish'])
  })
  test('lower-case digits of the checksum and a missing end of line are taken', () => {
    const [, packet] = CONSTRUCTED[0]!
    const bare = packet.trimEnd()
    expect(new Framer().push(ascii(bare.slice(0, -4) + bare.slice(-4).toLowerCase()))).toMatchObject([{ kind: 'frame' }])
  })
  test('a wrong checksum is refused with the text of the frame, and the next packet is read', () => {
    const [, packet] = CONSTRUCTED[0]!
    const wrong = packet.replace('w01001-Rtd=7.35', 'w01001-Rtd=9.35')
    expect(new Framer().push(ascii(wrong + packet))).toMatchObject([
      { kind: 'malformed', reason: expect.stringContaining('checksum'), text: wrong.trimEnd() },
      { kind: 'frame' },
    ])
  })
  test('a length that says too much swallows nothing behind it', () => {
    const [, packet] = CONSTRUCTED[0]!
    const lying = packet.replace('##0231', '##9999')
    const found = new Framer().push(ascii(lying + packet))
    expect(found.map(({ kind }) => kind)).toEqual(['malformed', 'frame'])
    const short = packet.replace('##0231', '##0031')
    expect(frames(new Framer().push(ascii(short + packet)))).toHaveLength(1)
  })
  test('any packets come out of a stream cut anywhere, as they were put in', () => {
    fc.assert(
      fc.property(stream, ({ bytes, cuts, texts }) => {
        const framer = new Framer()
        const found: Framed[] = []
        for (const piece of cuts(bytes)) found.push(...framer.push(piece))
        expect(found.map((one) => (one.kind === 'frame' ? one.text : one.kind))).toEqual(texts)
        expect(framer.waitingBytes).toBe(0)
      }),
      { numRuns: 3000 },
    )
  })
  test('whatever is sent, nothing breaks, and no more than one frame is kept', () => {
    fc.assert(
      fc.property(brokenStream, (pieces) => {
        const framer = new Framer()
        for (const piece of pieces) {
          for (const found of framer.push(piece)) if (found.kind === 'frame') parseSegment(found.segment)
          expect(framer.waitingBytes).toBeLessThan(10_010)
        }
      }),
      { numRuns: 30_000 },
    )
  })
})

describe('messages', () => {
  test('flag bits: edition, split, answer', () => {
    const flagOf = (flag: number) => read(`ST=31;CN=2011;PW=1;MN=1;Flag=${flag};CP=&&&&`).flag
    expect(flagOf(5)).toEqual({ version: 1, split: false, answer: true })
    expect(flagOf(6)).toEqual({ version: 1, split: true, answer: false })
    expect(flagOf(0)).toEqual({ version: 0, split: false, answer: false })
    expect(flagOf(13)).toEqual({ version: 3, split: false, answer: true })
  })
  test('an edition of 2005 has neither request number nor flag', () => {
    expect(read(GOLDEN[1]![1])).toMatchObject({ qn: null, flag: null, cn: '2011', mn: 'LD130133000015', pw: '000000' })
  })
  test('fields that we do not know are kept, a longer device number is read', () => {
    const later = read(
      `QN=20260101000000000;ST=31;CN=2011;PW=123456;MN=${'A'.repeat(40)};Flag=9;SIGN=abc;CP=&&DataTime=20260101000000;x-Rtd=1&&`,
    )
    expect(later).toMatchObject({ mn: 'A'.repeat(40), others: [['SIGN', 'abc']], flag: { version: 2 } })
  })
  test.each([
    '',
    'ST=31',
    'ST=31;MN=1;CP=&&&&',
    'ST=31;CN=2011;CP=&&&&',
    'CN=1;MN=1;Flag=x;CP=&&&&',
    'CN=1;CN=2;MN=1;CP=&&&&',
    'CN=1;MN=1;CP=&&a&&',
    'CN=1;MN=1;CP=&&',
  ])('%s is refused with a reason', (segment) => expect(parseSegment(segment)).toEqual({ malformed: expect.any(String) }))
  test('every message is written and read back the same', () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(parseSegment(writeSegment(one))).toEqual(one)
      }),
      { numRuns: 3000 },
    )
  })
  test('any text is read or refused, never worse', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 40 }), (head, tail) => {
        parseSegment(`${head};CN=2011;MN=1;CP=&&${tail}&&`)
        parseSegment(head)
      }),
      { numRuns: 30_000 },
    )
  })
})

describe('values', () => {
  test('of a real-time packet carry the time of Beijing, the field and the quality of the flag', () => {
    const packet = read(GOLDEN[2]![1])
    const values = factorValues(packet, dataTimeOf(packet)!)
    expect(new Date(dataTimeOf(packet)!).toISOString()).toBe('2020-08-14T07:16:00.000Z')
    expect(values.find((one) => addressOf(one) === 'a34004-Rtd')).toMatchObject({ value: 207, quality: quality.good })
    expect(values.map(addressOf)).toContain('LA-td')
    expect(values.map(({ field }) => field)).not.toContain('Flag')
  })
  test('averages of minutes, hours and days have points of their own', () => {
    const averageOf = (cn: string) => factorValues(read(`CN=${cn};MN=1;CP=&&DataTime=20260305000000;a05024-Avg=74&&`), 0).map(addressOf)
    expect(['2051', '2061', '2031'].flatMap(averageOf)).toEqual(['a05024-Avg', 'a05024-HourAvg', 'a05024-DayAvg'])
  })
  test('a sample time of its own goes before the time of the message', () => {
    const packet = read('CN=2011;MN=1;CP=&&DataTime=20260305101500;w01018-SampleTime=20260305080000,w01018-Rtd=42.6&&')
    expect(factorValues(packet, dataTimeOf(packet)!)).toMatchObject([{ time: Date.parse('2026-03-05T08:00:00+08:00'), value: 42.6 }])
  })
  test('no value is not 0, and a text is not a number', () => {
    const valueOfText = (text: string) => factorValues(read(`CN=2011;MN=1;CP=&&a-Rtd=${text}&&`), 0)[0]!.value
    expect(['', '-', '---'].map(valueOfText)).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(['abc', '1.2.3', '0x10', 'NaN', 'Infinity', '1e9999', '1e400', ' 1'].map(valueOfText)).toEqual(Array(8).fill(null))
    expect(['0', '-1.5', '+2', '.5', '1e3'].map(valueOfText)).toEqual([0, -1.5, 2, 0.5, 1000])
  })
  test('the flag says whether a value can be trusted; an unknown one does not pass for normal', () => {
    expect(Object.fromEntries([...'NFMSDCTBX'].map((flag) => [flag, qualityOfFlag(flag)]))).toEqual({
      N: quality.good,
      F: quality.outOfService,
      M: quality.outOfService,
      S: quality.uncertain,
      D: quality.bad,
      C: quality.outOfService,
      T: quality.uncertain,
      B: quality.bad,
      X: quality.uncertain,
    })
    expect(qualityOfFlag(undefined)).toBe(quality.good)
  })
  test('an instant survives writing and reading; what is no instant is not made one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2090, 0) }), (at) => {
        expect(epochMsOf(stampOf(at))).toBe(at)
      }),
      { numRuns: 2000 },
    )
    for (const wrong of ['20260230000000', '20261301000000', '20260101240000', '2026010100000', '00700101000000', 'x'])
      expect(epochMsOf(wrong)).toBeNaN()
  })
})
