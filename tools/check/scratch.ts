/** A scratch copy of the house to plant faults in: sources copied, packages linked, the workspaces' links pointing into the copy. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { GROUPS } from './source.ts'

const LEFT_BEHIND = new Set(['node_modules', 'dist', '.git', 'coverage'])
const ROOT_FILES = ['package.json', 'tsconfig.json', 'biome.json', 'vitest.config.ts', '.dependency-cruiser.mjs', '.gitignore']

export interface Scratch {
  root: string
  /** Writes a file, or changes one that is there. */
  plant(path: string, change: string | ((before: string) => string)): void
  remove(): void
}

/** Copies the house below `root` into a temporary folder. */
export function scratchCopy(root: string): Scratch {
  const copy = mkdtempSync(join(tmpdir(), 'anyuan-scratch-'))
  for (const name of [...ROOT_FILES, ...GROUPS, 'docs'])
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(copy, name), { recursive: true, filter: (from) => !LEFT_BEHIND.has(from.split(/[\\/]/).at(-1)!) })
  linkPackages(root, copy, '.')
  linkWorkspaces(copy)
  for (const workspace of workspaceFolders(copy)) linkPackages(root, copy, workspace)
  return scratchAt(copy)
}

/** A house of the given files alone, for faults that need no neighbours. */
export function scratchHouse(files: Readonly<Record<string, string>>): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'anyuan-scratch-'))
  for (const group of GROUPS) mkdirSync(join(root, group))
  const house = scratchAt(root)
  for (const [path, text] of Object.entries(files)) house.plant(path, text)
  return house
}

const scratchAt = (root: string): Scratch => ({
  root,
  plant(path, change) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof change === 'string' ? change : change(readFileSync(file, 'utf8')))
  },
  remove: () => rmSync(root, { recursive: true, force: true }),
})

/** Folders with a package.json, relative to the root. */
export function workspaceFolders(root: string): string[] {
  return GROUPS.flatMap((group) => {
    if (!existsSync(join(root, group))) return []
    if (existsSync(join(root, group, 'package.json'))) return [group]
    return readdirSync(join(root, group))
      .sort()
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
  })
}

/** Gives every workspace its link in `node_modules`, as npm would: also to one that was written a moment ago. */
export function linkWorkspaces(root: string): void {
  for (const folder of workspaceFolders(root)) {
    const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string }
    const link = join(root, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    if (!existsSync(link)) symlinkSync(join(root, folder), link, 'dir')
  }
}

function linkPackages(from: string, to: string, folder: string): void {
  const own = join(from, folder, 'node_modules')
  if (!existsSync(own)) return
  mkdirSync(join(to, folder, 'node_modules'), { recursive: true })
  // the house's own scope is linked into the copy; tools' caches stay where they are
  const names = readdirSync(own).filter(
    (name) => name !== '@anyuan' && !name.startsWith('.vite') && name !== '.cache' && !name.startsWith('.anyuan'),
  )
  for (const name of names) symlinkSync(join(own, name), join(to, folder, 'node_modules', name))
}
