/** The file door keeps the drivers' promises, with real files in a real folder, read by the real worker thread. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import excel from 'exceljs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Collecting, collectOn, SOURCE, type TestGate, testGate } from '../../collect/collector.testsupport.ts'
import { type ConnectionOf, FileConnection } from '../../connection.ts'
import { driverSuite, IDENTITY } from '../conformance.ts'

/** A file lies still for two seconds before it is taken, and the folder is looked at every second. */
const TAKEN_WITHIN_MS = 6000
const PATIENTLY = { timeout: 12_000, interval: 100 }
const wide = FileConnection.parse({ protocol: 'file', layout: 'wide' })

driverSuite('file', {
  connection: wide,
  exempt: {
    'turns strangers away': 'who may write into a folder is the operating system’s to say',
    'holds to the allow-list of addresses': 'a file comes from no network',
  },
  async start(gate) {
    const { collector, dataDir, close } = collectOn(gate)
    const dir = join(dataDir, 'drop', IDENTITY.source)
    mkdirSync(dir, { recursive: true })
    collector.changed()
    let files = 0
    const lay = async (text: string): Promise<{ name: string; taken: 'done' | 'failed' | null }> => {
      const name = `${++files}.csv`
      collector.changed()
      writeFileSync(join(dir, name), text)
      for (const until = performance.now() + TAKEN_WITHIN_MS; performance.now() < until; ) {
        for (const taken of ['done', 'failed'] as const) if (existsSync(join(dir, taken, name))) return { name, taken }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return { name, taken: null }
    }
    return {
      driver: { address: dir, close },
      async send(samples) {
        const { taken } = await lay(
          `time,${samples.map(({ tag }) => tag).join(',')}\n${samples[0]!.time},${samples.map(({ value }) => value ?? '').join(',')}\n`,
        )
        return taken === 'done' ? 'acknowledged' : 'refused'
      },
      async garble() {
        const { name } = await lay('when,T1\n1,2\n')
        return `${name}: no column "time"`
      },
      async done() {},
    }
  },
})

describe('a dropped file', () => {
  let house: TestGate
  let collecting: Collecting
  let dir: string
  const now = Math.floor(Date.now() / 1000) * 1000
  beforeEach(() => {
    house = testGate()
    collecting = collectOn(house.gate)
    dir = join(collecting.dataDir, 'drop', SOURCE)
    mkdirSync(dir, { recursive: true })
  })
  afterEach(() => collecting.close())
  const begin = (
    connection: Partial<ConnectionOf<'file'>>,
    points?: { address: string; tagCode: string; scale: number; offset: number }[],
  ) => {
    house.define({ connection: FileConnection.parse({ protocol: 'file', layout: 'long', ...connection }), points })
    collecting.collector.changed()
  }
  const gone = (name: string) => expect.poll(() => existsSync(join(dir, name)), PATIENTLY).toBe(false)
  const wallClock = (time: number) => new Date(time + 480 * 60_000).toISOString().slice(0, 19).replace('T', ' ')

  test('with Chinese headings in GB 18030, semicolons, and times without a zone is read as it was meant', async () => {
    begin({ encoding: 'gb18030' }, [{ address: '一号罐液位', tagCode: 'T1', scale: 0.1, offset: 1 }])
    // 时间;测点;数值;质量 / …;一号罐液位;35;存疑
    const gb = (...codes: number[]) => Buffer.from(codes)
    const headings = [gb(0xca, 0xb1, 0xbc, 0xe4), gb(0xb2, 0xe2, 0xb5, 0xe3), gb(0xca, 0xfd, 0xd6, 0xb5), gb(0xd6, 0xca, 0xc1, 0xbf)]
    const tank = gb(0xd2, 0xbb, 0xba, 0xc5, 0xb9, 0xde, 0xd2, 0xba, 0xce, 0xbb)
    const line = (cells: Buffer[]) =>
      Buffer.concat([...cells.flatMap((cell, i) => (i ? [Buffer.from(';'), cell] : [cell])), Buffer.from('\r\n')])
    writeFileSync(
      join(dir, 'a.csv'),
      Buffer.concat([line(headings), line([Buffer.from(wallClock(now)), tank, Buffer.from('35'), gb(0xb4, 0xe6, 0xd2, 0xc9)])]),
    )
    await gone('a.csv')
    expect(house.kept).toEqual([{ tag: 'T1', time: now, value: 4.5, quality: 1, historical: false }])
    expect(readdirSync(join(dir, 'done'))).toEqual(['a.csv'])
  })
  test('of Excel is read, dates and formulas included', async () => {
    begin({ layout: 'wide', timeColumn: '采集时间' })
    const book = new excel.Workbook()
    const sheet = book.addWorksheet('数据')
    sheet.addRow(['采集时间', 'T1', 'T2', '备注'])
    sheet.addRow([new Date(now - 60_000 + 480 * 60_000), 1.5, { formula: 'B2*2', result: 3 }, '示例'])
    sheet.addRow([wallClock(now), 2.5, null, null])
    await book.xlsx.writeFile(join(dir, 'b.xlsx'))
    await gone('b.xlsx')
    expect(house.kept.map(({ tag, time, value }) => ({ tag, time, value }))).toEqual([
      { tag: 'T1', time: now - 60_000, value: 1.5 },
      { tag: 'T2', time: now - 60_000, value: 3 },
      { tag: 'T1', time: now, value: 2.5 },
    ])
    expect(readFileSync(join(dir, 'done', 'b.xlsx.errors.csv'), 'utf8')).toContain('"2","备注","备注","测点不在白名单 unknown_tag"')
  })
  test('with errors gives back which cell is wrong, and keeps all the others', async () => {
    begin({})
    const rows = [
      [wallClock(now), 'T1', '1'],
      [wallClock(now), 'T2', 'abc'],
      ['yesterday', 'T3', '3'],
      [wallClock(now), 'T4', '5000'],
      [wallClock(now), '=HYPERLINK("x")', '1'],
    ]
    writeFileSync(
      join(dir, 'c.csv'),
      `\uFEFFtime,tag,value\n${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')}\n`,
    )
    await gone('c.csv')
    expect(house.kept.map(({ tag }) => tag)).toEqual(['T1'])
    const [headings, ...errors] = readFileSync(join(dir, 'done', 'c.csv.errors.csv'), 'utf8')
      .trim()
      .split('\r\n')
    expect(headings).toBe('行 row,列 column,测点 tag,原因 reason,说明 detail')
    expect(errors).toEqual([
      '"3","value","T2","格式错误 malformed","value"',
      '"4","value","T3","格式错误 malformed","time"',
      '"5","value","T4","超出量程 out_of_range","5000 not in -1000…1000 ℃"',
      '"6","value","\'=HYPERLINK(""x"")","测点不在白名单 unknown_tag",""',
    ])
  })
  test('of which nothing can be read is set aside with the reason; one of the same name is not overwritten', async () => {
    begin({})
    for (let round = 0; round < 2; round++) {
      writeFileSync(join(dir, 'd.csv'), 'time,value\n1,2\n')
      await gone('d.csv')
    }
    expect(readdirSync(join(dir, 'failed')).sort()).toEqual(['d-2.csv', 'd-2.csv.errors.csv', 'd.csv', 'd.csv.errors.csv'])
    expect(house.quarantined).toMatchObject([{ reason: 'malformed' }, { reason: 'malformed' }])
  })
  test('that broke off in the middle is kept up to there', async () => {
    begin({})
    writeFileSync(join(dir, 'e.csv'), `time,tag,value\n${now - 1000},T1,1\n${now},T1,2\n${now},"T2`)
    await gone('e.csv')
    expect(house.kept.map(({ value }) => value)).toEqual([1, 2])
    expect(readFileSync(join(dir, 'done', 'e.csv.errors.csv'), 'utf8')).toContain('格式错误 malformed')
  })
  test('that was half taken when the house fell is taken again, and nothing is kept twice', async () => {
    begin({})
    await expect.poll(() => collecting.collector.status(SOURCE)?.state, PATIENTLY).toBe('connected')
    house.failing = true
    writeFileSync(
      join(dir, 'f.csv'),
      `time,tag,value\n${Array.from({ length: 12_000 }, (_, i) => `${now - 12_000 + i},T1,${i % 1000}`).join('\n')}\n`,
    )
    await expect.poll(() => house.gate.traffic(SOURCE).accepted, PATIENTLY).toBeGreaterThan(0)
    await collecting.collector.close()
    expect(existsSync(join(dir, 'f.csv'))).toBe(true)
    // the first batch is what the journal gave back at the restart
    const again = testGate()
    again.define({ connection: FileConnection.parse({ protocol: 'file', layout: 'long' }) })
    for (let i = 0; i < 5000; i++) again.gate.current.remember(0, now - 12_000 + i)
    again.gate.current.set(0, now - 7001, Date.now(), 999, 0)
    const next = collectOn(again.gate)
    mkdirSync(join(next.dataDir, 'drop', SOURCE), { recursive: true })
    writeFileSync(join(next.dataDir, 'drop', SOURCE, 'f.csv'), readFileSync(join(dir, 'f.csv')))
    next.collector.changed()
    await expect.poll(() => existsSync(join(next.dataDir, 'drop', SOURCE, 'done', 'f.csv')), PATIENTLY).toBe(true)
    // beyond the times that the gate remembers, a repetition is marked for the archive, which keeps one of each time
    const fresh = again.kept.filter(({ historical }) => !historical)
    expect(fresh.length).toBe(7000)
    expect(again.kept.filter(({ time, historical }) => historical && time > now - 7001)).toEqual([])
    await next.close()
  })
  test('that is a link, hidden, or of another kind stays where it is', async () => {
    begin({ layout: 'wide' })
    writeFileSync(join(collecting.dataDir, 'secret.csv'), `time,T1\n${now},1\n`)
    symlinkSync(join(collecting.dataDir, 'secret.csv'), join(dir, 'link.csv'))
    writeFileSync(join(dir, '~$b.xlsx'), 'x')
    writeFileSync(join(dir, 'note.txt'), 'x')
    writeFileSync(join(dir, 'real.csv'), `time,T2\n${now},2\n`)
    await gone('real.csv')
    expect(house.kept.map(({ tag }) => tag)).toEqual(['T2'])
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(['link.csv', 'note.txt', '~$b.xlsx']))
  })
  test('that is too much for the thread that reads it is set aside; all others are read', { timeout: 120_000 }, async () => {
    const small = testGate()
    const narrow = collectOn(small.gate, { mostMemoryMb: 48 })
    const folder = join(narrow.dataDir, 'drop', SOURCE)
    mkdirSync(folder, { recursive: true })
    const book = new excel.Workbook()
    const sheet = book.addWorksheet('x')
    sheet.addRow(['time', ...Array.from({ length: 50 }, (_, i) => `T${i + 1}`)])
    for (let row = 0; row < 6000; row++) sheet.addRow([now - row, ...Array.from({ length: 50 }, (_, i) => row + i)])
    await book.xlsx.writeFile(join(folder, 'big.xlsx'))
    small.define({ connection: FileConnection.parse({ protocol: 'file', layout: 'wide' }) })
    narrow.collector.changed()
    await expect.poll(() => existsSync(join(folder, 'failed', 'big.xlsx')), { timeout: 90_000, interval: 200 }).toBe(true)
    expect(narrow.faults.length).toBe(3)
    writeFileSync(join(folder, 'next.csv'), `time,T1\n${now},4\n`)
    await expect.poll(() => existsSync(join(folder, 'done', 'next.csv')), PATIENTLY).toBe(true)
    expect(small.kept.map(({ value }) => value)).toEqual([4])
    await narrow.close()
  })
  test('is shown by a test of the connection, and not taken by it', async () => {
    const connection = FileConnection.parse({ protocol: 'file', layout: 'wide' })
    writeFileSync(join(dir, 'g.csv'), `time,P1,remark\n${now},21.5,x\n`)
    const points = [{ address: 'P1', tagCode: 'T1', scale: 2, offset: 0 }]
    const found = await collecting.collector.testConnection(connection, points, AbortSignal.timeout(10_000), SOURCE)
    expect(found.steps.map(({ step, ok }) => ({ step, ok }))).toEqual([
      { step: 'reach', ok: true },
      { step: 'read', ok: true },
    ])
    expect(found.values).toMatchObject([
      { address: 'P1', value: 43, fault: null },
      { address: 'remark', value: null, fault: 'no_such_address' },
    ])
    expect(existsSync(join(dir, 'g.csv'))).toBe(true)
  })
})
