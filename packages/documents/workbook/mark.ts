/** The user's own file again, with what is wrong marked in its cells: a fill that is seen, and a note that says why and how to mend it. */
import ExcelJS from 'exceljs'
import { readCsv } from './read.ts'
import type { CellMark, FileKind } from './shapes.ts'

/** An outline besides the fill: colour is never alone. */
const FILL: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFE1DE' } }
const EDGE: Partial<ExcelJS.Border> = { style: 'medium', color: { argb: 'FFCF1322' } }
const BORDER: Partial<ExcelJS.Borders> = { top: EDGE, left: EDGE, bottom: EDGE, right: EDGE }

/** A CSV file cannot hold notes: it comes back as a workbook with one sheet. */
export async function markWorkbook(kind: FileKind, file: Uint8Array, marks: readonly CellMark[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  if (kind === 'xlsx') await book.xlsx.load(Buffer.from(file) as never)
  else {
    const read = readCsv(file)
    const page = book.addWorksheet('CSV')
    if (read.ok) for (const { row, cells } of read.sheets[0]!.rows) page.getRow(row).values = [...cells]
  }
  const notes = new Map<ExcelJS.Cell, string[]>()
  for (const { sheet, row, column, note } of marks) {
    const cell = book.getWorksheet(sheet)?.getCell(row, column + 1)
    if (cell) notes.set(cell, [...(notes.get(cell) ?? []), note])
  }
  for (const [cell, texts] of notes) {
    cell.style = { ...cell.style, fill: FILL, border: BORDER } // cells of a column share one style: this one gets its own
    cell.note = { texts: [{ text: texts.join('\n') }], margins: { insetmode: 'auto' } }
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}
