/** Words in both languages: the same keys and parameters in every book, a text for every refusal, a word for every key that a screen asks for. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { workspaceFolders } from './scratch.ts'
import { type ESTree, type Finding, filesBelow, isSource, isTest, parse, type Report, walk } from './source.ts'

const LANGUAGES = ['zh', 'en'] as const
type Book = Record<string, string>
interface Books {
  folder: string
  zh: Book
  en: Book
}
/** A key that a screen asks for; a pattern where part of it is known only while running. */
interface Asked {
  file: string
  line: number
  key: string | RegExp
}
/** i18next chooses one of these by count. */
const PLURALS = ['_zero', '_one', '_two', '_few', '_many', '_other']

export function locales(root: string): Report {
  const folders = workspaceFolders(root)
    .map((workspace) => `${workspace}/locales`)
    .filter((folder) => existsSync(join(root, folder)))
  const books = folders.map((folder) => readBooks(root, folder))
  const all = { zh: merged(books, 'zh'), en: merged(books, 'en') }
  const asked = folders.length === 0 ? [] : ['apps/web', 'packages/ui', ...uiFolders(root)].flatMap((folder) => keysAskedIn(root, folder))
  return {
    read: books.reduce((sum, { zh, en }) => sum + Object.keys(zh).length + Object.keys(en).length, 0),
    findings: [
      ...books.flatMap((book) => comparedBooks(book, readdirSync(join(root, 'modules')))),
      ...modulesWithoutBooks(root),
      ...twice(books),
      ...refusals(root).flatMap(({ file, code }) =>
        LANGUAGES.filter((language) => !has(all[language], code)).map((language) => ({
          file,
          line: null,
          text: `refusal ${code} has no ${language} text`,
        })),
      ),
      ...asked.flatMap(({ file, line, key }) =>
        LANGUAGES.filter((language) => !has(all[language], key)).map((language) => ({
          file,
          line,
          text: `asks for ${key instanceof RegExp ? key.source : key}, which has no ${language} text`,
        })),
      ),
    ],
  }
}

const uiFolders = (root: string): string[] =>
  readdirSync(join(root, 'modules'))
    .map((name) => `modules/${name}/ui`)
    .filter((folder) => existsSync(join(root, folder)))

const has = (book: Book, key: string | RegExp): boolean =>
  key instanceof RegExp ? Object.keys(book).some((one) => key.test(one)) : key in book || PLURALS.some((plural) => key + plural in book)

const merged = (books: readonly Books[], language: 'zh' | 'en'): Book => Object.assign({}, ...books.map((book) => book[language]))

function readBooks(root: string, folder: string): Books {
  const read = (language: string): Book => {
    const file = join(root, folder, `${language}.json`)
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Book) : {}
  }
  return { folder, zh: read('zh'), en: read('en') }
}

/** English counts with `_one` and `_other` where Chinese has one form. */
const withoutPlural = (key: string): string =>
  PLURALS.reduce((name, plural) => (name.endsWith(plural) ? name.slice(0, -plural.length) : name), key)
