/** The workbook to be filled in: real units, assets and sources in its drop-downs, a note at each heading, one example row a sheet. */
import { type Caller, isWithin } from '@anyuan/kernel'
import { SheetName } from '../contract.ts'
import { COLUMNS, type Column } from '../rules.ts'
import type { Needs, TemplateColumn, Words } from './needs.ts'

type TemplateNeeds = Pick<Needs, 'transact' | 'allUnits' | 'assetNames' | 'senders' | 'words' | 'workbooks'>

export async function templateFor(needs: TemplateNeeds, caller: Caller, language: 'zh' | 'en'): Promise<Uint8Array> {
  const words = needs.words(language)
  const [units, assets, sources] = await Promise.all([
    needs.allUnits(caller),
    needs.assetNames(caller),
    needs.transact(caller.scope, (tx) => needs.senders.sources(tx)),
  ])
  const lists: Record<string, string[]> = {
    unit: units.filter(({ path }) => caller.scope.some((scope) => isWithin(path, scope))).map((unit) => `${unit.code} ${unit.name}`),
    asset: assets.map((asset) => `${asset.code} ${asset.name}`),
    sources: sources.filter((source) => source.hasList).map((source) => source.code),
    flag: [words.say('imports.yes'), words.say('imports.no')],
    severity: ['1', '2', '3', '4'].map((level) => words.say(`imports.severity.${level}`)),
  }
  const firstUnit = lists.unit![0] ?? null
  const sheets = SheetName.options.map((sheet) => ({
    name: words.say(`imports.sheet.${sheet}`),
    columns: COLUMNS[sheet].map((column) => templateColumn(column, words, lists, firstUnit)),
  }))
  return needs.workbooks.template({
    guide: { title: words.say('imports.sheet.guide'), lines: words.say('imports.guide').split('\n') },
    sheets,
    lists,
    listsSheet: words.say('imports.sheet.lists'),
  })
}

function templateColumn(column: Column, words: Words, lists: Record<string, string[]>, firstUnit: string | null): TemplateColumn {
  const { meaning } = column
  const heading = words.say(column.heading)
  let list: string | undefined
  if (meaning.kind === 'choice') {
    list = meaning.words
    lists[list] ??= meaning.options.map((option) => words.say(`${meaning.words}.${option}`))
  } else if (meaning.kind in lists) list = meaning.kind
  const own = `${column.heading}.note`
  const note = [
    words.say(column.required ? 'imports.note.required' : 'imports.note.optional'),
    words.say(`imports.note.kind.${meaning.kind}`),
    ...(words.has(own) ? [words.say(own)] : []),
  ].join('\n')
  return {
    heading: column.unit ? `${heading} (${column.unit})` : heading,
    note,
    width: column.width,
    example: exampleOf(column, words, firstUnit),
    ...(list ? { list } : {}),
    required: column.required,
    numeric: meaning.kind === 'number',
  }
}

function exampleOf({ key, meaning, example }: Column, words: Words, firstUnit: string | null): string | number | null {
  if (key === 'code') return `${words.say('imports.example_word')}-${example}`
  if (meaning.kind === 'unit') return firstUnit
  if (example === null) return null
  if (meaning.kind === 'choice') return words.say(`${meaning.words}.${example}`)
  if (meaning.kind === 'severity') return words.say(`imports.severity.${example}`)
  return example
}
