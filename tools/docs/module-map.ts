/** The module map: every workspace, what it is in its own first words, and whom it may know. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from './table.ts'

interface Workspace {
  name: string
  folder: string
  knows: string[]
  purpose: string
}

export function workspaces(root: string): Workspace[] {
  return ['packages', 'modules', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .sort()
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => {
        const folder = join(group, name)
        const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
          dependencies?: Record<string, string>
        }
        return {
          name,
          folder,
          knows: Object.keys(dependencies)
            .filter((one) => one.startsWith('@anyuan/'))
            .map((one) => one.slice('@anyuan/'.length)),
          purpose: purposeOf(join(root, folder)),
        }
      }),
  )
}

/** The first line of the contract, else of the entry file. */
function purposeOf(folder: string): string {
  const file = ['contract.ts', 'index.ts', 'main.ts', 'main.tsx'].map((name) => join(folder, name)).find(existsSync)
  return file ? (/\/\*\*\s*(.*?)\s*(\*\/|\n)/s.exec(readFileSync(file, 'utf8'))?.[1] ?? '').replace(/^\*\s*/, '') : ''
}

export function moduleMap(root: string): string {
  const all = workspaces(root)
  const arrows = all.flatMap(({ name, knows }) => knows.map((other) => `  ${name} --> ${other}`))
  return `# Module map (模块图)\n\n${table(
    ['folder', 'what', 'knows'],
    all.map(({ folder, purpose, knows }) => [`\`${folder}\``, purpose, knows.join(', ') || '—']),
  )}\n\`\`\`mermaid\nflowchart BT\n${arrows.join('\n')}\n\`\`\`\n`
}
