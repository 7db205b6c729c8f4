/** Every word of alarm design in both languages. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ChangeState, ComesBack, DesignKind, DifferenceKind, errors } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

const here = new URL('./', import.meta.url)
const sources = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'))
const used = sources.flatMap((text) => [...text.matchAll(/'(alarm-design\.[a-z0-9_.]+)'/g)].map((match) => match[1] ?? ''))
const NOT_WORDS = [
  'alarm-design.read',
  'alarm-design.write',
  'alarm-design.write_guidance',
  'alarm-design.propose',
  'alarm-design.approve',
  'alarm-design.css',
]

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal, state and kind has words', () => {
  const codes = [
    ...Object.keys(errors),
    ...ChangeState.options.map((state) => `alarm-design.change.${state}`),
    ...ComesBack.shape.what.options.map((what) => `alarm-design.comes_back.${what}`),
    ...DifferenceKind.options.map((kind) => `alarm-design.comparison.${kind}`),
    ...['hidden', 'suppressed', 'lowered', 'gravest', 'handled', 'none', 'running', 'failed', 'done'].map(
      (one) => `alarm-design.rehearsal.${one}`,
    ),
    ...['classes', 'guidance', 'gaps', 'suppressions', 'calendars', 'comes_back', 'comparison'].map((tab) => `alarm-design.tab.${tab}`),
    ...['draft', 'rehearsal', 'verdict', 'waiting', 'effective'].map((step) => `alarm-design.step.${step}`),
    ...['raised', 'perDay', 'maximumTenMinutes', 'chattering', 'standingSeconds', 'suppressed'].map((key) => `alarm-design.figure.${key}`),
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => `alarm-design.day.${day}`),
  ]
  expect(codes.filter((code) => !(code in zh))).toEqual([])
  expect(DesignKind.options).toHaveLength(4)
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(50)
  expect(used.filter((key) => !(key in zh) && !NOT_WORDS.includes(key) && !key.endsWith('.changes'))).toEqual([])
})
