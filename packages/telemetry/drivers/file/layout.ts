/** How the columns of a dropped file are to be read: which holds the time, which a tag. Decided by the headings in row 1. */
import type { FetchPoint } from '../../collect/fetcher.ts'
import type { ConnectionOf } from '../../connection.ts'
import type { Rows } from '../../ingest/rows.ts'
import { UNREADABLE_VALUE } from '../../ingest/rows.ts'
import { type Cell, isEmpty, qualityOfCell, timeOfCell, valueOfCell } from './cell.ts'
import type { FileRecord } from './records.ts'

/** One value of the file and where it stands. */
export interface FileSample {
  row: number
  column: string
  tag: string
  time: number
  value: number
  quality: number
}

/** Turns one record into its samples. A column that belongs to no tag is offered once, so that it is seen to be refused. */
export type Layout = (record: FileRecord) => FileSample[]

const WORDS = {
  time: ['time', 'timestamp', '时间'],
  tag: ['tag', '测点'],
  value: ['value', '数值'],
  quality: ['quality', '质量'],
} as const

/** @returns how to read the records below these headings, or what is missing among them. */
export function layoutOf(
  headings: readonly Cell[],
  { layout, timeColumn, utcOffsetMinutes }: ConnectionOf<'file'>,
  points: readonly FetchPoint[],
): Layout | { malformed: string } {
  const names = headings.map((heading) => (isEmpty(heading) ? '' : String(heading).trim()))
  const find = (...words: readonly string[]) => names.findIndex((name) => words.includes(name.toLowerCase()))
  const timeAt = find(timeColumn.trim().toLowerCase(), ...WORDS.time)
  if (timeAt < 0) return { malformed: `no column "${timeColumn}"` }
  const pointOf = new Map(points.map((point) => [point.address, point]))
  const sample = (row: number, column: string, word: string, time: number, cell: Cell, q: number): FileSample => {
    const point = pointOf.get(word)
    const raw = valueOfCell(cell)
    const value = point && raw !== UNREADABLE_VALUE ? raw * point.scale + point.offset : raw
    return { row, column, tag: point?.tagCode ?? word, time, value, quality: q }
  }
  if (layout === 'wide') {
    const unknown = new Set<number>()
    return ({ row, cells }) => {
      const time = timeOfCell(cells[timeAt] ?? null, utcOffsetMinutes)
      return names.flatMap((name, at) => {
        const cell = cells[at] ?? null
        if (at === timeAt || name === '' || isEmpty(cell) || unknown.has(at)) return []
        if (!pointOf.has(name)) unknown.add(at)
        return [sample(row, name, name, time, cell, 0)]
      })
    }
  }
  const tagAt = find(...WORDS.tag)
  const valueAt = find(...WORDS.value)
  const qualityAt = find(...WORDS.quality)
  if (tagAt < 0 || valueAt < 0) return { malformed: `no column "${tagAt < 0 ? WORDS.tag.join('" or "') : WORDS.value.join('" or "')}"` }
  return ({ row, cells }) => {
    const time = timeOfCell(cells[timeAt] ?? null, utcOffsetMinutes)
    const q = qualityAt < 0 ? 0 : qualityOfCell(cells[qualityAt] ?? null)
    const word = isEmpty(cells[tagAt]) ? '' : String(cells[tagAt]).trim()
    return [sample(row, names[valueAt]!, word, time, cells[valueAt] ?? null, q)]
  }
}

/** In order of time: an older row after a newer one would pass for late. The order of the samples is that of the rows. */
export function rowsOfSamples(samples: readonly FileSample[]): { rows: Rows; ordered: FileSample[] } {
  const orderOf = ({ time }: FileSample) => (Number.isNaN(time) ? Number.MAX_VALUE : time)
  const ordered = [...samples].sort((a, b) => orderOf(a) - orderOf(b))
  return {
    ordered,
    rows: {
      tags: ordered.map(({ tag }) => tag),
      times: Float64Array.from(ordered, ({ time }) => time),
      values: Float64Array.from(ordered, ({ value }) => value),
      qualities: Uint8Array.from(ordered, ({ quality }) => quality),
      units: null,
    },
  }
}
