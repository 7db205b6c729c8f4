/** All sources with what the pipeline counts of them, read again every two seconds. */
import { Age, api, type FilterField, formatNumber, Page, QueryTable, read, useMay, useNavigate, useOrg, useOrgName } from '@anyuan/ui'
import { Button, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FETCHING_PROTOCOLS, SourceProtocol } from '../contract.ts'
import { AddSource } from './add-source.tsx'
import { Connection } from './connection.tsx'
import { type Credential, CredentialOnce } from './credential.tsx'
import { PROTOCOL_NAME, type SourceRow } from './source.ts'
import './sources.css'

const DEFAULTS = { text: '', protocol: '' }

export default function SourcesPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const may = useMay()
  const navigate = useNavigate()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<(Credential & { id: string }) | null>(null)
  const filters: FilterField[] = [
    { key: 'text', label: t('sources.find'), kind: 'text', placeholder: t('sources.find.hint') },
    {
      key: 'protocol',
      label: t('sources.protocol'),
      kind: 'choice',
      options: SourceProtocol.options.map((value) => ({ value, label: PROTOCOL_NAME[value] })),
    },
  ]
  const goTo = (id: string) => void navigate(`/sources/${id}?tab=reach`)
  const add = may('sources.write') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('sources.add')}
    </Button>
  )
  return (
    <Page title={t('sources.title')} note={org ? name(org) : undefined} actions={add}>
      <QueryTable<SourceRow, typeof DEFAULTS>
        name="sources.list"
        exportTo={{ path: '/api/sources/sources/export', query: { under: org } }}
        rowKey={(row) => row.id}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        refetchSeconds={2}
        load={({ page, pageSize, text, protocol }) =>
          read(
            api.GET('/api/sources/sources', {
              params: { query: { page, pageSize, under: org, text: text || undefined, protocol: SourceProtocol.safeParse(protocol).data } },
            }),
          )
        }
        columns={[
          { key: 'connected', title: t('sources.connection'), render: (row) => <Connection row={row} /> },
          { key: 'code', title: t('sources.code'), render: (row) => <b>{row.code}</b> },
          { key: 'name', title: t('sources.name'), render: (row) => row.name },
          { key: 'protocol', title: t('sources.protocol'), render: (row) => PROTOCOL_NAME[row.protocol] },
          { key: 'org', title: t('sources.org'), render: (row) => name(row.org) },
          {
            key: 'rate',
            title: t('sources.rate'),
            unit: t('sources.per_second'),
            numeric: true,
            render: (row) => formatNumber(row.traffic?.acceptedPerSecond),
          },
          {
            key: 'lag',
            title: t('sources.lag'),
            unit: 's',
            numeric: true,
            render: (row) => formatNumber(row.traffic?.lagMs == null ? null : row.traffic.lagMs / 1000),
          },
          {
            key: 'last',
            title: t('sources.last'),
            render: (row) => (row.traffic?.lastReceivedAt ? <Age at={row.traffic.lastReceivedAt} /> : null),
          },
          {
            key: 'silent',
            title: t('sources.silent'),
            numeric: true,
            render: (row) => (row.traffic ? `${row.traffic.silentTags} / ${row.tagCount}` : null),
          },
          { key: 'refused', title: t('sources.refused'), numeric: true, render: (row) => <RefusedCount row={row} /> },
          {
            key: 'accepted',
            title: t('sources.accepted'),
            numeric: true,
            hiddenAtFirst: true,
            render: (row) => formatNumber(row.traffic?.accepted),
          },
          {
            key: 'historical',
            title: t('sources.historical'),
            numeric: true,
            hiddenAtFirst: true,
            render: (row) => formatNumber(row.traffic?.historical),
          },
        ]}
        empty={{ title: t('sources.none'), hint: t('sources.none.hint'), action: add || undefined }}
        onRow={(row) => void navigate(`/sources/${row.id}`)}
      />
      <AddSource
        open={adding}
        onClose={() => setAdding(false)}
        onMade={(credential, protocol) =>
          // what the house itself fetches from shows no credential to anyone
          (FETCHING_PROTOCOLS as readonly string[]).includes(protocol) ? goTo(credential.id) : setMade(credential)
        }
      />
      <CredentialOnce
        credential={made}
        onClose={() => {
          if (made) goTo(made.id)
          setMade(null)
        }}
      />
    </Page>
  )
}

function RefusedCount({ row }: { row: SourceRow }) {
  const { t } = useTranslation()
  const counts = Object.entries(row.traffic?.refused ?? {}).filter(([, count]) => (count ?? 0) > 0)
  const total = counts.reduce((sum, [, count]) => sum + (count ?? 0), 0)
  if (!row.traffic) return null
  if (total === 0) return <span className="dim">0</span>
  return (
    <Tooltip title={counts.map(([reason, count]) => `${t(`sources.reason.${reason}`)} ${count}`).join('；')}>
      <b>{total.toLocaleString('en-US')}</b>
    </Tooltip>
  )
}
