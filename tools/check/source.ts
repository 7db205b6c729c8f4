/** Reads the house's own sources: which files there are, and their syntax trees with lines. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type ESTree, type ParseResult, parseSync } from 'vite'

/** Folders that hold workspaces. */
export const GROUPS = ['packages', 'modules', 'apps', 'bench', 'e2e', 'tools'] as const
const NOT_OURS = new Set(['node_modules', 'dist', '.git', 'coverage', 'results'])

/** One thing that is wrong, and where. `file` is relative to the root. */
export interface Finding {
  file: string
  line: number | null
  text: string
}
/** What a check found, and how much it looked at: a check that read nothing has shown nothing. */
export interface Report {
  findings: Finding[]
  read: number
}

/** Files below `folder` (relative to the root) whose path `accepts`, with `/` between folders, sorted. */
export function filesBelow(root: string, folder: string, accepts: (path: string) => boolean): string[] {
  const walk = (at: string): string[] =>
    readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return []
      const path = join(at, entry.name)
      if (entry.isDirectory()) return walk(path)
      return entry.isFile() ? [relative(root, path).split(sep).join('/')] : []
    })
  return walk(join(root, folder)).filter(accepts).sort()
}

export const isTest = (path: string): boolean =>
  /\.(test|testchild|testsupport|testkit|suite|bench|nightly)\.tsx?$/.test(path) || /(^|\/)(stories|conformance|testkit)\.ts$/.test(path)
export const isSource = (path: string): boolean => /\.tsx?$/.test(path) && !path.endsWith('.d.ts')

/** Every TypeScript file of the house. */
export const sources = (root: string): string[] => GROUPS.flatMap((group) => filesBelow(root, group, isSource))

/** A parsed file. */
export interface Parsed {
  path: string
  text: string
  program: ESTree.Program
  module: ParseResult['module']
  comments: ParseResult['comments']
  /** Line (from 1) of an offset. */
  lineAt: (offset: number) => number
  lines: string[]
}

/** @throws Error where the file is not TypeScript. */
export function parse(root: string, path: string): Parsed {
  const text = readFileSync(join(root, path), 'utf8')
  const { program, module, comments, errors } = parseSync(path, text)
  const [error] = errors
  if (error) throw new Error(`${path}: ${error.message}`)
  const lines = text.split('\n')
  const starts = [0]
  for (const line of lines) starts.push(starts.at(-1)! + line.length + 1)
  const lineAt = (offset: number) => {
    let low = 0
    let high = lines.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
  return { path, text, program, module, comments, lineAt, lines }
}

/** Calls `enter` for every node, with its parents from the nearest outwards. */
export function walk(program: ESTree.Program, enter: (node: ESTree.Node, parents: readonly ESTree.Node[]) => void): void {
  const parents: ESTree.Node[] = []
  const go = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) go(one)
      return
    }
    if (!isNode(value)) return
    enter(value, parents)
    parents.unshift(value)
    for (const [key, child] of Object.entries(value)) if (key !== 'parent') go(child)
    parents.shift()
  }
  go(program)
}
const isNode = (value: unknown): value is ESTree.Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value

export type { ESTree }
