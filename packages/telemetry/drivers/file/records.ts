/** The rows of a file, one after the other, whatever its format. Runs in the worker thread: a big workbook would hold up the alarms. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import excel from 'exceljs'
import type { Cell } from './cell.ts'

export interface FileRecord {
  /** As the reader of the file counts: the headings are in row 1. */
  row: number
  cells: Cell[]
}

export const isWorkbook = (name: string): boolean => /\.xlsx$/i.test(name)
export const isReadable = (name: string): boolean => /\.(csv|xlsx)$/i.test(name) && !/^[.~]/.test(name)

/** Rows with at least one cell that is not empty. @throws Error when the file is not of its format. */
export const recordsOf = (path: string, encoding: 'utf-8' | 'gb18030'): AsyncIterable<FileRecord> =>
  isWorkbook(path) ? recordsOfWorkbook(path) : recordsOfCsv(path, encoding)

const FIRST_LINE_BYTES = 65_536 // default, not from a standard

async function* recordsOfCsv(path: string, encoding: 'utf-8' | 'gb18030'): AsyncGenerator<FileRecord> {
  const parser = parse({ relax_column_count: true, skip_empty_lines: true, info: true, delimiter: await delimiterOf(path, encoding) })
  // both streams end with the other, whichever fails
  const pumping = pipeline(createReadStream(path), decoded(encoding), parser)
  pumping.catch(() => {}) // thrown again below, through the parser
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
    yield { row: info.lines, cells: record }
}

/** Bytes to text; takes away a byte order mark, and fails at bytes that are not of the encoding. */
async function* bytesToText(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}
const decoded = (encoding: string) => (bytes: AsyncIterable<Buffer>) => bytesToText(bytes, encoding)

/** Of comma, tabulator and semicolon the one that is most often in the headings. */
async function delimiterOf(path: string, encoding: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0)
    const line = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead)).split(/\r?\n/, 1)[0]!
    const count = (delimiter: string) => line.split(delimiter).length
    return [',', '\t', ';'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best))
  } finally {
    await file.close()
  }
}

async function* recordsOfWorkbook(path: string): AsyncGenerator<FileRecord> {
  const workbook = new excel.Workbook()
  await workbook.xlsx.readFile(path)
  const sheet = workbook.worksheets.find(({ state }) => state === 'visible')
  if (!sheet) throw new Error('the workbook has no visible sheet')
  const wide = sheet.columnCount
  for (let number = 1; number <= sheet.rowCount; number++) {
    const row = sheet.findRow(number)
    if (!row?.hasValues) continue
    yield { row: number, cells: Array.from({ length: wide }, (_, column) => plain(row.findCell(column + 1)?.value)) }
  }
}

function plain(value: excel.CellValue | undefined): Cell {
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || value instanceof Date) return value
  if ('error' in value) return String(value.error)
  if ('result' in value) return plain(value.result as excel.CellValue)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('text' in value) return String(value.text)
  return null
}
