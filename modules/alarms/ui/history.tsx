/** What happened: every occurrence from raised to closed. */
import { api, type FilterField, MISSING, QueryTable, read, SeverityMark, Time, useBreachText, useOrg, usePlaceName } from '@anyuan/ui'
import { Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Occurrence } from './alarm.ts'
import { OccurrenceDrawer } from './alarm-drawer.tsx'

const DEFAULTS = { severity: '', tagCode: '', open: '', mine: '', drill: '', from: '', to: '' }

export function History() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const name = usePlaceName()
  const breachText = useBreachText()
  const [row, setRow] = useState<Occurrence | null>(null)
  const filters: FilterField[] = [
    { key: 'tagCode', label: t('alarms.tag_code'), kind: 'text', placeholder: t('alarms.tag_code.hint') },
    {
      key: 'severity',
      label: t('alarms.severity'),
      kind: 'choice',
      options: ([1, 2, 3, 4] as const).map((severity) => ({ value: String(severity), label: t(`ui.severity.${severity}`) })),
    },
    {
      key: 'open',
      label: t('alarms.closed.filter'),
      kind: 'choice',
      options: [
        { value: 'true', label: t('alarms.open') },
        { value: 'false', label: t('alarms.closed.short') },
      ],
    },
    {
      key: 'mine',
      label: t('alarms.assignee'),
      kind: 'choice',
      options: [{ value: 'true', label: t('alarms.mine') }],
    },
    {
      key: 'drill',
      label: t('ui.alarm.drill'),
      kind: 'choice',
      options: [
        { value: 'false', label: t('alarms.drill.without') },
        { value: 'true', label: t('alarms.drill.only') },
      ],
    },
    { key: 'from', label: t('alarms.from'), kind: 'instant' },
    { key: 'to', label: t('alarms.to'), kind: 'instant' },
  ]
  return (
    <>
      <QueryTable<Occurrence, typeof DEFAULTS>
        name="alarms.history"
        exportTo={{ path: '/api/alarms/occurrences/export', query: { under: org } }}
        rowKey={(one) => one.occurrence}
        defaults={DEFAULTS}
        filters={filters}
        dependsOn={[org]}
        load={({ page, pageSize, severity, tagCode, open, mine, drill, from, to }) =>
          read(
            api.GET('/api/alarms/occurrences', {
              params: {
                query: {
                  page,
                  pageSize,
                  under: org,
                  severity: severity === '' ? undefined : Number(severity),
                  tagCode: tagCode || undefined,
                  open: open === '' ? undefined : open,
                  mine: mine === '' ? undefined : mine,
                  drill: drill === '' ? undefined : drill,
                  from: from || undefined,
                  to: to || undefined,
                },
              },
            }),
          )
        }
        columns={[
          {
            key: 'severity',
            title: t('alarms.severity'),
            width: 96,
            render: (one) => (
              <SeverityMark severity={one.worst.severity} unacknowledged={one.acknowledgedAt === null && one.closedAt === null} />
            ),
          },
          { key: 'raised', title: t('alarms.raised_at'), render: (one) => <Time at={one.raisedAt} /> },
          {
            key: 'tag',
            title: t('alarms.tag'),
            render: (one) => (
              <>
                {one.drill && <span className="drill-tag">{t('ui.alarm.drill')}</span>} {one.late && <Tag>{t('alarms.late')}</Tag>}{' '}
                <b>{one.tagCode}</b> {one.tagName}
              </>
            ),
          },
          { key: 'why', title: t('alarms.why'), render: (one) => breachText(one.worst, one.unit) },
          { key: 'org', title: t('alarms.place'), render: (one) => name(one.org) },
          {
            key: 'acknowledged',
            title: t('alarms.acknowledged'),
            render: (one) =>
              one.acknowledgedAt ? (
                <>
                  <Time at={one.acknowledgedAt} /> {one.acknowledgedBy}
                </>
              ) : null,
          },
          {
            key: 'handled',
            title: t('alarms.handled'),
            render: (one) =>
              one.handledAt ? (
                <>
                  <Time at={one.handledAt} /> {one.handledBy}
                </>
              ) : null,
          },
          { key: 'returned', title: t('alarms.returned'), render: (one) => (one.returnedAt ? <Time at={one.returnedAt} /> : MISSING) },
          { key: 'closed', title: t('alarms.closed_at'), render: (one) => (one.closedAt ? <Time at={one.closedAt} /> : MISSING) },
        ]}
        empty={{ title: t('alarms.history.none'), hint: t('alarms.history.none.hint') }}
        onRow={setRow}
      />
      <OccurrenceDrawer row={row} onClose={() => setRow(null)} />
    </>
  )
}
