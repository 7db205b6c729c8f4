/** A batch as bytes (数据帧): magic, length of the header, header in JSON, then columns, little-endian. Gzip goes around it. */

import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { BatchHeader } from './contract.ts'

const deflate = promisify(gzip)
const inflate = promisify(gunzip)

const MAGIC = 0x31455941 // 'AYE1'
const PREFIX_BYTES = 8
const ROW_BYTES = 8 + 8 + 4 + 1
/** Of one frame, unpacked: more is no batch of ours. */
export const MOST_FRAME_BYTES = 16 * 1024 * 1024 // default, not from a standard

/** Rows by tag code, in the order of their numbers. */
export interface EdgeRows {
  tags: string[]
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
}
export const NO_EDGE_ROWS: EdgeRows = { tags: [], times: new Float64Array(0), values: new Float64Array(0), qualities: new Uint8Array(0) }

export type HeaderWithoutTags = Omit<BatchHeader, 'tags' | 'rows'>

/** @returns the frame, gzipped. */
export function encodeFrame(header: HeaderWithoutTags, rows: EdgeRows): Promise<Uint8Array> {
  const indexOf = new Map<string, number>()
  const length = rows.tags.length
  const columns = Buffer.alloc(length * ROW_BYTES)
  const indexes = length * 16
  const qualities = indexes + length * 4
  for (let i = 0; i < length; i++) {
    const code = rows.tags[i]!
    let index = indexOf.get(code)
    if (index === undefined) {
      index = indexOf.size
      indexOf.set(code, index)
    }
    columns.writeDoubleLE(rows.times[i]!, i * 8)
    columns.writeDoubleLE(rows.values[i]!, length * 8 + i * 8)
    columns.writeUInt32LE(index, indexes + i * 4)
    columns.writeUInt8(rows.qualities[i]!, qualities + i)
  }
  const text = Buffer.from(JSON.stringify({ ...header, rows: length, tags: [...indexOf.keys()] } satisfies BatchHeader))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt32LE(MAGIC, 0)
  prefix.writeUInt32LE(text.byteLength, 4)
  return deflate(Buffer.concat([prefix, text, columns]), { level: 1 })
}

export const unpack = (bytes: Uint8Array): Promise<Buffer> => inflate(bytes, { maxOutputLength: MOST_FRAME_BYTES })

/** @returns header and rows, or why the bytes are no batch. */
export function decodeFrame(bytes: Buffer): { header: BatchHeader; rows: EdgeRows } | { malformed: string } {
  if (bytes.byteLength < PREFIX_BYTES || bytes.readUInt32LE(0) !== MAGIC) return { malformed: 'not a batch' }
  const begin = PREFIX_BYTES + bytes.readUInt32LE(4)
  if (begin > bytes.byteLength) return { malformed: 'header runs past the end' }
  let parsed: unknown
  try {
    parsed = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, begin))
  } catch {
    return { malformed: 'header is not JSON' }
  }
  const read = BatchHeader.safeParse(parsed)
  if (!read.success) return { malformed: `header: ${read.error.issues[0]?.path.join('.')} ${read.error.issues[0]?.message}` }
  const header = read.data
  const length = header.rows
  if (bytes.byteLength - begin !== length * ROW_BYTES) return { malformed: `${bytes.byteLength - begin} bytes for ${length} rows` }
  const rows: EdgeRows = {
    tags: new Array<string>(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    qualities: new Uint8Array(length),
  }
  for (let i = 0; i < length; i++) {
    const code = header.tags[bytes.readUInt32LE(begin + length * 16 + i * 4)]
    if (code === undefined) return { malformed: `row ${i} has no tag` }
    rows.tags[i] = code
    rows.times[i] = bytes.readDoubleLE(begin + i * 8)
    rows.values[i] = bytes.readDoubleLE(begin + length * 8 + i * 8)
    rows.qualities[i] = bytes.readUInt8(begin + length * 20 + i)
  }
  return { header, rows }
}

export const sliceRows = (rows: EdgeRows, from: number, to: number): EdgeRows => ({
  tags: rows.tags.slice(from, to),
  times: rows.times.subarray(from, to),
  values: rows.values.subarray(from, to),
  qualities: rows.qualities.subarray(from, to),
})
