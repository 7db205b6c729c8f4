/** The duty officer (值班员) in a real browser, on real packets: a value moves, an alarm comes, is acknowledged by key, handled, returns; nothing is lost by a reload. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Tag } from '@anyuan/assets/contract'
import type { SourceCredential } from '@anyuan/sources/contract'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type Visitor, visit } from './support/browser.ts'
import { foundPark, type Park } from './support/park.ts'
import { startServer, type TestServer } from './support/server.ts'

const run = promisify(execFile)
const has = (command: string) =>
  run(command, ['--help']).then(
    () => true,
    (error: { code?: unknown }) => error.code !== 'ENOENT',
  )
const [hasMosquitto, hasCurl] = await Promise.all([has('mosquitto_pub'), has('curl')])
/** A loaded machine is slow, not wrong. */
const PATIENTLY = { timeout: 10_000 }
const DUTY = { login: 'duty', password: 'Second-Morning-2' }
const AT = { crs: 'WGS-84', lon: 123.12, lat: 41.69 } as const

describe.skipIf(!CHROMIUM)('the duty officer', () => {
  let server: TestServer
  let park: Park
  let browser: Browser
  let officer: Visitor
  let mqttSource: SourceCredential
  let httpSource: SourceCredential
  let level: Tag
  let pressure: Tag

  beforeAll(async () => {
    server = await startServer()
    park = await foundPark(server)
    await park.safety.send('PATCH', '/organisation/units/root', { position: AT })
    const limits = (high: number, highHigh: number) =>
      ({
        high: { threshold: high, severity: 3, enabled: true },
        highHigh: { threshold: highHigh, severity: 1, enabled: true },
        deadband: 1,
      }) as const
    level = await park.addTag({
      code: 'LT-1',
      name: '示例液位',
      kind: 'level',
      unit: '%',
      rangeHigh: 100,
      position: AT,
      alarms: limits(80, 95),
      guidance: { cause: '示例：进料未停', consequence: '示例：满溢', action: '停泵；关阀', phone: '内线 8012' },
    })
    pressure = await park.addTag({
      code: 'PT-1',
      name: '示例压力',
      kind: 'pressure',
      unit: 'MPa',
      rangeHigh: 10,
      position: { ...AT, lon: 123.13 },
      alarms: limits(6, 8),
    })
    mqttSource = await park.addSource('GW-M', ['LT-1'])
    httpSource = await park.addSource('GW-H', ['PT-1'], 'http')
    browser = await openBrowser()
    officer = await visit(browser, server.web, DUTY)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** As docs/INGEST.md tells an operator to. */
  const mosquittoPub = (value: number) =>
    run('mosquitto_pub', [
      '-h',
      '127.0.0.1',
      '-p',
      new URL(server.mqtt).port,
      '-q',
      '1',
      '-u',
      mqttSource.username,
      '-P',
      mqttSource.password,
      '-t',
      'anyuan/v1/GW-M/samples',
      '-m',
      JSON.stringify({ tag: 'LT-1', time: Date.now(), value }),
    ])
  const curl = async (value: number) => {
    const { stdout } = await run('curl', [
      '-s',
      '-u',
      `${httpSource.username}:${httpSource.password}`,
      `${server.data}/ingest/v1/samples`,
      '-d',
      JSON.stringify({ tag: 'PT-1', time: Date.now(), value }),
    ])
    return JSON.parse(stdout) as { accepted: number }
  }
  const row = (name: string) => officer.page.getByRole('option').filter({ hasText: name })
  /** Chooses a row as an eye does: the next key is pressed when its detail is on the desk. */
  const take = async (name: string) => {
    await row(name).click()
    await officer.page.getByRole('region', { name, exact: true }).waitFor()
  }
  const panel = () => officer.page.getByRole('complementary')

  test.skipIf(!hasMosquitto)('mosquitto_pub makes a value move on the map, and beyond its limit an alarm on the work list', async () => {
    const { page } = officer
    await mosquittoPub(41.5)
    await page.goto(`/map?org=root&tag=${level.number}`)
    await panel().getByText('41.5', { exact: false }).first().waitFor()
    await mosquittoPub(52.25)
    await panel().getByText('52.25', { exact: false }).first().waitFor()
    await page.goto('/desk?org=root')
    await page.getByText('没有需要处理的报警').first().waitFor()
    await mosquittoPub(88)
    await row('示例液位').waitFor(PATIENTLY)
    await mosquittoPub(40)
    await mosquittoPub(97)
  })
  test.skipIf(!hasCurl)('curl does the same', async () => {
    const { page } = officer
    expect(await curl(2.5)).toMatchObject({ accepted: 1 })
    await page.goto(`/map?org=root&tag=${pressure.number}`)
    await panel().getByText('2.5', { exact: false }).first().waitFor()
    expect(await curl(3.75)).toMatchObject({ accepted: 1 })
    await panel().getByText('3.75', { exact: false }).first().waitFor()
    await page.goto('/desk?org=root')
    await page.getByRole('listbox').waitFor()
    await curl(9)
    await row('示例压力').waitFor(PATIENTLY)
  })
  test.skipIf(!hasCurl)('an alarm is acknowledged by key, handled, returns, and nothing of it is lost by a reload', async () => {
    const { page } = officer
    await page.goto('/desk?org=root')
    await take('示例压力')
    await page.keyboard.press('a')
    await expect.poll(() => row('示例压力').textContent(), PATIENTLY).toContain('待处置')
    await page.reload()
    await expect.poll(() => row('示例压力').textContent(), PATIENTLY).toContain('待处置')
    await take('示例压力')
    await page.keyboard.press('c')
    const note = page.getByRole('dialog').getByRole('textbox')
    await note.fill('示例：已泄压')
    await page.getByRole('dialog').getByRole('button', { name: /处置/ }).last().click()
    await expect.poll(() => row('示例压力').textContent(), PATIENTLY).toContain('已处置')
    await curl(2)
    await row('示例压力').getByText('已消除').or(page.getByText('没有需要处理的报警')).first().waitFor()
    await page.reload()
    await page.getByText('示例：已泄压').first().waitFor()
    await page.getByRole('listbox').waitFor()
    await expect.poll(() => row('示例压力').count(), PATIENTLY).toBe(0)
    const { items } = await park.duty.get<{ items: { acknowledgedBy: string; handlingNote: string; closedAt: string | null }[] }>(
      '/alarms/occurrences',
      { tagCode: 'PT-1' },
    )
    expect(items[0]).toMatchObject({ acknowledgedBy: '值班员', handlingNote: '示例：已泄压', closedAt: expect.any(String) })
  })
  test('meanwhile the page had no trouble of its own and asked for nothing from elsewhere', async () => {
    expect(officer.troubles).toEqual([])
    await officer.context.close()
  })
  test('when the connection is lost the page says so with the age of the data, and finds it again', async () => {
    const { page, context, troubles } = await visit(browser, server.web, DUTY, {
      expected: /WebSocket|ERR_INTERNET|Failed to (fetch|load)|net::/,
    })
    await page.goto('/desk?org=root')
    await page.getByRole('listbox').waitFor()
    server.kill('pipeline')
    await context.setOffline(true)
    await page.getByRole('alert').first().waitFor({ timeout: 15_000 })
    await context.setOffline(false)
    await server.ready()
    await expect.poll(() => page.getByRole('alert').count(), { timeout: 20_000 }).toBe(0)
    expect(troubles).toEqual([])
    await context.close()
  })
})
