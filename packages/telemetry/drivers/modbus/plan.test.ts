/** The reading plan asks for every point once, and for little else. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeWords, isBits, type ModbusAddress, parseAddress, TABLES, type ValueType, WORDS } from './address.ts'
import { MOST_BITS, MOST_GAP, MOST_REGISTERS, planReads, splitRead } from './plan.ts'

const registerTypes = (Object.keys(WORDS) as ValueType[]).filter((type) => type !== 'bool')
const point = fc
  .record({
    table: fc.constantFrom(...TABLES),
    address: fc.integer({ min: 0, max: 600 }),
    type: fc.constantFrom(...registerTypes),
    wordOrder: fc.constantFrom('big' as const, 'little' as const),
  })
  .map((address): ModbusAddress => (isBits(address.table) ? { ...address, type: 'bool' } : address))
const points = fc.array(point, { maxLength: 200 })

describe('the reading plan', () => {
  test('has every point in exactly one read, whole', () => {
    fc.assert(
      fc.property(points, (all) => {
        const reads = planReads(all)
        expect(reads.flatMap((read) => read.points).sort((a, b) => a - b)).toEqual(all.map((_, i) => i))
        for (const read of reads)
          for (const i of read.points) {
            expect(all[i]!.table).toBe(read.table)
            expect(all[i]!.address).toBeGreaterThanOrEqual(read.address)
            expect(all[i]!.address + WORDS[all[i]!.type]).toBeLessThanOrEqual(read.address + read.length)
          }
      }),
    )
  })
  test('asks for no more than a device may be asked, and for no long gap', () => {
    fc.assert(
      fc.property(points, (all) => {
        for (const read of planReads(all)) {
          expect(read.length).toBeLessThanOrEqual(isBits(read.table) ? MOST_BITS : MOST_REGISTERS)
          const wanted = new Set(
            read.points.flatMap((i) => Array.from({ length: WORDS[all[i]!.type] }, (_, word) => all[i]!.address + word)),
          )
          let gap = 0
          for (let at = read.address; at < read.address + read.length; at++) {
            gap = wanted.has(at) ? 0 : gap + 1
            expect(gap).toBeLessThanOrEqual(MOST_GAP)
          }
          expect(wanted.has(read.address) && wanted.has(read.address + read.length - 1)).toBe(true)
        }
      }),
    )
  })
  test('does not ask twice where once would do', () => {
    fc.assert(
      fc.property(points, (all) => {
        const reads = planReads(all)
        for (let i = 1; i < reads.length; i++) {
          const [before, after] = [reads[i - 1]!, reads[i]!]
          if (before.table !== after.table) continue
          const near = after.address - (before.address + before.length) <= MOST_GAP
          const most = isBits(before.table) ? MOST_BITS : MOST_REGISTERS
          const first = all[after.points[0]!]!
          expect(near && first.address + WORDS[first.type] - before.address <= most).toBe(false)
        }
      }),
    )
  })
  test('a read that a device cannot answer is split into its points', () => {
    const all = ['holding:0:float32', 'holding:4:uint16'].map((text) => parseAddress(text) as ModbusAddress)
    const [read] = planReads(all)
    expect(splitRead(read!, all)).toEqual([
      { table: 'holding', address: 0, length: 2, points: [0] },
      { table: 'holding', address: 4, length: 1, points: [1] },
    ])
  })
})

describe('a Modbus address', () => {
  test('is read in full, big-endian words where nothing is said', () => {
    expect(parseAddress('holding:100:float32:little')).toEqual({ table: 'holding', address: 100, type: 'float32', wordOrder: 'little' })
    expect(parseAddress('coil:3:bool')).toEqual({ table: 'coil', address: 3, type: 'bool', wordOrder: 'big' })
  })
  test.each([
    '',
    'holding',
    'holding:x:uint16',
    'holding:-1:uint16',
    'holding:65536:uint16',
    'holding:65535:float32',
    'register:0:uint16',
    'holding:0:text',
    'coil:0:uint16',
    'holding:0:uint16:middle',
    'holding:0:uint16:big:more',
  ])('"%s" is none, and why is said', (text) => expect(parseAddress(text)).toEqual({ malformed: expect.stringMatching(/.+/) }))
  test('any text is either an address or none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseAddress(text)
        return 'malformed' in read ? read.malformed !== '' : TABLES.includes(read.table)
      }),
    )
  })

  const write: Record<Exclude<ValueType, 'bool'>, (buffer: Buffer, value: number) => void> = {
    uint16: (buffer, value) => buffer.writeUInt16BE(value),
    int16: (buffer, value) => buffer.writeInt16BE(value),
    uint32: (buffer, value) => buffer.writeUInt32BE(value),
    int32: (buffer, value) => buffer.writeInt32BE(value),
    float32: (buffer, value) => buffer.writeFloatBE(value),
    float64: (buffer, value) => buffer.writeDoubleBE(value),
  }
  const any: Record<Exclude<ValueType, 'bool'>, fc.Arbitrary<number>> = {
    uint16: fc.integer({ min: 0, max: 0xffff }),
    int16: fc.integer({ min: -0x8000, max: 0x7fff }),
    uint32: fc.integer({ min: 0, max: 0xffffffff }),
    int32: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
    float32: fc.float({ noNaN: true }),
    float64: fc.double({ noNaN: true }),
  }
  test.each(registerTypes as Exclude<ValueType, 'bool'>[])('%s comes back as it was written, in either word order', (type) => {
    fc.assert(
      fc.property(any[type], (value) => {
        const words = Buffer.alloc(WORDS[type] * 2)
        write[type](words, value)
        expect(decodeWords(words, { type, wordOrder: 'big' })).toBe(value)
        const turned = Buffer.concat(Array.from({ length: WORDS[type] }, (_, i) => words.subarray(i * 2, i * 2 + 2)).reverse())
        expect(decodeWords(turned, { type, wordOrder: 'little' })).toBe(value)
      }),
    )
  })
})
