/** One frame of the journal on disk: how a record is wrapped so that a torn or damaged one is told from a whole one. Little-endian, 8-byte aligned. */
import { crc32 } from 'node:zlib'

const MAGIC = 0x314a5941 // 'AYJ1'
/** Bytes before the payload: magic, payload length, crc32, bytes from the start of the group commit to this frame. */
export const HEADER_BYTES = 16
/** A longer length field can only be damage. */
export const MAX_PAYLOAD_BYTES = 256 * 1024 * 1024

export const frameBytes = (payloadBytes: number): number => HEADER_BYTES + payloadBytes + padding(payloadBytes)
const padding = (bytes: number): number => -bytes & 7
const PAD = new Uint8Array(8)

/** The crc covers length and group offset too, so that a damaged header is seen as damage. */
const checksum = (lengthAndGroup: Uint8Array, payload: Uint8Array): number => crc32(payload, crc32(lengthAndGroup))

/** Wraps `payload` without copying it: header, payload, padding, ready for one gathered write. */
export function wrap(payload: Uint8Array, groupOffset: number): Uint8Array[] {
  const header = new Uint8Array(HEADER_BYTES)
  const view = new DataView(header.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, payload.byteLength, true)
  view.setUint32(12, groupOffset, true)
  view.setUint32(8, checksum(lengthAndGroup(view), payload), true)
  const pad = padding(payload.byteLength)
  return pad === 0 ? [header, payload] : [header, payload, PAD.subarray(0, pad)]
}

function lengthAndGroup(view: DataView, offset = 0): Uint8Array {
  const bytes = new Uint8Array(8)
  const target = new DataView(bytes.buffer)
  target.setUint32(0, view.getUint32(offset + 4, true), true)
  target.setUint32(4, view.getUint32(offset + 12, true), true)
  return bytes
}

/** What stands at `offset` of a segment: a whole frame, the beginning of one (`needs` bytes from `offset`), or something that is no frame. */
export type Found =
  | { kind: 'frame'; payload: Uint8Array; bytes: number; groupOffset: number }
  | { kind: 'short'; needs: number }
  | { kind: 'damaged' }

/** Looks at one frame; the payload is a view into `data`. */
export function inspect(data: Uint8Array, offset: number): Found {
  if (offset + HEADER_BYTES > data.byteLength) return { kind: 'short', needs: HEADER_BYTES }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const payloadBytes = view.getUint32(offset + 4, true)
  if (view.getUint32(offset, true) !== MAGIC || payloadBytes > MAX_PAYLOAD_BYTES) return { kind: 'damaged' }
  const bytes = frameBytes(payloadBytes)
  if (offset + bytes > data.byteLength) return { kind: 'short', needs: bytes }
  const payload = data.subarray(offset + HEADER_BYTES, offset + HEADER_BYTES + payloadBytes)
  if (checksum(lengthAndGroup(view, offset), payload) !== view.getUint32(offset + 8, true)) return { kind: 'damaged' }
  return { kind: 'frame', payload, bytes, groupOffset: view.getUint32(offset + 12, true) }
}

/**
 * Where a segment's good frames end. A bad place is a torn tail (残尾) when nothing after it was written by a later group commit, because
 * a group is begun only after the one before it reached the disk. Otherwise an acknowledged frame is damaged: `damagedAt` says where.
 */
export function endOfGoodFrames(segment: Uint8Array): { end: number; damagedAt: number | null } {
  let offset = 0
  while (offset < segment.byteLength) {
    const found = inspect(segment, offset)
    if (found.kind !== 'frame') return { end: offset, damagedAt: laterGroupExists(segment, offset) ? offset : null }
    offset += found.bytes
  }
  return { end: offset, damagedAt: null }
}

function laterGroupExists(segment: Uint8Array, badOffset: number): boolean {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength)
  for (let offset = badOffset + 8; offset + HEADER_BYTES <= segment.byteLength; offset += 8) {
    if (view.getUint32(offset, true) !== MAGIC) continue
    const found = inspect(segment, offset)
    if (found.kind === 'frame' && offset - found.groupOffset > badOffset) return true
  }
  return false
}
