/** Sheets as xlsx, written row by row to a stream: headings that stay in view, filters, real dates and numbers, text that is never a formula. */
import { PassThrough, type Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import { beijingClock, type CellValue, headingOf, inGoes, type Sheet, type SheetColumn, tabName, widthOf } from './columns.ts'

/** What Excel itself can hold, heading included. */
export const MOST_SHEET_ROWS = 1_048_576
export const HEADING_FILL: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE3E6EB' } }
export const HEADING_FONT: Partial<ExcelJS.Font> = { bold: true, color: { argb: 'FF1F2329' } }
const FORMAT = { instant: 'yyyy-mm-dd hh:mm:ss', instantMs: 'yyyy-mm-dd hh:mm:ss.000' } as const

/** A stream with the workbook; it ends with an error when a portion does. */
export function xlsxStream<Row>(sheet: Sheet<Row>): PassThrough {
  const out = new PassThrough({ highWaterMark: 1024 * 1024 })
  write(sheet, out).catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))))
  return out
}

async function write<Row>({ title, columns, words, portions }: Sheet<Row>, out: PassThrough): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  const page = book.addWorksheet(tabName(title), { views: [{ state: 'frozen', ySplit: 1 }] })
  page.columns = columns.map((column) => ({
    header: headingOf(column),
    width: widthOf(column),
    style: styleOf(column),
  }))
  const head = page.getRow(1)
  head.height = 22
  head.eachCell((cell) => {
    cell.font = HEADING_FONT
    cell.fill = HEADING_FILL
    cell.alignment = { vertical: 'middle', wrapText: true }
  })
  page.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  head.commit()
  for await (const portion of inGoes(portions)) {
    for (const row of portion) page.addRow(columns.map((column) => cellOf(column, column.value(row), words))).commit()
    await hasRoom(out)
  }
  page.commit()
  await book.commit()
}

/** The library writes without asking; between portions we wait until what was written has been taken. */
async function hasRoom(out: Writable): Promise<void> {
  if (out.destroyed) throw new Error('nobody reads any more')
  if (!out.writableNeedDrain) return
  await new Promise<void>((resolve, reject) => {
    const done = () => {
      out.off('drain', taken)
      out.off('close', gone)
    }
    const taken = () => {
      done()
      resolve()
    }
    const gone = () => {
      done()
      reject(new Error('nobody reads any more'))
    }
    out.once('drain', taken)
    out.once('close', gone)
  })
}

function styleOf<Row>({ kind, milliseconds }: SheetColumn<Row>): Partial<ExcelJS.Style> {
  if (kind === 'instant') return { numFmt: milliseconds ? FORMAT.instantMs : FORMAT.instant }
  return kind === 'text' ? { numFmt: '@' } : {}
}

function cellOf<Row>({ kind }: SheetColumn<Row>, value: CellValue, words: { yes: string; no: string }): string | number | Date | null {
  if (value === null || value === undefined || value === '') return null
  if (kind === 'flag') return value ? words.yes : words.no
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value) ? value : String(value)
  if (kind === 'instant' && typeof value !== 'boolean') return beijingClock(value) ?? String(value)
  return String(value) // a string cell holds text, whatever it begins with
}
