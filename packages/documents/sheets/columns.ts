/** What a sheet is made of: typed columns over rows of any kind, and how each kind of value is written. */
import { setImmediate as othersTurn } from 'node:timers/promises'

/** `instant` takes ISO 8601 text or epoch milliseconds, and is shown in Beijing time. */
export type CellKind = 'text' | 'number' | 'instant' | 'flag'
export type CellValue = string | number | boolean | null | undefined

export interface SheetColumn<Row> {
  heading: string
  /** Stands in brackets behind the heading. */
  unit?: string
  kind: CellKind
  /** In characters; by kind if not given. */
  width?: number
  /** Instants with milliseconds. */
  milliseconds?: boolean
  /** null and undefined leave the cell empty: what is missing is shown as missing. */
  value: (row: Row) => CellValue
}

/** Words for what a column says of itself. */
export interface SheetWords {
  yes: string
  no: string
}

export interface Sheet<Row> {
  /** Name of the sheet's tab; what a tab may not bear is left out. */
  title: string
  columns: readonly SheetColumn<Row>[]
  words: SheetWords
  /** Rows in portions; the next portion is asked for only when the last one is written. */
  portions: AsyncIterable<readonly Row[]>
}

const BEIJING_MS = 8 * 3_600_000
const WIDTH: Record<CellKind, number> = { text: 20, number: 14, instant: 21, flag: 8 }

export const widthOf = (column: Pick<SheetColumn<never>, 'kind' | 'width' | 'heading' | 'unit'>): number => {
  // a Chinese character takes the room of two letters
  const room = [...headingOf(column)].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 2 : 1), 2)
  return Math.max(column.width ?? WIDTH[column.kind], room)
}
export const headingOf = ({ heading, unit }: Pick<SheetColumn<never>, 'heading' | 'unit'>): string =>
  unit ? `${heading} (${unit})` : heading

/** Beijing's wall clock as if it were UTC: what a cell of a spreadsheet, which knows no zone, has to hold. Null where it is no instant. */
export function beijingClock(value: string | number): Date | null {
  const at = typeof value === 'number' ? value : Date.parse(value)
  return Number.isFinite(at) ? new Date(at + BEIJING_MS) : null
}
/** `2026-10-03 02:14:05`, or with `.123`. */
export const clockText = (clock: Date, milliseconds: boolean): string =>
  clock
    .toISOString()
    .slice(0, milliseconds ? 23 : 19)
    .replace('T', ' ')

/** Excel's own rule for the name of a tab. */
export const tabName = (title: string): string => title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet'

/** Rows written in one go; between two, other requests get their turn. */
const GO = 1000 // default, not from a standard
/** Portions cut small enough not to hold up the process. */
export async function* inGoes<Row>(portions: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for await (const portion of portions)
    for (let at = 0; at < portion.length; at += GO) {
      yield at === 0 && portion.length <= GO ? portion : portion.slice(at, at + GO)
      await othersTurn()
    }
}
