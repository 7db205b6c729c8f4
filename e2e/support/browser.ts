/** A real browser on the running house: signed in as a person, with what went wrong in the page written down. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export interface Visitor {
  page: Page
  context: BrowserContext
  /** Errors of the page's own: thrown, logged, or a request that failed. */
  troubles: string[]
}

export const CHROMIUM = process.env.CHROMIUM_PATH

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })

export interface VisitOptions {
  width?: number
  height?: number
  theme?: 'light' | 'dark'
  language?: 'zh-CN' | 'en-US'
  /** What the page may say is wrong without being so: the story cuts the connection itself. */
  expected?: RegExp
}

/** @param web the house's web door. Opens no page yet: `page.goto` does. */
export async function visit(
  browser: Browser,
  web: string,
  person: { login: string; password: string },
  { width = 1366, height = 768, theme = 'light', language = 'zh-CN', expected }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: web,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    timezoneId: 'Asia/Shanghai',
  })
  // the choice a person makes in the account menu; Chinese is the first
  await context.addInitScript((chosen) => localStorage.setItem('anyuan.language', chosen), language === 'en-US' ? 'en' : 'zh')
  const answer = await context.request.post('/api/identity/sign-in', { data: person })
  if (!answer.ok()) throw new Error(`${person.login} cannot sign in: ${answer.status()} ${await answer.text()}`)
  const page = await context.newPage()
  const troubles: string[] = []
  const note = (text: string) => {
    if (!expected?.test(text)) troubles.push(text)
  }
  page.on('pageerror', (error) => note(`thrown: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()} ${message.location().url}`))
  page.on('request', (request) => {
    // the site has no internet: nothing may even be asked for from elsewhere
    if (!/^(https?|wss?):\/\/(127\.0\.0\.1|localhost)[:/]|^(data|blob):/.test(request.url())) note(`foreign request: ${request.url()}`)
  })
  return { page, context, troubles }
}
