/**
 * The spool (缓存盘): every accepted row of an edge agent on disk, numbered without a gap, for as long as the settings allow. It is the store to forward from,
 * and, after that, the proof: what the park asks for again is read from here. When it is full the oldest rows go, and those the park never had are counted as lost.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { CLOCK_AHEAD_MS } from '../ingest/gate.ts'
import { decodeColumns, encodeJoined, type Journal, openJournal, type Position, type SampleColumns } from '../journal/index.ts'
import { HOUR_MS } from './digest.ts'
import type { EdgeRows } from './frame.ts'
import { AgentHours } from './hours.ts'
import { SendPlan } from './plan.ts'
import { decodeEntry, type Entry, encodeEntry, joined, type Piece } from './spool-entry.ts'
import { loadState, type Mark, saveState } from './spool-state.ts'

export interface SpoolOptions {
  dir: string
  limitBytes: number
  limitHours: number
  /** Code of a tag by its number; numbers are the park's and never given twice. */
  codeOf: (tagNumber: number) => string
  now: () => number
}

export interface SpooledRows extends EdgeRows {
  /** Number of the first row. */
  from: number
}

/** Messages that come together share one frame; a message a point would else cost a frame a point. */
const GATHER_MS = 5 // default, not from a standard
const MOST_ENTRY_ROWS = 100_000 // default, not from a standard
/** One mark of the index for so many bytes: what is read in vain to find a row. */
const MARK_BYTES = 1024 * 1024 // default, not from a standard
const SAVE_MS = 10_000 // default, not from a standard: replayed at the next start
/** Rows of the last moments stay in memory, so that the live lane does not read the disk. */
const RECENT_ROWS = 200_000 // default, not from a standard
/** A segment is the least that is given back to the disk. */
const SEGMENT_SHARE = 64 // default, not from a standard
const LARGEST_SEGMENT = 16 * 1024 * 1024 // default, not from a standard

export class Spool {
  readonly #options: SpoolOptions
  readonly #journal: Journal
  readonly epoch: string
  readonly hours = new AgentHours()
  /** What was sent and acknowledged. It is kept with the rows, so that no acknowledged row is ever counted as lost. */
  readonly plan: SendPlan
  /** Rows dropped that the park never acknowledged. */
  droppedRows = 0
  #start = 0
  #end = 0
  #marks: Mark[] = []
  #recent: Entry[] = []
  #recentRows = 0
  #waiting: SampleColumns[] = []
  #waitingRows = 0
  #written: Promise<void> | null = null
  #savedAt = 0
  #upkeep: Promise<void> = Promise.resolve()
  /** Where the backlog was read last: `rest` is the entry that holds row `next`, if it was begun. */
  #cursor: { next: number; entries: AsyncGenerator<Entry>; rest: Entry | null } | null = null
  /** Where the newest counted entry begins. */
  #position: Position = 0
  readonly #markBytes: number
  #settling = false
  readonly #listeners = new Set<() => void>()

  private constructor(options: SpoolOptions, journal: Journal, epoch: string, plan: SendPlan, markBytes: number) {
    this.#options = options
    this.plan = plan
    this.#markBytes = markBytes
    this.#journal = journal
    this.epoch = epoch
  }

