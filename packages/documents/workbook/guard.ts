/** Looks into a workbook before it is opened: a small file that unpacks to gigabytes is turned away without being unpacked whole. */
import { inflateRawSync } from 'node:zlib'
import { READ_LIMITS, type ReadFault } from './shapes.ts'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const DEFLATED = 8

/**
 * Reads the directory at the end of the zip and unpacks each part with a limit: what a part claims of its size is not believed.
 * @returns why not, or null.
 */
export function guardWorkbook(file: Uint8Array): ReadFault | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (bytes.length < END_BYTES || bytes.readUInt32LE(0) !== LOCAL) return 'not_a_workbook'
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + END_BYTES > bytes.length || bytes.readUInt32LE(end) !== END) return 'not_a_workbook'
  const parts = bytes.readUInt16LE(end + 10)
  if (parts > READ_LIMITS.parts) return 'too_big_unpacked'
  let at = bytes.readUInt32LE(end + 16)
  let left: number = READ_LIMITS.unpackedBytes
  for (let i = 0; i < parts; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return 'not_a_workbook'
    const unpacked = unpackedSize(bytes, at, left)
    if (unpacked === null) return 'not_a_workbook'
    left -= unpacked
    if (left < 0) return 'too_big_unpacked'
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return null
}

/** `most + 1` stands for more than `most`; null for what cannot be read. */
function unpackedSize(bytes: Buffer, entry: number, most: number): number | null {
  const method = bytes.readUInt16LE(entry + 10)
  const packed = bytes.readUInt32LE(entry + 20)
  const local = bytes.readUInt32LE(entry + 42)
  if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== LOCAL) return null
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (from + packed > bytes.length) return null
  if (method !== DEFLATED) return packed
  try {
    return inflateRawSync(bytes.subarray(from, from + packed), { maxOutputLength: most + 1 }).length
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? most + 1 : null
  }
}
