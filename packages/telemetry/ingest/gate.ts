/**
 * The gate (入口): every sample of every protocol passes here once. Checks it, journals it, updates the current value, runs its alarms.
 * The alarm does not wait for the disk; the sender's acknowledgement does.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { quality } from '@anyuan/kernel'
import { looseColumns, type SampleColumns } from '../journal/index.ts'
import type { RefusalReason } from '../wire.ts'
import { SourceClock } from './clock.ts'
import { CurrentValues } from './current.ts'
import { Directory, type KnownSource } from './directory.ts'
import { LateHours } from './late-hours.ts'
import { addressAllowed } from './networks.ts'
import { type Rows, UNREADABLE_QUALITY, UNREADABLE_VALUE } from './rows.ts'
import { Traffic } from './traffic.ts'

export const CLOCK_AHEAD_MS = 300_000 // default, not from a standard: the issue of a clock more than five minutes ahead
export const RAW_RETENTION_MS = 90 * 86_400_000 // default, not from a standard: as the archive keeps raw samples

export interface RefusedRow {
  index: number
  tag: string
  reason: RefusalReason
  detail: string | null
}
export interface Verdict {
  accepted: number
  refused: RefusedRow[]
  /** Resolves once the accepted rows are on the disk; rejects when they may not be: then the sender must not be acknowledged. */
  durable: Promise<void>
}

/** One refusal as it goes to quarantine. */
export interface QuarantineRecord {
  at: number
  sourceCode: string
  org: string
  reason: RefusalReason
  tagCode: string | null
  detail: string | null
  payload: string
  /** More was sent than is kept. */
  truncated: boolean
}

export interface GateOptions {
  now: () => number
  /** What is later by five minutes comes from the future; differs from `now` while the machine's clock is in doubt. */
  latest?: () => number
  /** How far the machine's clock is ahead of `now`: what is read out by it is set right. */
  wallAheadMs?: () => number
  /** The newest live sample of each message, for whoever must know what time the sources have. */
  onHeard?: (sourceCode: string, deviceTimeMs: number) => void
  /** Writes one batch to the journal; resolves when it is durable. */
  journal: (columns: SampleColumns) => Promise<void>
  /** A live sample, in order of device time per tag. */
  onLive: (tagIndex: number, value: number, quality: number, deviceTimeMs: number, now: number) => void
  /** What a tag last sent is not known any more. */
  onLost?: (tagIndex: number, now: number) => void
  onQuarantine: (record: QuarantineRecord) => void
  /** Rows that may wait for the disk before the door closes. */
  mostWaitingRows?: number
}

/** A source that has shown its credential. */
export interface Admitted {
  code: string
}

const DONE = Promise.resolve()
/** Devices that know no time: it is the machine's own that stands on their samples. */
const TIMELESS: ReadonlySet<string> = new Set(['modbus'])
/** The pipeline's own measurements (平台自身): they come in whatever else is refused. */
const OF_THE_HOUSE = 'platform'
/** The inner source of those; no source of a customer can have its name. */
export const HOUSE_SOURCE = '@platform'
const MOST_DURATIONS = 4096 // default, not from a standard: of the last seconds, for the p99
const PAYLOAD_KEPT = 2048 // default, not from a standard
/** Of one message at most this many refused rows are kept word by word; all are counted. */
const ROWS_KEPT = 20 // default, not from a standard
const MOST_WAITING_ROWS = 2_000_000 // default, not from a standard

export class Gate {
  readonly directory = new Directory()
  readonly current = new CurrentValues()
  /** Hours with samples that were archived and not judged. */
  readonly lateHours = new LateHours()
  readonly #traffic = new Map<string, Traffic>()
  readonly #clocks = new Map<string, SourceClock>()
  readonly #options: GateOptions
  #waitingRows = 0
  #isShut = false
  #keptMs: number[] = []

  constructor(options: GateOptions) {
    this.#options = options
  }

  /** Call after `directory.define`. */
  defined(): void {
    this.current.grow(this.directory.tags.length)
  }

