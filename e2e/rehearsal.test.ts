/** A change of limits (变更单) in a real browser: a higher limit is rehearsed over the archive, is seen to hide a real high-high alarm and rejected; a delay instead is approved by another person and takes effect. */
import type { Tag } from '@anyuan/assets/contract'
import type { SourceCredential } from '@anyuan/sources/contract'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type Visitor, visit } from './support/browser.ts'
import { ENTERPRISE, foundPark, type Park } from './support/park.ts'
import { newcomer } from './support/people.ts'
import { startServer, type TestServer } from './support/server.ts'

const PATIENTLY = { timeout: 20_000 }
const SAFETY = { login: 'safety', password: 'Second-Morning-2' }
const WORKS = { login: 'works', password: 'Second-Morning-2' }
const AGO_MS = 600_000

describe.skipIf(!CHROMIUM)('a changed limit', () => {
  let server: TestServer
  let park: Park
  let browser: Browser
  let author: Visitor
  let officer: Visitor
  let level: Tag
  let source: SourceCredential

  beforeAll(async () => {
    server = await startServer()
    park = await foundPark(server)
    level = await park.addTag({
      code: 'LT-9',
      name: '示例罐液位',
      kind: 'level',
      unit: '%',
      rangeHigh: 100,
      alarms: { high: { threshold: 80, severity: 3 }, highHigh: { threshold: 90, severity: 1 } },
    })
    source = await park.addSource('GW-9', ['LT-9'], 'http')
    await newcomer(server, park.administrator, { login: 'works', name: '企业安全员', role: 'enterprise_safety_manager', org: ENTERPRISE })
    browser = await openBrowser()
    author = await visit(browser, server.web, WORKS)
    officer = await visit(browser, server.web, SAFETY)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** Ten minutes ago the level stood at 93 for half a minute: beyond high-high, and real. */
  async function sendStory() {
    const start = Date.now() - AGO_MS
    const times = Array.from({ length: 61 }, (_, i) => start + i * 5000)
    const values = times.map((_, i) => (i >= 20 && i <= 26 ? 93 : 60 + (i % 5)))
    const answer = await fetch(`${server.data}/ingest/v1/samples`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${source.username}:${source.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ tags: times.map(() => 'LT-9'), times, values }),
    })
    expect(await answer.json()).toMatchObject({ accepted: 61 })
    await expect
      .poll(
        async () => {
          const query = { from: new Date(start).toISOString(), to: new Date().toISOString() }
          return (await park.safety.get<{ times: number[] }>(`/assets/tags/${level.number}/raw`, query)).times.length
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(61)
  }
  const propose = async (page: Page, title: string, label: RegExp, value: string) => {
    await page.goto(`/tags/${level.number}`)
    await page.getByRole('button', { name: '变更设定' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('变更内容').fill(title)
    await drawer.getByLabel('理由').fill('示例：报警频繁')
    await drawer.getByLabel(label).first().fill(value)
    await drawer.getByRole('button', { name: '建立变更单' }).click()
    await page.getByRole('heading', { name: new RegExp(title) }).waitFor(PATIENTLY)
  }
  const rehearse = async (page: Page) => {
    await page.getByRole('button', { name: '开始推演' }).click()
    await page.getByText('个样本').waitFor({ timeout: 60_000 })
  }

  test('has a past: what the level did is in the archive', sendStory)
  test('is not taken by the way: the form and the house point to the change request', async () => {
    await expect(park.safety.send('PATCH', `/assets/tags/${level.number}`, { alarms: { ...level.alarms, deadband: 5 } })).rejects.toThrow(
      /change_by_request/,
    )
  })
  test('is rehearsed, and the report shows the real high-high alarm that it would have hidden', async () => {
    const { page } = author
    await propose(page, '提高高高限', /^限值$/, '97')
    await rehearse(page)
    await page.getByText('会漏掉 1 次真实报警').first().waitFor()
    await page.getByText('高高报', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: '提交审批' }).click()
    await page
      .getByText('待审批')
      .or(page.getByRole('button', { name: '撤回' }))
      .first()
      .waitFor()
    expect(await page.getByRole('button', { name: '批准' }).count()).toBe(0)
  })
  test('the officer sees the report and rejects it', async () => {
    const { page } = officer
    await page.goto('/alarm-design/changes?org=root')
    await page.getByText('提高高高限').click()
    await page.getByText('会漏掉 1 次真实报警').first().waitFor(PATIENTLY)
    await page.getByRole('button', { name: '驳回' }).click()
    await page.getByLabel('意见').fill('示例：会漏掉真实的高高报')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /驳\s?回/ })
      .click()
    await page.getByText('安监员 驳回').waitFor(PATIENTLY)
    expect((await park.safety.get<Tag>(`/assets/tags/${level.number}`)).alarms.highHigh?.threshold).toBe(90)
  })
  test('a delay instead hides nothing, is approved by another person, and takes effect', async () => {
    await propose(author.page, '增加报警延时', /^报警延时/, '10')
    await rehearse(author.page)
    await author.page.getByText('不会漏掉真实报警').waitFor()
    await author.page.getByRole('button', { name: '提交审批' }).click()
    const { page } = officer
    await page.goto('/alarm-design/changes?org=root')
    await page.getByText('增加报警延时').click()
    await page.getByRole('button', { name: /批\s?准/ }).click()
    await page.getByLabel('意见').fill('示例：同意')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /批\s?准/ })
      .click()
    await page.getByText('生效时间').first().waitFor(PATIENTLY)
    await expect.poll(async () => (await park.safety.get<Tag>(`/assets/tags/${level.number}`)).alarms.onDelaySeconds, PATIENTLY).toBe(10)
    await page.goto(`/tags/${level.number}?tab=versions`)
    await page.getByText('报警延时（秒）', { exact: false }).first().waitFor(PATIENTLY)
  })
  test('meanwhile the pages had no trouble of their own', () => {
    expect([...author.troubles, ...officer.troubles]).toEqual([])
  })
})
