/** One entry of the spool as bytes: the number of its first row, then the columns as in the sample journal. */
import { decodeColumns, encodeJoined, type SampleColumns } from '../journal/index.ts'
import type { EdgeRows } from './frame.ts'

export interface Entry {
  /** Number of the first row. */
  from: number
  /** When it was received, ms since 1970. */
  at: number
  columns: SampleColumns
}
/** Rows `first` to before `last` of an entry's columns. */
export interface Piece {
  columns: SampleColumns
  first: number
  last: number
}

const ENTRY_HEADER_BYTES = 16 // keeps the columns on an 8-byte border

export function encodeEntry(from: number, columns: SampleColumns): Uint8Array {
  const body = encodeJoined([columns])
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + body.byteLength)
  new DataView(bytes.buffer).setFloat64(0, from, true)
  bytes.set(body, ENTRY_HEADER_BYTES)
  return bytes
}
export function decodeEntry(payload: Uint8Array): Entry {
  const from = new DataView(payload.buffer, payload.byteOffset, payload.byteLength).getFloat64(0, true)
  const columns = decodeColumns(payload.subarray(ENTRY_HEADER_BYTES))
  return { from, at: columns.receivedAt, columns }
}

/** Pieces of entries as rows by tag code. */
export function joined(pieces: readonly Piece[], length: number, codeOf: (tagNumber: number) => string): EdgeRows {
  const rows: EdgeRows = {
    tags: new Array<string>(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    qualities: new Uint8Array(length),
  }
  let at = 0
  for (const { columns, first, last } of pieces)
    for (let i = first; i < last; i++, at++) {
      rows.tags[at] = codeOf(columns.tagNumbers[i]!)
      rows.times[at] = columns.times[i]!
      rows.values[at] = columns.values[i]!
      rows.qualities[at] = columns.qualities[i]!
    }
  return rows
}
