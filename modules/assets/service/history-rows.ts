/** The history of tags, portion by portion out of the archive: memory holds one portion, however long the window. */
import { type Caller, Refused } from '@anyuan/kernel'
import type { HistoryExportQuery, HistoryRow, Tag } from '../contract.ts'
import type { Needs, Readings } from './needs.ts'

const PORTION = 20_000 // default, not from a standard
/** The writer of workbooks keeps what the zip has not yet taken: a million rows took 600 MB. CSV needs none. */
const MOST_SHEET_ROWS = 300_000 // default, not from a standard
const MOST_TEXT_ROWS = 50_000_000 // default, not from a standard
/** Buckets that the archive gives in one answer. */
const BUCKETS = 5000 // default, not from a standard

interface Window {
  from: number
  to: number
}
/** What belongs to every line of a tag. */
const named = ({ code, name, unit }: Tag) => ({ code, name, unit })

export const historyRowsService = (
  { readings }: Pick<Needs, 'readings'>,
  visible: (caller: Caller, numbers: readonly number[]) => Promise<Tag[]>,
  windowOf: (query: HistoryExportQuery) => Window,
) => ({
  /** How many rows it will be (for samples by the archive's roll-ups, whose edges may lie a little outside), and the rows, tag by tag. */
  async historyRows(
    caller: Caller,
    query: HistoryExportQuery,
    format: 'csv' | 'xlsx',
  ): Promise<{ rows: number; portions: AsyncIterable<HistoryRow[]> }> {
    const numbers = [...new Set(query.tags.split(',').map(Number))]
    const tags = await visible(caller, numbers)
    const window = windowOf(query)
    const bucketMs = query.bucketSeconds * 1000
    const raw = query.kind === 'raw'
    const rows = raw ? await countSamples(readings, numbers, window) : Math.ceil((window.to - window.from) / bucketMs) * tags.length
    const most = format === 'xlsx' ? MOST_SHEET_ROWS : MOST_TEXT_ROWS
    if (rows > most) throw new Refused('assets.too_many_rows', { rows, most })
    return { rows, portions: raw ? samples(readings, tags, window) : buckets(readings, tags, window, bucketMs) }
  },
})

async function countSamples(readings: Readings, numbers: readonly number[], { from, to }: Window): Promise<number> {
  const { series } = await readings.history(numbers, from, to, 1)
  return series.reduce((sum, one) => sum + one.count.reduce((all, n) => all + n, 0), 0)
}

async function* samples(readings: Readings, tags: readonly Tag[], { from, to }: Window): AsyncGenerator<HistoryRow[]> {
  const none = { mean: null, min: null, max: null, count: null }
  for (const tag of tags) {
    const words = named(tag)
    for (let next: number | null = from; next !== null; ) {
      const { times, values, qualities, truncated } = await readings.raw(tag.number, next, to, PORTION)
      yield times.map((time, i) => ({ ...words, ...none, time, last: values[i] ?? null, quality: qualities[i] ?? null }))
      // a tag has one sample a millisecond at most, so the next portion begins right after the last
      next = truncated && times.length > 0 ? times.at(-1)! + 1 : null
    }
  }
}

async function* buckets(readings: Readings, tags: readonly Tag[], { from, to }: Window, bucketMs: number): AsyncGenerator<HistoryRow[]> {
  for (const tag of tags) {
    const words = named(tag)
    for (let at = from; at < to; at += BUCKETS * bucketMs) {
      const end = Math.min(to, at + BUCKETS * bucketMs)
      const { series } = await readings.history([tag.number], at, end, Math.ceil((end - at) / bucketMs))
      const [one] = series
      if (!one) continue
      yield one.times.map((time, i) => ({
        ...words,
        time,
        mean: one.mean[i] ?? null,
        min: one.min[i] ?? null,
        max: one.max[i] ?? null,
        last: one.last[i] ?? null,
        count: one.count[i] ?? null,
        quality: one.count[i] ? (one.quality[i] ?? null) : null, // nothing came: there is nothing to be good or bad
      }))
    }
  }
}
