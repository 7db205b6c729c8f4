/** One source: how it goes, its credential, the tags it may send, what was refused lately, and how to send. */
import {
  Age,
  api,
  ErrorState,
  formatNumber,
  Link,
  MISSING,
  read,
  Time,
  useConfirm,
  useMay,
  useMe,
  useOrg,
  useOrgName,
  useQuery,
  useQueryClient,
  useRefusalText,
} from '@anyuan/ui'
import { App, Button, Drawer, Input, Skeleton, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AllowedTags } from '../contract.ts'
import { Connection, type SourceRow } from './connection.tsx'
import { Copyable, type Credential } from './credential.tsx'
import { codesOf, httpExample, listChange, mqttExample, pushOrigin } from './how-to-send.ts'
import { QuarantineList } from './quarantine-list.tsx'

const LOOKED_THROUGH = 1000

export function SourceDrawer(props: { id: string | null; onClose: () => void; onCredential: (credential: Credential) => void }) {
  const { id, onClose, onCredential } = props
  const { t } = useTranslation()
  const { org } = useOrg()
  const source = useQuery({
    queryKey: ['sources.list', 'one', id, org],
    queryFn: async () => {
      const { items } = await read(api.GET('/api/sources/sources', { params: { query: { page: 1, pageSize: LOOKED_THROUGH } } }))
      return items.find((row) => row.id === id) ?? null
    },
    enabled: id !== null,
    refetchInterval: 2000,
  })
  const row = source.data ?? null
  return (
    <Drawer open={id !== null} onClose={onClose} size={680} destroyOnHidden title={row ? `${row.code} ${row.name}` : t('sources.title')}>
      {source.isPending && id !== null && <Skeleton active />}
      {source.isError && !row && <ErrorState error={source.error} onRetry={() => void source.refetch()} />}
      {source.isSuccess && !row && <p className="dim">{t('sources.not_found')}</p>}
      {row && (
        <Tabs
          items={[
            { key: 'now', label: t('sources.tab.now'), children: <Now row={row} onCredential={onCredential} /> },
            { key: 'tags', label: t('sources.tab.tags', { count: row.tagCount }), children: <Allowed row={row} /> },
            { key: 'refused', label: t('sources.tab.refused'), children: <QuarantineList sourceCode={row.code} compact /> },
            { key: 'how', label: t('sources.tab.how'), children: <HowToSend row={row} /> },
          ]}
        />
      )}
    </Drawer>
  )
}

function Now({ row, onCredential }: { row: SourceRow; onCredential: (credential: Credential) => void }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const may = useMay()
  const confirm = useConfirm()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const [busy, setBusy] = useState(false)
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['sources.list'] })
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  const renew = async () => {
    const yes = await confirm({
      title: t('sources.renew'),
      what: t('sources.renew.what', { code: row.code }),
      yes: t('sources.renew'),
      danger: true,
    })
    if (yes)
      await attempt(async () =>
        onCredential(await read(api.POST('/api/sources/sources/{id}/credential', { params: { path: { id: row.id } } }))),
      )
  }
  const toggle = async () => {
    const enabled = !row.enabled
    if (!enabled) {
      const yes = await confirm({
        title: t('sources.disable'),
        what: t('sources.disable.what', { code: row.code }),
        yes: t('sources.disable'),
        danger: true,
      })
      if (!yes) return
    }
    await attempt(async () => {
      await read(api.PATCH('/api/sources/sources/{id}', { params: { path: { id: row.id } }, body: { name: row.name, enabled } }))
    })
  }
  const { traffic } = row
  const refused = Object.entries(traffic?.refused ?? {}).filter(([, count]) => (count ?? 0) > 0)
  return (
    <>
      <dl className="sources-facts">
        <dt>{t('sources.connection')}</dt>
        <dd>
          <Connection row={row} />
        </dd>
        <dt>{t('sources.org')}</dt>
        <dd>{name(row.org)}</dd>
        <dt>{t('sources.protocol')}</dt>
        <dd>{row.protocol.toUpperCase()}</dd>
        <dt>{t('sources.rate')}</dt>
        <dd>
          {formatNumber(traffic?.acceptedPerSecond)} {t('sources.per_second')}
        </dd>
        <dt>{t('sources.last')}</dt>
        <dd>{traffic?.lastReceivedAt ? <Age at={traffic.lastReceivedAt} /> : MISSING}</dd>
        <dt>{t('sources.lag')}</dt>
        <dd>{traffic?.lagMs == null ? MISSING : `${formatNumber(traffic.lagMs / 1000)} s`}</dd>
        <dt>{t('sources.silent')}</dt>
        <dd>{traffic ? `${traffic.silentTags} / ${row.tagCount}` : MISSING}</dd>
        <dt>{t('sources.accepted')}</dt>
        <dd>{formatNumber(traffic?.accepted)}</dd>
        <dt>{t('sources.historical')}</dt>
        <dd>{formatNumber(traffic?.historical)}</dd>
        <dt>{t('sources.refused')}</dt>
        <dd>
          {traffic
            ? refused.length === 0
              ? 0
              : refused.map(([reason, count]) => `${t(`sources.reason.${reason}`)} ${count}`).join('；')
            : MISSING}
        </dd>
        <dt>{t('sources.credential.set')}</dt>
        <dd>
          <Time at={row.credentialSetAt} />
        </dd>
      </dl>
      {may('sources.write', row.org) && (
        <div className="toolbar" style={{ marginTop: 16 }}>
          <Button loading={busy} onClick={() => void renew()}>
            {t('sources.renew')}
          </Button>
          <Button loading={busy} danger={row.enabled} onClick={() => void toggle()}>
            {t(row.enabled ? 'sources.disable' : 'sources.enable')}
          </Button>
        </div>
      )}
    </>
  )
}

