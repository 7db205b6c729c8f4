/** 20,000 tags with planted errors, as one file: read, checked, applied, checked again, taken back. Prints what each step took. */
import { orgPath } from '@anyuan/kernel'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

const TAGS = 20_000
const EVERY = 400
let h: TestHouse
beforeAll(async () => {
  h = await testHouse()
  await h.house.organisation.add(HOUSE, { path: orgPath('ln'), level: 'park', code: 'P', name: '示例园区' })
})
afterAll(() => h.close())

async function bigFile(): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('测点')
  page.addRow([
    '编码',
    '名称',
    '所属组织',
    '类型',
    '单位',
    '量程下限',
    '量程上限',
    '应到间隔 (s)',
    '高限',
    '高限等级',
    '高高限',
    '高高限等级',
    '死区',
    '报警延时',
    '可能原因',
    '处置措施',
  ])
  for (let i = 0; i < TAGS; i++)
    page.addRow([
      `T-${i}`,
      `测点 ${i}`,
      'P 示例园区',
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
      '开启喷淋\n联系班长',
    ])
  return new Uint8Array(await book.xlsx.writeBuffer())
}

test('20,000 tags with 50 planted errors', { timeout: 180_000 }, async () => {
  const { accountId } = await h.house.identity.add(
    HOUSE,
    { login: 'safety', name: 'safety', org: orgPath('ln'), phone: null, grants: [{ role: 'park_safety_officer', org: orgPath('ln') }] },
    undefined,
    false,
  )
  const caller = { accountId, name: 'safety', address: 'test', scope: ['ln'] }
  const file = await bigFile()
  const took: Record<string, string> = {}
  const time = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const from = performance.now()
    const used = process.cpuUsage()
    const result = await work()
    const { user, system } = process.cpuUsage(used)
    took[what] = `${((performance.now() - from) / 1000).toFixed(1)} s, own CPU ${((user + system) / 1e6).toFixed(1)} s`
    return result
  }
  const check = async () => {
    const { id } = await h.house.imports.receive(caller, { org: orgPath('ln'), fileName: 'big.xlsx' }, file)
    await h.house.imports.check({ batch: id })
    return h.house.imports.batch(caller, id)
  }
  const batch = await time('check', check)
  expect(batch.counts?.tags).toEqual({ new: TAGS - TAGS / EVERY, changed: 0, unchanged: 0, wrong: TAGS / EVERY })
  await time('apply', async () => {
    await h.house.imports.apply(caller, batch.id, 'accept_good')
    await h.house.imports.carryOut({ batch: batch.id })
  })
  expect(await h.asOwner('select count(*)::int as n from tag')).toEqual([{ n: TAGS - TAGS / EVERY }])
  const again = await time('check again', check)
  expect(again.counts?.tags).toMatchObject({ new: 0, changed: 0, unchanged: TAGS - TAGS / EVERY })
  const marked = await time('mark', () => h.house.imports.marked(caller, batch.id, 'zh'))
  expect(marked.content.length).toBeGreaterThan(0)
  await time('take back', async () => {
    await h.house.imports.undo(caller, batch.id)
    await h.house.imports.takeBack({ batch: batch.id })
  })
  expect(await h.asOwner('select count(*)::int as n from tag')).toEqual([{ n: 0 }])
  process.stdout.write(`import of ${TAGS} tags: ${JSON.stringify(took)}\n`)
})
