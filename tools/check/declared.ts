/** A workspace imports what its package.json declares, and declares what it imports; it reaches its neighbours by name, never by path. */
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, posix } from 'node:path'
import exceptions from './exceptions.json' with { type: 'json' }
import { workspaceFolders } from './scratch.ts'
import { type Finding, filesBelow, isSource, isTest, parse, type Report, walk } from './source.ts'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}
interface Import {
  file: string
  line: number
  specifier: string
}
interface Excuse {
  workspace: string
  name: string
  reason: string
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
/** `@scope/name/deep/file` → `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
/** Where the root's tools (Vitest, Vite, fast-check …) may be used without a declaration of one's own. */
const isBench = (file: string): boolean => isTest(file) || /^(tools|e2e|bench)\//.test(file) || /\.config\.ts$/.test(file)
/** Programs export nothing, so tools open their files; a bench measures rooms that no face shows. */
const mayReach = (file: string, target: string): boolean =>
  /^(tools|e2e|bench)\//.test(file) && (/^(apps|tools|bench)\//.test(target) || file.startsWith('bench/'))

export function declared(root: string): Report {
  const findings: Finding[] = []
  const rootManifest = readManifest(root)
  let read = 0
  for (const workspace of workspaceFolders(root)) {
    const manifest = readManifest(join(root, workspace))
    const own = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    const files = filesBelow(root, workspace, isSource)
    const mentioned = new Set<string>()
    read += files.length
    for (const file of files) {
      const { imports, strings } = importsOf(root, file)
      for (const text of strings) mentioned.add(packageOf(text))
      for (const { line, specifier } of imports) {
        if (specifier.startsWith('.')) {
          const target = posix.join(posix.dirname(file), specifier)
          if (!target.startsWith(`${workspace}/`) && !mayReach(file, target))
            findings.push({ file, line, text: `'${specifier}' leaves the workspace: import it by its package's name` })
          continue
        }
        const name = packageOf(specifier)
        mentioned.add(name)
        if (isBuiltin(specifier) || name === manifest.name) continue
        const isDeclared = name in own || `@types/${name}` in own || (isBench(file) && name in (rootManifest.devDependencies ?? {}))
        if (!isDeclared && !excused(exceptions.undeclared, workspace, name))
          findings.push({ file, line, text: `'${name}' is not in ${workspace}/package.json` })
      }
    }
    for (const css of filesBelow(root, workspace, (path) => path.endsWith('.css')))
      for (const [, name] of readFileSync(join(root, css), 'utf8').matchAll(/@import\s+["']([^."'][^"']*)["']/g))
        mentioned.add(packageOf(name!))
    const peers = new Set(Object.keys(own).flatMap((name) => peersOf(root, workspace, name)))
    for (const name of [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.devDependencies ?? {})]) {
      const types = name.startsWith('@types/') ? name.slice('@types/'.length) : null
      const isUsed = mentioned.has(name) || peers.has(name) || (types !== null && (mentioned.has(types) || types === 'node'))
      if (!isUsed && !excused(exceptions.unused, workspace, name))
        findings.push({ file: `${workspace}/package.json`, line: null, text: `'${name}' is declared, and nothing here imports it` })
    }
  }
  return { findings, read }
}

const excused = (list: readonly Excuse[], workspace: string, name: string): boolean =>
  list.some((excuse) => excuse.workspace === workspace && excuse.name === name)

/** What a file imports, and every string in it: a package may be asked for by `require.resolve` or by a child process. */
function importsOf(root: string, file: string): { imports: Import[]; strings: string[] } {
  const { program, module, comments, lineAt } = parse(root, file)
  const imports: Import[] = []
  const strings = comments.flatMap(({ value }) => /@vitest-environment\s+(\S+)/.exec(value)?.[1] ?? [])
  const add = (specifier: string, start: number) => imports.push({ file, line: lineAt(start), specifier })
  for (const one of module.staticImports) add(one.moduleRequest.value, one.start)
  for (const one of module.staticExports)
    for (const entry of one.entries) if (entry.moduleRequest) add(entry.moduleRequest.value, one.start)
  walk(program, (node) => {
    if (node.type === 'ImportExpression' && node.source.type === 'Literal') add(String(node.source.value), node.start)
    else if (node.type === 'TSImportType') add(node.source.value, node.start)
    else if (node.type === 'Literal' && typeof node.value === 'string' && node.value.length < 200) strings.push(node.value)
  })
  return { imports, strings }
}

/** What a declared package in turn asks its user to declare. */
function peersOf(root: string, workspace: string, name: string): string[] {
  for (let folder = join(root, workspace); ; folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name)
    if (existsSync(join(at, 'package.json'))) return Object.keys(readManifest(at).peerDependencies ?? {})
    if (folder === root) return []
  }
}
