/** What the screen says while something is away: the page that is open keeps its session and its live connection, and names what is old. */
import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, visit } from '../support/browser.ts'
import { type Bench, openBench } from './house.ts'
import { BREACH } from './operator.ts'

const SHOTS = process.env.SHOTS_DIR
const TAG = 'F-outage'

describe.skipIf(!CHROMIUM)('what can still be trusted', () => {
  let bench: Bench
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    bench = await openBench([TAG], {})
    browser = await openBrowser()
    const login = { login: 'duty', password: 'Second-Morning-2' }
    const visitor = await visit(browser, bench.server.web, login, { expected: /Failed to load resource|503|500|502/ })
    page = visitor.page
    await page.goto('/alarms')
    bench.load.start()
    await page.locator('.live-live').waitFor({ timeout: 30_000 })
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await bench?.close()
  })
  const shot = async (name: string) => {
    if (!SHOTS) return
    mkdirSync(SHOTS, { recursive: true })
    await page.screenshot({ path: `${SHOTS}/${name}.png` })
  }
  const panel = async () => {
    await page.locator('button.live').click()
    await page.locator('.trust:visible').waitFor()
    await sleep(400) // it fades in
    const lines = await page.locator('.trust:visible li').allInnerTexts()
    return new Map(
      lines.map((line) => line.split('\n').map((part) => part.trim())).map(([, fact = '', state = '']) => [fact, state] as const),
    )
  }

  test('all is fresh at first', async () => {
    expect([...(await panel()).values()]).toEqual(Array.from({ length: 7 }, () => '最新'))
    await shot('trust-well')
    await page.keyboard.press('Escape')
    await page.mouse.move(700, 600)
  })

  test('PostgreSQL away: banner and panel say so, a new alarm comes on the open page', async () => {
    await bench.database.stop()
    try {
      await page.locator('.trust-banner').waitFor({ timeout: 40_000 })
      expect(await page.locator('.trust-banner').innerText()).toContain('数据库不可用')
      await bench.operator.send(TAG, BREACH)
      await page.getByText(TAG).first().waitFor({ timeout: 15_000 })
      await expect.poll(() => page.locator('.live-live').count()).toBe(1)
      const rows = await panel()
      await shot('trust-database-away')
      expect(rows.get('实时值')).toBe('最新')
      expect(rows.get('报警')).toBe('最新')
      expect(rows.get('报警操作')).toMatch(/^暂不可用/)
      await page.setViewportSize({ width: 390, height: 844 })
      await sleep(500)
      await shot('trust-database-away-phone')
      await page.setViewportSize({ width: 1366, height: 768 })
    } finally {
      await bench.database.start()
    }
    await page.locator('.trust-banner').waitFor({ state: 'detached', timeout: 40_000 })
  })

  test('archive frozen: only history is called old', async () => {
    const pid = bench.server.pid('archive')
    process.kill(pid, 'SIGSTOP')
    try {
      await page.locator('.trust-banner').waitFor({ timeout: 60_000 })
      expect(await page.locator('.trust-banner').innerText()).toContain('归档不可用')
      await shot('trust-archive-away')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await page.locator('.trust-banner').waitFor({ state: 'detached', timeout: 60_000 })
  })
})
