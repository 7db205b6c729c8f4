/** Writes a module with all its floors from `template/`, and the lines by which the programs learn of it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const TEMPLATE = join(import.meta.dirname, 'template')
/** Names that would stand for something else already: floors, rooms, and words of the language. */
const TAKEN = new Set([
  'contract',
  'rules',
  'store',
  'service',
  'routes',
  'index',
  'ui',
  'house',
  'shell',
  'map',
  'web',
  'server',
  'tools',
  'bench',
  'e2e',
])

/** @throws Error saying what is wrong with the name. */
export function checkName(root: string, name: string, zh: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) throw new Error(`${name} is no name for a module: small letters, words joined by -`)
  if (!/\p{Script=Han}/u.test(zh)) throw new Error('a module has a Chinese name too: npm run new-module -- special-work 特殊作业')
  const taken = ['modules', 'packages', 'apps'].some((group) => existsSync(join(root, group, name)))
  if (taken || TAKEN.has(name)) throw new Error(`${name} is taken`)
}

/**
 * Writes `modules/<name>` and its lines in apps/server and apps/web.
 * @returns the files written and changed, relative to the root. @throws Error where the name is taken or a line finds no place.
 */
export function writeModule(root: string, name: string, zh: string): string[] {
  checkName(root, name, zh)
  const words = wordsFor(root, name, zh)
  const fill = (text: string) =>
    text.replace(/%([A-Za-z0-9-]+)%/g, (_, key: string) => {
      const word = words[key]
      if (word === undefined) throw new Error(`the template asks for %${key}%, which nobody knows`)
      return word
    })
  const written = templateFiles(TEMPLATE).map((file) => {
    const path = join('modules', name, fill(relative(TEMPLATE, file)).replace(/\.txt$/, ''))
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), fill(readFileSync(file, 'utf8')))
    return path
  })
  const { camel, Pascal } = words
  const change = (path: string, ...changes: [before: string, after: string][]): string => {
    let text = readFileSync(join(root, path), 'utf8')
    for (const [before, after] of changes) {
      if (!text.includes(before)) throw new Error(`${path} has no place for the module: ${before} is not there`)
      text = text.replace(before, () => after)
    }
    writeFileSync(join(root, path), text)
    return path
  }
  const changed = [
    change(
      'apps/server/modules.ts',
      [
        `\nimport type { Caller } from '@anyuan/kernel'\n`,
        `\nimport type { Caller } from '@anyuan/kernel'\nimport { type ${Pascal}Tables, ${camel} } from '@anyuan/${name}'\n`,
      ],
      ['\n  everyModule.push(', `\n  const ${camel}Room = ${camel}({ ...common<${Pascal}Tables>(), audit })\n\n  everyModule.push(`],
      ['shift.module,', `shift.module, ${camel}Room.module,`],
    ),
    change(
      'apps/web/modules.ts',
      [
        `\nimport type { ModuleUi } from '@anyuan/ui'\n`,
        `\nimport ${camel} from '@anyuan/${name}/ui'\nimport type { ModuleUi } from '@anyuan/ui'\n`,
      ],
      ['[mapUi, ', `[mapUi, ${camel}, `],
    ),
    // the wall between tenants is tried on every route, so each needs a body that is well formed
    change('apps/server/authority.test.ts', [
      '\n}\nconst QUERIES',
      `\n  'POST /api/${name}/records': (ids) => ({ org: ids.path, name: 'x' }),\n  'POST /api/${name}/records/:id/close': () => ({ conclusion: 'x' }),\n}\nconst QUERIES`,
    ]),
    ...['apps/server/package.json', 'apps/web/package.json'].map((path) =>
      change(path, ['"dependencies": {\n', `"dependencies": {\n    "@anyuan/${name}": "*",\n`]),
    ),
  ]
  const all = [...written, ...changed]
  format(root, all)
  return all
}

function wordsFor(root: string, name: string, zh: string): Record<string, string> & { camel: string; Pascal: string } {
  const Pascal = name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const en = name.replaceAll('-', ' ')
  const camel = `${Pascal[0]!.toLowerCase()}${Pascal.slice(1)}`
  return { ...versions(root), name, zh, en, En: `${en[0]!.toUpperCase()}${en.slice(1)}`, snake: name.replaceAll('-', '_'), camel, Pascal }
}

/** The versions that the modules there are use, so that a new one brings no second copy. */
function versions(root: string): Record<string, string> {
  const of = (path: string) =>
    (JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }).dependencies
  return { ...of('packages/ui'), ...of('packages/host'), ...of('packages/db') }
}

function templateFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? templateFiles(path) : [path]))
}

/** Longer names break lines elsewhere: the formatter has the last word. */
function format(root: string, files: readonly string[]): void {
  const program = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const known = files.filter((file) => /\.(tsx?|json)$/.test(file))
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, 'check', '--write', ...known], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the module was written, and the formatter does not like it:\n${stdout}${stderr}`)
}
