/** The journal (日志): an append-only file that holds what was acknowledged before anything else does. Group commit: one write and one fdatasync for all that waited. */
import { type FileHandle, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { JournalCorrupt, listSegments, loadMark, type Segment, saveMark, segmentFile, syncDirectory } from './files.ts'
import { endOfGoodFrames, frameBytes, inspect, MAX_PAYLOAD_BYTES, wrap } from './frame.ts'

/** A place in the journal in bytes since its beginning; grows for ever, survives truncation. */
export type Position = number
export interface Entry {
  position: Position
  /** Where the following entry begins: what a reader saves as its mark. */
  next: Position
  payload: Uint8Array
}
export interface JournalOptions {
  dir: string
  name: string
  segmentBytes?: number
}
export interface ReadOptions {
  /** Waits for entries to come instead of ending at the present end. */
  follow?: boolean
  /** Ends the reading. */
  signal?: AbortSignal
}
export interface Journal {
  /** Resolves with the entry's position (the payload must stay unchanged until then) once it is on the disk (fdatasync); rejects when it may not be. After one failure every append fails until the journal is opened anew. */
  append(payload: Uint8Array): Promise<Position>
  /** Durable entries from `from` on. Throws `JournalCorrupt` on damage, and when `from` lies before what is kept. */
  read(from: Position, options?: ReadOptions): AsyncIterable<Entry>
  /** Deletes the segments that end at or before `position`. */
  truncateBefore(position: Position): Promise<void>
  /** Where the oldest kept entry begins. */
  start(): Position
  /** Where the next entry will begin: all before it is durable. */
  end(): Position
  saveMark(name: string, value: number): Promise<void>
  loadMark(name: string): Promise<number | null>
  close(): Promise<void>
}

interface Waiting {
  payload: Uint8Array
  resolve: (position: Position) => void
  reject: (reason: Error) => void
}

const READ_BYTES = 4 * 1024 * 1024 // default, not from a standard
const GROUP_BYTES = 32 * 1024 * 1024 // default, not from a standard: keeps one write short under a flood

/** Opens or creates a journal; a torn tail is cut at the last whole frame, damage before it is an error. One process writes a journal at a time. */
export async function openJournal({ dir, name, segmentBytes = 64 * 1024 * 1024 }: JournalOptions): Promise<Journal> {
  await mkdir(dir, { recursive: true })
  const segments = await listSegments(dir, name)
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    const size = (await stat(segment.file)).size
    const following = segments[index + 1]!
    if (segment.base + size !== following.base) throw new JournalCorrupt(segment.file, size, `segment ends before ${following.base}`)
  }
  if (segments.length === 0) segments.push({ file: segmentFile(dir, name, 0), base: 0 })
  let current = segments.at(-1)!
  let handle = await open(current.file, 'a+')
  let durable =
    current.base +
    (await cutTornTail(handle, current).catch(async (error) => {
      await handle.close()
      throw error
    }))
  await syncDirectory(dir)

  const waiting: Waiting[] = []
  let flushing: Promise<void> | null = null
  let broken: Error | null = null
  let closed = false
  const followers = new Set<() => void>()
  const wake = () => {
    for (const follower of followers) follower()
  }

  async function roll(): Promise<void> {
    await handle.close()
    current = { file: segmentFile(dir, name, durable), base: durable }
    handle = await open(current.file, 'ax+')
    await syncDirectory(dir)
    segments.push(current)
  }

  function takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    while (count < waiting.length && (count === 0 || bytes + frameBytes(waiting[count]!.payload.byteLength) <= GROUP_BYTES)) {
      bytes += frameBytes(waiting[count]!.payload.byteLength)
      count++
    }
    return waiting.splice(0, count)
  }

  async function flush(): Promise<void> {
    await Promise.resolve() // all appends of this turn of the loop share the first write
    while (waiting.length > 0) {
      const group = takeGroup()
      try {
        if (durable - current.base >= segmentBytes) await roll()
        const pieces: Uint8Array[] = []
        let bytes = 0
        for (const { payload } of group) {
          pieces.push(...wrap(payload, bytes))
          bytes += frameBytes(payload.byteLength)
        }
        await writeAll(handle, pieces, bytes)
        await handle.datasync()
        for (const { payload, resolve } of group) {
          resolve(durable)
          durable += frameBytes(payload.byteLength)
        }
        wake()
      } catch (error) {
        // What a failed fsync left on the disk is unknown; a retry could acknowledge lost data. Only opening anew tells.
        broken = error as Error
        for (const one of [...group, ...waiting.splice(0)]) one.reject(broken)
        wake()
      }
    }
    flushing = null // in the same turn as the last look at `waiting`: an append in between must not wait for nobody
  }

  async function* read(from: Position, { follow = false, signal }: ReadOptions = {}): AsyncGenerator<Entry> {
    if (from < segments[0]!.base) throw new Error(`position ${from} is before the oldest kept entry at ${segments[0]!.base}`)
    let at = from
    for (;;) {
      const until = durable
      while (at < until && !signal?.aborted) {
        const index = segments.findLastIndex((segment) => segment.base <= at)
        const segment = segments[index]!
        const limit = Math.min(until, segments[index + 1]?.base ?? until)
        for await (const entry of readSegment(segment, at, limit)) {
          if (signal?.aborted) return
          yield entry
          at = entry.next
        }
      }
      if (!follow || closed || signal?.aborted) return
      if (broken) throw broken
      if (durable === at) await nextWake(signal)
    }
  }

  function nextWake(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        followers.delete(done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      followers.add(done)
      signal?.addEventListener('abort', done)
    })
  }

  return {
    append: (payload) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error(`journal ${name} is closed`))
        if (broken) return reject(broken)
        if (payload.byteLength > MAX_PAYLOAD_BYTES) return reject(new Error(`an entry holds at most ${MAX_PAYLOAD_BYTES} bytes`))
        waiting.push({ payload, resolve, reject })
        flushing ??= flush()
      }),
    read,
    async truncateBefore(position) {
      while (segments.length > 1 && segments[1]!.base <= position) {
        const [oldest] = segments.splice(0, 1)
        await unlink(oldest!.file)
      }
      await syncDirectory(dir)
    },
    start: () => segments[0]!.base,
    end: () => durable,
    saveMark: (mark, value) => saveMark(dir, name, mark, value),
    loadMark: (mark) => loadMark(dir, name, mark),
    async close() {
      if (closed) return
      closed = true
      await flushing
      wake()
      await handle.close()
    },
  }
}

