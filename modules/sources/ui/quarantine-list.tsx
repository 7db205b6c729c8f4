/** What was refused (隔离区), with why and what was sent. */
import { api, type FilterField, type paths, QueryTable, read, Time, useOrgName } from '@anyuan/ui'
import { Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalReason } from '../contract.ts'
import { Copyable } from './credential.tsx'

type Entry = paths['/api/sources/quarantine']['get']['responses'][200]['content']['application/json']['items'][number]
const DEFAULTS = { sourceCode: '', reason: '' }

/** `sourceCode`: of one source alone. */
export function QuarantineList({ sourceCode, compact = false }: { sourceCode?: string; compact?: boolean }) {
  const { t } = useTranslation()
  const name = useOrgName()
  const [open, setOpen] = useState<Entry | null>(null)
  const reason: FilterField = {
    key: 'reason',
    label: t('sources.reason'),
    kind: 'choice',
    options: RefusalReason.options.map((value) => ({ value, label: t(`sources.reason.${value}`) })),
  }
  const source: FilterField = { key: 'sourceCode', label: t('sources.code'), kind: 'text' }
  return (
    <>
      <QueryTable<Entry, typeof DEFAULTS>
        name={compact ? 'sources.refused' : 'sources.quarantine'}
        rowKey={(entry) => entry.id}
        defaults={DEFAULTS}
        filters={compact ? [reason] : [source, reason]}
        dependsOn={[sourceCode]}
        refetchSeconds={10}
        pageSize={compact ? 20 : 50}
        load={({ page, pageSize, ...filters }) =>
          read(
            api.GET('/api/sources/quarantine', {
              params: {
                query: {
                  page,
                  pageSize,
                  sourceCode: sourceCode ?? (filters.sourceCode || undefined),
                  reason: RefusalReason.safeParse(filters.reason).data,
                },
              },
            }),
          )
        }
        columns={[
          { key: 'at', title: t('sources.at'), render: (entry) => <Time at={entry.at} /> },
          ...(compact
            ? []
            : [
                { key: 'source', title: t('sources.code'), render: (entry: Entry) => <b>{entry.sourceCode}</b> },
                { key: 'org', title: t('sources.org'), render: (entry: Entry) => name(entry.org) },
              ]),
          { key: 'reason', title: t('sources.reason'), render: (entry) => t(`sources.reason.${entry.reason}`) },
          { key: 'tag', title: t('sources.tag'), render: (entry) => entry.tagCode },
          { key: 'detail', title: t('sources.detail'), render: (entry) => entry.detail },
        ]}
        empty={{ title: t('sources.quarantine.none'), hint: t('sources.quarantine.none.hint') }}
        onRow={setOpen}
      />
      <Drawer open={open !== null} onClose={() => setOpen(null)} size={560} title={open ? t(`sources.reason.${open.reason}`) : ''}>
        {open && (
          <>
            <p style={{ marginTop: 0 }}>{t(`sources.reason.${open.reason}.what`)}</p>
            <dl className="sources-facts">
              <dt>{t('sources.at')}</dt>
              <dd>
                <Time at={open.at} />
              </dd>
              <dt>{t('sources.code')}</dt>
              <dd>{open.sourceCode}</dd>
              <dt>{t('sources.tag')}</dt>
              <dd>{open.tagCode ?? '—'}</dd>
              <dt>{t('sources.detail')}</dt>
              <dd>{open.detail ?? '—'}</dd>
            </dl>
            <Copyable block label={t('sources.payload')} text={open.payload} />
          </>
        )}
      </Drawer>
    </>
  )
}
