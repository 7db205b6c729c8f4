/** The import over the whole house and the real PostgreSQL: dry run, all or nothing, accept-good, the same file again, the way back. */
import { readSheets } from '@anyuan/documents'
import type { ImportBatch, ImportRow } from '@anyuan/imports/contract'
import { type Caller, orgPath } from '@anyuan/kernel'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

type Cells = Record<string, string | number | null>
let h: TestHouse
const people: Record<string, Caller> = {}
const person = async (
  login: string,
  role: 'park_safety_officer' | 'enterprise_safety_manager' | 'maintainer',
  org: string,
): Promise<Caller> => {
  const { accountId } = await h.house.identity.add(
    HOUSE,
    { login, name: login, org: orgPath(org), phone: null, grants: [{ role, org: orgPath(org) }] },
    undefined,
    false,
  )
  return { accountId, name: login, address: 'test', scope: [org] }
}
beforeAll(async () => {
  h = await testHouse()
  await h.house.organisation.add(HOUSE, { path: orgPath('ln'), level: 'province', code: 'LN', name: '示例省' })
  await h.house.organisation.add(HOUSE, { path: orgPath('ln.a'), level: 'park', code: 'PA', name: '甲园区' })
  await h.house.organisation.add(HOUSE, { path: orgPath('ln.b'), level: 'park', code: 'PB', name: '乙园区' })
  await h.house.assets.addTag(HOUSE, {
    code: 'B-TI',
    name: '邻园温度',
    org: orgPath('ln.b'),
    kind: 'temperature',
    unit: '℃',
    rangeLow: 0,
    rangeHigh: 1,
    expectedIntervalSeconds: 5,
  })
  await h.house.sources.add(HOUSE, { code: 'GW-A', name: '网关', org: orgPath('ln.a'), protocol: 'mqtt' })
  people.safety = await person('safety', 'park_safety_officer', 'ln.a')
  people.maintainer = await person('maintainer', 'maintainer', 'ln.a')
})
afterAll(() => h.close())

const workbook = async (sheets: Record<string, Cells[]>): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook()
  for (const [name, rows] of Object.entries(sheets)) {
    const headings = [...new Set(rows.flatMap(Object.keys))]
    const page = book.addWorksheet(name)
    page.addRow(headings)
    for (const row of rows) page.addRow(headings.map((heading) => row[heading] ?? null))
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}
const send = async (file: Uint8Array, who: Caller = people.safety!, fileName = 'list.xlsx'): Promise<ImportBatch> => {
  const { id } = await h.house.imports.receive(who, { org: orgPath('ln.a'), fileName }, file)
  await h.house.imports.check({ batch: id })
  return h.house.imports.batch(who, id)
}
const apply = async (id: string, mode: 'all_or_nothing' | 'accept_good', who: Caller = people.safety!): Promise<ImportBatch> => {
  await h.house.imports.apply(who, id, mode)
  await h.house.imports.carryOut({ batch: id })
  return h.house.imports.batch(who, id)
}
const undo = async (id: string, who: Caller = people.safety!): Promise<ImportBatch> => {
  await h.house.imports.undo(who, id)
  await h.house.imports.takeBack({ batch: id })
  return h.house.imports.batch(who, id)
}
const rows = async (id: string, verdict?: ImportRow['verdict']): Promise<ImportRow[]> =>
  (await h.house.imports.rows(people.safety!, id, { page: 1, pageSize: 1000, ...(verdict ? { verdict } : {}) })).items
