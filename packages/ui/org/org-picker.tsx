/** Chooses a unit of the organisation tree; apart from the tree itself, so that the picker is fetched only where one is shown. */
import { TreeSelect } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type OrgNode, parentOf, useOrgName, useOrgTree } from './org.tsx'

export interface OrgTreeRow {
  value: string
  title: string
  children: OrgTreeRow[]
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
