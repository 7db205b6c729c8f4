/** From batches as received to the rows of one day at a time, and which of those rows may be stored already. No I/O. */
import type { SampleColumns } from '../journal/columns.ts'
import { DAY_MS } from './schema.ts'

/** Rows of one UTC day, ready for the engine. */
export type DayRows = { tag: Uint32Array; time: Float64Array; value: Float64Array; quality: Uint8Array; lagMs: Int32Array }
export interface Day {
  rows: DayRows
  /** 1 where the sender says that the sample may have been stored before. */
  historical: Uint8Array
}
/** At most this many rows go into one statement, so that each makes one part per table. */
export const MAX_ROWS = 1_000_000 // default, not from a standard

const MAX_LAG_MS = 0x7fff_ffff // 24 days: more is shown as that

/** Joins the batches, leaves out what is older than `oldest` (ms), and splits by day and size. The same batches give the same split. */
export function gather(batches: readonly SampleColumns[], oldest: number): { days: Day[]; tooOld: number } {
  const counts = new Map<number, number>()
  let tooOld = 0
  for (const { length, times } of batches) {
    let day = -1
    let count = 0
    for (let i = 0; i < length; i++) {
      const time = times[i]!
      if (!(time >= oldest)) {
        tooOld++
        continue
      }
      const today = Math.floor(time / DAY_MS)
      if (today !== day) {
        if (count > 0) counts.set(day, (counts.get(day) ?? 0) + count)
        day = today
        count = 0
      }
      count++
    }
    if (count > 0) counts.set(day, (counts.get(day) ?? 0) + count)
  }
  const days = [...counts].sort(([a], [b]) => a - b).flatMap(([day, count]) => fill(batches, oldest, day, count))
  return { days, tooOld }
}

function fill(batches: readonly SampleColumns[], oldest: number, day: number, count: number): Day[] {
  const filled: Day[] = []
  let target: Day | null = null
  let at = 0
  let left = count
  for (const batch of batches) {
    for (let i = 0; i < batch.length; i++) {
      const time = batch.times[i]!
      if (!(time >= oldest) || Math.floor(time / DAY_MS) !== day) continue
      if (!target || at === target.rows.tag.length) {
        target = emptyDay(Math.min(left, MAX_ROWS))
        filled.push(target)
        left -= target.rows.tag.length
        at = 0
      }
      const { rows } = target
      rows.tag[at] = batch.tagNumbers[i]!
      rows.time[at] = time
      rows.value[at] = batch.values[i]!
      rows.quality[at] = batch.qualities[i]!
      rows.lagMs[at] = Math.max(-MAX_LAG_MS, Math.min(MAX_LAG_MS, batch.receivedAt - time))
      target.historical[at] = batch.historical[i]!
      at++
    }
  }
  return filled
}

const emptyDay = (length: number): Day => ({
  rows: {
    tag: new Uint32Array(length),
    time: new Float64Array(length),
    value: new Float64Array(length),
    quality: new Uint8Array(length),
    lagMs: new Int32Array(length),
  },
  historical: new Uint8Array(length),
})

/** The chosen rows, in their order. */
export function pick(rows: DayRows, chosen: Uint32Array): DayRows {
  const picked = emptyDay(chosen.length).rows
  for (let at = 0; at < chosen.length; at++) {
    const i = chosen[at]!
    picked.tag[at] = rows.tag[i]!
    picked.time[at] = rows.time[i]!
    picked.value[at] = rows.value[i]!
    picked.quality[at] = rows.quality[i]!
    picked.lagMs[at] = rows.lagMs[i]!
  }
  return picked
}

const DENSE_TAGS = 1 << 22 // tags numbered below this cost 8 bytes each; the nation has 440,000

/** The newest stored time of each tag, as far as known: a sample after it cannot be stored already. */
export class NewestTimes {
  #dense = new Float64Array(1024).fill(Number.NaN)
  #sparse = new Map<number, number>()

  /** NaN where it is not known. */
  of(tag: number): number {
    if (tag < this.#dense.length) return this.#dense[tag]!
    return this.#sparse.get(tag) ?? Number.NaN
  }
  set(tag: number, time: number): void {
    if (tag < DENSE_TAGS) {
      if (tag >= this.#dense.length) {
        const grown = new Float64Array(Math.min(DENSE_TAGS, Math.max(tag + 1, this.#dense.length * 2))).fill(Number.NaN)
        grown.set(this.#dense)
        this.#dense = grown
      }
      this.#dense[tag] = time
    } else this.#sparse.set(tag, time)
  }
  forget(): void {
    this.#dense.fill(Number.NaN)
    this.#sparse.clear()
  }
}

/** Rows that may be stored already, and the tags whose newest time is not known. Advances `newest` over the rows that surely are new. */
export function doubtful({ rows, historical }: Day, newest: NewestTimes, all: boolean): { indexes: Uint32Array; unknownTags: Set<number> } {
  const indexes: number[] = []
  const unknownTags = new Set<number>()
  const { tag, time } = rows
  for (let i = 0; i < tag.length; i++) {
    const known = newest.of(tag[i]!)
    if (time[i]! > known) {
      newest.set(tag[i]!, time[i]!)
      if (all || historical[i] === 1) indexes.push(i)
    } else {
      if (Number.isNaN(known)) unknownTags.add(tag[i]!)
      indexes.push(i)
    }
  }
  return { indexes: Uint32Array.from(indexes), unknownTags }
}

/** A set of (tag, time). */
export class SampleKeys {
  readonly #times = new Map<number, Set<number>>()
  add(tag: number, time: number): void {
    const times = this.#times.get(tag)
    if (times) times.add(time)
    else this.#times.set(tag, new Set([time]))
  }
  has(tag: number, time: number): boolean {
    return this.#times.get(tag)?.has(time) ?? false
  }
  delete(tag: number, time: number): boolean {
    return this.#times.get(tag)?.delete(time) ?? false
  }
}

/** Rows that are to be stored: those never in doubt, and of the doubtful ones each (tag, time) once if it is not `present`. */
export function missingRows(rows: DayRows, doubtfulIndexes: Uint32Array, present: SampleKeys): DayRows {
  const open = new SampleKeys()
  const inDoubt = new SampleKeys()
  for (const i of doubtfulIndexes) {
    inDoubt.add(rows.tag[i]!, rows.time[i]!)
    if (!present.has(rows.tag[i]!, rows.time[i]!)) open.add(rows.tag[i]!, rows.time[i]!)
  }
  const kept: number[] = []
  for (let i = 0; i < rows.tag.length; i++) {
    if (!inDoubt.has(rows.tag[i]!, rows.time[i]!) || open.delete(rows.tag[i]!, rows.time[i]!)) kept.push(i)
  }
  return kept.length === rows.tag.length ? rows : pick(rows, Uint32Array.from(kept))
}
