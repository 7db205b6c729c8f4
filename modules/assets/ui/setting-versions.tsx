/** The versions of a tag's settings: who changed what, when and why; the newest first. */
import { api, Link, read, Time, useQuery } from '@anyuan/ui'
import { Skeleton, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { DiffList } from './setting-diff.tsx'
import type { Tag } from './tag-values.ts'

export function SettingVersions({ tag }: { tag: Tag }) {
  const { t } = useTranslation()
  const { number } = tag
  const versions = useQuery({
    queryKey: ['assets', 'settings', number],
    queryFn: () => read(api.GET('/api/assets/tags/{number}/settings', { params: { path: { number } } })),
  })
  if (!versions.data) return <Skeleton active />
  const { items } = versions.data
  return (
    <Table
      size="small"
      rowKey="version"
      dataSource={items}
      pagination={items.length > 20 ? { pageSize: 20 } : false}
      scroll={{ x: 'max-content' }}
      onRow={() => ({ tabIndex: 0 })} // what scrolls must be reached by the keyboard
      columns={[
        { key: 'version', title: t('assets.version'), dataIndex: 'version', align: 'right' },
        { key: 'at', title: t('assets.effective_at'), render: (_, row) => <Time at={row.effectiveAt} /> },
        { key: 'author', title: t('assets.author'), dataIndex: 'author' },
        { key: 'approved', title: t('assets.approved_by'), render: (_, row) => row.approvedBy ?? '—' },
        {
          key: 'reason',
          title: t('assets.request.reason'),
          render: (_, row) =>
            row.request === null ? (
              t('assets.version.first')
            ) : (
              <Link to={`/alarm-design/changes?text=${row.request}`}>{`#${row.request} ${row.reason}`}</Link>
            ),
        },
        {
          key: 'diff',
          title: t('assets.changed'),
          render: (_, row, index) => {
            const before = items[index + 1]
            return before ? <DiffList before={before} after={row} /> : null
          },
        },
      ]}
    />
  )
}
