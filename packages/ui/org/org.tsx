/** The organisation tree on the screen: loaded whole once, the current place kept in the address (`?org=`). */
import { useQuery } from '@tanstack/react-query'
import { TreeSelect } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { api, read } from '../api/client.ts'
import type { paths } from '../api/schema.generated.ts'

export type OrgNode = paths['/api/organisation/nodes']['get']['responses'][200]['content']['application/json']['items'][number]
export interface OrgTree {
  nodes: readonly OrgNode[]
  byPath: ReadonlyMap<string, OrgNode>
  /** Children in the order of the server; the key '' holds the topmost nodes that this person may see. */
  children: ReadonlyMap<string, readonly OrgNode[]>
}
export interface OrgTreeRow {
  value: string
  title: string
  children: OrgTreeRow[]
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

/** The place that the screen is about: `?org=`, else the topmost unit that holds all that this person may see. Lists ask `under: org`. */
export function useOrg(): { org: string | undefined; node: OrgNode | undefined; setOrg: (path: string) => void } {
  const [params, setParams] = useSearchParams()
  const tree = useOrgTree()
  const tops = tree.children.get('')
  const asked = params.get('org')
  const org = asked ?? (tops?.length === 1 ? tops[0]?.path : undefined)
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

export interface OrgPickerProps {
  value?: string
  onChange?: (path: string) => void
  /** Only units of these levels can be chosen; the others lead to them. */
  levels?: readonly OrgNode['level'][]
  allowClear?: boolean
  disabled?: boolean
  id?: string
  style?: React.CSSProperties
}
/** Choose a unit of the tree by name or code. Fits an antd `Form.Item`. */
export function OrgPicker({ value, onChange, levels, allowClear = false, disabled, id, style }: OrgPickerProps) {
  const { t } = useTranslation()
  const tree = useOrgTree()
  const name = useOrgName()
  const data = useMemo(() => {
    const rows = (parent: string): (OrgTreeRow & { selectable: boolean; find: string; children: OrgTreeRow[] })[] =>
      (tree.children.get(parent) ?? []).map((node) => ({
        value: node.path,
        title: name(node.path),
        find: `${node.name} ${node.nameEn ?? ''} ${node.code} ${node.path}`.toLowerCase(),
        selectable: levels ? levels.includes(node.level) : true,
        children: rows(node.path),
      }))
    return rows('')
  }, [tree, name, levels])
  return (
    <TreeSelect
      id={id}
      value={value}
      onChange={(path: string | undefined) => onChange?.(path ?? '')}
      treeData={data}
      showSearch={{ filterTreeNode: (text, row) => String(row.find ?? '').includes(text.toLowerCase()) }}
      treeExpandAction="click"
      treeDefaultExpandedKeys={value ? [parentOf(value)] : data.map((row) => row.value)}
      placeholder={t('ui.org.pick')}
      loading={tree.loading}
      allowClear={allowClear}
      disabled={disabled}
      style={{ width: '100%', minWidth: 200, ...style }}
      styles={{ popup: { root: { maxHeight: 420, minWidth: 320 } } }}
      virtual
    />
  )
}
