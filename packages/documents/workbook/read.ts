/** Reads the cells of a workbook or a CSV file as plain values, row by row. */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import { guardWorkbook } from './guard.ts'
import { READ_LIMITS, type ReadAnswer, type ReadCell, type ReadRow, type ReadSheet } from './shapes.ts'

const BEIJING_MS = 8 * 3_600_000

export async function readWorkbook(file: Uint8Array): Promise<ReadAnswer> {
  const fault = guardWorkbook(file)
  if (fault) return { ok: false, fault }
  const sheets: ReadSheet[] = []
  try {
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([Buffer.from(file)]), {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache', // without styles a date is a bare number
      hyperlinks: 'ignore',
      entries: 'ignore',
    })
    let rows = 0
    for await (const page of reader) {
      const sheet: ReadSheet = { name: (page as unknown as { name: string }).name, rows: [] }
      for await (const row of page) {
        const cells = cellsOf(row)
        if (cells.every((cell) => cell === null)) continue
        if (++rows > READ_LIMITS.rows) return { ok: false, fault: 'too_many_rows' }
        sheet.rows.push({ row: row.number, cells })
      }
      sheets.push(sheet)
    }
  } catch {
    return { ok: false, fault: 'not_a_workbook' }
  }
  return sheets.length > 0 ? { ok: true, sheets } : { ok: false, fault: 'not_a_workbook' }
}

function cellsOf(row: ExcelJS.Row): ReadCell[] {
  const cells: ReadCell[] = []
  row.eachCell({ includeEmpty: false }, (cell, column) => {
    if (column <= READ_LIMITS.columns) cells[column - 1] = plain(cell.value)
  })
  return Array.from(cells, (cell) => cell ?? null)
}

function plain(value: ExcelJS.CellValue): ReadCell {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : new Date(value.getTime() - BEIJING_MS).toISOString()
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  if (typeof value !== 'object') return value
  if ('richText' in value) return plain(value.richText.map((part) => part.text).join(''))
  if ('result' in value) return plain(value.result as ExcelJS.CellValue)
  if ('text' in value) return plain(value.text)
  if ('error' in value) return String(value.error)
  return null // a formula that was never calculated
}

/** UTF-8, or GB 18030 as Excel in China writes it. The mark that our own export puts before text that begins like a formula is taken off. */
export function readCsv(file: Uint8Array): ReadAnswer {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    try {
      text = new TextDecoder('gb18030', { fatal: true }).decode(file)
    } catch {
      return { ok: false, fault: 'not_utf8' }
    }
  }
  let records: string[][]
  try {
    records = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: false, to: READ_LIMITS.rows + 1 }) as string[][]
  } catch {
    return { ok: false, fault: 'not_a_workbook' }
  }
  if (records.length > READ_LIMITS.rows) return { ok: false, fault: 'too_many_rows' }
  const rows: ReadRow[] = records
    .map((record, i) => ({ row: i + 1, cells: record.slice(0, READ_LIMITS.columns).map((cell) => unmarked(cell.trim())) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null))
  return { ok: true, sheets: [{ name: 'CSV', rows }] }
}
const unmarked = (text: string): ReadCell => (text === '' ? null : /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)
