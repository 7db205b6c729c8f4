/** The records of a place and all below it, newest first. */
import { api, Page, QueryTable, read, Time, useOrg, useOrgName } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import type { AlarmDesignRecord } from '../contract.ts'

const NO_FILTERS = {}

export default function RecordsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  return (
    <Page title={t('alarm-design.title')} note={org ? name(org) : undefined}>
      <QueryTable<Pick<AlarmDesignRecord, 'id' | 'name' | 'state' | 'openedBy'> & { org: string; openedAt: string }, typeof NO_FILTERS>
        name="alarm-design.records"
        rowKey={(row) => row.id}
        defaults={NO_FILTERS}
        dependsOn={[org]}
        load={({ page, pageSize }) => read(api.GET('/api/alarm-design/records', { params: { query: { page, pageSize, under: org } } }))}
        columns={[
          { key: 'name', title: t('alarm-design.name'), render: (row) => row.name },
          { key: 'org', title: t('alarm-design.org'), render: (row) => name(row.org) },
          { key: 'state', title: t('alarm-design.state'), render: (row) => t(`alarm-design.state.${row.state}`) },
          { key: 'opened', title: t('alarm-design.opened'), render: (row) => <Time at={row.openedAt} /> },
          { key: 'opened_by', title: t('alarm-design.opened_by'), render: (row) => row.openedBy },
        ]}
        empty={{ title: t('alarm-design.empty') }}
      />
    </Page>
  )
}
