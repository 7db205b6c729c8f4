/** Change requests (变更单): what was proposed, how it was rehearsed, who decided. */
import { api, type FilterField, Page, QueryTable, read, Time, useNavigate, useOrg, useOrgName } from '@anyuan/ui'
import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ChangeRow, ChangeState } from '../contract.ts'

const DEFAULTS = { state: '' }
type Row = Pick<ChangeRow, 'id' | 'number' | 'title' | 'tagCodes' | 'rehearsal' | 'trueLostCount' | 'rehearsalOverdue'> & {
  org: string
  author: { name: string; at: string }
  progress: { state: ChangeRow['progress']['state'] }
  emergency: object | null
}

export default function ChangesPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const navigate = useNavigate()
  const filters: FilterField[] = [
    {
      key: 'state',
      label: t('alarm-design.change.state'),
      kind: 'choice',
      options: ChangeState.options.map((value) => ({ value, label: t(`alarm-design.change.${value}`) })),
    },
  ]
  return (
    <Page
      title={t('alarm-design.changes.title')}
      note={org ? name(org) : undefined}
      crumbs={[{ label: t('alarm-design.title'), to: '/alarm-design' }]}
    >
      <QueryTable<Row, typeof DEFAULTS>
        name="alarm-design.changes"
        rowKey={(row) => row.id}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        refetchSeconds={10}
        load={({ page, pageSize, state }) =>
          read(
            api.GET('/api/alarm-design/changes', {
              params: { query: { page, pageSize, under: org, state: ChangeState.safeParse(state).data } },
            }),
          )
        }
        columns={[
          { key: 'number', title: t('alarm-design.change.number'), render: (row) => <b>#{row.number}</b> },
          {
            key: 'title',
            title: t('alarm-design.change.title'),
            render: (row) => (
              <>
                {row.title} {row.emergency && <Tag>{t('alarm-design.change.emergency')}</Tag>}
              </>
            ),
          },
          { key: 'tags', title: t('alarm-design.tag'), render: (row) => row.tagCodes.join('、') },
          { key: 'state', title: t('alarm-design.change.state'), render: (row) => t(`alarm-design.change.${row.progress.state}`) },
          {
            key: 'rehearsal',
            title: t('alarm-design.rehearsal'),
            render: (row) =>
              row.rehearsalOverdue ? (
                <b className="design-warn">{t('alarm-design.rehearsal.overdue')}</b>
              ) : row.trueLostCount ? (
                <b className="design-warn">{t('alarm-design.rehearsal.loses', { count: row.trueLostCount })}</b>
              ) : (
                t(`alarm-design.rehearsal.${row.rehearsal}`)
              ),
          },
          { key: 'author', title: t('alarm-design.by'), render: (row) => row.author.name },
          { key: 'at', title: t('alarm-design.change.at'), render: (row) => <Time at={row.author.at} /> },
          { key: 'org', title: t('alarm-design.org'), render: (row) => name(row.org) },
        ]}
        empty={{ title: t('alarm-design.changes.none'), hint: t('alarm-design.changes.none.hint') }}
        onRow={(row) => void navigate(`/alarm-design/changes/${row.id}`)}
      />
    </Page>
  )
}
