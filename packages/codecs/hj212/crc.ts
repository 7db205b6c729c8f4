/** CRC of HJ 212 (校验码): the sum of annex A, and the Modbus sum that some loggers in the field compute instead. Both are written as four hexadecimal digits. */

export const CHECKSUMS = ['annex_a', 'modbus'] as const
export type Checksum = (typeof CHECKSUMS)[number]

const POLYNOMIAL = 0xa001 // HJ 212-2017 annex A
const START = 0xffff // HJ 212-2017 annex A

/** What eight shifts make of one byte; the same for both sums. */
const SHIFTED = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte
  for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ POLYNOMIAL : register >> 1
  return register
})

/**
 * Annex A shifts the high byte down *before* the exclusive-or with the data byte, and so loses the low one; Modbus takes the exclusive-or with the low
 * byte and keeps the high one.
 * @param bytes `from` … `to` is the data segment: from its first field to the closing `&&`.
 * @returns the register, 0…65535.
 */
export function checksumOf(bytes: Uint8Array, kind: Checksum, from = 0, to = bytes.length): number {
  let register = START
  if (kind === 'annex_a') for (let at = from; at < to; at++) register = SHIFTED[(register >> 8) ^ bytes[at]!]!
  else for (let at = from; at < to; at++) register = (register >> 8) ^ SHIFTED[(register ^ bytes[at]!) & 0xff]!
  return register
}

const hex = (register: number): string => register.toString(16).toUpperCase().padStart(4, '0')

/** As it stands after the segment: annex A high byte first, Modbus low byte first, as the one public packet of that kind has it. */
export function printedChecksum(bytes: Uint8Array, kind: Checksum, from = 0, to = bytes.length): string {
  const register = checksumOf(bytes, kind, from, to)
  return hex(kind === 'annex_a' ? register : ((register & 0xff) << 8) | (register >> 8))
}

/** Which sum the four printed digits are; null for none. By chance a damaged frame fits one of them once in 21,845. */
export function checksumKind(bytes: Uint8Array, given: string, from = 0, to = bytes.length): Checksum | null {
  const wanted = given.toUpperCase()
  if (printedChecksum(bytes, 'annex_a', from, to) === wanted) return 'annex_a'
  const modbus = checksumOf(bytes, 'modbus', from, to)
  return wanted === hex(modbus) || wanted === hex(((modbus & 0xff) << 8) | (modbus >> 8)) ? 'modbus' : null
}
