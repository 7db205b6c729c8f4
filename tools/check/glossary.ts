/** One word per thing: every identifier of docs/GLOSSARY.md stands where the glossary says, and the words it banned are nowhere. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceFolders } from './scratch.ts'
import { type Finding, type Parsed, parse, type Report, sources, walk } from './source.ts'

const FILE = 'docs/GLOSSARY.md'
const PLACES = ['zh', 'en', 'code'] as const
type Place = (typeof PLACES)[number]
interface Row {
  line: number
  cells: string[]
}
interface Banned {
  word: string
  but: string
  places: Place[]
}

export function glossary(root: string): Report {
  const lines = readFileSync(join(root, FILE), 'utf8').split('\n')
  const words = tableUnder(lines, ['zh', 'en', 'identifier', 'defined in'])
  const banned = tableUnder(lines, ['not', 'but', 'where'])
  return { read: words.length, findings: [...defined(root, words), ...bannedWords(root, banned)] }
}

/** Rows of the table with this head. @throws Error where there is none: a glossary without words would bless everything. */
function tableUnder(lines: readonly string[], head: readonly string[]): Row[] {
  const cellsOf = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const at = lines.findIndex((line) => line.startsWith('|') && cellsOf(line).join('|') === head.join('|'))
  if (at < 0) throw new Error(`${FILE} has no table ${head.join(' | ')}`)
  const rows: Row[] = []
  for (let line = at + 2; lines[line]?.startsWith('|'); line++) rows.push({ line: line + 1, cells: cellsOf(lines[line]!) })
  return rows
}

function defined(root: string, rows: readonly Row[]): Finding[] {
  const findings: Finding[] = []
  const seen = new Map<string, string>()
  const say = (line: number, text: string) => findings.push({ file: FILE, line, text })
  for (const { line, cells } of rows) {
    const [zh = '', en = '', identifier = '', file = ''] = cells.map((cell) => cell.replaceAll('`', ''))
    if ([zh, en, identifier, file].includes('')) say(line, 'a word has all four: zh, en, identifier, defined in')
    else if (!existsSync(join(root, file))) say(line, `${file} is not there`)
    else if (!new RegExp(`(?<![\\w$])${identifier}(?![\\w$])`).test(readFileSync(join(root, file), 'utf8')))
      say(line, `${identifier} is not in ${file}`)
    for (const word of [`zh ${zh}`, `en ${en}`, `identifier ${identifier}`]) {
      if (seen.has(word)) say(line, `${word} names a second thing; the first is ${seen.get(word)}`)
      seen.set(word, zh)
    }
  }
  return findings
}

function bannedWords(root: string, rows: readonly Row[]): Finding[] {
  const findings: Finding[] = []
  const bans: Banned[] = []
  for (const { line, cells } of rows) {
    const [word = '', but = '', where = ''] = cells
    const places = where.split(',').map((place) => place.trim())
    const unknown = places.find((place) => !PLACES.includes(place as Place))
    if (unknown !== undefined || !word || !but)
      findings.push({ file: FILE, line, text: `a banned word has all three, and stands in ${PLACES.join(', ')}` })
    else bans.push({ word, but, places: places as Place[] })
  }
  const of = (place: Place) => bans.filter(({ places }) => places.includes(place))
  for (const workspace of workspaceFolders(root))
    for (const language of ['zh', 'en'] as const) findings.push(...textsWith(root, `${workspace}/locales/${language}.json`, of(language)))
  for (const file of sources(root)) {
    // generated from contracts that are looked at themselves; and the tests of this check must name what it looks for
    if (/\.generated\.ts$/.test(file) || file.startsWith('tools/check/')) continue
    findings.push(...codeWith(parse(root, file), of('zh'), of('code')))
  }
  return findings
}

/** English words are found whole, in any case, with or without a plural s; Chinese ones anywhere. */
const patternOf = (word: string): RegExp => (/^[\x20-\x7e]+$/.test(word) ? new RegExp(`\\b${word}(s|es)?\\b`, 'i') : new RegExp(word))

function textsWith(root: string, file: string, bans: readonly Banned[]): Finding[] {
  if (!existsSync(join(root, file))) return []
  const texts = Object.entries(JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>)
  return bans.flatMap(({ word, but }) =>
    texts
      .filter(([, text]) => patternOf(word).test(text))
      .map(([key]) => ({ file, line: null, text: `${key} says ${word}; the word is ${but}` })),
  )
}

function codeWith({ path, program, lines, lineAt }: Parsed, chinese: readonly Banned[], identifiers: readonly Banned[]): Finding[] {
  const findings = chinese.flatMap(({ word, but }) =>
    lines.flatMap((line, i) => (line.includes(word) ? [{ file: path, line: i + 1, text: `${word}: the word is ${but}` }] : [])),
  )
  const parts = identifiers.map(({ word, but }) => ({ word, but, folded: word.replace(/[ -]/g, '').toLowerCase() }))
  walk(program, (node) => {
    if (node.type !== 'Identifier' && node.type !== 'PrivateIdentifier') return
    const folded = node.name.replaceAll('_', '').toLowerCase()
    for (const { word, but, folded: banned } of parts)
      if (folded.includes(banned))
        findings.push({ file: path, line: lineAt(node.start), text: `${node.name} says ${word}; the word is ${but}` })
  })
  return findings
}
