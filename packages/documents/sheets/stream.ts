/** One door for both formats. */
import { Readable } from 'node:stream'
import type { Sheet } from './columns.ts'
import { csvText } from './csv.ts'
import { xlsxStream } from './xlsx.ts'

export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]
export const SHEET_MEDIA: Record<SheetFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The file as a stream of bytes. Memory holds one or two portions, whatever the number of rows. */
export const sheetStream = <Row>(format: SheetFormat, sheet: Sheet<Row>): Readable =>
  format === 'csv' ? Readable.from(csvText(sheet), { objectMode: false, highWaterMark: 1024 * 1024 }) : xlsxStream(sheet)