const tag = (code: string, more: Cells = {}): Cells => ({
  编码: code,
  名称: `测点 ${code}`,
  所属组织: 'PA 甲园区',
  类型: '温度',
  单位: '℃',
  量程下限: 0,
  量程上限: 100,
  '应到间隔 (s)': 5,
  ...more,
})
const whole: Record<string, Cells[]> = {
  企业: [
    { '编码 *': 'E1-A1', 名称: '一车间', 上级组织: 'E1', 层级: '区域' }, // before its parent
    { '编码 *': 'E1', 名称: '示例化工', 上级组织: 'PA 甲园区', 层级: '企业', 行业: '精细化工' },
  ],
  设备: [
    { 编码: 'V-1', 名称: '一号罐', 所属组织: 'E1-A1', 类型: '储罐', 介质: '液氨', 容积: 500, 压力等级: '中压', 经度: 121.1, 纬度: 41.2 },
  ],
  测点: [
    tag('T-1', {
      所属组织: 'E1-A1 一车间',
      设备: 'V-1 一号罐',
      高限: 60,
      高限等级: 2,
      高高限: 80,
      高高限等级: '红',
      死区: 1,
      报警延时: 5,
      可能原因: '冷却中断',
      接入源: 'GW-A',
    }),
    tag('T-2', { 量程上限: 50, 高限: 60, 高限等级: 2 }),
    tag('示例-T-3'),
  ],
}

describe('one file with a little of everything', () => {
  let batch: ImportBatch
  test('the dry run tells what would become of each row, and writes nothing', async () => {
    batch = await send(await workbook(whole))
    expect(batch.state).toEqual({ state: 'checked' })
    expect(batch.counts).toEqual({
      units: { new: 2, changed: 0, unchanged: 0, wrong: 0 },
      assets: { new: 1, changed: 0, unchanged: 0, wrong: 0 },
      tags: { new: 1, changed: 0, unchanged: 0, wrong: 1 },
    })
    expect(await rows(batch.id, 'wrong')).toMatchObject([
      {
        sheet: 'tags',
        row: 3,
        code: 'T-2',
        problems: [{ column: 'high', code: 'assets.limit_out_of_range', params: { threshold: 60, high: 50 } }],
      },
    ])
    expect((await h.asOwner(`select 1 from tag where code = 'T-1'`)).length).toBe(0)
  })
  test('all or nothing is refused while a row is wrong', async () => {
    await expect(h.house.imports.apply(people.safety!, batch.id, 'all_or_nothing')).rejects.toMatchObject({
      code: 'imports.wrong_rows',
      params: { count: 1 },
    })
  })
  test('the same file comes back with the wrong cell marked', async () => {
    const { content, fileName } = await h.house.imports.marked(people.safety!, batch.id, 'zh')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(content) as never)
    const page = book.getWorksheet('测点')!
    const at = (page.getRow(1).values as string[]).indexOf('高限')
    expect(page.getRow(3).getCell(at).note).toContain('限值 60 超出量程 0 – 50')
    expect(page.getRow(3).getCell(at).fill).toMatchObject({ type: 'pattern' })
    expect(page.getRow(2).getCell(at).note).toBeUndefined()
    expect(fileName).toBe('list-错误标注.xlsx')
  })
  test('the right rows are applied: units, asset, tag with its limits, guidance, first setting and source', async () => {
    batch = await apply(batch.id, 'accept_good')
    expect(batch.state).toMatchObject({ state: 'applied', mode: 'accept_good', by: 'safety' })
    const [one] = (await h.house.assets.tags(people.safety!, { page: 1, pageSize: 10, text: 'T-1' })).items
    expect(one).toMatchObject({
      org: 'ln.a.e1.e1_a1',
      assetCode: 'V-1',
      alarms: {
        high: { threshold: 60, severity: 2, enabled: true },
        highHigh: { threshold: 80, severity: 1 },
        deadband: 1,
        onDelaySeconds: 5,
      },
      guidance: { cause: '冷却中断' },
    })
    expect(await h.asOwner(`select version from tag_setting where tag_number = ${one!.number}`)).toEqual([{ version: 1 }])
    expect((await h.house.sources.keys()).find((key) => key.code === 'GW-A')!.tagCodes).toEqual(['T-1'])
    expect(await h.asOwner(`select object from audit_trail where action = 'imports.apply'`)).toEqual([{ object: 'list.xlsx' }])
  })
  test('the same file again changes nothing', async () => {
    const again = await send(await workbook(whole))
    expect(again.counts).toMatchObject({
      units: { unchanged: 2 },
      assets: { unchanged: 1 },
      tags: { unchanged: 1, wrong: 1, new: 0, changed: 0 },
    })
    await expect(h.house.imports.apply(people.safety!, again.id, 'accept_good')).rejects.toMatchObject({ code: 'imports.nothing_to_do' })
  })
  test('a change shows field by field; an empty cell leaves a field, 清空 empties it', async () => {
    const changed = await send(await workbook({ 测点: [{ 编码: 'T-1', 名称: '新名称', 设备: '清空', 责任人: null }] }))
    expect(await rows(changed.id)).toMatchObject([
      {
        verdict: 'changed',
        changes: [
          { column: 'name', before: '测点 T-1', after: '新名称' },
          { column: 'asset', before: 'V-1', after: null },
        ],
      },
    ])
    await apply(changed.id, 'all_or_nothing')
    const { items } = await h.house.assets.tags(people.safety!, { page: 1, pageSize: 10, text: 'T-1' })
    expect(items).toMatchObject([{ name: '新名称', assetCode: null, unit: '℃' }])
    const back = await undo(changed.id)
    expect(back.state.state).toBe('undone')
    expect((await h.house.assets.tags(people.safety!, { page: 1, pageSize: 10, text: 'T-1' })).items).toMatchObject([
      { name: '测点 T-1', assetCode: 'V-1' },
    ])
  })
  test('what somebody has touched since holds up the way back of the batch, by name, and nothing of it is done', async () => {
    const held = await undo(batch.id)
    // its tag was changed and set back by the batch after it
    expect(held.state).toMatchObject({ state: 'applied', refusedUndo: [{ code: 'assets.touched_since', params: { code: 'T-1' } }] })
    expect((await h.house.sources.keys()).find((key) => key.code === 'GW-A')!.tagCodes).toEqual(['T-1'])
  })
  test('alarm settings of a tag that stands are not for the import', async () => {
    const sly = await send(await workbook({ 测点: [{ 编码: 'T-1', 高限: 70, 高限等级: 2 }] }))
    expect(await rows(sly.id)).toMatchObject([{ verdict: 'wrong', problems: [{ column: 'high', code: 'assets.change_by_request' }] }])
  })
})

