/** The version of a thing of the design, and on asking all that were before. */
import { api, read, Time, useQuery } from '@anyuan/ui'
import { Button, Drawer, Skeleton, Timeline } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DesignKind } from '../contract.ts'

interface Versioned {
  version: number
  org: string
  code: string
  author: string
  reason: string
  at: string | null
}
/** A column for a list of things of this kind. */
export function useVersionColumn<Row extends Versioned>(kind: DesignKind) {
  const { t } = useTranslation()
  return {
    key: 'version',
    title: t('alarm-design.version'),
    render: (_: unknown, row: Row) => (row.version === 0 ? t('alarm-design.brought') : <History kind={kind} row={row} />),
  }
}

function History({ kind, row }: { kind: DesignKind; row: Versioned }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { org, code } = row
  const history = useQuery({
    queryKey: ['alarm-design', 'history', kind, org, code],
    queryFn: () => read(api.GET('/api/alarm-design/history', { params: { query: { kind, org, code } } })),
    enabled: open,
  })
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        v{row.version} · {row.author}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={t('alarm-design.history')} size={480}>
        {history.data ? (
          <Timeline
            items={history.data.items.map((one) => ({
              content: (
                <>
                  <b>v{one.version}</b> {one.author} {one.at && <Time at={one.at} />}
                  <div>{one.body === null ? t('alarm-design.removed', { reason: one.reason }) : one.reason}</div>
                  {one.body !== null && <pre className="design-body">{JSON.stringify(one.body, null, 1)}</pre>}
                </>
              ),
            }))}
          />
        ) : (
          <Skeleton active />
        )}
      </Drawer>
    </>
  )
}
