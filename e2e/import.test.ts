/** A maintainer's list of 20,000 tags with planted errors, through the browser: shown, given back with marks, the right ones applied, again without effect, taken back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import type { Browser, Download } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type Visitor, visit } from './support/browser.ts'
import { foundPark, type Park } from './support/park.ts'
import { startServer, type TestServer } from './support/server.ts'

const TAGS = 20_000
/** Every so many rows one is wrong. */
const EVERY = 500
const WRONG = TAGS / EVERY
const GOOD = TAGS - WRONG
const HEADINGS = [
  '编码 *',
  '名称 *',
  '所属组织 *',
  '类型 *',
  '单位 *',
  '量程下限 *',
  '量程上限 *',
  '应到间隔 (s) *',
  '高限',
  '高限等级',
  '高高限',
  '高高限等级',
  '死区',
  '报警延时 (s)',
  '可能原因',
  '处置措施',
]
const HIGH_HIGH = HEADINGS.indexOf('高高限') + 1

describe.skipIf(!CHROMIUM)('a list of 20,000 tags', () => {
  let server: TestServer
  let browser: Browser
  let park: Park
  let visitor: Visitor
  let dir: string
  let file: string

  beforeAll(async () => {
    server = await startServer({})
    park = await foundPark(server)
    browser = await openBrowser()
    visitor = await visit(browser, server.web, { login: 'safety', password: 'Second-Morning-2' })
    dir = mkdtempSync(join(tmpdir(), 'anyuan-import-'))
    file = join(dir, '测点清单.xlsx')
    const book = new ExcelJS.Workbook()
    const page = book.addWorksheet('测点')
    page.addRow(HEADINGS)
    for (let i = 0; i < TAGS; i++)
      page.addRow([
        `IMP-${i}`,
        `导入测点 ${i}`,
        'works 试验化工',
        '温度',
        '℃',
        0,
        100,
        5,
        60,
        2,
        i % EVERY === 0 ? 160 : 80,
        1,
        1,
        5,
        '冷却中断',
        '联系班长',
      ])
    writeFileSync(file, Buffer.from(await book.xlsx.writeBuffer()))
  })
  afterAll(async () => {
    await visitor?.context.close()
    await browser?.close()
    await server?.stop()
    if (dir) rmSync(dir, { recursive: true, force: true })
  })

  const upload = async () => {
    const { page } = visitor
    await page.goto('/imports')
    await page.locator('input[type=file]').setInputFiles(file)
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
    await page.locator('.imports-counts').waitFor({ timeout: 120_000 })
  }
  const count = async (verdict: string): Promise<number> =>
    Number((await visitor.page.locator(`.imports-counts [data-verdict=${verdict}] b`).innerText()).replaceAll(',', ''))
  const tagsThere = async () => (await park.safety.get<{ total: number }>('/assets/tags', { text: 'IMP-', pageSize: '1' })).total
  const confirm = () => visitor.page.locator('.ant-modal-confirm-btns button').last().click()

  test('the template can be fetched', async () => {
    const { page } = visitor
    await page.goto('/imports')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载模板' }).click()])
    expect(download.suggestedFilename()).toBe('批量导入模板.xlsx')
    const book = await opened(download)
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual(['说明', '企业', '设备', '测点', '清单'])
  })
  test('the check shows how many rows are new and which are wrong, with reason and remedy, and writes nothing', async () => {
    const from = Date.now()
    await upload()
    process.stdout.write(`e2e import: ${TAGS} tags checked and shown after ${((Date.now() - from) / 1000).toFixed(1)} s\n`)
    expect([await count('new'), await count('wrong')]).toEqual([GOOD, WRONG])
    const row = visitor.page.getByRole('row').filter({ hasText: 'IMP-500' }).first()
    await row.waitFor()
    expect(await row.innerText()).toMatch(/高高限[\s\S]*限值 160 超出量程 0 – 100/)
    expect(await tagsThere()).toBe(0)
  })
  test('the same file comes back with its errors marked in their cells', async () => {
    const { page } = visitor
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 120_000 }),
      page.getByRole('link', { name: '下载标注了错误的文件' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('测点清单-错误标注.xlsx')
    const sheet = (await opened(download)).getWorksheet('测点')!
    let marked = 0
    sheet.eachRow((row, number) => {
      const cell = row.getCell(HIGH_HIGH)
      if (cell.note === undefined) return
      marked++
      expect([number, row.getCell(1).value, cell.value]).toEqual([number, `IMP-${number - 2}`, 160])
      expect(String(cell.note)).toContain('超出量程')
      expect(cell.fill).toMatchObject({ type: 'pattern', pattern: 'solid' })
    })
    expect(marked).toBe(WRONG)
    expect(sheet.getRow(3).getCell(HIGH_HIGH).value).toBe(80)
  })
  test('the right rows are applied, with a bar that moves, and the wrong ones left out', async () => {
    const { page } = visitor
    const from = Date.now()
    await page.getByRole('button', { name: new RegExp(`只导入正确的 ${GOOD} 行`) }).click()
    await page.locator('.ant-modal-confirm-content').getByText(`新增 ${GOOD} 项`).waitFor()
    await confirm()
    await page.getByRole('progressbar').waitFor()
    await page.getByText(/安监员 于 .* 导入/).waitFor({ timeout: 120_000 })
    process.stdout.write(`e2e import: ${GOOD} tags applied and shown after ${((Date.now() - from) / 1000).toFixed(1)} s\n`)
    expect(await tagsThere()).toBe(GOOD)
  })
  test('the same file again finds nothing to do', async () => {
    await upload()
    expect([await count('new'), await count('changed'), await count('unchanged'), await count('wrong')]).toEqual([0, 0, GOOD, WRONG])
    expect(await visitor.page.getByRole('button', { name: /只导入正确|导入 \d+ 行/ }).count()).toBe(0)
  })
  test('the import is taken back as a whole', async () => {
    const { page } = visitor
    await page.goto('/imports')
    await page.getByRole('row').filter({ hasText: '已导入' }).first().click()
    await page.getByRole('button', { name: '撤销导入' }).click()
    await confirm()
    await page.getByText(/安监员 于 .* 撤销/).waitFor({ timeout: 120_000 })
    expect(await tagsThere()).toBe(0)
    expect(visitor.troubles).toEqual([])
  })
})

async function opened(download: Download): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(await download.path())
  return book
}
