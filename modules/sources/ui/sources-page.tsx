/** All sources with what the pipeline counts of them, read again every two seconds. */
import {
  Age,
  api,
  FormDrawer,
  formatNumber,
  OrgPicker,
  Page,
  QueryTable,
  read,
  useFieldRule,
  useMay,
  useOrg,
  useOrgName,
  useQueryClient,
  useUrlFilters,
} from '@anyuan/ui'
import { Button, Form, Input, Radio, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewSource } from '../contract.ts'
import { Connection, type SourceRow } from './connection.tsx'
import { type Credential, CredentialOnce } from './credential.tsx'
import { SourceDrawer } from './source-drawer.tsx'
import './sources.css'

const DEFAULTS = { text: '' }

export default function SourcesPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const may = useMay()
  const [{ source }, change] = useUrlFilters({ source: '' })
  const [adding, setAdding] = useState(false)
  const [credential, setCredential] = useState<Credential | null>(null)
  const add = may('sources.write') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('sources.add')}
    </Button>
  )
  return (
    <Page title={t('sources.title')} note={org ? name(org) : undefined} actions={add}>
      <QueryTable<SourceRow, typeof DEFAULTS>
        name="sources.list"
        rowKey={(row) => row.id}
        defaults={DEFAULTS}
        filters={[{ key: 'text', label: t('sources.find'), kind: 'text', placeholder: t('sources.find.hint') }]}
        dependsOn={[org]}
        refetchSeconds={2}
        load={({ page, pageSize, text }) =>
          read(api.GET('/api/sources/sources', { params: { query: { page, pageSize, under: org, text: text || undefined } } }))
        }
        columns={[
          { key: 'connected', title: t('sources.connection'), render: (row) => <Connection row={row} /> },
          { key: 'code', title: t('sources.code'), render: (row) => <b>{row.code}</b> },
          { key: 'name', title: t('sources.name'), render: (row) => row.name },
          { key: 'protocol', title: t('sources.protocol'), render: (row) => row.protocol.toUpperCase() },
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
        onRow={(row) => change({ source: row.id })}
      />
      <SourceDrawer id={source === '' ? null : source} onClose={() => change({ source: '' })} onCredential={setCredential} />
      <AddSource open={adding} onClose={() => setAdding(false)} onCredential={setCredential} />
      <CredentialOnce credential={credential} onClose={() => setCredential(null)} />
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

function AddSource({
  open,
  onClose,
  onCredential,
}: {
  open: boolean
  onClose: () => void
  onCredential: (credential: Credential) => void
}) {
  const { t } = useTranslation()
  const rule = useFieldRule()
  const client = useQueryClient()
  const { shape } = NewSource
  type Fields = { code: string; name: string; org: string; protocol: 'mqtt' | 'http' }
  return (
    <FormDrawer<Fields>
      open={open}
      title={t('sources.add')}
      initial={{ protocol: 'mqtt' }}
      onClose={onClose}
      onSubmit={async (fields) => {
        onCredential(
          await read(api.POST('/api/sources/sources', { body: { ...fields, code: fields.code.trim(), name: fields.name.trim() } })),
        )
        await client.invalidateQueries({ queryKey: ['sources.list'] })
      }}
    >
      <Form.Item
        name="code"
        label={t('sources.code')}
        required
        extra={t('sources.code.form')}
        rules={[rule(shape.code, t('sources.code.form'))]}
      >
        <Input maxLength={64} autoFocus />
      </Form.Item>
      <Form.Item name="name" label={t('sources.name')} required rules={[rule(shape.name)]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="org" label={t('sources.org')} required rules={[rule(shape.org)]}>
        <OrgPicker />
      </Form.Item>
      <Form.Item name="protocol" label={t('sources.protocol')} required>
        <Radio.Group
          options={[
            { value: 'mqtt', label: 'MQTT' },
            { value: 'http', label: 'HTTP' },
          ]}
        />
      </Form.Item>
    </FormDrawer>
  )
}
