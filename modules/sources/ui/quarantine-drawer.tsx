/** One refused entry: why, what to do about it, what was sent, and what became of it. */
import { api, Link, read, Time, useQuery } from '@anyuan/ui'
import { Alert, Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Copyable } from './credential.tsx'
import { legible } from './payload.ts'
import type { QuarantineEntry } from './source.ts'

export function QuarantineDrawer(props: {
  entry: QuarantineEntry | null
  onClose: () => void
  onReprocess?: ((entry: QuarantineEntry) => void) | undefined
}) {
  const { entry, onClose, onReprocess } = props
  const { t } = useTranslation()
  return (
    <Drawer
      open={entry !== null}
      onClose={onClose}
      size={600}
      title={entry ? t(`sources.reason.${entry.reason}`) : ''}
      footer={
        entry &&
        onReprocess &&
        !entry.processed &&
        !entry.truncated && (
          <Button type="primary" onClick={() => onReprocess(entry)}>
            {t('sources.reprocess')}
          </Button>
        )
      }
    >
      {entry && <Entry entry={entry} />}
    </Drawer>
  )
}

function Entry({ entry }: { entry: QuarantineEntry }) {
  const { t } = useTranslation()
  const { kind, text } = legible(entry.payload, entry.truncated)
  const source = useQuery({
    queryKey: ['sources.of-code', entry.sourceCode],
    queryFn: () => read(api.GET('/api/sources/sources', { params: { query: { text: entry.sourceCode, page: 1, pageSize: 20 } } })),
    staleTime: 300_000,
  })
  const sender = source.data?.items.find((row) => row.code === entry.sourceCode)
  return (
    <>
      <p style={{ marginTop: 0 }}>{t(`sources.reason.${entry.reason}.what`)}</p>
      <dl className="sources-facts">
        <dt>{t('sources.at')}</dt>
        <dd>
          <Time at={entry.at} />
        </dd>
        <dt>{t('sources.source_code')}</dt>
        <dd>{sender ? <Link to={`/sources/${sender.id}`}>{entry.sourceCode}</Link> : entry.sourceCode}</dd>
        <dt>{t('sources.tag')}</dt>
        <dd>{entry.tagCode ? <Link to={`/tags?text=${encodeURIComponent(entry.tagCode)}`}>{entry.tagCode}</Link> : '—'}</dd>
        <dt>{t('sources.detail')}</dt>
        <dd>{entry.detail ?? '—'}</dd>
        {entry.processed && (
          <>
            <dt>{t('sources.processed.yes')}</dt>
            <dd>
              {entry.processed.by} <Time at={entry.processed.at} />
            </dd>
          </>
        )}
        {entry.lastTry && (
          <>
            <dt>{t('sources.last_try')}</dt>
            <dd>
              <Time at={entry.lastTry.at} /> {t(`sources.reason.${entry.lastTry.reason}`)} {entry.lastTry.detail}
            </dd>
          </>
        )}
      </dl>
      {entry.truncated && <Alert type="info" showIcon title={t('sources.truncated.what')} style={{ marginTop: 16 }} />}
      <Copyable block label={`${t('sources.payload')} · ${t(`sources.payload.${kind}`)}`} text={text} />
    </>
  )
}