  /** Opens or makes a spool, and counts again what was not yet saved of its state. */
  static async open(options: SpoolOptions): Promise<Spool> {
    mkdirSync(options.dir, { recursive: true, mode: 0o700 })
    const segmentBytes = Math.min(LARGEST_SEGMENT, Math.ceil(options.limitBytes / SEGMENT_SHARE))
    const journal = await openJournal({ dir: options.dir, name: 'spool', segmentBytes })
    const saved = loadState(options.dir)
    const plan = new SendPlan(saved?.end ?? 0, saved?.taken ?? [])
    const spool = new Spool(options, journal, saved?.epoch ?? randomUUID(), plan, Math.min(MARK_BYTES, segmentBytes))
    if (saved) {
      // room may have been made after the state was saved
      spool.#marks = saved.marks.filter((mark, i) => mark.position >= journal.start() || i === saved.marks.length - 1)
      spool.#start = Math.max(saved.start, spool.#marks[0]?.seq ?? 0)
      spool.#end = saved.end
      spool.droppedRows = saved.droppedRows
      spool.#position = saved.position
      spool.hours.restore(saved.hours)
    }
    for await (const { payload, position } of journal.read(Math.max(saved?.position ?? 0, journal.start()))) {
      const entry = decodeEntry(payload)
      if (entry.from >= spool.#end) spool.#remember(entry, position)
    }
    // the epoch is on the disk before its first row is; later a full disk must not keep us from forwarding what is there
    await spool.#save().catch((error) => {
      if (!saved) throw error
    })
    return spool
  }

  get start(): number {
    return this.#start
  }
  /** Number of the next row; all before it is durable. */
  get end(): number {
    return this.#end
  }
  /** Of the rows that are kept; the disk holds at most one segment more. */
  get bytes(): number {
    return this.#journal.end() - (this.#marks[0]?.position ?? this.#journal.end())
  }

  /** The first row that was received at `since` or later, as far as memory reaches; else the end of what memory holds. */
  firstSince(since: number): number {
    return this.#recent.find((entry) => entry.at >= since)?.from ?? this.#end
  }
  /** When the row was received, to the precision of the index. */
  receivedAt(seq: number): number | null {
    const mark = this.#marks.findLast((one) => one.seq <= seq)
    return mark ? mark.at : null
  }

  /** Calls back whenever rows became durable. @returns what ends it. */
  onRows(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves when the rows are on the disk; rejects when they may not be, and then for ever: open anew. */
  append(columns: SampleColumns): Promise<void> {
    if (columns.length === 0) return Promise.resolve()
    if (this.#waitingRows + columns.length > MOST_ENTRY_ROWS) this.#write()
    this.#waiting.push(columns)
    this.#waitingRows += columns.length
    if (!this.#written) {
      let done: () => void = () => {}
      const timer = new Promise<void>((resolve) => {
        done = resolve
      })
      setTimeout(done, GATHER_MS)
      this.#written = timer.then(() => this.#write())
    }
    return this.#written
  }

  #queue: Promise<void> = Promise.resolve()
  #write(): Promise<void> {
    const batches = this.#waiting
    if (batches.length === 0) return this.#queue
    this.#waiting = []
    this.#waitingRows = 0
    this.#written = null
    // one at a time: a row's number is given when nothing before it can fail any more
    this.#queue = this.#queue.then(async () => {
      const columns = decodeColumns(encodeJoined(batches))
      const from = this.#end
      const position = await this.#journal.append(encodeEntry(from, columns))
      this.#remember({ from, at: columns.receivedAt, columns }, position)
      for (const listener of this.#listeners) listener()
      this.#keepUp()
    })
    this.#queue.catch(() => {})
    return this.#queue
  }

  /** @returns at least one and at most `mostRows` rows from number `from` on, or null when there is none (any more). */
  async read(from: number, mostRows: number): Promise<SpooledRows | null> {
    if (from < this.#start || from >= this.#end) return null
    const pieces: Piece[] = []
    let rows = 0
    let at = from
    const take = (entry: Entry) => {
      const first = at - entry.from
      const last = Math.min(entry.columns.length, first + mostRows - rows)
      pieces.push({ columns: entry.columns, first, last })
      rows += last - first
      at += last - first
    }
    const near = this.#recent.findIndex((entry) => entry.from <= from && from < entry.from + entry.columns.length)
    if (near >= 0) {
      for (let i = near; i < this.#recent.length && rows < mostRows; i++) take(this.#recent[i]!)
    } else {
      // the backlog goes on where it was: only a jump has to look for its place
      if (this.#cursor?.next !== from) this.#leaveCursor()
      const cursor = this.#cursor ?? { entries: this.#entriesFrom(from), rest: null }
      this.#cursor = null // another reader may come while this one waits for the disk
      let entry = cursor.rest
      while (rows < mostRows) {
        entry ??= (await cursor.entries.next()).value ?? null
        if (!entry || entry.from > at) break
        if (entry.from + entry.columns.length > at) take(entry)
        if (entry.from + entry.columns.length <= at) entry = null
      }
      this.#leaveCursor()
      this.#cursor = { next: at, entries: cursor.entries, rest: entry }
    }
    return rows === 0 ? null : { from, ...joined(pieces, rows, this.#options.codeOf) }
  }

  /** Where rows of this device time may begin: none can have been received earlier, if the clock was never set back. */
  firstOfTime(deviceTime: number): number {
    const later = this.#marks.findIndex((mark) => mark.at >= deviceTime - CLOCK_AHEAD_MS)
    return Math.max(this.#start, this.#marks[(later < 0 ? this.#marks.length : later) - 1]?.seq ?? this.#start)
  }

  /** Every row of an hour of device time among the numbers from `first` to before `before`, in portions. */
  async *hour(start: number, first: number, before: number, mostRows: number): AsyncGenerator<EdgeRows> {
    for (let at = first; at < before; ) {
      const rows = await this.read(at, Math.min(mostRows, before - at))
      if (!rows) return
      at += rows.tags.length
      const found: number[] = []
      for (let i = 0; i < rows.tags.length; i++) if (rows.times[i]! >= start && rows.times[i]! < start + HOUR_MS) found.push(i)
      if (found.length > 0)
        yield {
          tags: found.map((i) => rows.tags[i]!),
          times: Float64Array.from(found, (i) => rows.times[i]!),
          values: Float64Array.from(found, (i) => rows.values[i]!),
          qualities: Uint8Array.from(found, (i) => rows.qualities[i]!),
        }
    }
  }

  /** Gives the oldest rows up so far as the park has them, to make room on a full disk. @returns whether anything went. */
  makeRoom(): Promise<boolean> {
    const made = this.#upkeep.then(() => this.#giveUpAcknowledged())
    this.#upkeep = made.then(() => {}).catch(() => {})
    return made
  }
  async #giveUpAcknowledged(): Promise<boolean> {
    const acknowledged = this.plan.unacknowledged(this.#start, this.#end)[0]?.[0] ?? this.#end
    const before = this.bytes
    const mark = this.#marks.findLast((one) => one.seq <= acknowledged)
    if (!mark || mark.seq <= this.#start) return false
    this.#forgetBefore(mark)
    await this.#journal.truncateBefore(mark.position) // nothing is lost by it, and a full disk could not write it down first
    await this.#save()
    return this.bytes < before
  }

  /** Keeps the bounds and saves the state, now. */
  settle(): Promise<void> {
    const settled = this.#upkeep.then(() => this.#keepBounds()).then(() => this.#save())
    this.#upkeep = settled.catch(() => {})
    return settled
  }

  async close(): Promise<void> {
    await this.#write().catch(() => {})
    await this.#upkeep
    this.#leaveCursor()
    await this.#save().catch(() => {}) // what is not saved is counted again
    await this.#journal.close()
  }

  async *#entriesFrom(from: number): AsyncGenerator<Entry> {
    const mark = this.#marks.findLast((one) => one.seq <= from)
    const position: Position = Math.max(mark?.position ?? 0, this.#journal.start())
    for await (const { payload } of this.#journal.read(position)) yield decodeEntry(payload)
  }

  #remember(entry: Entry, position: Position): void {
    const last = this.#marks.at(-1)
    if (!last || position - last.position >= this.#markBytes) this.#marks.push({ seq: entry.from, position, at: entry.at })
    this.hours.add(joined([{ columns: entry.columns, first: 0, last: entry.columns.length }], entry.columns.length, this.#options.codeOf))
    this.#end = entry.from + entry.columns.length
    this.#position = position
    this.#recent.push(entry)
    this.#recentRows += entry.columns.length
    while (this.#recent.length > 1 && this.#recentRows > RECENT_ROWS) this.#recentRows -= this.#recent.shift()!.columns.length
  }

  #keepUp(): void {
    const now = this.#options.now()
    const full = this.bytes > this.#options.limitBytes && this.#marks.length > 1
    if (this.#settling || (!full && now - this.#savedAt < SAVE_MS && now >= this.#savedAt)) return
    this.#savedAt = now
    this.#settling = true
    const done = () => {
      this.#settling = false
    }
    this.settle().then(done, done) // a disk that cannot save the state will not take rows either, and that is told
  }

  async #keepBounds(): Promise<void> {
    const { limitBytes, limitHours, now } = this.#options
    const leastPosition = this.#journal.end() - limitBytes
    const leastAt = now() - limitHours * 3_600_000
    // for age a mark goes when the one after it is old too: then all between them is. The newest is never given up.
    const keep = this.#marks.findIndex((mark, i) => {
      const next = this.#marks[i + 1]
      return !next || (mark.position >= leastPosition && next.at > leastAt)
    })
    const mark = this.#marks[keep]
    if (mark && mark.seq > this.#start) await this.#dropBefore(mark)
  }

  async #dropBefore(mark: Mark): Promise<void> {
    for (const [from, to] of this.plan.unacknowledged(this.#start, mark.seq))
      for (let at = from; at < to; ) {
        const rows = await this.read(at, Math.min(to - at, MOST_ENTRY_ROWS))
        if (!rows) break
        this.hours.lose(rows)
        this.droppedRows += rows.tags.length
        at += rows.tags.length
      }
    this.#forgetBefore(mark)
    await this.#save() // the loss is written down before the rows are gone
    await this.#journal.truncateBefore(mark.position)
  }

  #forgetBefore(mark: Mark): void {
    this.#start = mark.seq
    this.#marks = this.#marks.filter((one) => one.seq >= mark.seq)
    this.#recent = this.#recent.filter((entry) => entry.from >= mark.seq)
    this.#recentRows = this.#recent.reduce((sum, { columns }) => sum + columns.length, 0)
    this.#leaveCursor()
  }

  /** Closes its file. */
  #leaveCursor(): void {
    void this.#cursor?.entries.return(undefined)
    this.#cursor = null
  }

  async #save(): Promise<void> {
    await saveState(this.#options.dir, {
      epoch: this.epoch,
      position: this.#position,
      start: this.#start,
      end: this.#end,
      droppedRows: this.droppedRows,
      taken: this.plan.taken.map(([from, to]) => [from, to]),
      marks: this.#marks,
      hours: this.hours.changedSince(0),
    })
  }
}
