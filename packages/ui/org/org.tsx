/** The organisation tree on the screen: loaded whole once, the current place kept in the address (`?org=`). */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { api, read } from '../api/client.ts'
import type { paths } from '../api/schema.generated.ts'
import { useMe } from '../session/session.tsx'

export type OrgNode = paths['/api/organisation/nodes']['get']['responses'][200]['content']['application/json']['items'][number]
export interface OrgTree {
  nodes: readonly OrgNode[]
  byPath: ReadonlyMap<string, OrgNode>
  /** Children in the order of the server; the key '' holds the topmost nodes that this person may see. */
  children: ReadonlyMap<string, readonly OrgNode[]>
}
export const parentOf = (path: string): string => (path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '')

/** Nodes whose parent is out of sight become topmost themselves. */
export function treeOf(nodes: readonly OrgNode[]): OrgTree {
  const byPath = new Map(nodes.map((node) => [node.path as string, node]))
  const children = new Map<string, OrgNode[]>()
  for (const node of nodes) {
    let parent = parentOf(node.path)
    while (parent !== '' && !byPath.has(parent)) parent = parentOf(parent)
    const siblings = children.get(parent)
    if (siblings) siblings.push(node)
    else children.set(parent, [node])
  }
  return { nodes, byPath, children }
}
/** From the topmost visible unit down to `path`. */
export function lineageOf(tree: OrgTree, path: string): OrgNode[] {
  const line: OrgNode[] = []
  for (let at = path; at !== ''; at = parentOf(at)) {
    const node = tree.byPath.get(at)
    if (node) line.unshift(node)
  }
  return line
}

const EMPTY = treeOf([])
export function useOrgTree(): OrgTree & { loading: boolean; error: unknown; retry: () => void } {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: ['organisation', 'nodes'],
    queryFn: async () => treeOf((await read(api.GET('/api/organisation/nodes'))).items),
    staleTime: 300_000,
  })
  const retry = useCallback(() => void refetch(), [refetch])
  return useMemo(() => ({ ...(data ?? EMPTY), loading: isPending, error, retry }), [data, isPending, error, retry])
}

/** Name in the language of the screen. */
export function useOrgName(): (path: string) => string {
  const { byPath } = useOrgTree()
  const { i18n } = useTranslation()
  return useCallback(
    (path: string) => {
      const node = byPath.get(path)
      if (!node) return path
      return (i18n.language === 'en' && node.nameEn) || node.name
    },
    [byPath, i18n.language],
  )
}

/** The lowest unit that holds all `places`; undefined when they have none in common. */
export function commonPlace(places: readonly string[]): string | undefined {
  const [first, ...rest] = places.map((place) => place.split('.'))
  if (!first) return undefined
  let shared = first.length
  for (const labels of rest) {
    let same = 0
    while (same < shared && labels[same] === first[same]) same += 1
    shared = same
  }
  return shared === 0 ? undefined : first.slice(0, shared).join('.')
}

/** The place that the screen is about: `?org=`, else the lowest unit that holds all that this person may see. Lists ask `under: org`. */
export function useOrg(): { org: string | undefined; node: OrgNode | undefined; setOrg: (path: string) => void } {
  const [params, setParams] = useSearchParams()
  const tree = useOrgTree()
  const me = useMe()
  // what lies above one's own place may be named in the tree, but is not what one works on
  const own = useMemo(() => commonPlace(me.permissions['organisation.read'] ?? []), [me])
  const org = params.get('org') ?? own
  const setOrg = useCallback(
    (path: string) =>
      setParams((before) => {
        const next = new URLSearchParams(before)
        next.set('org', path)
        next.delete('page')
        return next
      }),
    [setParams],
  )
  return { org: org ?? undefined, node: org ? tree.byPath.get(org) : undefined, setOrg }
}
