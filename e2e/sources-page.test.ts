/** The safety officer (安监员) sets up sources in a real browser: a data logger and a Modbus device, tried before they are relied on; a refused value is taken once its cause is mended. */
import { connect, createServer } from 'node:net'
import type { Tag } from '@anyuan/assets/contract'
import type { SourceRow } from '@anyuan/sources/contract'
import { AxeBuilder } from '@axe-core/playwright'
import modbus from 'modbus-serial'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type Visitor, visit } from './support/browser.ts'
import { foundPark, type Park } from './support/park.ts'
import { startServer, type TestServer } from './support/server.ts'

/** A loaded machine is slow, not wrong. */
const PATIENTLY = { timeout: 20_000 }
const SAFETY = { login: 'safety', password: 'Second-Morning-2' }
const MN = '44011600300021'
const PW = 'PW1234'

/** CRC of annex A, as a logger of anybody's make computes it. */
function checksum(text: string): string {
  let register = 0xffff
  for (const byte of Buffer.from(text, 'latin1')) {
    register = (register >> 8) ^ byte
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1
  }
  return register.toString(16).toUpperCase().padStart(4, '0')
}
/** Beijing time, as a logger writes it. */
const stamp = (at: number) => new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '')
function packet(factors: string, at: number): string {
  const data = `QN=${stamp(at).slice(0, 17)};ST=31;CN=2011;PW=${PW};MN=${MN};Flag=5;CP=&&DataTime=${stamp(at).slice(0, 14)};${factors}&&`
  return `##${String(data.length).padStart(4, '0')}${data}${checksum(data)}\r\n`
}
/** Sends one packet and waits for the answer: it comes when the value is on the disk, or was refused. */
const send = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    socket.once('data', (answer) => {
      socket.end()
      resolve(answer.toString('latin1'))
    })
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed without an answer')))
  })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

