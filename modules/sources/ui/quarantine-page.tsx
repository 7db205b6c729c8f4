/** The quarantine (隔离区): how much was refused, by whom and why, and every entry as it came. */
import { api, formatNumber, formatTime, Page, read, useOrg, useQuery, useUrlFilters } from '@anyuan/ui'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Bars } from './bars.tsx'
import { QuarantineList } from './quarantine-list.tsx'
import './sources.css'

export default function QuarantinePage() {
  const { t } = useTranslation()
  return (
    <Page title={t('sources.quarantine')} note={t('sources.quarantine.note')} crumbs={[{ label: t('sources.title'), to: '/sources' }]}>
      <Counts />
      <QuarantineList />
    </Page>
  )
}

const HOUR_MS = 3_600_000

function Counts() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const [{ sourceCode, reason }, change] = useUrlFilters({ sourceCode: '', reason: '' })
  const counts = useQuery({
    queryKey: ['sources.quarantine.counts', org, sourceCode],
    queryFn: () =>
      read(api.GET('/api/sources/quarantine/counts', { params: { query: { under: org, sourceCode: sourceCode || undefined } } })),
    refetchInterval: 10_000,
  })
  // the list below says itself why nothing can be read
  const data = counts.data
  const [first] = data?.byHour ?? []
  if (!data || !first || (data.open === 0 && data.byHour.every(({ count }) => count === 0))) return null
  const last = data.byHour.at(-1) ?? first
  const hour = (at: string | number) => formatTime(at).slice(0, -3) // an hour needs its day, and no seconds
  return (
    <section className="card sources-card sources-counts">
      <Bars
        values={data.byHour.map(({ count }) => count)}
        unit={t('sources.per_hour')}
        label={t('sources.quarantine.day')}
        from={hour(first.at)}
        to={hour(Date.parse(last.at) + HOUR_MS)}
        titleOf={(index) => `${hour(data.byHour[index]?.at ?? '')} ${formatNumber(data.byHour[index]?.count)} ${t('sources.per_hour')}`}
      />
      <div>
        <h3>{t('sources.quarantine.by_reason', { count: data.open })}</h3>
        <div className="toolbar">
          {data.byReason.map((row) => (
            <Button
              key={row.reason}
              size="small"
              type={reason === row.reason ? 'primary' : 'default'}
              aria-pressed={reason === row.reason}
              onClick={() => change({ reason: reason === row.reason ? '' : row.reason })}
            >
              {t(`sources.reason.${row.reason}`)} {formatNumber(row.open)}
            </Button>
          ))}
        </div>
        <h3>{t('sources.quarantine.by_source')}</h3>
        <div className="toolbar">
          {data.bySource.map((row) => (
            <Button
              key={row.sourceCode}
              size="small"
              type={sourceCode === row.sourceCode ? 'primary' : 'default'}
              aria-pressed={sourceCode === row.sourceCode}
              onClick={() => change({ sourceCode: sourceCode === row.sourceCode ? '' : row.sourceCode })}
            >
              {row.sourceCode} {formatNumber(row.open)}
            </Button>
          ))}
        </div>
      </div>
    </section>
  )
}
