/** The audit trail (审计): who did what to what, from where, and what it changed. Read only. */
import { api, type FilterField, Page, type paths, QueryTable, read, Time, useOrgName } from '@anyuan/ui'
import { Drawer, Table } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Difference, differences, shownValue } from './differences.ts'

type Entry = paths['/api/identity/audit']['get']['responses'][200]['content']['application/json']['items'][number]
const ACTION = 'identity.action.'
const DEFAULTS = { text: '', action: '', from: '', to: '' }

export default function AuditPage() {
  const { t, i18n } = useTranslation()
  const name = useOrgName()
  const [open, setOpen] = useState<Entry | null>(null)
  const actionWord = (action: string) => {
    const key = `${ACTION}${action}`
    return i18n.exists(key) ? t(key) : action
  }
  // every act that has a word; the same word may stand for an act and for what was refused
  const actions = useMemo(
    () =>
      Object.keys(i18n.getResourceBundle(i18n.language, 'translation') as Record<string, string>)
        .filter((key) => key.startsWith(ACTION))
        .map((key) => ({ value: key.slice(ACTION.length), label: t(key) }))
        .sort((a, b) => a.label.localeCompare(b.label, i18n.language)),
    [i18n, t],
  )
  const filters: FilterField[] = [
    { key: 'text', label: t('identity.find'), kind: 'text', placeholder: t('identity.audit.find') },
    { key: 'action', label: t('identity.action'), kind: 'choice', options: actions },
    { key: 'from', label: t('identity.from'), kind: 'instant' },
    { key: 'to', label: t('identity.to'), kind: 'instant' },
  ]
  return (
    <Page title={t('identity.audit')} note={t('identity.audit.note')}>
      <QueryTable<Entry, typeof DEFAULTS>
        name="identity.audit"
        exportTo={{ path: '/api/identity/audit/export', query: {} }}
        rowKey={(entry) => entry.sequence}
        defaults={DEFAULTS}
        filters={filters}
        load={({ page, pageSize, text, action, from, to }) =>
          read(
            api.GET('/api/identity/audit', {
              params: {
                query: {
                  page,
                  pageSize,
                  text: text || undefined,
                  action: action || undefined,
                  from: from || undefined,
                  to: to || undefined,
                },
              },
            }),
          )
        }
        columns={[
          { key: 'at', title: t('identity.at'), render: (entry) => <Time at={entry.at} /> },
          { key: 'name', title: t('identity.who'), render: (entry) => entry.name },
          { key: 'action', title: t('identity.action'), render: (entry) => <span title={entry.action}>{actionWord(entry.action)}</span> },
          { key: 'object', title: t('identity.object'), render: (entry) => entry.object },
          { key: 'org', title: t('identity.org'), render: (entry) => (entry.org ? name(entry.org) : null) },
          {
            key: 'outcome',
            title: t('identity.outcome'),
            render: (entry) =>
              entry.outcome === 'done' ? <span className="dim">{t('identity.outcome.done')}</span> : <b>{t('identity.outcome.refused')}</b>,
          },
          { key: 'address', title: t('identity.address'), render: (entry) => entry.address },
          { key: 'sequence', title: t('identity.sequence'), numeric: true, hiddenAtFirst: true, render: (entry) => entry.sequence },
        ]}
        empty={{ title: t('identity.audit.none'), hint: t('identity.audit.none.hint') }}
        onRow={setOpen}
      />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size={720}
        title={open ? `${actionWord(open.action)} · ${open.object}` : ''}
      >
        {open && (
          <>
            <p className="dim" style={{ marginTop: 0 }}>
              <Time at={open.at} /> · {open.name} · {open.address} · {open.action}
            </p>
            <Differences rows={differences(open.before, open.after)} />
          </>
        )}
      </Drawer>
    </Page>
  )
}

function Differences({ rows }: { rows: Difference[] }) {
  const { t } = useTranslation()
  const cell = (value: unknown) => {
    const text = shownValue(value)
    return text === null ? <span className="dim">{t('identity.absent')}</span> : <span style={{ overflowWrap: 'anywhere' }}>{text}</span>
  }
  return (
    <Table<Difference>
      size="small"
      rowKey="path"
      pagination={false}
      dataSource={rows}
      locale={{ emptyText: t('identity.no_difference') }}
      columns={[
        { key: 'path', title: t('identity.field'), width: 200, render: (_, row) => <code>{row.path}</code> },
        { key: 'before', title: t('identity.before'), render: (_, row) => cell(row.before) },
        { key: 'after', title: t('identity.after'), render: (_, row) => cell(row.after) },
      ]}
    />
  )
}
