/** Every word of assets in both languages, the set-point findings among them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AssetKind, errors, TagKind } from '../contract.ts'
import en from '../locales/en.json' with { type: 'json' }
import zh from '../locales/zh.json' with { type: 'json' }

const here = new URL('./', import.meta.url)
const sources = readdirSync(here)
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.'))
  .map((file) => readFileSync(new URL(file, here), 'utf8'))
const used = sources.flatMap((text) => [...text.matchAll(/'((?:assets|gbt50493)\.[a-z0-9_.]+)'/g)].map((match) => match[1] ?? ''))
const NOT_WORDS = [
  'assets.read',
  'assets.write',
  'assets.change_state',
  'assets.css',
  'assets.assets',
  'assets.tags',
  'assets.set_points',
  'assets.tag.alarms',
  'assets.asset.tags',
]

test('Chinese and English have the same words, none of them empty', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  expect(Object.values({ ...zh, ...en }).filter((word) => word.trim() === '')).toEqual([])
})
test('every refusal, kind of tag and kind of asset has words', () => {
  const codes = [
    ...Object.keys(errors),
    ...TagKind.options.map((kind) => `assets.tag_kind.${kind}`),
    ...AssetKind.options.map((kind) => `assets.asset_kind.${kind}`),
  ]
  expect(codes.filter((code) => !(code in zh))).toEqual([])
})
test('every word that a page asks for exists', () => {
  expect(used.length).toBeGreaterThan(50)
  expect(used.filter((key) => !(key in zh) && !NOT_WORDS.includes(key))).toEqual([])
})