  /** @returns null for an unknown source, a wrong credential, or an address outside the source's networks; all take the same time. */
  admit(code: string, credential: string, remoteAddress?: string): Admitted | null {
    const source = this.directory.sources.get(code)
    const given = createHash('sha256').update(credential).digest()
    const right = source ? Buffer.from(source.definition.credentialDigest, 'hex') : createHash('sha256').update(code).digest()
    if (right.length === given.length && timingSafeEqual(given, right) && source && addressAllowed(source.definition, remoteAddress))
      return { code }
    if (source) this.traffic(code).refuse('not_admitted')
    return null
  }

  traffic(code: string): Traffic {
    const known = this.#traffic.get(code)
    if (known) return known
    const traffic = new Traffic()
    this.#traffic.set(code, traffic)
    return traffic
  }

  /** How far the source's clock is behind, as measured; null before its first sample. */
  clockOffsetMs(code: string): number | null {
    return this.#clocks.get(code)?.measuredMs ?? null
  }

  /** Shuts the door: new samples are judged, so that no alarm is missed, and neither kept nor acknowledged; their senders send them again. */
  shut(isShut: boolean): void {
    this.#isShut = isShut
  }
  get isShut(): boolean {
    return this.#isShut
  }
  /** How long rows took to reach the disk since this was last asked, p99 in ms; 0 when none came. */
  takeKeptMs(): number {
    const sorted = this.#keptMs.sort((a, b) => a - b)
    this.#keptMs = []
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0
  }

  /** Rows that wait for the disk. */
  get waitingRows(): number {
    return this.#waitingRows
  }

  /** A message that could not be read. */
  refuseMessage(source: Admitted, reason: RefusalReason, detail: string, payload: string): Verdict {
    this.traffic(source.code).refuse(reason)
    this.#quarantine(source.code, { index: 0, tag: '', reason, detail }, payload)
    return { accepted: 0, refused: [{ index: 0, tag: '', reason, detail }], durable: DONE }
  }

