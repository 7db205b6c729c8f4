/** What the glossary check sees: words without a place, two words for one thing, banned words in texts and code. */
import { expect, test } from 'vitest'
import { glossary } from './glossary.ts'
import { scratchHouse } from './scratch.ts'

const page = (words: string, banned = '| 告警 | 报警 | zh |\n| alert | alarm | en |\n| hysteresis | dead-band | en, code |') =>
  `| zh | en | identifier | defined in |\n| --- | --- | --- | --- |\n${words}\n\n| not | but | where |\n| --- | --- | --- |\n${banned}\n`
const TAG = '| 测点 | tag | `Tag` | `modules/assets/contract.ts` |'
const findingsWith = (files: Record<string, string>) => {
  const house = scratchHouse({
    'docs/GLOSSARY.md': page(TAG),
    'modules/assets/package.json': '{ "name": "@anyuan/assets" }',
    'modules/assets/contract.ts': 'export interface Tag { code: string }',
    ...files,
  })
  try {
    return glossary(house.root).findings.map(({ file, line, text }) => `${file}:${line} ${text}`)
  } finally {
    house.remove()
  }
}

test('a word that stands where the glossary says is fine', () => {
  expect(findingsWith({})).toEqual([])
})
test('a file that is gone, a name that is not in it, and a row with a hole are seen', () => {
  const words = `| 报警 | alarm | \`Alarm\` | \`modules/alarms/contract.ts\` |\n| 设备 | asset | \`Ta\` | \`modules/assets/contract.ts\` |\n| 量程 | | \`Tag\` | \`x\` |`
  expect(findingsWith({ 'docs/GLOSSARY.md': page(words) })).toEqual([
    'docs/GLOSSARY.md:3 modules/alarms/contract.ts is not there',
    'docs/GLOSSARY.md:4 Ta is not in modules/assets/contract.ts',
    'docs/GLOSSARY.md:5 a word has all four: zh, en, identifier, defined in',
  ])
})
test('one word for two things is seen', () => {
  const words = `${TAG}\n| 测点 | point | \`code\` | \`modules/assets/contract.ts\` |`
  expect(findingsWith({ 'docs/GLOSSARY.md': page(words) })).toEqual(['docs/GLOSSARY.md:4 zh 测点 names a second thing; the first is 测点'])
})
test('banned words are seen in texts, in Chinese comments and in identifiers, and library words are not', () => {
  const files = {
    'modules/assets/locales/zh.json': '{ "assets.a": "高告警" }',
    'modules/assets/locales/en.json': '{ "assets.a": "Two alerts", "assets.b": "alerted" }',
    'modules/assets/rules.ts': `// 告警\nexport const upperHysteresis = 0\nexport const role = 'alert'\n`,
  }
  expect(findingsWith(files)).toEqual([
    'modules/assets/locales/zh.json:null assets.a says 告警; the word is 报警',
    'modules/assets/locales/en.json:null assets.a says alert; the word is alarm',
    'modules/assets/rules.ts:1 告警: the word is 报警',
    'modules/assets/rules.ts:2 upperHysteresis says hysteresis; the word is dead-band',
  ])
})
test('a glossary without its tables is red, not empty', () => {
  expect(() => findingsWith({ 'docs/GLOSSARY.md': '# Glossary' })).toThrow(/no table/)
})
