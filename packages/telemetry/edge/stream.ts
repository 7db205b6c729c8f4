/** One spool of one agent as the park knows it (数据流): positions, hours, replays. Pure: what it answers depends on what it was told alone, in whatever order and however often. */
import { type AgentReport, type BatchHeader, type EdgeStream, MOST_RANGES } from './contract.ts'
import { HOUR_MS } from './digest.ts'
import type { EdgeRows } from './frame.ts'
import { agrees, type HourRecord, MOST_HOURS, newHour, nothingTaken, shownHour, type TakenHour, takeRows } from './hours.ts'
import { type Range, Ranges, sizeOf } from './ranges.ts'

/** What is written down of a stream; a change names only what changed, and repeating it changes nothing. */
export interface StreamChange {
  epoch: string
  firstHeardAt: number
  lastHeardAt: number
  start: number
  taken: Range[]
  told: { run: string; revision: number; asOf: number } | null
  hours: [hour: number, record: HourRecord][]
}

/** Replays asked for at once. */
const MOST_WANTED = 24 // default, not from a standard
/** An hour is compared for replay when it is over for so long. */
const HOUR_QUIET_MS = 300_000 // default, not from a standard

interface Replay {
  id: string
  nextPart: number
  taken: TakenHour
}

export class EdgeStreamState {
  readonly epoch: string
  readonly firstHeardAt: number
  lastHeardAt: number
  report: AgentReport | null = null
  #start = 0
  readonly #taken = new Ranges()
  #told: StreamChange['told'] = null
  readonly #hours = new Map<number, HourRecord>()
  /** Hours not yet seen to agree. */
  readonly #open = new Set<number>()
  readonly #replays = new Map<number, Replay>()

  constructor(epoch: string, firstHeardAt: number) {
    this.epoch = epoch
    this.firstHeardAt = firstHeardAt
    this.lastHeardAt = firstHeardAt
  }

