/** What the check of words sees: missing texts, unlike parameters, refusals and keys nobody wrote. */
import { expect, test } from 'vitest'
import { locales } from './locales.ts'
import { scratchHouse } from './scratch.ts'

const GOOD = {
  'modules/duty/package.json': '{ "name": "@anyuan/duty" }',
  'modules/duty/contract.ts': `export const errors = { 'duty.not_found': 404 } as const`,
  'modules/duty/locales/zh.json': '{ "duty.not_found": "没有 {{id}}", "duty.count": "{{count}} 条", "duty.state.open": "未关" }',
  'modules/duty/locales/en.json':
    '{ "duty.not_found": "No {{id}}", "duty.count_one": "{{count}} line", "duty.count_other": "{{count}} lines", "duty.state.open": "Open" }',
  'modules/duty/ui/page.tsx': `export const p = (t: (k: string) => string, s: string) => [t('duty.count'), t(\`duty.state.\${s}\`)]`,
}
const findingsWith = (files: Record<string, string>) => {
  const house = scratchHouse({ ...GOOD, ...files })
  try {
    return locales(house.root).findings.map(({ file, text }) => `${file}: ${text}`)
  } finally {
    house.remove()
  }
}

test('books that agree are fine, plurals and keys known only while running included', () => {
  expect(findingsWith({})).toEqual([])
})
test('a key that one language lacks is seen', () => {
  const files = {
    'modules/duty/locales/en.json':
      '{ "duty.not_found": "No {{id}}", "duty.count": "{{count}}", "duty.state.open": "Open", "duty.x": "X" }',
  }
  expect(findingsWith(files)).toEqual(['modules/duty/locales/zh.json: duty.x is missing'])
})
test('an empty text and unlike parameters are seen', () => {
  const en = '{ "duty.not_found": "No {{code}}", "duty.count": "{{count}}", "duty.state.open": " " }'
  expect(findingsWith({ 'modules/duty/locales/en.json': en })).toEqual([
    'modules/duty/locales/en.json: duty.state.open has no text',
    'modules/duty/locales/en.json: duty.not_found takes {code}, in zh {id}',
  ])
})
test('a refusal without words is seen, the house’s own too', () => {
  const files = {
    'modules/duty/contract.ts': `export const errors = { 'duty.not_found': 404, 'duty.closed': 409 } as const`,
    'packages/host/catalogue.ts': `export const HOUSE_ERRORS = { 'house.broken': 500 } as const`,
  }
  expect(findingsWith(files)).toEqual([
    'modules/duty/contract.ts: refusal duty.closed has no zh text',
    'modules/duty/contract.ts: refusal duty.closed has no en text',
    'packages/host/catalogue.ts: refusal house.broken has no zh text',
    'packages/host/catalogue.ts: refusal house.broken has no en text',
  ])
})
test('a key that a screen asks for in vain is seen, in calls, menu labels and patterns', () => {
  const page = `export const menu = { labelKey: 'duty.menu' }
    export const p = (t: (k: string) => string, s: string) => [t(s ? 'duty.gone' : 'duty.count'), t(\`duty.kind.\${s}\`)]`
  const asked = findingsWith({ 'modules/duty/ui/page.tsx': page }).filter((text) => text.endsWith('no zh text'))
  expect(asked).toEqual([
    'modules/duty/ui/page.tsx: asks for duty.menu, which has no zh text',
    'modules/duty/ui/page.tsx: asks for duty.gone, which has no zh text',
    'modules/duty/ui/page.tsx: asks for ^duty\\.kind\\..+$, which has no zh text',
  ])
})
test('a module without books, a key of another module and one written twice are seen', () => {
  const files = {
    'modules/alarms/package.json': '{ "name": "@anyuan/alarms" }',
    'modules/alarms/locales/zh.json': '{ "duty.count": "x {{count}}" }',
  }
  expect(findingsWith(files)).toEqual(
    expect.arrayContaining([
      'modules/alarms/locales/en.json: is missing',
      'modules/alarms/locales/zh.json: duty.count does not begin with alarms.',
      'modules/alarms/locales/zh.json: duty.count is also in modules/duty/locales',
    ]),
  )
})
