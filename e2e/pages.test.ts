/** Every page that a menu leads to, for the people who use it, on the demo province: it is drawn whole, in words, without trouble, and accessible. Set SCREENSHOTS to a folder to look at each. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, openBrowser, type VisitOptions, type Visitor, visit } from './support/browser.ts'
import { startServer, type TestServer } from './support/server.ts'

const SHOTS = process.env.SCREENSHOTS
const PEOPLE = ['duty', 'safety', 'maintainer', 'sysadmin', 'auditor'] as const
/** What an officer has at hand; light and dark, Chinese and English each meet a size where they are likely to break. */
const LOOKS: Record<string, VisitOptions> = {
  'desk-zh': { width: 1920, height: 1080, theme: 'light', language: 'zh-CN' },
  'laptop-en': { width: 1366, height: 768, theme: 'dark', language: 'en-US' },
  'phone-zh': { width: 390, height: 844, theme: 'light', language: 'zh-CN' },
}
const SETTLE_MS = 1000

describe.skipIf(!CHROMIUM)('every page', () => {
  let server: TestServer
  let browser: Browser
  const passwords = new Map<string, string>()
  /** A page looks the same to all who may open it: one look at each size is enough. */
  const seen = new Set<string>()

  beforeAll(async () => {
    server = await startServer({ demo: true })
    for (const { login, password } of JSON.parse(readFileSync(join(server.dataDir, 'demo/sign-ins.json'), 'utf8')) as {
      login: string
      password: string
    }[])
      passwords.set(login, password)
    browser = await openBrowser()
    if (SHOTS) mkdirSync(SHOTS, { recursive: true })
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const come = (login: string, look: VisitOptions): Promise<Visitor> =>
    visit(browser, server.web, { login, password: passwords.get(login)! }, look)
  const addresses = async (page: Page): Promise<string[]> => {
    await page.goto('/')
    await page.locator('nav a').first().waitFor()
    const links = await page.locator('nav a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
    return [...new Set(links.map((link) => link.split('?')[0]!))].filter((path) => path.startsWith('/'))
  }
  const look = async (page: Page, path: string, name: string) => {
    await page.goto(path)
    await page.waitForLoadState('domcontentloaded')
    await page.waitForTimeout(SETTLE_MS)
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) })
  }
  /** A key that no word was found for shows as itself. */
  const rawKeys = (page: Page) =>
    page.evaluate(
      () =>
        document.body.innerText.match(
          /\b(ui|web|map|shell|alarms|assets|duty|identity|organisation|sources|simulation|house|gbt50493)\.[a-z_]+(\.[a-zA-Z_]+)*\b/g,
        ) ?? [],
    )
  const sidewaysPx = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

  describe.each(PEOPLE)('%s', (login) => {
    test.each(Object.keys(LOOKS))('on %s', async (name) => {
      const visitor = await come(login, LOOKS[name]!)
      const { page, troubles, context } = visitor
      const paths = name === 'phone-zh' ? await pathsOf(login) : await addresses(page)
      expect(paths.length).toBeGreaterThan(0)
      for (const path of paths.filter((each) => !seen.has(`${name} ${each}`))) {
        seen.add(`${name} ${path}`)
        await look(page, path, `${name}-${login}${path.replaceAll('/', '-')}`)
        expect([path, await rawKeys(page)]).toEqual([path, []])
        expect([path, await sidewaysPx(page)]).toEqual([path, 0])
        const { violations } = await new AxeBuilder({ page }).analyze()
        const grave = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
        expect([path, grave]).toEqual([path, []])
      }
      expect(troubles).toEqual([])
      await context.close()
    })
  })
  /** The phone folds its menu away; the pages are the same. */
  const pathsOf = async (login: string) => {
    const visitor = await come(login, LOOKS['desk-zh']!)
    const paths = await addresses(visitor.page)
    await visitor.context.close()
    return paths
  }

  test('the sign-in page answers a wrong password in words, and a right one with the first page', async () => {
    const context = await browser.newContext({ baseURL: server.web, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    const page = await context.newPage()
    await page.goto('/desk')
    await page.getByRole('textbox').first().fill('duty')
    await page.locator('input[type=password]').fill('wrong')
    await page.locator('button[type=submit]').click()
    await page.getByRole('alert').first().waitFor()
    expect(await rawKeys(page)).toEqual([])
    await page.locator('input[type=password]').fill(passwords.get('duty')!)
    await page.locator('button[type=submit]').click()
    await page.getByRole('heading', { name: '值守工作台' }).waitFor()
    await context.close()
  })
})
