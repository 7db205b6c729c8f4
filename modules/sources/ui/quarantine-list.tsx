/** What was refused (隔离区), with why and what was sent; chosen entries, or all of one cause, are offered again once it is mended. */
import { api, type FilterField, QueryTable, read, Time, useMay, useOrg, useOrgName, useUrlFilters } from '@anyuan/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RefusalReason, type ReprocessSelection } from '../contract.ts'
import { QuarantineDrawer } from './quarantine-drawer.tsx'
import { Reprocess } from './reprocess.tsx'
import type { QuarantineEntry } from './source.ts'

const DEFAULTS = { sourceCode: '', reason: '', tagCode: '', processed: '', from: '', to: '' }

/** `sourceCode`: of one source alone. */
export function QuarantineList({ sourceCode, compact = false }: { sourceCode?: string; compact?: boolean }) {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = useOrgName()
  const may = useMay()
  const [open, setOpen] = useState<QuarantineEntry | null>(null)
  const [again, setAgain] = useState<ReprocessSelection | null>(null)
  const [filters] = useUrlFilters(DEFAULTS)
  const source = sourceCode ?? filters.sourceCode
  const reason = RefusalReason.safeParse(filters.reason).data
  const writable = may('sources.write')
  const fields: FilterField[] = [
    ...(compact ? [] : [{ key: 'sourceCode', label: t('sources.source_code'), kind: 'text' } as const]),
    {
      key: 'reason',
      label: t('sources.reason'),
      kind: 'choice',
      options: RefusalReason.options.map((value) => ({ value, label: t(`sources.reason.${value}`) })),
    },
    {
      key: 'processed',
      label: t('sources.processed'),
      kind: 'choice',
      options: (['no', 'yes'] as const).map((value) => ({ value, label: t(`sources.processed.${value}`) })),
    },
    { key: 'tagCode', label: t('sources.tag'), kind: 'text' },
    { key: 'from', label: t('sources.from'), kind: 'instant' },
    { key: 'to', label: t('sources.to'), kind: 'instant' },
  ]
  const sameCause = source && reason && (
    <Button onClick={() => setAgain({ sourceCode: source, reason, ...(filters.tagCode ? { tagCode: filters.tagCode } : {}) })}>
      {t('sources.reprocess.all')}
    </Button>
  )
  const batch = (rows: readonly QuarantineEntry[], clear: () => void) => (
    <Button
      size="small"
      type="primary"
      onClick={() => {
        setAgain({ ids: rows.map(({ id }) => id) })
        clear()
      }}
    >
      {t('sources.reprocess')}
    </Button>
  )
  return (
    <>
      <QueryTable<QuarantineEntry, typeof DEFAULTS>
        name={compact ? 'sources.refused' : 'sources.quarantine'}
        exportTo={{ path: '/api/sources/quarantine/export', query: { under: org, sourceCode: sourceCode ?? filters.sourceCode } }}
        rowKey={(entry) => entry.id}
        defaults={DEFAULTS}
        filters={fields}
        dependsOn={[sourceCode, org]}
        refetchSeconds={10}
        pageSize={compact ? 20 : 50}
        toolbar={writable && sameCause ? sameCause : undefined}
        {...(writable ? { batch } : {})}
        load={({ page, pageSize, ...wanted }) =>
          read(
            api.GET('/api/sources/quarantine', {
              params: {
                query: {
                  page,
                  pageSize,
                  under: org,
                  sourceCode: sourceCode ?? (wanted.sourceCode || undefined),
                  reason: RefusalReason.safeParse(wanted.reason).data,
                  tagCode: wanted.tagCode || undefined,
                  processed: wanted.processed === 'yes' || wanted.processed === 'no' ? wanted.processed : undefined,
                  from: wanted.from || undefined,
                  to: wanted.to || undefined,
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
                { key: 'source', title: t('sources.source_code'), render: (entry: QuarantineEntry) => <b>{entry.sourceCode}</b> },
                { key: 'org', title: t('sources.org'), hiddenAtFirst: true, render: (entry: QuarantineEntry) => name(entry.org) },
              ]),
          { key: 'reason', title: t('sources.reason'), render: (entry) => t(`sources.reason.${entry.reason}`) },
          { key: 'tag', title: t('sources.tag'), render: (entry) => entry.tagCode },
          { key: 'detail', title: t('sources.detail'), render: (entry) => entry.detail },
          { key: 'processed', title: t('sources.processed'), render: (entry) => <Standing entry={entry} /> },
        ]}
        empty={{ title: t('sources.quarantine.none'), hint: t('sources.quarantine.none.hint') }}
        onRow={setOpen}
      />
      <QuarantineDrawer
        entry={open}
        onClose={() => setOpen(null)}
        onReprocess={
          writable
            ? (entry) => {
                setOpen(null)
                setAgain({ ids: [entry.id] })
              }
            : undefined
        }
      />
      <Reprocess selection={again} onClose={() => setAgain(null)} />
    </>
  )
}

/** Taken, refused again, cut off, or waiting for somebody. */
export function Standing({ entry }: { entry: QuarantineEntry }) {
  const { t } = useTranslation()
  if (entry.processed)
    return (
      <span className="dim">
        {t('sources.processed.yes')} <Time at={entry.processed.at} />
      </span>
    )
  if (entry.lastTry) return <b>{t('sources.processed.again', { reason: t(`sources.reason.${entry.lastTry.reason}`) })}</b>
  return <span className="dim">{t(entry.truncated ? 'sources.truncated' : 'sources.processed.no')}</span>
}
