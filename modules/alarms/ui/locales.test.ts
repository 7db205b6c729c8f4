/** Every word of alarms in both languages. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errors, permissions } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

const here = new URL('./', import.meta.url)
const used = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/'(alarms\.[a-z_.]+)'/g)].map((match) => match[1] ?? ''))
  .filter((key) => !['alarms.act', 'alarms.read', 'alarms.css'].includes(key))

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal of the contract has words', () => {
  expect(Object.keys(errors).filter((code) => !(code in zh))).toEqual([])
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(10)
  expect(used.filter((key) => !(key in zh) && !(key in permissions) && key !== 'alarms.history')).toEqual([])
})
