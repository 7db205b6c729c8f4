/** The nodes of an OPC UA server (地址空间浏览): opened one level at a time, single numbers can be chosen as points. */
import { api, ErrorState, read, useQuery, useRefusalText } from '@anyuan/ui'
import { App, Button, Drawer, Skeleton, Tree } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionDraft } from '../contract.ts'
import { type PointDraft, suggestedTag } from './points.ts'

interface Node {
  key: string
  name: string
  title: string
  isLeaf: boolean
  checkable: boolean
  children?: Node[]
}

async function nodesBelow(connection: ConnectionDraft, sourceId: string, nodeId: string | null): Promise<Node[]> {
  const answer = await read(api.POST('/api/sources/browse', { body: { connection, nodeId, sourceId } }))
  return answer.nodes.map(({ address, name, kind, numeric, dataType, unit }) => ({
    key: address,
    name,
    title: [name, dataType, unit].filter(Boolean).join(' · '),
    isLeaf: kind === 'variable',
    checkable: kind === 'variable' && numeric === true,
  }))
}
const grown = (nodes: readonly Node[], below: ReadonlyMap<string, Node[]>): Node[] =>
  nodes.map((node) => {
    const children = below.get(node.key)
    return children ? { ...node, children: grown(children, below) } : node
  })

export interface BrowseDrawerProps {
  /** Null: closed. */
  connection: ConnectionDraft | null
  sourceId: string
  onClose: () => void
  onPoints: (points: PointDraft[]) => void
}
export function BrowseDrawer(props: BrowseDrawerProps) {
  const { connection, onClose } = props
  const { t } = useTranslation()
  return (
    <Drawer open={connection !== null} onClose={onClose} size={560} destroyOnHidden title={t('sources.browse')}>
      {connection && <Nodes {...props} connection={connection} />}
    </Drawer>
  )
}

function Nodes({ connection, sourceId, onClose, onPoints }: BrowseDrawerProps & { connection: ConnectionDraft }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [below, setBelow] = useState<ReadonlyMap<string, Node[]>>(new Map())
  const [chosen, setChosen] = useState<string[]>([])
  const roots = useQuery({
    queryKey: ['sources.browse', sourceId, connection],
    queryFn: () => nodesBelow(connection, sourceId, null),
    retry: false,
    gcTime: 0,
  })
  if (roots.isPending) return <Skeleton active />
  if (!roots.data) return <ErrorState error={roots.error} onRetry={() => void roots.refetch()} />
  const open = async (key: string) => {
    try {
      const nodes = await nodesBelow(connection, sourceId, key)
      setBelow((before) => new Map(before).set(key, nodes))
    } catch (error) {
      message.error(words(error))
    }
  }
  const take = () => {
    const known = new Map([...roots.data, ...[...below.values()].flat()].map((node) => [node.key, node]))
    onPoints(chosen.map((key) => ({ address: key, tagCode: suggestedTag(key, known.get(key)?.name ?? ''), scale: 1, offset: 0 })))
    onClose()
  }
  return (
    <>
      <p className="small" style={{ marginTop: 0 }}>
        {t('sources.browse.what')}
      </p>
      <Tree<Node>
        checkable
        checkStrictly
        selectable={false}
        height={520}
        treeData={grown(roots.data, below)}
        checkedKeys={{ checked: chosen, halfChecked: [] }}
        onCheck={(keys) => setChosen((Array.isArray(keys) ? keys : keys.checked).map(String))}
        loadData={({ key }) => open(String(key))}
      />
      <div className="toolbar" style={{ marginTop: 16 }}>
        <Button type="primary" disabled={chosen.length === 0} onClick={take}>
          {t('sources.browse.take', { count: chosen.length })}
        </Button>
      </div>
    </>
  )
}
