/** Where the screen looks: province › city › park › enterprise. A name goes up to it; the arrow after it lists what is below. */
import { Icon, lineageOf, type OrgNode, useOrg, useOrgName, useOrgTree } from '@anyuan/ui'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

const SHOWN_LEVELS: readonly OrgNode['level'][] = ['province', 'city', 'park', 'enterprise']
const MANY = 10

function Below({ nodes, onPick }: { nodes: readonly OrgNode[]; onPick: (path: string) => void }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = nodes.filter((node) => wanted === '' || `${node.name} ${node.nameEn ?? ''} ${node.code}`.toLowerCase().includes(wanted))
  return (
    <div className="org-below">
      {nodes.length > MANY && (
        <Input
          allowClear
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('shell.org.find')}
          aria-label={t('shell.org.find')}
        />
      )}
      <ul>
        {shown.map((node) => (
          <li key={node.path}>
            <button type="button" onClick={() => onPick(node.path)}>
              {name(node.path)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function OrgSwitcher() {
  const { t } = useTranslation()
  const tree = useOrgTree()
  const name = useOrgName()
  const { org, setOrg } = useOrg()
  const [open, setOpen] = useState<string | null>(null)
  const line = org ? lineageOf(tree, org) : []
  const pick = (path: string) => {
    setOpen(null)
    setOrg(path)
  }
  const arrow = (parent: string) => {
    const below = (tree.children.get(parent) ?? []).filter((node) => SHOWN_LEVELS.includes(node.level))
    if (below.length === 0) return null
    return (
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={open === parent}
        onOpenChange={(next) => setOpen(next ? parent : null)}
        content={<Below nodes={below} onPick={pick} />}
        styles={{ container: { padding: 6 } }}
      >
        <Button
          type="text"
          size="small"
          className="org-arrow"
          aria-label={parent === '' ? t('shell.org.choose') : t('shell.org.below', { name: name(parent) })}
        >
          ›
        </Button>
      </Popover>
    )
  }
  return (
    <nav className="org-line" aria-label={t('shell.org')}>
      {line.length === 0 && (
        <>
          <span className="dim">{tree.loading ? t('ui.loading') : t('shell.org.all')}</span>
          {arrow('')}
        </>
      )}
      {line.map((node, i) => (
        <span key={node.path} className={i === line.length - 1 ? 'org-last' : 'org-before'}>
          <button
            type="button"
            className="org-name"
            onClick={() => setOrg(node.path)}
            aria-current={i === line.length - 1 ? 'location' : undefined}
          >
            {name(node.path)}
          </button>
          {arrow(node.path)}
        </span>
      ))}
      {line.length > 1 && (
        <Button
          type="text"
          size="small"
          className="only-small"
          icon={<Icon name="back" size={16} />}
          aria-label={t('shell.org.up')}
          onClick={() => setOrg(line[line.length - 2]!.path)}
        />
      )}
    </nav>
  )
}
