/** Batches for the archive's tests, and what the archive must answer after them, reckoned without any database. */
import { newColumns, type SampleColumns } from '../journal/columns.ts'
import type { SampleArchive } from './port.ts'

export interface Row {
  tag: number
  time: number
  value: number
  quality?: number
  historical?: boolean
}
export const NOON = Date.UTC(2026, 4, 2, 12)

export function batchOf(rows: readonly Row[], receivedAt = NOON): SampleColumns {
  const columns = newColumns(rows.length, receivedAt)
  for (const [i, row] of rows.entries()) {
    columns.tagNumbers[i] = row.tag
    columns.times[i] = row.time
    columns.values[i] = row.value
    columns.qualities[i] = row.quality ?? 0
    columns.historical[i] = row.historical ? 1 : 0
  }
  return columns
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Samples by tag and time: the first one with a (tag, time) counts. */
export class Ledger {
  readonly tags = new Map<number, Map<number, Row>>()
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const times = this.tags.get(row.tag) ?? new Map<number, Row>()
      this.tags.set(row.tag, times)
      if (!times.has(row.time)) times.set(row.time, row)
    }
  }
  of(tag: number, from: number, to: number): Row[] {
    return [...(this.tags.get(tag)?.values() ?? [])].filter((row) => row.time >= from && row.time < to).sort((a, b) => a.time - b.time)
  }
  /** What one bucket must show; NaN where no usable value fell into it. */
  bucket(tag: number, from: number, to: number) {
    const rows = this.of(tag, from, to)
    const usable = rows.filter((row) => (row.quality ?? 0) < 2 && Number.isFinite(row.value))
    const values = usable.map((row) => row.value)
    return {
      count: rows.length,
      minimum: values.length > 0 ? Math.min(...values) : Number.NaN,
      maximum: values.length > 0 ? Math.max(...values) : Number.NaN,
      mean: values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : Number.NaN,
      last: values.at(-1) ?? Number.NaN,
      worst: Math.max(0, ...rows.map((row) => row.quality ?? 0)),
    }
  }
}

/** Everything in which the archive differs from the ledger between `from` and `to` (whole hours, at most 10,000 minutes): nothing, one hopes. */
export async function differences(archive: SampleArchive, ledger: Ledger, from: number, to: number): Promise<string[]> {
  const found: string[] = []
  const same = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
  const tagNumbers = [...ledger.tags.keys()]
  for (const tag of tagNumbers) {
    const expected = ledger.of(tag, from, to)
    const raw = await archive.raw({ tagNumber: tag, from, to, limit: 1_000_000 })
    if (raw.times.length !== expected.length) found.push(`tag ${tag}: ${raw.times.length} samples instead of ${expected.length}`)
    else if (
      expected.some((row, i) => row.time !== raw.times[i] || !same(row.value, raw.values[i]!) || (row.quality ?? 0) !== raw.qualities[i])
    )
      found.push(`tag ${tag}: other samples than were sent`)
  }
  for (const [source, step] of [
    ['minute', 60_000],
    ['hour', 3_600_000],
  ] as const) {
    const history = await archive.buckets({ tagNumbers, from, to, buckets: (to - from) / step })
    if (history.source !== source || history.bucketMs !== step || history.start !== from)
      found.push(`asked for ${source}, answered from ${history.source}`)
    for (const tag of history.tags) {
      for (let k = 0; k < history.length; k++) {
        const want = ledger.bucket(tag.tagNumber, from + k * step, from + (k + 1) * step)
        const got = {
          count: tag.counts[k]!,
          minimum: tag.minimum[k]!,
          maximum: tag.maximum[k]!,
          mean: tag.mean[k]!,
          last: tag.last[k]!,
          worst: tag.worstQuality[k]!,
        }
        for (const name of Object.keys(want) as (keyof typeof want)[])
          if (!same(want[name], got[name]))
            found.push(`tag ${tag.tagNumber}, ${source} ${k}: ${name} is ${got[name]} instead of ${want[name]}`)
      }
    }
  }
  return found
}