const useAllowed = (id: string) =>
  useQuery({
    queryKey: ['sources.tags', id],
    queryFn: () => read(api.GET('/api/sources/sources/{id}/tags', { params: { path: { id } } })),
  })

function Allowed({ row }: { row: SourceRow }) {
  const { t } = useTranslation()
  const may = useMay()
  const client = useQueryClient()
  const { message } = App.useApp()
  const words = useRefusalText()
  const allowed = useAllowed(row.id)
  const [text, setText] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (allowed.data && text === null) setText(allowed.data.tagCodes.join('\n'))
  }, [allowed.data, text])
  if (allowed.isPending) return <Skeleton active />
  if (!allowed.data) return <ErrorState error={allowed.error} onRetry={() => void allowed.refetch()} />
  const codes = codesOf(text ?? '')
  const { added, removed } = listChange(allowed.data.tagCodes, codes)
  const writable = may('sources.write', row.org)
  const save = async () => {
    if (!AllowedTags.safeParse({ tagCodes: codes }).success) {
      message.error(t('sources.tags.too_many'))
      return
    }
    setBusy(true)
    try {
      await read(api.PUT('/api/sources/sources/{id}/tags', { params: { path: { id: row.id } }, body: { tagCodes: codes } }))
      await client.invalidateQueries({ queryKey: ['sources.tags', row.id] })
      await client.invalidateQueries({ queryKey: ['sources.list'] })
      message.success(t('ui.saved'))
    } catch (error) {
      message.error(words(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <p className="small" style={{ marginTop: 0 }}>
        {t('sources.tags.what')}
      </p>
      <Input.TextArea
        value={text ?? ''}
        rows={16}
        readOnly={!writable}
        aria-label={t('sources.tab.tags', { count: row.tagCount })}
        className="sources-codes"
        onChange={(event) => setText(event.target.value)}
      />
      <div className="toolbar" style={{ marginTop: 8 }}>
        <span className="small">{t('sources.tags.change', { total: codes.length, added: added.length, removed: removed.length })}</span>
        <span className="grow" />
        {writable && (
          <>
            <Button disabled={added.length + removed.length === 0} onClick={() => setText(allowed.data.tagCodes.join('\n'))}>
              {t('sources.tags.back')}
            </Button>
            <Button type="primary" loading={busy} disabled={added.length + removed.length === 0} onClick={() => void save()}>
              {t('ui.save')}
            </Button>
          </>
        )}
      </div>
      {removed.length > 0 && (
        <p className="small">{t('sources.tags.removed', { codes: removed.slice(0, 5).join(', '), count: removed.length })}</p>
      )}
    </>
  )
}

function HowToSend({ row }: { row: SourceRow }) {
  const { t } = useTranslation()
  const me = useMe()
  const allowed = useAllowed(row.id)
  const tagCode = allowed.data?.tagCodes[0]
  if (allowed.isPending) return <Skeleton active />
  if (!tagCode) return <p className="dim">{t('sources.how.no_tag')}</p>
  const sender = { code: row.code, tagCode, host: location.hostname, pushOrigin: pushOrigin(me.live.url, location) }
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('sources.how.what')}</p>
      <Copyable block label="MQTT" text={mqttExample(sender)} />
      <Copyable block label="HTTP" text={httpExample(sender)} />
      <p className="small">{t('sources.how.note')}</p>
      <Link to={`/sources/quarantine?sourceCode=${row.code}`}>{t('sources.how.check')}</Link>
    </>
  )
}
