/** Every word of identity in both languages, every role among them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errors, Role } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

const here = new URL('./', import.meta.url)
const used = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .flatMap((file) =>
    [...readFileSync(new URL(file, here), 'utf8').matchAll(/'(identity\.[a-z_.]*[a-z_])'/g)].map((match) => match[1] ?? ''),
  )
const NOT_WORDS = ['identity.read_accounts', 'identity.write_accounts', 'identity.read_audit']

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal and every role of the contract has words', () => {
  const codes = [...Object.keys(errors), ...Role.options.map((role) => `identity.role.${role}`)]
  expect(codes.filter((code) => !(code in zh))).toEqual([])
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((key) => !(key in zh) && !NOT_WORDS.includes(key))).toEqual([])
})
