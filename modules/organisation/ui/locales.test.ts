/** Every word of the organisation in both languages, every level among them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errors, OrgLevel } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

const here = new URL('./', import.meta.url)
const used = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/'(organisation\.[a-z_.]+)'/g)].map((match) => match[1] ?? ''))
const NOT_WORDS = ['organisation.read', 'organisation.write', 'organisation.css']

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal and every level of the contract has words', () => {
  const codes = [...Object.keys(errors), ...OrgLevel.options.map((level) => `organisation.level.${level}`)]
  expect(codes.filter((code) => !(code in zh))).toEqual([])
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((key) => !(key in zh) && !NOT_WORDS.includes(key))).toEqual([])
})
