/** Frames of HJ 212 (通讯包) out of a byte stream: split and glued packets, rubbish between them, wrong lengths. Keeps at most one frame, whatever is sent. */
import { type Checksum, checksumKind, printedChecksum } from './crc.ts'

const HASH = 0x23
const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a
const HEADER_BYTES = 6 // HJ 212-2017: `##` and the length in four decimal digits
const CHECKSUM_BYTES = 4 // HJ 212-2017
/** The standard says 1024; four digits can say more, and a later edition may. */
export const MOST_SEGMENT_BYTES = 9999
const MOST_FRAME_BYTES = HEADER_BYTES + MOST_SEGMENT_BYTES + CHECKSUM_BYTES

export type Framed =
  /** `segment` in Latin-1, so that no byte is lost; `text` is the frame without its tail. */
  | { kind: 'frame'; segment: string; checksum: Checksum; text: string }
  | { kind: 'malformed'; reason: string; text: string }
  /** Bytes that belong to no frame. */
  | { kind: 'rubbish'; byteCount: number }

/** `##` length segment checksum CR LF. @throws RangeError beyond what four digits can say. */
export function encodeFrame(segment: string, checksum: Checksum = 'annex_a'): Buffer {
  const body = Buffer.from(segment, 'latin1')
  if (body.length > MOST_SEGMENT_BYTES) throw new RangeError(`a segment of ${body.length} bytes`)
  const head = `##${String(body.length).padStart(4, '0')}`
  return Buffer.concat([Buffer.from(head), body, Buffer.from(`${printedChecksum(body, checksum)}\r\n`)])
}

export class Framer {
  readonly #kept = Buffer.alloc(2 * MOST_FRAME_BYTES)
  /** What waits lies from here … */
  #start = 0
  /** … to here. */
  #end = 0
  /** Up to here the frame that is being waited for holds no end of line. */
  #searched = 0

  /** Bytes that wait for the rest of their frame. */
  get waitingBytes(): number {
    return this.#end - this.#start
  }

  /** @returns what the stream holds up to here, in its order. */
  push(chunk: Uint8Array): Framed[] {
    const found: Framed[] = []
    for (let from = 0; from < chunk.length; ) {
      const taken = Math.min(chunk.length - from, MOST_FRAME_BYTES)
      if (this.#end + taken > this.#kept.length) this.#compact()
      this.#kept.set(chunk.subarray(from, from + taken), this.#end)
      this.#end += taken
      from += taken
      while (this.#step(found));
    }
    return found
  }

  /** One frame, or what can be told without the rest. @returns false when more bytes are needed. */
  #step(found: Framed[]): boolean {
    this.#skipTo(this.#nextMark(this.#start), found)
    const available = this.#end - this.#start
    if (available < HEADER_BYTES) return false
    const length = this.#lengthField()
    if (length === null) {
      this.#skipTo(this.#start + 1, found)
      return true
    }
    const total = HEADER_BYTES + length + CHECKSUM_BYTES
    const lineEnd = this.#lineEnd(this.#start + Math.min(available, total))
    if (lineEnd !== null) {
      // no segment holds an end of line: the length is a lie, and to wait for it would swallow the frames behind
      const said = Math.max(0, lineEnd - this.#start - HEADER_BYTES - CHECKSUM_BYTES)
      this.#refuse(`length ${length}, but the line ends after ${said}`, lineEnd, found)
      return true
    }
    if (available < total) return false
    const from = this.#start + HEADER_BYTES
    const to = from + length
    const given = this.#kept.toString('latin1', to, to + CHECKSUM_BYTES)
    const checksum = checksumKind(this.#kept, given, from, to)
    if (checksum === null) {
      this.#refuse(`checksum ${given} instead of ${printedChecksum(this.#kept, 'annex_a', from, to)}`, to + CHECKSUM_BYTES, found)
      return true
    }
    const text = this.#kept.toString('latin1', this.#start, to + CHECKSUM_BYTES)
    found.push({ kind: 'frame', segment: text.slice(HEADER_BYTES, HEADER_BYTES + length), checksum, text })
    this.#moveTo(to + CHECKSUM_BYTES)
    return true
  }

  /** Where the next `##` begins, or the last byte if that may be its first half; else the end. */
  #nextMark(from: number): number {
    for (let at = this.#kept.indexOf(HASH, from); at >= 0 && at < this.#end; at = this.#kept.indexOf(HASH, at + 1))
      if (at + 1 === this.#end || this.#kept[at + 1] === HASH) return at
    return this.#end
  }

  #lengthField(): number | null {
    let length = 0
    for (let at = this.#start + 2; at < this.#start + HEADER_BYTES; at++) {
      const digit = this.#kept[at]! - 0x30
      if (digit < 0 || digit > 9) return null
      length = length * 10 + digit
    }
    return length
  }

  #lineEnd(before: number): number | null {
    for (let at = Math.max(this.#searched, this.#start); at < before; at++)
      if (this.#kept[at] === CARRIAGE_RETURN || this.#kept[at] === LINE_FEED) return at
    this.#searched = before
    return null
  }

  /** What is refused may hold a whole frame, when the length was a lie: the search goes on inside. */
  #refuse(reason: string, end: number, found: Framed[]): void {
    found.push({ kind: 'malformed', reason, text: this.#kept.toString('latin1', this.#start, end) })
    this.#moveTo(Math.min(end, this.#nextMark(this.#start + 2)))
  }

  /** Ends of lines between frames are no rubbish: the tail is not waited for, because some loggers leave it out. */
  #skipTo(position: number, found: Framed[]): void {
    let byteCount = 0
    for (let at = this.#start; at < position; at++) if (this.#kept[at] !== CARRIAGE_RETURN && this.#kept[at] !== LINE_FEED) byteCount++
    if (position > this.#start) this.#moveTo(position)
    if (byteCount === 0) return
    const last = found.at(-1)
    if (last?.kind === 'rubbish') last.byteCount += byteCount
    else found.push({ kind: 'rubbish', byteCount })
  }

  #moveTo(position: number): void {
    this.#start = position
    this.#searched = position
    if (this.#start === this.#end) this.#start = this.#end = this.#searched = 0
  }

  #compact(): void {
    this.#kept.copyWithin(0, this.#start, this.#end)
    this.#end -= this.#start
    this.#searched -= this.#start
    this.#start = 0
  }
}
