/** What can be found by the shell itself: pages and organisation units. Everything else is offered by modules. */
import type { Me, ModuleUi, OrgTree, SearchHit } from '@anyuan/ui'
import { lineageOf } from '@anyuan/ui'
import { menuFor } from '../shell/menu.ts'

const AT_MOST = 6

export function findPages(modules: readonly ModuleUi[], me: Me, word: (key: string) => string, text: string, search: string): SearchHit[] {
  const wanted = text.toLowerCase()
  return menuFor(modules, me)
    .flatMap(({ entries }) => entries)
    .map((entry) => ({ key: entry.path, title: word(entry.menu.labelKey), to: `${entry.path}${search}` }))
    .filter(({ title }) => title.toLowerCase().includes(wanted))
    .slice(0, AT_MOST)
}

/** Names that begin with the text come first, then those that contain it; the line above says where the unit is. */
export function findUnits(tree: OrgTree, name: (path: string) => string, text: string, pathname: string): SearchHit[] {
  const wanted = text.toLowerCase()
  const rank = (title: string, code: string): number => {
    const lower = title.toLowerCase()
    return lower === wanted || code.toLowerCase() === wanted ? 0 : lower.startsWith(wanted) ? 1 : 2
  }
  return tree.nodes
    .filter((node) => `${node.name} ${node.nameEn ?? ''} ${node.code}`.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a.name, a.code) - rank(b.name, b.code) || a.path.length - b.path.length)
    .slice(0, AT_MOST)
    .map((node) => ({
      key: node.path,
      title: name(node.path),
      detail: lineageOf(tree, node.path)
        .slice(0, -1)
        .map((above) => name(above.path))
        .join(' › '),
      to: `${pathname}?org=${node.path}`,
    }))
}
