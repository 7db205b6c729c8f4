/** Sheets, read back as the user's programs read them. */
import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Sheet, type SheetColumn, sheetStream } from '../index.ts'

interface Reading {
  name: string
  value: number | null
  at: string
  good: boolean
}
const columns: SheetColumn<Reading>[] = [
  { heading: '名称', kind: 'text', value: (row) => row.name },
  { heading: '压力', unit: 'kPa', kind: 'number', value: (row) => row.value },
  { heading: '时间', kind: 'instant', value: (row) => row.at },
  { heading: '正常', kind: 'flag', value: (row) => row.good },
]
async function* portionsOf<Row>(rows: readonly Row[], size = 2): AsyncGenerator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}
const sheet = (rows: readonly Reading[]): Sheet<Reading> => ({
  title: '读数/一览',
  columns,
  words: { yes: '是', no: '否' },
  portions: portionsOf(rows),
})
const rows: Reading[] = [
  { name: '一号罐压力', value: -1.5, at: '2026-10-02T18:14:05.250Z', good: true },
  { name: '=HYPERLINK("http://example.test")', value: null, at: '2026-10-02T18:14:06.000Z', good: false },
  { name: '+86 024', value: 0, at: '2026-12-31T16:00:00.000Z', good: true },
]
const read = async (one: Sheet<Reading>) => (await buffer(sheetStream('csv', one))).toString('utf8')
const book = async (rows: readonly Reading[]) => {
  const read = new ExcelJS.Workbook()
  await read.xlsx.load((await buffer(sheetStream('xlsx', sheet(rows)))) as never)
  return read.worksheets[0]!
}

test('CSV opens in Excel: marked as UTF-8, units in the headings, Beijing time, nothing that is missing becomes 0', async () => {
  const file = await read(sheet(rows.slice(0, 1)))
  expect(file).toBe('\uFEFF名称,压力 (kPa),时间,正常\r\n一号罐压力,-1.5,2026-10-03 02:14:05,是\r\n')
  expect(parse(await read(sheet(rows)), { bom: true })[2]![1]).toBe('')
})
test('text that a spreadsheet would run is kept from it in CSV, and is plain text in xlsx', async () => {
  const records = parse(await read(sheet(rows)), { bom: true }) as string[][]
  expect(records.slice(1).map(([name]) => name)).toEqual(['一号罐压力', `'=HYPERLINK("http://example.test")`, `'+86 024`])
  const page = await book(rows)
  expect(page.getCell('A3').type).toBe(ExcelJS.ValueType.String)
  expect(page.getCell('A3').value).toBe('=HYPERLINK("http://example.test")')
})
test('xlsx holds numbers as numbers, Beijing time as dates, an empty cell where nothing is known; the heading stays in view', async () => {
  const page = await book(rows)
  expect(page.name).toBe('读数 一览')
  expect(page.getRow(1).values).toEqual([undefined, '名称', '压力 (kPa)', '时间', '正常'])
  expect(page.getCell('B2').value).toBe(-1.5)
  expect(page.getCell('B3').value).toBeNull()
  expect((page.getCell('C2').value as Date).toISOString()).toBe('2026-10-03T02:14:05.250Z') // a cell knows no zone: this is the wall clock
  expect(page.getCell('C2').numFmt).toBe('yyyy-mm-dd hh:mm:ss')
  expect(page.getCell('D3').value).toBe('否')
  expect(page.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
})
test('whatever the text, it comes back from CSV as it was, but for the mark before a formula', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 8 }), async (names) => {
      const given = names.map((name) => ({ ...rows[0]!, name }))
      const records = parse(await read(sheet(given)), { bom: true, record_delimiter: '\r\n' }) as string[][]
      const back = records.slice(1).map(([name]) => name!)
      expect(back.map((name, i) => (name === `'${names[i]}` ? names[i] : name))).toEqual(names)
      for (const name of back) expect(name).not.toMatch(/^[=+\-@\t\r]/)
    }),
    { numRuns: 60 },
  )
})
test('a source that fails breaks the file off, rather than ending it as if it were whole', async () => {
  async function* broken(): AsyncGenerator<readonly Reading[]> {
    yield rows
    throw new Error('the database went away')
  }
  for (const format of ['csv', 'xlsx'] as const)
    await expect(buffer(sheetStream(format, { ...sheet([]), portions: broken() }))).rejects.toThrow('the database went away')
})
