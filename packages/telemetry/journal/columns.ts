/** A batch of samples (样本批) as columns, and its bytes in the journal and on the bus. Little-endian, 8-byte aligned, decoded without copying. */

/** Row i of a batch is the i-th element of every column. */
export interface SampleColumns {
  /** Number of rows; every column has at least this many elements. */
  length: number
  /** When the batch reached us, ms since 1970. */
  receivedAt: number
  tagNumbers: Uint32Array
  /** Device time of each sample, whole ms since 1970. */
  times: Float64Array
  /** In the tag's own unit; NaN where the device sent none. */
  values: Float64Array
  /** `quality` of @anyuan/kernel: 0 good, 1 uncertain, 2 bad, 3 stale, 4 out of service. */
  qualities: Uint8Array
  /** 1 where the sample came late or was sent again: the archive looks whether it already holds it. */
  historical: Uint8Array
}

const MAGIC = 0x31535941 // 'AYS1'
const HEADER_BYTES = 16

export const columnBytes = (length: number): number => HEADER_BYTES + ((length * (8 + 8 + 4 + 1 + 1) + 7) & ~7)

/** Empty columns for `length` rows, all over one buffer laid out as on the wire, so that filling them is encoding them. */
export function newColumns(length: number, receivedAt: number): SampleColumns {
  const bytes = new Uint8Array(columnBytes(length))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, length, true)
  view.setFloat64(8, receivedAt, true)
  return over(bytes, length, receivedAt)
}

/** Empty columns for `length` rows, each in memory of its own: cheap for the few rows of one message, which are copied into a larger batch anyway. */
export const looseColumns = (length: number, receivedAt: number): SampleColumns => ({
  length,
  receivedAt,
  tagNumbers: new Uint32Array(length),
  times: new Float64Array(length),
  values: new Float64Array(length),
  qualities: new Uint8Array(length),
  historical: new Uint8Array(length),
})

/** The batch as bytes: one copy per column. */
export const encodeColumns = (columns: SampleColumns): Uint8Array => encodeJoined([columns])

/** Several batches as one, as bytes; it counts as received with the first. */
export function encodeJoined(batches: readonly SampleColumns[]): Uint8Array {
  let length = 0
  for (const batch of batches) length += batch.length
  const target = newColumns(length, batches[0]!.receivedAt)
  let at = 0
  for (const batch of batches) {
    if (batch.length < FEW) copyFew(target, at, batch)
    else {
      target.times.set(batch.times.subarray(0, batch.length), at)
      target.values.set(batch.values.subarray(0, batch.length), at)
      target.tagNumbers.set(batch.tagNumbers.subarray(0, batch.length), at)
      target.qualities.set(batch.qualities.subarray(0, batch.length), at)
      target.historical.set(batch.historical.subarray(0, batch.length), at)
    }
    at += batch.length
  }
  return new Uint8Array(target.times.buffer)
}

/** Below it a loop is cheaper than five views. */
const FEW = 16 // default, not from a standard

function copyFew(target: SampleColumns, at: number, batch: SampleColumns): void {
  for (let i = 0; i < batch.length; i++) {
    target.times[at + i] = batch.times[i]!
    target.values[at + i] = batch.values[i]!
    target.tagNumbers[at + i] = batch.tagNumbers[i]!
    target.qualities[at + i] = batch.qualities[i]!
    target.historical[at + i] = batch.historical[i]!
  }
}

/** The columns as views into `bytes` (copied only when not 8-byte aligned). Throws on bytes that are no batch. */
export function decodeColumns(bytes: Uint8Array): SampleColumns {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
  if (aligned.byteLength < HEADER_BYTES) throw new Error(`not a sample batch: ${aligned.byteLength} bytes`)
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength)
  const length = view.getUint32(4, true)
  if (view.getUint32(0, true) !== MAGIC || aligned.byteLength !== columnBytes(length))
    throw new Error(`not a sample batch: ${aligned.byteLength} bytes, ${length} rows`)
  return over(aligned, length, view.getFloat64(8, true))
}

function over(bytes: Uint8Array, length: number, receivedAt: number): SampleColumns {
  const { buffer } = bytes
  const times = bytes.byteOffset + HEADER_BYTES
  const values = times + length * 8
  const tagNumbers = values + length * 8
  const qualities = tagNumbers + length * 4
  return {
    length,
    receivedAt,
    tagNumbers: new Uint32Array(buffer, tagNumbers, length),
    times: new Float64Array(buffer, times, length),
    values: new Float64Array(buffer, values, length),
    qualities: new Uint8Array(buffer, qualities, length),
    historical: new Uint8Array(buffer, qualities + length, length),
  }
}