  /**
   * @param payload the message as it came, or what of it belongs to the row of this index, for quarantine; null for what stands in quarantine
   * already and is offered again: a refusal is then neither counted nor kept a second time.
   */
  offer({ code }: Admitted, rows: Rows, payload: ((index: number) => string) | null): Verdict {
    const now = this.#options.now()
    const source = this.directory.sources.get(code)
    const traffic = this.traffic(code)
    const refused: RefusedRow[] = []
    if (!source) {
      traffic.refuse('not_admitted')
      return { accepted: 0, refused, durable: Promise.reject(new SourceGone(code)) }
    }
    const isOurs = source.definition.protocol === OF_THE_HOUSE
    if (!isOurs && (this.#isShut || this.#waitingRows + rows.tags.length > (this.#options.mostWaitingRows ?? MOST_WAITING_ROWS))) {
      if (this.#isShut) this.#judgeOnly(code, source, rows, now)
      traffic.refuse('overload', rows.tags.length)
      return {
        accepted: 0,
        refused: rows.tags.map((tag, index) => ({ index, tag, reason: 'overload' as const, detail: null })),
        durable: Promise.reject(new Overload()),
      }
    }
    const columns = looseColumns(rows.tags.length, now)
    let taken = 0
    let late = 0
    let lag = Number.POSITIVE_INFINITY
    const clock = this.#clockOf(code)
    const isTimeless = TIMELESS.has(source.definition.protocol)
    const ownClock = !isTimeless && !isOurs
    const ahead = !isTimeless ? 0 : (this.#options.wallAheadMs?.() ?? 0)
    if (ahead !== 0) for (let i = 0; i < rows.times.length; i++) rows.times[i]! -= ahead
    const latest = this.#options.latest?.() ?? now
    for (let i = 0; i < rows.tags.length; i++) {
      const tag = rows.tags[i]!
      const index = source.allowed.get(tag)
      const reason = index === undefined ? 'unknown_tag' : this.#check(index, rows, i, now, latest)
      if (reason !== null || index === undefined) {
        refused.push({ index: i, tag, reason: reason ?? 'unknown_tag', detail: this.#detail(reason, index, rows, i) })
        if (
          index !== undefined &&
          rows.historical?.[i] !== 1 &&
          (reason === 'out_of_range' || (reason === 'malformed' && rows.values[i] === UNREADABLE_VALUE))
        )
          this.#speaksNonsense(index, rows.times[i]!, now)
        continue
      }
      const time = rows.times[i]!
      const given = rows.values[i]!
      const q = Number.isNaN(given) ? Math.max(rows.qualities[i]!, quality.bad) : rows.qualities[i]!
      const lagMs = now - time
      const stored = rows.historical?.[i] === 1
      if (lagMs < lag && !stored) lag = lagMs
      const newest = !stored && time > this.current.times[index]!
      const live = newest && !clock.isLate(lagMs)
      this.current.remember(index, time)
      if (newest) this.current.set(index, time, now, given, q)
      columns.tagNumbers[taken] = this.directory.tags.numbers[index]!
      columns.times[taken] = time
      columns.values[taken] = given
      columns.qualities[taken] = q
      columns.historical[taken] = newest ? 0 : 1 // what is newer than everything seen cannot be stored already
      taken++
      if (live) this.#options.onLive(index, given, q, time, now)
      else {
        late++
        this.lateHours.note(this.directory.tags.numbers[index]!, time)
      }
    }
    if (Number.isFinite(lag)) {
      clock.note(lag, now)
      if (ownClock) this.#options.onHeard?.(code, now - lag)
    }
    traffic.note(taken, late, Number.isFinite(lag) ? lag : null, now)
    if (refused.length > 0 && payload) this.#count(code, traffic, refused, payload)
    return { accepted: taken, refused, durable: taken === 0 ? DONE : this.#keep(columns, taken) }
  }

  /** What cannot be kept is shown and judged all the same, once; it is not remembered as taken, so that it is archived when it comes again. */
  #judgeOnly(code: string, source: KnownSource, rows: Rows, now: number): void {
    const clock = this.#clockOf(code)
    for (let i = 0; i < rows.tags.length; i++) {
      const index = source.allowed.get(rows.tags[i]!)
      if (index === undefined || this.#check(index, rows, i, now, now) !== null || rows.historical?.[i] === 1) continue
      const time = rows.times[i]!
      if (time <= this.current.times[index]! || clock.isLate(now - time)) continue
      const value = rows.values[i]!
      const q = Number.isNaN(value) ? Math.max(rows.qualities[i]!, quality.bad) : rows.qualities[i]!
      this.current.set(index, time, now, value, q)
      this.#options.onLive(index, value, q, time, now)
    }
  }

  #keep(columns: SampleColumns, taken: number): Promise<void> {
    columns.length = taken
    this.#waitingRows += taken
    const from = performance.now()
    return this.#options.journal(columns).finally(() => {
      this.#waitingRows -= taken
      if (this.#keptMs.length < MOST_DURATIONS) this.#keptMs.push(performance.now() - from)
    })
  }

  #check(index: number, rows: Rows, i: number, now: number, latest: number): RefusalReason | null {
    const time = rows.times[i]!
    const value = rows.values[i]!
    if (Number.isNaN(time) || value === UNREADABLE_VALUE || rows.qualities[i] === UNREADABLE_QUALITY) return 'malformed'
    if (time > latest + CLOCK_AHEAD_MS) return 'clock_ahead'
    if (time < now - RAW_RETENTION_MS) return 'too_old'
    const unit = rows.units?.[i]
    if (unit != null && unit !== this.directory.tags.units[index]) return 'wrong_unit'
    if (value < this.directory.tags.rangeLow[index]! || value > this.directory.tags.rangeHigh[index]!) return 'out_of_range'
    if (this.current.repeats(index, time)) return 'duplicate'
    return null
  }

  #detail(reason: RefusalReason | null, index: number | undefined, rows: Rows, i: number): string | null {
    const { tags } = this.directory
    if (index === undefined || reason === null) return null
    if (reason === 'out_of_range') return `${rows.values[i]} not in ${tags.rangeLow[index]}…${tags.rangeHigh[index]} ${tags.units[index]}`
    if (reason === 'wrong_unit') return `${rows.units?.[i]} instead of ${tags.units[index]}`
    if (reason === 'malformed') return Number.isNaN(rows.times[i]!) ? 'time' : rows.values[i] === UNREADABLE_VALUE ? 'value' : 'quality'
    return reason === 'clock_ahead' || reason === 'too_old' ? new Date(rows.times[i]!).toISOString() : null
  }

  /** A value beyond the range is not archived, yet the officer must see that the sensor cannot be trusted. */
  #speaksNonsense(index: number, time: number, now: number): void {
    if (Number.isNaN(time) || time <= this.current.times[index]!) return
    this.current.setQuality(index, now, quality.bad)
    this.#options.onLive(index, Number.NaN, quality.bad, time, now)
  }

  #count(code: string, traffic: Traffic, refused: readonly RefusedRow[], payload: (index: number) => string): void {
    let kept = 0
    for (const row of refused) {
      traffic.refuse(row.reason)
      // a repetition after a lost acknowledgement is the protocol at work, not a fault worth keeping
      if (row.reason === 'duplicate' || kept >= ROWS_KEPT) continue
      kept++
      this.#quarantine(code, row, payload(row.index))
    }
  }

