/** Files that users send: read whatever program wrote them, turned away when they are a trap, and given back with marks. */
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import JSZip from 'jszip'
import { expect, test } from 'vitest'
import { markSheets, readSheets, templateFile } from '../index.ts'
import { guardWorkbook } from './guard.ts'

const bytes = async (book: ExcelJS.Workbook) => new Uint8Array(await book.xlsx.writeBuffer())
const simple = async () => {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('测点')
  page.addRow(['编码 *', '名称', '量程上限', '检定到期'])
  page.addRow(['TI-1', { richText: [{ text: '一号' }, { text: '温度' }] }, 150, new Date('2026-10-03T00:00:00Z')])
  page.addRow([])
  page.addRow(['TI-2', { formula: 'A2', result: 'TI-1' }, null, ' '])
  page.getCell('D2').numFmt = 'yyyy-mm-dd'
  return bytes(book)
}

test('cells are read as plain values: rich text, results of formulas, dates of Beijing; empty rows and blanks are nothing', async () => {
  expect(await readSheets('xlsx', await simple())).toEqual({
    ok: true,
    sheets: [
      {
        name: '测点',
        rows: [
          { row: 1, cells: ['编码 *', '名称', '量程上限', '检定到期'] },
          { row: 2, cells: ['TI-1', '一号温度', 150, '2026-10-02T16:00:00.000Z'] },
          { row: 4, cells: ['TI-2', 'TI-1', null, null] },
        ],
      },
    ],
  })
})
test('CSV is read in UTF-8 and in the encoding of Excel in China', async () => {
  const utf8 = new TextEncoder().encode('\uFEFF编码,名称\r\nTI-1,"一号,温度"\r\n\'=A1,x\r\n')
  const gb = new Uint8Array([...Buffer.from('b1e0c2eb2cc3fbb3c60d0a54492d312ca1a4', 'hex')])
  expect(await readSheets('csv', utf8)).toMatchObject({
    sheets: [{ rows: [{ cells: ['编码', '名称'] }, { row: 2, cells: ['TI-1', '一号,温度'] }, { cells: ['=A1', 'x'] }] }],
  })
  expect(await readSheets('csv', gb)).toMatchObject({ sheets: [{ rows: [{ cells: ['编码', '名称'] }, { cells: ['TI-1', '·'] }] }] })
})
test('a small file that unpacks to more than is allowed is turned away, also when it lies about its size', async () => {
  const zip = new JSZip()
  zip.file('xl/workbook.xml', '<x/>')
  zip.file('xl/worksheets/sheet1.xml', Buffer.alloc(320 * 1024 * 1024))
  const bomb = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' })
  expect(bomb.length).toBeLessThan(1024 * 1024)
  expect(guardWorkbook(bomb)).toBe('too_big_unpacked')
  const lying = Buffer.from(bomb)
  const entry = lying.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml')) - 46
  lying.writeUInt32LE(10, entry + 24)
  expect(guardWorkbook(lying)).toBe('too_big_unpacked')
  expect(await readSheets('xlsx', bomb)).toEqual({ ok: false, fault: 'too_big_unpacked' })
})
test('what is no workbook is refused, whatever its bytes', async () => {
  const good = await simple()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(good.length - 1), (noise, cut) => {
      for (const file of [noise, good.subarray(0, cut), new Uint8Array([...good.subarray(0, cut), ...noise])])
        expect([null, 'not_a_workbook', 'too_big_unpacked']).toContain(guardWorkbook(file))
    }),
    { numRuns: 300 },
  )
  expect(await readSheets('xlsx', new TextEncoder().encode('hello'))).toEqual({ ok: false, fault: 'not_a_workbook' })
  expect(await readSheets('xlsx', good.subarray(0, good.length - 200))).toEqual({ ok: false, fault: 'not_a_workbook' })
})
test('the same file comes back with a note and a fill in the wrong cells alone', async () => {
  const marked = await markSheets('xlsx', await simple(), [
    { sheet: '测点', row: 2, column: 2, note: '超出量程' },
    { sheet: '测点', row: 2, column: 2, note: '请改为 0–100' },
    { sheet: '没有这张表', row: 2, column: 0, note: 'x' },
  ])
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(Buffer.from(marked) as never)
  const page = book.getWorksheet('测点')!
  expect(page.getCell('C2').note).toBe('超出量程\n请改为 0–100')
  expect(page.getCell('C2').fill).toMatchObject({ pattern: 'solid' })
  expect(page.getCell('C2').value).toBe(150)
  expect(page.getCell('C4').fill).toBeUndefined()
  expect(page.getCell('A2').note).toBeUndefined()
})
test('a template has drop-downs of real data, notes, and an example row', async () => {
  const file = await templateFile({
    guide: { title: '说明', lines: ['批量导入', '一行一个测点。'] },
    sheets: [
      {
        name: '测点',
        columns: [
          { heading: '编码', note: '必填', width: 20, example: '示例-TI-1', required: true, numeric: false },
          { heading: '类型', note: '从下拉中选择', width: 12, example: '温度', list: '类型', required: true, numeric: false },
        ],
      },
    ],
    lists: { 类型: ['温度', '压力'] },
    listsSheet: '清单',
  })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(Buffer.from(file) as never)
  const page = book.getWorksheet('测点')!
  expect([page.getCell('A1').value, page.getCell('A2').value]).toEqual(['编码 *', '示例-TI-1'])
  expect(page.getCell('B1').note).toBe('从下拉中选择')
  expect(page.getCell('B700').dataValidation).toMatchObject({ type: 'list', formulae: [`'清单'!$A$1:$A$2`] })
  expect(book.getWorksheet('清单')!.state).toBe('hidden')
})
