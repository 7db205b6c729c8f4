/** Builds a template to be filled in: a guide, sheets with headings, notes, an example row and drop-downs, and the hidden lists behind them. */
import ExcelJS from 'exceljs'
import { HEADING_FILL, HEADING_FONT } from '../sheets/xlsx.ts'
import type { Template, TemplateColumn } from './shapes.ts'

/** So far down reach drop-downs and text formats. */
const ROWS = 20_001 // default, not from a standard
const EXAMPLE_FONT: Partial<ExcelJS.Font> = { italic: true, color: { argb: 'FF5C6370' } }
const REQUIRED_FILL: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFD6E4FB' } }

export async function buildTemplate({ guide, sheets, lists, listsSheet }: Template): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const first = book.addWorksheet(guide.title)
  first.getColumn(1).width = 100
  guide.lines.forEach((line, i) => {
    const cell = first.getCell(i + 1, 1)
    cell.value = line
    cell.alignment = { wrapText: true, vertical: 'top' }
    if (i === 0) cell.font = { bold: true, size: 14 }
  })
  for (const { name, columns } of sheets)
    fill(book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1, xSplit: 2 }] }), columns, lists, listsSheet)
  const hidden = book.addWorksheet(listsSheet, { state: 'hidden' })
  Object.values(lists).forEach((entries, i) => {
    hidden.getColumn(i + 1).values = entries
  })
  return new Uint8Array(await book.xlsx.writeBuffer())
}

function fill(page: ExcelJS.Worksheet, columns: readonly TemplateColumn[], lists: Template['lists'], listsSheet: string): void {
  page.columns = columns.map(({ width, numeric }) => ({ width, style: numeric ? {} : { numFmt: '@' } }))
  columns.forEach((column, i) => {
    const head = page.getCell(1, i + 1)
    head.value = column.required ? `${column.heading} *` : column.heading
    head.font = HEADING_FONT
    head.fill = column.required ? REQUIRED_FILL : HEADING_FILL
    head.alignment = { vertical: 'middle', wrapText: true }
    head.note = { texts: [{ text: column.note }], margins: { insetmode: 'auto' } }
    const example = page.getCell(2, i + 1)
    example.value = column.example
    example.font = EXAMPLE_FONT
    const at = column.list === undefined ? -1 : Object.keys(lists).indexOf(column.list)
    const entries = column.list === undefined ? 0 : (lists[column.list]?.length ?? 0)
    if (at >= 0 && entries > 0)
      validationsOf(page).add(`${letter(i)}2:${letter(i)}${ROWS}`, {
        type: 'list',
        allowBlank: true,
        formulae: [`'${listsSheet}'!$${letter(at)}$1:$${letter(at)}$${entries}`],
        showErrorMessage: false, // a word that the list does not know is judged at the check, with a reason
      })
  })
  page.getRow(1).height = 34
}

/** One rule for a whole column; the library's types know only the rule of a single cell. */
const validationsOf = (page: ExcelJS.Worksheet) =>
  (page as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } }).dataValidations
/** 0 → A, 26 → AA. */
const letter = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letter(Math.floor(index / 26) - 1) + letter(index % 26)
