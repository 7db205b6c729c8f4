/** The rehearsal of a request: ordered, watched, and its report — what would be lost, what would be added, how the load changes. */
import {
  api,
  formatNumber,
  MISSING,
  read,
  SeverityMark,
  Time,
  useBreachText,
  useMay,
  useMutation,
  useQueryClient,
  useRefusalText,
} from '@anyuan/ui'
import { Alert, App, Button, InputNumber, Progress, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { REHEARSAL_DAYS } from '../contract.ts'
import type { Change } from './design.ts'
import { RehearsalChart } from './rehearsal-chart.tsx'

type Report = Extract<Change['rehearsal'], { state: 'done' }>['report']
const FIGURES = ['raised', 'perDay', 'maximumTenMinutes', 'chattering', 'standingSeconds', 'suppressed'] as const

export function RehearsalPanel({ change }: { change: Change }) {
  const { t } = useTranslation()
  const { rehearsal } = change
  return (
    <section className="card design-part" aria-label={t('alarm-design.rehearsal')}>
      <div className="design-head">
        <h3>{t('alarm-design.rehearsal')}</h3>
        <Order change={change} />
      </div>
      {rehearsal.state === 'none' && <p className="small">{t('alarm-design.rehearsal.what')}</p>}
      {rehearsal.state === 'running' && <Progress percent={Math.floor(rehearsal.progress * 100)} />}
      {rehearsal.state === 'failed' && (
        <Alert showIcon type="error" title={t('alarm-design.rehearsal.failed')} description={rehearsal.what} />
      )}
      {rehearsal.state === 'done' && <ReportView change={change} report={rehearsal.report} />}
    </section>
  )
}

function Order({ change }: { change: Change }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const may = useMay()
  const words = useRefusalText()
  const client = useQueryClient()
  const [days, setDays] = useState<number>(REHEARSAL_DAYS.usual)
  const order = useMutation({
    mutationFn: () => read(api.POST('/api/alarm-design/changes/{id}/rehearse', { params: { path: { id: change.id } }, body: { days } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['alarm-design'] }),
    onError: (error) => void message.error(words(error)),
  })
  if (!may('alarm-design.propose', change.org) || (change.progress.state !== 'draft' && !change.emergency)) return null
  return (
    <div className="toolbar">
      <InputNumber
        value={days}
        min={REHEARSAL_DAYS.least}
        max={REHEARSAL_DAYS.most}
        onChange={(next) => setDays(next ?? REHEARSAL_DAYS.usual)}
        suffix={t('alarm-design.rehearsal.days')}
        aria-label={t('alarm-design.rehearsal.days')}
        style={{ width: 110 }}
      />
      <Button
        type={change.rehearsal.state === 'done' ? 'default' : 'primary'}
        loading={order.isPending || change.rehearsal.state === 'running'}
        onClick={() => order.mutate()}
      >
        {t(change.rehearsal.state === 'done' ? 'alarm-design.rehearsal.again' : 'alarm-design.rehearsal.start')}
      </Button>
    </div>
  )
}

function ReportView({ change, report }: { change: Change; report: Report }) {
  const { t } = useTranslation()
  const figure = (value: number | null) => (value === null ? MISSING : formatNumber(value))
  return (
    <>
      <p className="small">
        <Time at={report.from} /> – <Time at={report.to} /> · {t('alarm-design.rehearsal.samples', { count: report.samples })} ·{' '}
        {t('alarm-design.rehearsal.with_data', { count: report.daysWithData })}
      </p>
      {report.samples === 0 ? (
        <Alert showIcon type="warning" title={t('alarm-design.rehearsal.no_data')} />
      ) : report.trueLostCount > 0 ? (
        <Alert
          showIcon
          type="error"
          title={t('alarm-design.rehearsal.loses', { count: report.trueLostCount })}
          description={t('alarm-design.rehearsal.loses.what')}
        />
      ) : (
        <Alert showIcon type="success" title={t('alarm-design.rehearsal.loses_none')} />
      )}
      <Table
        size="small"
        pagination={false}
        style={{ margin: '16px 0', maxWidth: 640 }}
        rowKey="key"
        dataSource={FIGURES.map((key) => ({ key, before: report.before[key], after: report.after[key] }))}
        columns={[
          { key: 'figure', title: t('alarm-design.figure'), render: (_, row) => t(`alarm-design.figure.${row.key}`) },
          { key: 'before', title: t('alarm-design.change.before'), align: 'right', render: (_, row) => figure(row.before) },
          { key: 'after', title: t('alarm-design.change.after'), align: 'right', render: (_, row) => <b>{figure(row.after)}</b> },
        ]}
      />
      <RehearsalChart change={change} report={report} />
      <Occurrences change={change} title={t('alarm-design.rehearsal.true_lost', { count: report.trueLostCount })} rows={report.trueLost} />
      <Occurrences
        change={change}
        title={t('alarm-design.rehearsal.other_lost', { count: report.lostCount - report.trueLostCount })}
        rows={report.otherLost}
      />
      <Occurrences change={change} title={t('alarm-design.rehearsal.added', { count: report.addedCount })} rows={report.added} />
    </>
  )
}

type Row = Report['added'][number] & Partial<Pick<Report['trueLost'][number], 'how' | 'why' | 'severityAfter'>>
function Occurrences({ change, title, rows }: { change: Change; title: string; rows: readonly Row[] }) {
  const { t } = useTranslation()
  const breachText = useBreachText()
  if (rows.length === 0) return null
  const tagOf = (number: number) => change.before.find((tag) => tag.tagNumber === number)
  return (
    <>
      <h3 style={{ marginTop: 16 }}>{title}</h3>
      <Table<Row>
        size="small"
        rowKey={(row) => `${row.alarmNumber} ${row.raisedAt}`}
        dataSource={[...rows]}
        pagination={rows.length > 10 ? { pageSize: 10 } : false}
        scroll={{ x: 'max-content' }}
        columns={[
          { key: 'severity', title: t('alarm-design.severity'), render: (_, row) => <SeverityMark severity={row.worst.severity} /> },
          { key: 'tag', title: t('alarm-design.tag'), render: (_, row) => tagOf(row.tagNumber)?.code ?? `#${row.tagNumber}` },
          { key: 'at', title: t('alarm-design.rehearsal.raised'), render: (_, row) => <Time at={row.raisedAt} /> },
          {
            key: 'lasted',
            title: t('alarm-design.rehearsal.lasted'),
            align: 'right',
            render: (_, row) => (row.until === null ? t('alarm-design.rehearsal.stands') : formatNumber((row.until - row.raisedAt) / 1000)),
          },
          {
            key: 'breach',
            title: t('alarm-design.rehearsal.breach'),
            render: (_, row) => breachText(row.worst, tagOf(row.tagNumber)?.unit ?? ''),
          },
          {
            key: 'how',
            title: t('alarm-design.rehearsal.how'),
            render: (_, row) =>
              row.how &&
              [t(`alarm-design.rehearsal.${row.how}`), ...(row.why ?? []).map((why) => t(`alarm-design.rehearsal.${why}`))].join(' · '),
          },
        ]}
      />
    </>
  )
}
