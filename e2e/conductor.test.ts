/** Who comes after an incident pulls the time conductor back: value, data state and alarm of that moment on map, panel, desk and list; nothing can be acted on; one key returns to live. */
import type { Standing } from '@anyuan/alarms/contract'
import type { Moment, Tag } from '@anyuan/assets/contract'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type Visitor, visit } from './support/browser.ts'
import { ENTERPRISE, foundPark, type Park } from './support/park.ts'
import { openSender, type Sender } from './support/sender.ts'
import { startServer, type TestServer } from './support/server.ts'

const DUTY = { login: 'duty', password: 'Second-Morning-2' }
/** A loaded machine is slow, not wrong. */
const PATIENTLY = { timeout: 20_000 }
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const second = (at: number) => new Date(Math.floor(at / 1000) * 1000)
const text = (at: Date) => at.toISOString().replace('.000Z', 'Z')

describe.skipIf(!CHROMIUM)('the time conductor', () => {
  let server: TestServer
  let park: Park
  let browser: Browser
  let officer: Visitor
  let page: Page
  let sender: Sender
  let gas: Tag
  let warmth: Tag
  /** Whole seconds: before the leak, and while it went on and nobody had acknowledged. */
  let calm: Date
  let leak: Date

  let sentAt = 0
  const send = (tag: string, value: number) => {
    sentAt = Math.max(Date.now(), sentAt + 1)
    sender.publish([{ tag, time: sentAt, value }])
    return sentAt
  }
  const moment = (at: Date) => park.duty.get<Moment>('/assets/moment', { at: at.toISOString(), tags: `${gas.number},${warmth.number}` })
  const standing = async (at?: Date) => (await park.duty.get<Standing>('/alarms/standing', at ? { at: at.toISOString() } : {})).items
  const panel = () => page.getByRole('complementary').last()
  const banner = () => page.getByRole('status').filter({ hasText: /^回放/ })
  const slider = () => page.getByRole('slider')
  const clean = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
  }

  beforeAll(async () => {
    server = await startServer()
    park = await foundPark(server)
    await park.safety.send('POST', '/assets/assets', {
      code: 'GD-101',
      name: '示例液氯储罐气体探测器',
      org: ENTERPRISE,
      position: { lon: 123.1, lat: 41.1, crs: 'WGS-84' },
      detail: { kind: 'other', description: null },
    })
    const at = { assetCode: 'GD-101', rangeHigh: 100, expectedIntervalSeconds: 1 }
    gas = await park.addTag({
      ...at,
      code: 'AT-101',
      name: '示例氯气浓度',
      kind: 'composition',
      unit: 'ppm',
      alarms: { highHigh: { threshold: 50, severity: 1, enabled: true } },
    })
    warmth = await park.addTag({ ...at, code: 'TT-101', name: '示例温度', kind: 'temperature', unit: '℃' })
    const source = await park.addSource('GW-C', [gas.code, warmth.code])
    sender = await openSender({ url: server.mqtt, source: 'GW-C', username: source.username, password: source.password })
    browser = await openBrowser()
    officer = await visit(browser, server.web, DUTY)
    page = officer.page
  })
  afterAll(async () => {
    await sender?.close()
    await browser?.close()
    await server?.stop()
  })

  test('an incident happens: a leak, an alarm, an acknowledgement, and it is over', async () => {
    send(warmth.code, 20.5) // and then this one falls silent
    send(gas.code, 3.5)
    await wait(2500)
    calm = second(Date.now())
    await wait(4000)
    const rose = send(gas.code, 72.5)
    await expect.poll(async () => (await standing()).map((alarm) => alarm.tagCode), PATIENTLY).toEqual([gas.code])
    leak = second(rose + 1000)
    await wait(Math.max(0, leak.getTime() + 2000 - Date.now()))
    const [alarm] = await standing()
    const seen = { alarmNumber: alarm!.alarmNumber, seenOccurrence: 'occurrence' in alarm!.state ? alarm!.state.occurrence : null }
    await park.duty.send('POST', '/alarms/act', { alarms: [seen], act: { action: 'acknowledge' } })
    send(gas.code, 4.25)
    await expect.poll(async () => (await standing()).length, PATIENTLY).toBe(0)
    // what is looked back at is what the archive and the journal have
    await expect.poll(async () => (await moment(leak)).values, PATIENTLY).toContain(72.5)
  })
  test('asked for a past moment the house answers what was: value, data state and alarm, before and during', async () => {
    const before = await moment(calm)
    const during = await moment(leak)
    const of = (answer: Moment, { number }: Tag) => {
      const i = answer.tagNumbers.indexOf(number)
      return [answer.values[i], answer.qualities[i]]
    }
    expect([of(before, gas), of(before, warmth)]).toEqual([
      [3.5, 0],
      [20.5, 0],
    ])
    expect([of(during, gas), of(during, warmth)]).toEqual([
      [72.5, 0],
      [20.5, 3],
    ])
    expect(await standing(calm)).toEqual([])
    expect((await standing(leak)).map((alarm) => [alarm.tagCode, alarm.state.state])).toEqual([[gas.code, 'unacknowledged']])
    expect((await moment(new Date(calm.getTime() - 3_600_000))).tagNumbers).toEqual([])
  })
  test('pulled by hand the map shows the past and says so; the End key returns to live', async () => {
    await page.goto(`/map?org=root&tag=${gas.number}`)
    await panel().getByText('4.25').first().waitFor(PATIENTLY)
    const box = (await slider().boundingBox())!
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2, { steps: 8 })
    await page.mouse.up()
    await banner().waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('at'), PATIENTLY).toMatch(/Z$/)
    // an hour ago nothing was known: nothing is shown, and no present value stands in for it
    await expect.poll(() => panel().getByText('4.25').count(), PATIENTLY).toBe(0)
    await page.keyboard.press('End')
    await expect.poll(() => banner().count()).toBe(0)
    await panel().getByText('4.25').first().waitFor(PATIENTLY)
    await expect.poll(() => new URL(page.url()).searchParams.has('at'), PATIENTLY).toBe(false)
  })
  test('at the moment of the leak: its value, its unacknowledged alarm, the silent neighbour stale; no act is offered', async () => {
    await page.goto(`/map?org=root&tag=${gas.number}&last=10m&at=${text(leak)}`)
    await banner().waitFor()
    await panel().locator('.big-value').getByText('72.5').waitFor(PATIENTLY)
    await panel().getByText('未确认').first().waitFor(PATIENTLY)
    await panel().getByText('回放中不能操作').waitFor()
    expect(
      await panel()
        .getByRole('button', { name: /^(确认|处置|搁置)/ })
        .count(),
    ).toBe(0)
    await panel()
      .getByRole('button', { name: /示例温度/ })
      .click()
    await panel().locator('.quality-stale, [class*="quality"]').first().waitFor(PATIENTLY)
    await clean()
    await panel()
      .getByRole('button', { name: /示例氯气浓度/ })
      .click()
    // while the past is looked at, the present goes on and is not mixed into it
    send(gas.code, 9.75)
    await wait(1500)
    expect(await panel().locator('.big-value').textContent()).toContain('72.5')
  })
  test('a step back by key is another moment: calm, and without an alarm', async () => {
    await slider().focus()
    const steps = Math.ceil((leak.getTime() - calm.getTime()) / 5000) // a key moves by a 120th of ten minutes
    for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowLeft')
    await panel().locator('.big-value').getByText('3.5').waitFor(PATIENTLY)
    await expect.poll(() => panel().getByText('未确认').count(), PATIENTLY).toBe(0)
    for (let i = 0; i < steps; i++) await page.keyboard.press('ArrowRight')
    await panel().locator('.big-value').getByText('72.5').waitFor(PATIENTLY)
  })
  test('the moment goes along to the desk and to the list of alarms, where nothing can be acted on either', async () => {
    await page.getByRole('link', { name: '值守工作台' }).click()
    await page.getByRole('option').filter({ hasText: gas.name }).waitFor(PATIENTLY)
    await banner().waitFor()
    await page.getByText('回放中不能操作').first().waitFor()
    await page.keyboard.press('a')
    await page.getByRole('link', { name: '报警中心' }).click()
    await page.locator('.ant-table-row').filter({ hasText: gas.code }).waitFor(PATIENTLY)
    expect(await page.getByRole('button', { name: '发起演练' }).count()).toBe(0)
    expect(await standing()).toEqual([])
    expect(new URL(page.url()).searchParams.get('at')).toBe(text(leak))
  })
  test('a page that has no past says that it shows now; a tag page draws the moment across its trend', async () => {
    await page.goto(`/tags/${gas.number}?last=10m&at=${text(leak)}`)
    await page.locator('.assets-now').getByText('72.5').waitFor(PATIENTLY)
    await page.getByRole('link', { name: '报警绩效' }).click()
    await banner().getByText('本页显示的仍是现在').waitFor(PATIENTLY)
    await page
      .getByRole('button', { name: /回到实时/ })
      .first()
      .click()
    await expect.poll(() => banner().count()).toBe(0)
  })
  test('played, the moment moves on by itself and runs into now', async () => {
    const start = second(Date.now() - 12_000)
    await page.goto(`/map?org=root&tag=${gas.number}&last=10m&at=${text(start)}`)
    await banner().waitFor()
    await page.getByRole('button', { name: /^播放速度/ }).click()
    await page.getByRole('menuitem', { name: '10 倍速' }).click()
    await page.getByRole('button', { name: '播放', exact: true }).click()
    await expect.poll(() => banner().count(), PATIENTLY).toBe(0)
    await panel().getByText('9.75').first().waitFor(PATIENTLY)
    expect(officer.troubles).toEqual([])
  })
})