test('an untouched batch is taken back as a whole: tags, asset, units and the allow-list', async () => {
  const file = await workbook({
    企业: [{ 编码: 'E9', 名称: '临时企业', 上级组织: 'PA', 层级: '企业' }],
    设备: [{ 编码: 'V-9', 名称: '临时罐', 所属组织: 'E9', 类型: '其他' }],
    测点: [tag('T-9', { 所属组织: 'E9', 设备: 'V-9', 接入源: 'GW-A', 启用: '否' })],
  })
  const batch = await apply((await send(file)).id, 'all_or_nothing')
  expect(batch.state.state).toBe('applied')
  expect(await h.asOwner(`select enabled from tag where code = 'T-9'`)).toEqual([{ enabled: false }])
  expect((await undo(batch.id)).state.state).toBe('undone')
  expect(
    await h.asOwner(
      `select code from tag where code = 'T-9' union select code from asset where code = 'V-9' union select code from org_unit where code = 'E9'`,
    ),
  ).toEqual([])
  expect((await h.house.sources.keys()).find((key) => key.code === 'GW-A')!.tagCodes).not.toContain('T-9')
})
test('a unit on which somebody has built since stays, and so does all of its batch', async () => {
  const batch = await apply(
    (await send(await workbook({ 企业: [{ 编码: 'E8', 名称: '在用企业', 上级组织: 'PA', 层级: '企业' }] }))).id,
    'all_or_nothing',
  )
  await h.house.assets.addAsset(people.safety!, {
    code: 'V-8',
    org: orgPath('ln.a.e8'),
    name: '新罐',
    detail: { kind: 'other', description: null },
  })
  expect((await undo(batch.id)).state).toMatchObject({
    state: 'applied',
    refusedUndo: [{ code: 'organisation.things_below', params: { code: 'E8', below: 'V-8' } }],
  })
})
test('every kind of mistake is told in its cell', async () => {
  const batch = await send(
    await workbook({
      企业: [
        { 编码: 'PB', 名称: '别人的编码', 上级组织: 'PA', 层级: '企业' },
        { 编码: 'E7', 名称: '无处可去', 上级组织: '没有的园区', 层级: '企业' },
        { 编码: 'E6', 名称: '邻园企业', 上级组织: 'ln.b', 层级: '企业' },
      ],
      设备: [
        { 编码: 'V-7', 名称: '缺容积', 所属组织: 'PA', 类型: '储罐', 介质: '水', 压力等级: '常压' },
        { 编码: 'V-6', 名称: '多一项', 所属组织: 'PA', 类型: '装置', 容积: 5 },
      ],
      测点: [
        tag('B-TI'),
        tag('T-70', { 类型: '气温', 所属组织: '没有的组织' }),
        tag('T-71', { 量程下限: '零' }),
        tag('T-72', { 单位: null }),
        tag('T-73', { 高限: 60 }),
        tag('T-74', { 设备: 'V-7' }),
        tag('T-75', { 接入源: 'GW-X' }),
        tag('T-76'),
        tag('T-76'),
        tag('bad code'),
        tag('T-77', { 低限: 50, 低限等级: 3, 高限: 40, 高限等级: 3 }),
        { ...tag('x'), 编码: null },
      ],
    }),
  )
  const told = Object.fromEntries(
    (await rows(batch.id, 'wrong')).map(({ sheet, row, problems }) => [
      `${sheet}${row}`,
      problems.map(({ column, code }) => `${column} ${code}`).join(),
    ]),
  )
  expect(told).toEqual({
    units2: 'code organisation.code_taken',
    units3: 'parent imports.cell.no_such_unit',
    units4: 'parent imports.cell.no_such_unit', // the neighbour's park is not even seen
    assets2: 'volume imports.cell.required',
    assets3: 'volume imports.cell.not_for_kind',
    tags2: 'code assets.tag_code_taken',
    tags3: 'kind imports.cell.choice,org imports.cell.no_such_unit', // all at once, not one after the other
    tags4: 'rangeLow imports.cell.number',
    tags5: 'unit imports.cell.required',
    tags6: 'highSeverity imports.cell.required',
    tags7: 'asset imports.cell.no_such_asset', // it comes with the same file, but is wrong there
    tags8: 'sources imports.cell.no_such_source',
    tags10: 'code imports.cell.twice',
    tags11: 'code imports.cell.form',
    tags12: 'high assets.limits_out_of_order',
    tags13: 'code imports.cell.required',
  })
  expect((await rows(batch.id, 'new')).map((row) => row.code)).toEqual(['T-76'])
})
test('the import gives nobody more than one may do one by one', async () => {
  const file = await workbook({
    企业: [{ 编码: 'E5', 名称: '运维的企业', 上级组织: 'PA', 层级: '企业' }],
    测点: [tag('T-50'), tag('T-51', { 所属组织: 'ln' })],
  })
  const batch = await send(file, people.maintainer!)
  expect((await rows(batch.id)).map(({ code, verdict, problems }) => [code, verdict, problems[0]?.code])).toEqual([
    ['E5', 'wrong', 'imports.cell.outside_scope'],
    ['T-50', 'new', undefined],
    ['T-51', 'wrong', 'imports.cell.outside_scope'],
  ])
})
test('all or nothing holds also when the world has moved between check and import', async () => {
  const { id } = await send(await workbook({ 测点: [tag('T-60'), tag('T-61')] }))
  await h.house.imports.apply(people.safety!, id, 'all_or_nothing')
  await h.house.assets.addTag(HOUSE, {
    code: 'T-61',
    name: 'x',
    org: orgPath('ln.b'),
    kind: 'other',
    unit: '',
    rangeLow: 0,
    rangeHigh: 1,
    expectedIntervalSeconds: 1,
  })
  await h.house.imports.carryOut({ batch: id })
  expect((await h.house.imports.batch(people.safety!, id)).state).toMatchObject({
    state: 'failed',
    during: 'apply',
    reason: { code: 'imports.changed_since_check' },
  })
  expect(await h.asOwner(`select code from tag where code = 'T-60'`)).toEqual([])
})
test('a job that comes twice does its work once', async () => {
  const { id } = await send(await workbook({ 测点: [tag('T-90')] }))
  await apply(id, 'all_or_nothing')
  await h.house.imports.carryOut({ batch: id })
  await h.house.imports.check({ batch: id })
  expect((await h.house.imports.batch(people.safety!, id)).state.state).toBe('applied')
  expect(await h.asOwner(`select count(*)::int as n from tag where code = 'T-90'`)).toEqual([{ n: 1 }])
})
test('CSV is taken too, and comes back as a workbook with its marks', async () => {
  const csv = new TextEncoder().encode(
    '\uFEFF编码,名称,所属组织,类型,单位,量程下限,量程上限,应到间隔 (s)\r\nC-1,测点,PA,压力,kPa,0,10,5\r\nC-2,测点,PA,压力,kPa,十,10,5\r\n',
  )
  const batch = await send(csv, people.safety!, 'list.csv')
  expect(batch.counts?.tags).toEqual({ new: 1, changed: 0, unchanged: 0, wrong: 1 })
  const { content } = await h.house.imports.marked(people.safety!, batch.id, 'zh')
  expect(await readSheets('xlsx', content)).toMatchObject({ ok: true, sheets: [{ rows: [{}, {}, { row: 3 }] }] })
})
test('what is no workbook says so; a photograph is not even taken', async () => {
  const broken = await send(new Uint8Array([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]))
  expect(broken.state).toEqual({ state: 'failed', during: 'check', reason: { code: 'imports.file.not_a_workbook', params: {} } })
  await expect(send(new Uint8Array([0xff, 0xd8, 0xff, 0, 0]))).rejects.toMatchObject({ code: 'imports.wrong_file_type' })
})
test('the template is understood by the import, and its example rows are left out', async () => {
  const file = await h.house.imports.template(people.safety!, 'zh')
  const batch = await send(file)
  expect(batch.state).toMatchObject({ state: 'failed', reason: { code: 'imports.file.no_rows' } })
  const read = await readSheets('xlsx', file)
  expect(read.ok && read.sheets.map((sheet) => sheet.name)).toEqual(['说明', '企业', '设备', '测点', '清单'])
  const english = await readSheets('xlsx', await h.house.imports.template(people.safety!, 'en'))
  expect(english.ok && english.sheets[3]!.rows[0]!.cells[0]).toBe('Code *')
})
test('a neighbour sees neither batches nor rows', async () => {
  const other = await person('other', 'park_safety_officer', 'ln.b')
  expect((await h.house.imports.page(other, { page: 1, pageSize: 10 })).total).toBe(0)
  const [mine] = (await h.house.imports.page(people.safety!, { page: 1, pageSize: 1 })).items
  await expect(h.house.imports.rows(other, mine!.id, { page: 1, pageSize: 10 })).rejects.toMatchObject({ code: 'imports.not_found' })
  await expect(h.house.imports.undo(other, mine!.id)).rejects.toMatchObject({ code: 'imports.not_found' })
})