/** Cuts what a crash left half-written and returns the segment's good length in bytes. */
async function cutTornTail(handle: FileHandle, segment: Segment): Promise<number> {
  const data = await readFile(segment.file)
  const { end, damagedAt } = endOfGoodFrames(data)
  if (damagedAt !== null) throw new JournalCorrupt(segment.file, damagedAt, 'bad frame with good ones after it')
  if (end < data.byteLength) await handle.truncate(end)
  await handle.sync()
  return end
}

async function writeAll(handle: FileHandle, pieces: Uint8Array[], bytes: number): Promise<void> {
  const VECTORS = 1024 // IOV_MAX of Linux
  let written = 0
  for (let first = 0; first < pieces.length; first += VECTORS) {
    let rest = pieces.slice(first, first + VECTORS)
    while (rest.length > 0) {
      let { bytesWritten } = await handle.writev(rest)
      written += bytesWritten
      while (rest.length > 0 && bytesWritten >= rest[0]!.byteLength) {
        bytesWritten -= rest[0]!.byteLength
        rest = rest.slice(1)
      }
      if (rest.length > 0 && bytesWritten > 0) rest = [rest[0]!.subarray(bytesWritten), ...rest.slice(1)]
    }
  }
  if (written !== bytes) throw new Error(`wrote ${written} of ${bytes} bytes`)
}

/** Entries of one segment in [from, limit), both positions at frame borders. Payloads are fresh memory, 8-byte aligned. */
async function* readSegment(segment: Segment, from: Position, limit: Position): AsyncGenerator<Entry> {
  const handle = await open(segment.file, 'r')
  try {
    let at = from
    let want = READ_BYTES
    while (at < limit) {
      const data = new Uint8Array(Math.min(want, limit - at))
      let filled = 0
      while (filled < data.byteLength) {
        const { bytesRead } = await handle.read(data, filled, data.byteLength - filled, at - segment.base + filled)
        if (bytesRead === 0) throw new JournalCorrupt(segment.file, at - segment.base + filled, 'file ends early')
        filled += bytesRead
      }
      let offset = 0
      want = READ_BYTES
      while (offset < data.byteLength) {
        const found = inspect(data, offset)
        if (found.kind === 'damaged') throw new JournalCorrupt(segment.file, at - segment.base + offset, 'bad frame')
        if (found.kind === 'short') {
          if (at + offset + found.needs > limit)
            throw new JournalCorrupt(segment.file, at - segment.base + offset, 'frame runs past the end')
          want = Math.max(READ_BYTES, found.needs)
          break
        }
        yield { position: at + offset, next: at + offset + found.bytes, payload: found.payload }
        offset += found.bytes
      }
      at += offset
    }
  } finally {
    await handle.close()
  }
}
