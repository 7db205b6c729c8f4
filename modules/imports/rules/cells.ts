/** From cells to values: finds the columns by their headings, and reads each cell as what its column means. */
import type { Reason, RowProblem, SheetName } from '../contract.ts'
import { type CellMeaning, COLUMNS, type Column } from './columns.ts'

export type Cell = string | number | boolean | null
/** Words in the languages of the template; a file may come in either. */
export interface Vocabulary {
  /** All texts of a key, in every language. */
  texts(key: string): readonly string[]
}
/** The word that empties a field. An empty cell leaves it as it is. */
export const CLEAR_WORD = 'imports.clear_word'
const YES = 'imports.yes'
const NO = 'imports.no'

/** `组织 *`, `容积 (m³)`, `容积（m³）` are one heading. */
const bare = (heading: string): string =>
  heading
    .replace(/[(（][^)）]*[)）]/g, '')
    .replace(/[*＊\s]/g, '')
    .toLowerCase()

/** Which column stands at which place of the heading row; null where the heading says nothing to us. */
export function matchHeadings(
  sheet: SheetName,
  headings: readonly Cell[],
  words: Vocabulary,
): { columns: (Column | null)[]; unknown: string[] } {
  const byHeading = new Map(COLUMNS[sheet].flatMap((column) => words.texts(column.heading).map((text) => [bare(text), column] as const)))
  const seen = new Set<Column>()
  const unknown: string[] = []
  const columns = headings.map((heading) => {
    if (heading === null) return null
    const column = byHeading.get(bare(String(heading)))
    if (!column || seen.has(column)) {
      unknown.push(String(heading))
      return null
    }
    seen.add(column)
    return column
  })
  return { columns, unknown }
}

/** The sheet whose headings fit best, for a file that does not say; null where less than code and one more fit. */
export function guessSheet(headings: readonly Cell[], words: Vocabulary): SheetName | null {
  const fits = (['tags', 'assets', 'units'] as const).map((sheet) => {
    const { columns } = matchHeadings(sheet, headings, words)
    const found = columns.flatMap((column) => column?.key ?? [])
    return { sheet, found: found.includes('code') ? found.length : 0 }
  })
  const best = fits.reduce((a, b) => (b.found > a.found ? b : a))
  return best.found > 1 ? best.sheet : null
}

/** Rows that begin with this word are examples, and are not imported. */
export const isExample = (code: Cell, words: Vocabulary): boolean =>
  typeof code === 'string' && words.texts('imports.example_word').some((word) => code.startsWith(word))

export type ReadValue = { clear: true } | { value: string | number | boolean } | { codes: string[] }
/** What a row says, by column key. Cells that are empty are not there. */
export type RowValues = ReadonlyMap<string, ReadValue>

const problem = (column: Column, code: string, params: Reason['params'] = {}): RowProblem => ({ column: column.key, code, params })

export function readRow(
  columns: readonly (Column | null)[],
  cells: readonly Cell[],
  words: Vocabulary,
): { values: RowValues; problems: RowProblem[] } {
  const values = new Map<string, ReadValue>()
  const problems: RowProblem[] = []
  columns.forEach((column, i) => {
    const cell = cells[i] ?? null
    if (!column || cell === null) return
    if (!column.required && words.texts(CLEAR_WORD).includes(String(cell))) {
      values.set(column.key, { clear: true })
      return
    }
    const read = readCell(column.meaning, cell, words)
    if ('code' in read)
      problems.push(problem(column, read.code, { given: String(cell).slice(0, 60), ...read.params })) // default, not from a standard
    else values.set(column.key, read)
  })
  return { values, problems }
}

function readCell(meaning: CellMeaning, cell: string | number | boolean, words: Vocabulary): ReadValue | Reason {
  switch (meaning.kind) {
    case 'number': {
      const value = typeof cell === 'number' ? cell : Number(String(cell).replace(/[,，\s]/g, ''))
      return typeof cell !== 'boolean' && Number.isFinite(value) ? { value } : { code: 'imports.cell.number', params: {} }
    }
    case 'severity': {
      const level = SEVERITY_WORDS.find((each) => each.includes(String(cell).trim().toUpperCase()))?.[0]
      return level ? { value: Number(level) } : { code: 'imports.cell.severity', params: {} }
    }
    case 'flag': {
      if (typeof cell === 'boolean') return { value: cell }
      const said = String(cell)
      if (said === '1' || words.texts(YES).includes(said)) return { value: true }
      return said === '0' || words.texts(NO).includes(said) ? { value: false } : { code: 'imports.cell.flag', params: {} }
    }
    case 'instant': {
      const read = instantOf(String(cell))
      return read ? { value: read } : { code: 'imports.cell.instant', params: {} }
    }
    case 'choice': {
      const option = meaning.options.find((one) => one === cell || words.texts(`${meaning.words}.${one}`).includes(String(cell)))
      return option
        ? { value: option }
        : {
            code: 'imports.cell.choice',
            params: { options: meaning.options.map((one) => `${meaning.words}.${one}`) },
          }
    }
    case 'sources':
      return {
        codes: String(cell)
          .split(/[,，;；、\s]+/)
          .filter(Boolean),
      }
    case 'text':
    case 'unit':
    case 'asset':
      return { value: String(cell) }
  }
}

const SEVERITY_WORDS: readonly (readonly string[])[] = [
  ['1', 'I', 'Ⅰ', '红', 'RED', '红 I', 'I 红'],
  ['2', 'II', 'Ⅱ', '橙', 'ORANGE', '橙 II', 'II 橙'],
  ['3', 'III', 'Ⅲ', '黄', 'YELLOW', '黄 III', 'III 黄'],
  ['4', 'IV', 'Ⅳ', '蓝', 'BLUE', '蓝 IV', 'IV 蓝'],
]

/** ISO 8601, or a day with or without time as it is written in Beijing. */
function instantOf(text: string): string | null {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return text
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return utcText(year, month, day, hour - 8, minute, second) // default, not from a standard: Beijing is eight hours ahead
}

/** The calendar without a clock: days are counted, so that an hour before midnight falls on the day before. */
function utcText(year: number, month: number, day: number, hour: number, minute: number, second: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month) || hour > 15 || minute > 59 || second > 59) return null // unit: calendar and clock
  let [y, m, d, h] = [year, month, day, hour]
  if (h < 0) {
    h += 24 // unit: hours of a day
    d -= 1
    if (d < 1) {
      m -= 1
      if (m < 1) [y, m] = [y - 1, 12] // unit: months of a year
      d = daysOf(y, m)
    }
  }
  const two = (part: number) => String(part).padStart(2, '0') // unit: digits
  return `${y}-${two(m)}-${two(d)}T${two(h)}:${two(minute)}:${two(second)}.000Z`
}
const daysOf = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28 // unit: Gregorian calendar
  return [4, 6, 9, 11].includes(month) ? 30 : 31 // unit: Gregorian calendar
}
