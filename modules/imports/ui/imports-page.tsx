/** Import: a new file on top, below it what was imported before. */
import { api, Page, QueryTable, read, Time, useNavigate, useOrg, useOrgTree, usePlaceName } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { type Batch, totals } from './batch.ts'
import { UploadStep } from './upload.tsx'
import './imports.css'

export default function ImportsPage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = usePlaceName()
  const navigate = useNavigate()
  const tree = useOrgTree()
  const place = org ?? tree.nodes[0]?.path
  const open = (batch: Batch) => void navigate(`/imports/${batch.id}`)
  return (
    <Page title={t('imports.title')} note={t('imports.note')}>
      {place && <UploadStep org={place} onSent={open} />}
      <QueryTable<Batch, Record<never, string>>
        name="imports.batches"
        rowKey={(batch) => batch.id}
        defaults={{}}
        dependsOn={[org]}
        refetchSeconds={5}
        load={({ page, pageSize }) => read(api.GET('/api/imports/batches', { params: { query: { page, pageSize, under: org } } }))}
        columns={[
          { key: 'at', title: t('imports.at'), width: 150, render: (batch) => <Time at={batch.at} /> },
          { key: 'file', title: t('imports.file'), render: (batch) => <b>{batch.fileName}</b> },
          { key: 'by', title: t('imports.by'), render: (batch) => batch.by },
          { key: 'org', title: t('imports.org'), render: (batch) => name(batch.org) },
          { key: 'state', title: t('imports.state'), render: (batch) => t(`imports.state.${batch.state.state}`) },
          {
            key: 'counts',
            title: t('imports.counts'),
            numeric: true,
            render: (batch) => {
              const sums = totals(batch)
              return sums && `${sums.new} / ${sums.changed} / ${sums.wrong}`
            },
          },
        ]}
        empty={{ title: t('imports.history.none'), hint: t('imports.history.none.hint') }}
        onRow={open}
      />
    </Page>
  )
}