  get taken(): Range[] {
    return this.#taken.list(MOST_RANGES)
  }
  get told(): StreamChange['told'] {
    return this.#told
  }
  /** Every row before it is here, or was dropped by the spool and can never come. */
  get acknowledgedUpTo(): number {
    return this.#taken.coveredFrom(this.#start)
  }
  /** Nothing is under way: what the agent told of its hours speaks of exactly the rows that are here. */
  get #comparable(): boolean {
    return this.#told !== null && this.acknowledgedUpTo === this.#told.asOf && this.#taken.end <= this.#told.asOf
  }
  get settled(): boolean {
    return this.#told !== null && this.acknowledgedUpTo >= this.#told.asOf
  }

  /** Which rows of a batch are new here, as ranges of their numbers. */
  fresh({ from, rows }: Pick<BatchHeader, 'from' | 'rows'>): Range[] {
    return this.#taken.gaps(from, from + rows)
  }
  /** More ranges than are kept apart: a batch is taken only where it closes a gap or touches what is there. */
  hasRoomFor({ from, rows }: Pick<BatchHeader, 'from' | 'rows'>): boolean {
    if (rows === 0 || this.#taken.count < MOST_RANGES) return true
    return this.#taken.gaps(from - 1, from + rows + 1).every(([a, b]) => a !== from - 1 || b !== from + rows + 1)
  }

  /**
   * Notes a batch whose rows are durable.
   * @param parts its rows that were offered to the gate, each with the reasons of those not accepted
   * @returns what has to be written down before the agent is answered
   */
  note(
    header: BatchHeader,
    parts: readonly { range: Range; rows: EdgeRows; refusals: ReadonlyMap<number, string> }[],
    now: number,
  ): StreamChange {
    this.lastHeardAt = now
    if (header.agent) this.report = header.agent
    this.#start = Math.max(this.#start, header.start)
    const changed = new Set<number>()
    for (const { range, rows, refusals } of parts) {
      if (header.lane === 'repair') continue
      for (const hour of takeRows((start) => this.#hour(start), rows, refusals, header.lane === 'backlog')) {
        changed.add(hour)
        this.#replays.delete(hour) // a replay that another lane overtook would count this row twice
      }
      this.#taken.add(...range)
    }
    for (const hour of this.#hear(header)) changed.add(hour)
    if (header.lane === 'repair' && header.repair && this.#replay(header.repair, parts)) changed.add(header.repair.hour)
    for (const hour of changed) this.#open.add(hour)
    if (this.#comparable) for (const hour of this.#prove()) changed.add(hour)
    const forgotten = this.#forgetOldest()
    return {
      epoch: this.epoch,
      firstHeardAt: this.firstHeardAt,
      lastHeardAt: this.lastHeardAt,
      start: this.#start,
      taken: header.lane === 'repair' ? [] : parts.map(({ range }) => range),
      told: this.#told,
      hours: [...changed].filter((hour) => !forgotten.has(hour)).map((hour) => [hour, structuredClone(this.#hour(hour))]),
    }
  }

  /** The agent's side of the hours: only a later word counts, and only one that leaves nothing out. */
  #hear({ hours }: BatchHeader): number[] {
    if (!hours) return []
    const { run, since, revision, asOf, changed } = hours
    const told = this.#told
    if (told && asOf < told.asOf) return []
    if (told?.run === run && revision <= told.revision) return []
    if (since !== 0 && (told?.run !== run || since > told.revision)) return []
    this.#told = { run, revision, asOf }
    for (const { hour, ...agent } of changed) {
      const record = this.#hour(hour)
      if (record.agent?.rows !== agent.rows) record.exhausted = false
      record.agent = agent
    }
    return changed.map(({ hour }) => hour)
  }

  /** @returns true when the whole hour came again and replaces what was counted before. */
  #replay(
    repair: NonNullable<BatchHeader['repair']>,
    parts: readonly { rows: EdgeRows; refusals: ReadonlyMap<number, string> }[],
  ): boolean {
    const { id, hour, part, last, whole } = repair
    if (part === 0 && this.#replays.get(hour)?.id !== id) this.#replays.set(hour, { id, nextPart: 0, taken: nothingTaken() })
    const replay = this.#replays.get(hour)
    if (!replay || replay.id !== id || part !== replay.nextPart) return false // repeated, overtaken, or begun before a restart
    replay.nextPart++
    for (const { rows, refusals } of parts) takeRows(() => replay.taken, rows, refusals, true)
    if (!last) return false
    this.#replays.delete(hour)
    Object.assign(this.#hour(hour), replay.taken)
    this.#hour(hour).exhausted = !whole
    return true
  }

  /** Notes which hours agree. @returns those that did not before. */
  #prove(): number[] {
    const proved: number[] = []
    for (const hour of this.#open) {
      const record = this.#hours.get(hour)
      if (!record?.agent || !agrees(record)) continue
      this.#open.delete(hour)
      if (record.proved === record.agent.digest) continue
      record.proved = record.agent.digest
      proved.push(hour)
    }
    return proved
  }

  /** Hours that are over, differ, and may be mended by a replay. @param now of the agent's clock */
  wanted(now: number): number[] {
    if (!this.#comparable) return []
    const wanted: number[] = []
    for (const hour of this.#open) {
      const record = this.#hours.get(hour)
      if (!record || agrees(record) || record.exhausted) this.#open.delete(hour)
      else if (hour + HOUR_MS + HOUR_QUIET_MS < now && wanted.length < MOST_WANTED) wanted.push(hour)
    }
    return wanted
  }

  restore(change: StreamChange): void {
    this.lastHeardAt = change.lastHeardAt
    this.#start = Math.max(this.#start, change.start)
    for (const [from, to] of change.taken) this.#taken.add(from, to)
    this.#told = change.told
    for (const [hour, record] of change.hours) {
      this.#hours.set(hour, record)
      this.#open.add(hour)
    }
    this.#forgetOldest()
  }

  /** All of it, as one change. */
  snapshot(): StreamChange {
    const { epoch, firstHeardAt, lastHeardAt } = this
    return { epoch, firstHeardAt, lastHeardAt, start: this.#start, taken: this.#taken.list(), told: this.#told, hours: [...this.#hours] }
  }

  /** @param over the spool was replaced by another one: what has not come will not come. */
  shown(over: boolean, mostHours: number): EdgeStream {
    const settled = over || this.settled
    const asOf = Math.max(this.#told?.asOf ?? 0, this.#taken.end)
    const gaps = this.#taken.gaps(this.#start, asOf)
    const newest = [...this.#hours.keys()].sort((a, b) => b - a).slice(0, mostHours)
    return {
      epoch: this.epoch,
      firstHeardAt: this.firstHeardAt,
      lastHeardAt: this.lastHeardAt,
      acknowledgedUpTo: this.acknowledgedUpTo,
      gaps: gaps.length,
      missingRows: sizeOf(gaps),
      report: this.report,
      hours: newest.map((hour) => {
        const record = this.#hours.get(hour)!
        return shownHour(hour, over ? { ...record, exhausted: true } : record, settled)
      }),
    }
  }

  #hour(start: number): HourRecord {
    const known = this.#hours.get(start)
    if (known) return known
    const record = newHour()
    this.#hours.set(start, record)
    return record
  }
  #forgetOldest(): Set<number> {
    if (this.#hours.size <= MOST_HOURS) return new Set()
    const oldest = [...this.#hours.keys()].sort((a, b) => a - b).slice(0, this.#hours.size - MOST_HOURS)
    for (const hour of oldest) {
      this.#hours.delete(hour)
      this.#open.delete(hour)
    }
    return new Set(oldest)
  }
}