  #quarantine(sourceCode: string, row: RefusedRow, payload: string): void {
    this.#options.onQuarantine({
      at: this.#options.now(),
      sourceCode,
      org: this.directory.sources.get(sourceCode)?.definition.org ?? '',
      reason: row.reason,
      tagCode: row.tag.slice(0, 64) || null,
      detail: row.detail,
      payload: payload.slice(0, PAYLOAD_KEPT),
      truncated: payload.length > PAYLOAD_KEPT,
    })
  }

  #clockOf(code: string): SourceClock {
    const known = this.#clocks.get(code)
    if (known) return known
    const clock = new SourceClock()
    this.#clocks.set(code, clock)
    return clock
  }

  /**
   * The source is known to be gone, or a device of it (Sparkplug death, a connection that fell): what it last sent is not known any more.
   * The last value stays to be read, as stale; no alarm is cleared, a silence is one at once.
   *
   * @param tagCodes codes on the source's allow-list; others are passed over
   */
  markStale(sourceCode: string, tagCodes: readonly string[] | 'all', _reason: string): void {
    const source = this.directory.sources.get(sourceCode)
    if (!source) return
    const now = this.#options.now()
    const indexes = tagCodes === 'all' ? source.allowed.values() : tagCodes.flatMap((code) => source.allowed.get(code) ?? [])
    for (const index of indexes) {
      if (!this.current.seen(index)) continue
      this.current.loseQuality(index)
      this.#options.onLost?.(index, now)
    }
  }

  /** Allowed tags of a source that were silent for three expected intervals, or never heard. */
  silentTags(source: KnownSource, now: number): number {
    let silent = 0
    for (const index of source.allowed.values()) if (this.#isSilent(index, now)) silent++
    return silent
  }

  /** Their codes, at most `most`. */
  silentTagCodes(source: KnownSource, now: number, most: number): string[] {
    const codes: string[] = []
    for (const [code, index] of source.allowed) {
      if (codes.length === most) break
      if (this.#isSilent(index, now)) codes.push(code)
    }
    return codes
  }

  #isSilent(index: number, now: number): boolean {
    return now - this.current.receivedAt[index]! > 3 * this.directory.tags.expectedIntervalMs[index]!
  }
}

/** The source was taken off the list, or switched off, while its connection stood. */
export class SourceGone extends Error {
  constructor(code: string) {
    super(`source ${code} is not admitted any more`)
    this.name = 'SourceGone'
  }
}

/** More samples wait for the disk than the door holds: come again later. */
export class Overload extends Error {
  constructor() {
    super('the door is full')
    this.name = 'Overload'
  }
}