describe.skipIf(!CHROMIUM)('setting up sources', () => {
  let server: TestServer
  let park: Park
  let browser: Browser
  let visitor: Visitor
  let page: Page
  let smoke: Tag
  let device: InstanceType<typeof modbus.ServerTCP>
  let devicePort = 0

  beforeAll(async () => {
    devicePort = await freePort()
    const registers = [735, 40]
    device = new modbus.ServerTCP(
      { getHoldingRegister: (address: number) => registers[address] ?? 0 },
      { host: '127.0.0.1', port: devicePort, unitID: 1 },
    )
    await new Promise<void>((resolve) => device.on('initialized', () => resolve()))
    server = await startServer()
    park = await foundPark(server)
    smoke = await park.addTag({ code: 'SO2-1', name: '示例二氧化硫', unit: 'mg/m3', rangeHigh: 100, expectedIntervalSeconds: 60 })
    await park.addTag({ code: 'PI-1', name: '示例压力', unit: 'kPa', rangeHigh: 1000 })
    await park.addTag({ code: 'TI-1', name: '示例温度', unit: '℃', rangeLow: -40, rangeHigh: 100 })
    browser = await openBrowser()
    visitor = await visit(browser, server.web, SAFETY, { expected: /status of 422/ })
    page = visitor.page
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await new Promise<void>((resolve) => device.close(() => resolve()))
  })

  const pick = async (label: string, option: string) => {
    await page.getByLabel(label, { exact: true }).click()
    await page.locator(`.ant-select-dropdown:visible [title="${option}"]`).last().click()
  }
  const begin = async (code: string, protocol: string) => {
    await page.goto('/sources')
    await page.getByRole('button', { name: '新增数据源' }).first().click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('编码').fill(code)
    await drawer.getByLabel('名称').fill(`示例 ${code}`)
    await drawer.getByLabel('所属组织').click()
    await page.locator('.ant-select-tree-title', { hasText: '试验化工' }).click()
    await pick('协议', protocol)
    return drawer
  }
  const paste = async (text: string) => {
    await page.getByRole('button', { name: '从 Excel 粘贴' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: '从 Excel 粘贴' }).fill(text)
    await page.getByRole('button', { name: /加入 \d+ 行/ }).click()
  }
  const save = async () => {
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存').first().waitFor()
  }
  const listed = async (code: string): Promise<SourceRow | undefined> =>
    (await park.safety.get<{ items: SourceRow[] }>('/sources/sources', { text: code })).items.find((row) => row.code === code)

  test('a data logger is made with its number and its password, which are shown once', async () => {
    const drawer = await begin('HJ-1', 'HJ 212')
    await drawer.getByLabel('设备编号 MN').fill(MN)
    await drawer.getByLabel('访问密码 PW').fill(PW)
    await drawer.getByRole('button', { name: '保存' }).click()
    await page.getByText('HJ-1 的接入凭据').waitFor()
    expect(await page.locator('.sources-copy code').allTextContents()).toContain(PW)
    await page.getByRole('button', { name: '已抄录' }).click()
    await page.getByRole('heading', { name: /HJ-1/ }).waitFor()
    await paste('因子\t位号\na21026-Rtd\tSO2-1')
    await save()
    await expect.poll(async () => (await listed('HJ-1'))?.traffic?.silentTags, PATIENTLY).toBe(1)
  })

  test('what the logger sends is there, and the page says so', async () => {
    expect(await send(server.hj212, packet('a21026-Rtd=18.4,a21026-Flag=N', Date.now() - 2000))).toContain('CN=9014')
    await page.getByRole('tab', { name: '运行' }).click()
    await page.getByText('最近一小时').waitFor()
    await expect.poll(() => page.locator('.sources-figures').innerText(), PATIENTLY).toMatch(/沉默测点\s*0 \/ 1/)
  })

  test('a Modbus device is tried before it is saved, and shows what it reads in the unit of the tag', async () => {
    const drawer = await begin('MB-1', 'Modbus TCP')
    await drawer.getByLabel('设备地址').fill('127.0.0.1')
    await drawer.getByLabel('端口').fill(String(devicePort))
    await drawer.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { name: /MB-1/ }).waitFor()
    await paste('holding:0:uint16\tPI-1\t0.1\nholding:1:uint16\tTI-1\t1\t-40\nholding:1\tPI-1')
    await page.getByRole('button', { name: '测试连接' }).click()
    await page.getByText('连接正常').or(page.getByText('连接不正常')).waitFor(PATIENTLY)
    expect(await page.locator('.sources-trial').innerText()).toMatch(/到达设备 成功/)
    const rows = page.locator('.ant-table-row')
    await expect.poll(() => rows.nth(0).innerText(), PATIENTLY).toContain('73.5')
    expect(await rows.nth(1).innerText()).toContain('0')
    expect(await rows.nth(2).innerText()).toContain('地址写法不对')
    await rows.nth(2).getByRole('button', { name: '移除' }).click()
    await save()
    await expect.poll(async () => (await listed('MB-1'))?.traffic?.collector?.state, PATIENTLY).toBe('connected')
    await page.getByRole('tab', { name: '运行' }).click()
    await expect.poll(() => page.locator('.sources-collector').innerText(), PATIENTLY).toContain('采集中')
  })

  test('a device outside of the networks that may be dialled is refused in words', async () => {
    await page.getByRole('tab', { name: /连接与测点/ }).click()
    await page.getByLabel('设备地址').fill('8.8.8.8')
    await page.getByRole('button', { name: '测试连接' }).click()
    await page.getByText(/不在允许采集的网段内/).waitFor(PATIENTLY)
    await page.getByRole('button', { name: '还原' }).click()
    expect(await page.getByLabel('设备地址').inputValue()).toBe('127.0.0.1')
  })

  test('a value that was refused is taken from the page once the range is widened, and is in the history', async () => {
    const at = Math.floor((Date.now() - 1000) / 1000) * 1000
    await send(server.hj212, packet('a21026-Rtd=250,a21026-Flag=N', at))
    await page.goto('/sources/quarantine')
    const entry = page.locator('.ant-table-row', { hasText: 'SO2-1' })
    await entry.first().waitFor(PATIENTLY)
    await entry.first().click()
    const drawer = page.getByRole('dialog')
    expect(await drawer.innerText()).toContain('250 not in 0…100')
    expect(await drawer.innerText()).toContain('a21026-Rtd=250')
    await drawer.getByRole('button', { name: '重新处理' }).click()
    await page.getByRole('button', { name: '重新处理 1 条' }).click()
    await page.getByText('通过 0 条，仍被拒收 1 条').waitFor(PATIENTLY)
    await page.getByRole('button', { name: '关闭', exact: true }).last().click()

    await park.safety.send('PATCH', `/assets/tags/${smoke.number}`, { rangeHigh: 500 })
    // the pipeline hears of it a moment later; until then it refuses again, and says so
    await expect
      .poll(
        async () => {
          await page.goto(`/sources/quarantine?sourceCode=HJ-1&reason=out_of_range`)
          await page.getByRole('button', { name: '重新处理此来源此原因的全部' }).click()
          await page.getByRole('button', { name: '重新处理 1 条' }).click()
          const said = page.getByText(/通过 \d 条/)
          await said.waitFor(PATIENTLY)
          return said.innerText()
        },
        { timeout: 60_000 },
      )
      .toContain('通过 1 条')
    await page.getByRole('button', { name: '关闭', exact: true }).last().click()
    await expect.poll(() => entry.first().innerText(), PATIENTLY).toContain('已处理')
    const raw = () =>
      park.safety.get<{ items: { value: number | null }[] }>(`/assets/tags/${smoke.number}/raw`, {
        from: new Date(at - 60_000).toISOString(),
        to: new Date(at + 60_000).toISOString(),
      })
    await expect.poll(async () => JSON.stringify(await raw()), { timeout: 30_000 }).toContain('250')
  })

  test('a one-time code is shown as text and picture, and hands the source over once', async () => {
    await page.goto('/sources')
    await page.locator('.ant-table-row', { hasText: 'MB-1' }).click()
    await page.getByRole('tab', { name: '凭据与开通' }).click()
    await page.getByRole('button', { name: '生成开通码' }).click()
    await page.locator('.sources-code svg').waitFor()
    const code = (await page.locator('.sources-code code').first().innerText()).trim()
    expect(code).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$/)
    const redeem = () =>
      fetch(`${server.web}/api/sources/provision`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      })
    const first = await redeem()
    expect([first.status, (await first.json()).points.length]).toEqual([200, 2])
    expect((await redeem()).status).toBe(404)
    expect((await listed('MB-1'))?.viaEdge).toBe(true)
  })

  test('every tab of a source is in words, keeps within a phone, and is accessible', async () => {
    for (const [width, height] of [
      [1366, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      for (const code of ['HJ-1', 'MB-1'])
        for (const tab of ['now', 'reach', 'access', 'refused', 'how']) {
          const row = await listed(code)
          await page.goto(`/sources/${row?.id}?tab=${tab}`)
          await page.locator('.card').first().waitFor()
          await page.waitForTimeout(500)
          const { violations } = await new AxeBuilder({ page }).analyze()
          const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          expect([
            width,
            code,
            tab,
            grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary}`),
          ]).toEqual([width, code, tab, []])
          const [wide, text] = await page.evaluate(() => [
            document.documentElement.scrollWidth - document.documentElement.clientWidth,
            document.body.innerText,
          ])
          expect([width, code, tab, wide]).toEqual([width, code, tab, 0])
          expect(String(text)).not.toMatch(/\bsources\.[a-z_]+/)
        }
    }
  })
  test('nothing went wrong in the page meanwhile', () => {
    expect(visitor.troubles).toEqual([])
  })
})
