/** What stands in one cell of a dropped file, as time, value or quality. Pure. */
import { type QualityName, quality } from '@anyuan/kernel'
import { UNREADABLE_QUALITY, UNREADABLE_VALUE } from '../../ingest/rows.ts'

/** A cell of CSV is a text; Excel also knows numbers, truth values and dates. A Date carries wall-clock time as if it were UTC. */
export type Cell = string | number | boolean | Date | null

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Days from Excel's epoch to 1970-01-01. */
const EXCEL_EPOCH_DAYS = 25_569
/** Numbers from here on are milliseconds since 1970 (1973-03-03), smaller ones days of Excel. */
const LEAST_EPOCH_MS = 100_000_000_000 // default, not from a standard

const WALL_CLOCK = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,3}))?秒?)?)?$/
const WITH_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

/** @param utcOffsetMinutes of times that carry no zone. @returns epoch ms, NaN when it is no time. */
export function timeOfCell(cell: Cell, utcOffsetMinutes: number): number {
  if (cell instanceof Date) return Math.round(cell.getTime()) - utcOffsetMinutes * MINUTE_MS
  if (typeof cell === 'number') {
    if (cell >= LEAST_EPOCH_MS) return Number.isSafeInteger(cell) ? cell : Number.NaN
    return cell > 1 ? Math.round((cell - EXCEL_EPOCH_DAYS) * DAY_MS) - utcOffsetMinutes * MINUTE_MS : Number.NaN
  }
  if (typeof cell !== 'string') return Number.NaN
  const text = cell.trim()
  if (/^\d{12,15}$/.test(text)) return Number(text)
  if (WITH_ZONE.test(text)) return Math.trunc(Date.parse(text.replace(' ', 'T')))
  const parts = WALL_CLOCK.exec(text)
  if (!parts) return Number.NaN
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  const ms = Number((parts[7] ?? '').padEnd(3, '0'))
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  // Date.UTC rolls 02-30 over into March: such a day was never meant
  const back = new Date(wall)
  const real = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return real ? wall - utcOffsetMinutes * MINUTE_MS : Number.NaN
}

/** @returns NaN for an empty cell (the device had no value), `UNREADABLE_VALUE` for what is no number. */
export function valueOfCell(cell: Cell): number {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : UNREADABLE_VALUE
  if (typeof cell === 'boolean') return cell ? 1 : 0
  if (cell === null) return Number.NaN
  if (cell instanceof Date) return UNREADABLE_VALUE
  const text = cell.trim()
  if (text === '') return Number.NaN
  if (NUMBER.test(text)) return Number(text)
  const word = text.toLowerCase()
  return word === 'true' ? 1 : word === 'false' ? 0 : UNREADABLE_VALUE
}

const QUALITY_WORDS: Record<string, QualityName> = {
  good: 'good',
  正常: 'good',
  uncertain: 'uncertain',
  存疑: 'uncertain',
  bad: 'bad',
  无效: 'bad',
  stale: 'stale',
  陈旧: 'stale',
  outofservice: 'outOfService',
  停用: 'outOfService',
}

/** @returns a quality code; good for an empty cell, `UNREADABLE_QUALITY` for an unknown word. */
export function qualityOfCell(cell: Cell): number {
  const text = cell === null ? '' : String(cell).trim().toLowerCase()
  if (text === '') return quality.good
  if (/^[0-4]$/.test(text)) return Number(text)
  const name = QUALITY_WORDS[text]
  return name === undefined ? UNREADABLE_QUALITY : quality[name]
}

export const isEmpty = (cell: Cell | undefined): boolean =>
  cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')