const parametersOf = (text: string): string =>
  [...new Set([...text.matchAll(/\{\{\s*([^},\s]+)/g)].map(([, name]) => name!))].sort().join(' ')

function comparedBooks({ folder, zh, en }: Books, modules: readonly string[]): Finding[] {
  const at = (language: string, text: string): Finding => ({ file: `${folder}/${language}.json`, line: null, text })
  const [inZh, inEn] = [new Set(Object.keys(zh).map(withoutPlural)), new Set(Object.keys(en).map(withoutPlural))]
  const empty = (language: 'zh' | 'en', book: Book) =>
    Object.entries(book)
      .filter(([, text]) => typeof text !== 'string' || text.trim() === '')
      .map(([key]) => at(language, `${key} has no text`))
  const unlike = Object.keys(zh)
    .filter((key) => key in en && parametersOf(zh[key]!) !== parametersOf(en[key]!))
    .map((key) => at('en', `${key} takes {${parametersOf(en[key]!)}}, in zh {${parametersOf(zh[key]!)}}`))
  const owner = /^modules\/([^/]+)\//.exec(folder)?.[1]
  // a module may hold the words of a standard's findings (`gbt50493.…`), not those of a neighbour
  const foreign = owner
    ? Object.keys(zh)
        .filter((key) => modules.some((other) => other !== owner && key.startsWith(`${other}.`)))
        .map((key) => at('zh', `${key} does not begin with ${owner}.`))
    : []
  return [
    ...[...inZh].filter((key) => !inEn.has(key)).map((key) => at('en', `${key} is missing`)),
    ...[...inEn].filter((key) => !inZh.has(key)).map((key) => at('zh', `${key} is missing`)),
    ...empty('zh', zh),
    ...empty('en', en),
    ...unlike,
    ...foreign,
  ]
}

/** The screen fetches the word books of every module; one without them would speak in codes. */
function modulesWithoutBooks(root: string): Finding[] {
  return readdirSync(join(root, 'modules')).flatMap((name) =>
    LANGUAGES.map((language) => `modules/${name}/locales/${language}.json`)
      .filter((file) => existsSync(join(root, 'modules', name, 'package.json')) && !existsSync(join(root, file)))
      .map((file) => ({ file, line: null, text: 'is missing' })),
  )
}

function twice(books: readonly Books[]): Finding[] {
  const owners = Map.groupBy(
    books.flatMap(({ folder, zh }) => Object.keys(zh).map((key) => ({ folder, key }))),
    ({ key }) => key,
  )
  return [...owners]
    .filter(([, all]) => all.length > 1)
    .map(([key, all]) => ({ file: `${all[0]!.folder}/zh.json`, line: null, text: `${key} is also in ${all[1]!.folder}` }))
}

/** Every code that the house or a module may refuse with, read from the running contracts. */
function refusals(root: string): { file: string; code: string }[] {
  const contracts = readdirSync(join(root, 'modules'))
    .map((name) => [`modules/${name}/contract.ts`, `modules/${name}/contract/index.ts`].find((file) => existsSync(join(root, file))))
    .filter((file) => file !== undefined)
  const house = 'packages/host/catalogue.ts'
  const files = [...contracts, ...(existsSync(join(root, house)) ? [house] : [])]
  const script = `const all = {}
    for (const [file, url] of ${JSON.stringify(files.map((file) => [file, pathToFileURL(join(root, file)).href]))}) {
      const { errors, HOUSE_ERRORS } = await import(url)
      all[file] = Object.keys(errors ?? HOUSE_ERRORS ?? {})
    }
    process.stdout.write(JSON.stringify(all))`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the contracts could not be read: ${stderr.trim().split('\n').slice(0, 6).join(' ')}`)
  return Object.entries(JSON.parse(stdout) as Record<string, string[]>).flatMap(([file, codes]) => codes.map((code) => ({ file, code })))
}

function keysAskedIn(root: string, folder: string): Asked[] {
  if (!existsSync(join(root, folder))) return []
  return filesBelow(root, folder, (path) => isSource(path) && !isTest(path)).flatMap((file) => {
    const { program, lineAt } = parse(root, file)
    const asked: Asked[] = []
    const ask = (node: ESTree.Node): void => {
      if (node.type === 'Literal' && typeof node.value === 'string') asked.push({ file, line: lineAt(node.start), key: node.value })
      else if (node.type === 'TemplateLiteral') asked.push({ file, line: lineAt(node.start), key: patternOf(node) })
      else if (node.type === 'ConditionalExpression') [node.consequent, node.alternate].forEach(ask)
      else if (node.type === 'LogicalExpression') [node.left, node.right].forEach(ask)
    }
    walk(program, (node) => {
      if (node.type === 'CallExpression' && isT(node.callee) && node.arguments[0]) ask(node.arguments[0])
      if (node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === 'labelKey') ask(node.value)
      if (node.type === 'JSXAttribute' && node.name.type === 'JSXIdentifier' && /^(labelKey|i18nKey)$/.test(node.name.name) && node.value)
        ask(node.value.type === 'JSXExpressionContainer' ? node.value.expression : node.value)
    })
    return asked
  })
}
const isT = (callee: ESTree.Node): boolean =>
  (callee.type === 'Identifier' && callee.name === 't') ||
  (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 't')

function patternOf({ quasis }: ESTree.TemplateLiteral): RegExp {
  const parts = quasis.map(({ value }) => (value.cooked ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.+')}$`)
}
