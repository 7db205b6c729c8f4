/** Sheets as CSV: with the mark that makes Excel read Chinese, one portion at a time, and no text that a spreadsheet would run as a formula. */
import { stringify } from 'csv-stringify/sync'
import { beijingClock, type CellValue, clockText, headingOf, inGoes, type Sheet, type SheetColumn } from './columns.ts'

const BYTE_ORDER_MARK = '\uFEFF'

/** The text of a CSV file in pieces; a reader that is slow slows the source down. */
export async function* csvText<Row>({ columns, words, portions }: Sheet<Row>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([columns.map((column) => headingOf(column))])
  for await (const portion of inGoes(portions))
    yield lines(portion.map((row) => columns.map((column) => cell(column, column.value(row), words))))
}

// a number stays a number: only text is kept from being run
const lines = (records: (string | number)[][]): string => stringify(records, { escape_formulas: true, record_delimiter: 'windows' })

function cell<Row>(column: SheetColumn<Row>, value: CellValue, words: { yes: string; no: string }): string | number {
  if (value === null || value === undefined || value === '') return ''
  if (column.kind === 'flag') return value ? words.yes : words.no
  if (column.kind === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : String(value)
  if (column.kind === 'instant' && typeof value !== 'boolean') {
    const clock = beijingClock(value)
    return clock ? clockText(clock, column.milliseconds ?? false) : String(value)
  }
  return String(value)
}
