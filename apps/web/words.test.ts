/** Every word of the screen exists in both languages, and every key that the code asks for exists at all. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const PLACES = ['apps/web', 'packages/ui', 'modules/*']
const find = (pattern: string): string[] =>
  globSync(pattern, { cwd: ROOT, exclude: (name) => /(^|\/)(node_modules|dist)(\/|$)/.test(name) })
const bookOf = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, string>

const zhFiles = PLACES.flatMap((place) => find(`${place}/locales/zh.json`))
const sources = [...find('apps/web/**/*.{ts,tsx}'), ...find('packages/ui/**/*.{ts,tsx}'), ...find('modules/*/ui/**/*.{ts,tsx}')].filter(
  (file) => !/\.test\.tsx?$/.test(file),
)
const all: Record<string, string> = Object.assign({}, ...zhFiles.map(bookOf))

test('there are word books and sources to check', () => {
  expect(zhFiles.length).toBeGreaterThanOrEqual(2)
  expect(sources.length).toBeGreaterThan(40)
})
test.each(zhFiles)('%s has the same keys in English, and no empty word', (file) => {
  const zh = bookOf(file)
  const en = bookOf(join(dirname(file), 'en.json'))
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  for (const book of [zh, en]) for (const [key, words] of Object.entries(book)) expect([key, words.trim() !== '']).toEqual([key, true])
})
test.each(zhFiles)('%s takes the same parameters in both languages', (file) => {
  const zh = bookOf(file)
  const en = bookOf(join(dirname(file), 'en.json'))
  const names = (text: string) => [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]))].sort()
  for (const key of Object.keys(zh)) expect([key, names(en[key] ?? '')]).toEqual([key, names(zh[key] ?? '')])
})
test('no key stands in two books', () => {
  const seen = new Map<string, string>()
  for (const file of zhFiles)
    for (const key of Object.keys(bookOf(file))) {
      expect([key, seen.get(key)]).toEqual([key, undefined])
      seen.set(key, file)
    }
})
test('every key that is asked for exists', () => {
  const missing: string[] = []
  for (const file of sources) {
    const text = readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '') // examples in comments are not asked for
    for (const [, key] of text.matchAll(/\bt\(\s*'([^']+)'/g)) if (!(key! in all)) missing.push(`${file}: ${key}`)
    for (const [, yes, no] of text.matchAll(/\bt\([^'`()]*\?\s*'([^']+)'\s*:\s*'([^']+)'/g))
      for (const key of [yes!, no!]) if (!(key in all)) missing.push(`${file}: ${key}`)
    for (const [, key] of text.matchAll(/(?:labelKey|titleKey|kindKey):\s*'([^']+)'/g)) if (!(key! in all)) missing.push(`${file}: ${key}`)
    // a key put together: at least its beginning must lead somewhere
    for (const [, start] of text.matchAll(/\bt\(\s*`([a-z_.]+)\$\{/g))
      if (!Object.keys(all).some((key) => key.startsWith(start!))) missing.push(`${file}: ${start}…`)
  }
  expect(missing).toEqual([])
})
