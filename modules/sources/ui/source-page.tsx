/** One source (数据源): how it goes, how it is reached, its credential, what was refused, and how to send. */
import {
  api,
  ErrorState,
  Link,
  Page,
  read,
  useConfirm,
  useMay,
  useOrgName,
  useParams,
  useQuery,
  useQueryClient,
  useRefusalText,
  useUrlFilters,
} from '@anyuan/ui'
import { App, Skeleton, Switch, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OWN_CODE_PROTOCOLS } from '../contract.ts'
import { AllowedList } from './allowed-list.tsx'
import { Completeness } from './completeness.tsx'
import { type Credential, CredentialOnce } from './credential.tsx'
import { HowToSend } from './how-to-send.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import { PROTOCOL_NAME, type SourceDetail } from './source.ts'
import { SourceAccess } from './source-access.tsx'
import { SourceNow } from './source-now.tsx'
import { SourceReach } from './source-reach.tsx'
import './sources.css'

export default function SourcePage() {
  const { t } = useTranslation()
  const id = useParams().id ?? ''
  const name = useOrgName()
  const may = useMay()
  const [{ tab }, change] = useUrlFilters({ tab: 'now' })
  const [credential, setCredential] = useState<Credential | null>(null)
  const source = useQuery({
    queryKey: ['sources.one', id],
    queryFn: () => read(api.GET('/api/sources/sources/{id}', { params: { path: { id } } })),
    refetchInterval: 2000,
  })
  const crumbs = [{ label: t('sources.title'), to: '/sources' }]
  const row = source.data
  if (!row)
    return (
      <Page title={t('sources.one')} crumbs={crumbs}>
        {source.isError ? <ErrorState error={source.error} onRetry={() => void source.refetch()} /> : <Skeleton active />}
      </Page>
    )
  const writable = may('sources.write', row.org)
  const ownCodes = OWN_CODE_PROTOCOLS.includes(row.protocol)
  return (
    <Page
      title={`${row.code} ${row.name}`}
      note={`${PROTOCOL_NAME[row.protocol]} · ${name(row.org)}`}
      crumbs={crumbs}
      actions={<EnabledSwitch row={row} writable={writable} />}
    >
      <Tabs
        className="sources-tabs"
        activeKey={tab}
        onChange={(next) => change({ tab: next })}
        destroyOnHidden
        items={[
          { key: 'now', label: t('sources.tab.now'), children: <SourceNow row={row} /> },
          {
            key: 'reach',
            label: t(ownCodes ? 'sources.tab.tags' : 'sources.tab.points', { count: row.tagCount }),
            children: ownCodes ? <AllowedList row={row} writable={writable} /> : <SourceReach row={row} writable={writable} />,
          },
          {
            key: 'access',
            label: t('sources.tab.access'),
            children: <SourceAccess row={row} writable={writable} onCredential={setCredential} />,
          },
          ...(row.protocol === 'edge' || row.viaEdge
            ? [{ key: 'edge', label: t('sources.tab.edge'), children: <Completeness sourceId={row.id} /> }]
            : []),
          { key: 'refused', label: t('sources.tab.refused'), children: <QuarantineList sourceCode={row.code} compact /> },
          { key: 'how', label: t('sources.tab.how'), children: <HowToSend row={row} /> },
        ]}
      />
      {may('identity.read_audit') && (
        <p className="small">
          <Link to={`/audit?text=${encodeURIComponent(row.code)}`}>{t('sources.audit')}</Link>
        </p>
      )}
      <CredentialOnce credential={credential} onClose={() => setCredential(null)} />
    </Page>
  )
}

function EnabledSwitch({ row, writable }: { row: SourceDetail; writable: boolean }) {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const toggle = async (enabled: boolean) => {
    if (!enabled) {
      const yes = await confirm({
        title: t('sources.disable'),
        what: t('sources.disable.what', { code: row.code }),
        yes: t('sources.disable'),
        danger: true,
      })
      if (!yes) return
    }
    setBusy(true)
    try {
      await read(api.PATCH('/api/sources/sources/{id}', { params: { path: { id: row.id } }, body: { enabled } }))
      await client.invalidateQueries({ queryKey: ['sources.one', row.id] })
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="sources-enabled">
      <Switch
        checked={row.enabled}
        loading={busy}
        disabled={!writable}
        aria-label={t('sources.enable')}
        onChange={(enabled) => void toggle(enabled)}
      />
      <span>{t(row.enabled ? 'sources.enabled' : 'sources.disabled')}</span>
    </span>
  )
}
