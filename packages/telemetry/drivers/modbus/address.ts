/** A Modbus point: `<table>:<address>:<type>[:<word order>]`, as `holding:0:float32:big`. Addresses count from 0, bytes within a word are big-endian (MODBUS Application Protocol V1.1b3, 4.2). */

export const TABLES = ['coil', 'discrete', 'holding', 'input'] as const
export type Table = (typeof TABLES)[number]
/** Words (registers) of each type; a bit of a coil or a discrete input counts as one. */
export const WORDS = { bool: 1, uint16: 1, int16: 1, uint32: 2, int32: 2, float32: 2, float64: 4 } as const
export type ValueType = keyof typeof WORDS
export type WordOrder = 'big' | 'little'

export interface ModbusAddress {
  table: Table
  address: number
  type: ValueType
  wordOrder: WordOrder
}

const HIGHEST_ADDRESS = 0xffff // MODBUS Application Protocol V1.1b3, 4.4

export const isBits = (table: Table): boolean => table === 'coil' || table === 'discrete'

/** @returns the address, or why it cannot be read as one. A register read as `bool` is true unless it is 0. */
export function parseAddress(text: string): ModbusAddress | { malformed: string } {
  const [table, digits, type, wordOrder = 'big', ...more] = text.split(':')
  if (!isOneOf(TABLES, table)) return { malformed: `table "${table}" is none of ${TABLES.join(', ')}` }
  if (!/^\d{1,5}$/.test(digits ?? '')) return { malformed: 'the address is not a number from 0 to 65535' }
  if (!isOneOf(Object.keys(WORDS) as ValueType[], type)) return { malformed: `type "${type}" is none of ${Object.keys(WORDS).join(', ')}` }
  if (wordOrder !== 'big' && wordOrder !== 'little') return { malformed: `word order "${wordOrder}" is neither big nor little` }
  if (more.length > 0) return { malformed: 'too many parts' }
  const address = Number(digits)
  if (isBits(table) && type !== 'bool') return { malformed: `a ${table} is a bool` }
  if (address + WORDS[type] - 1 > HIGHEST_ADDRESS) return { malformed: 'it reaches beyond address 65535' }
  return { table, address, type, wordOrder }
}

const isOneOf = <T extends string>(words: readonly T[], word: string | undefined): word is T =>
  (words as readonly (string | undefined)[]).includes(word)

/** @param words big-endian bytes of exactly the words of the type. */
export function decodeWords(words: Buffer, { type, wordOrder }: Pick<ModbusAddress, 'type' | 'wordOrder'>): number {
  const bytes = wordOrder === 'big' ? words : reversedWords(words)
  switch (type) {
    case 'bool':
      return bytes.readUInt16BE(0) === 0 ? 0 : 1
    case 'uint16':
      return bytes.readUInt16BE(0)
    case 'int16':
      return bytes.readInt16BE(0)
    case 'uint32':
      return bytes.readUInt32BE(0)
    case 'int32':
      return bytes.readInt32BE(0)
    case 'float32':
      return bytes.readFloatBE(0)
    case 'float64':
      return bytes.readDoubleBE(0)
  }
}

function reversedWords(words: Buffer): Buffer {
  const reversed = Buffer.alloc(words.length)
  for (let at = 0; at < words.length; at += 2) words.copy(reversed, words.length - 2 - at, at, at + 2)
  return reversed
}
