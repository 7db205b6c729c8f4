/** Alarm performance (报警绩效): every figure of a park with its definition, target and source beside it; trend by day, bad actors, reports. */
import { api, EmptyState, ErrorState, formatTime, InstantPicker, Page, read, useOrg, useQuery, useUrlFilters } from '@anyuan/ui'
import { Segmented, Select, Skeleton } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { BadActors } from './bad-actors.tsx'
import { DayBars, PriorityMix } from './figure-charts.tsx'
import { FigureTable } from './figure-table.tsx'
import { Reports } from './reports.tsx'
import './performance.css'

const DAY_MS = 86_400_000
const SPANS = [1, 7, 30] as const
/** A window that ends now is cut to the last whole ten minutes, so that asking again asks the same. */
const STEP_MS = 600_000

export default function PerformancePage() {
  const { t } = useTranslation()
  const { org } = useOrg()
  const [filters, change] = useUrlFilters({ days: '30', from: '', to: '', position: '' })
  const window = useMemo(() => {
    if (filters.from !== '' && filters.to !== '') return { from: filters.from, to: filters.to }
    const end = Math.floor(Date.now() / STEP_MS) * STEP_MS
    return { from: new Date(end - Number(filters.days) * DAY_MS).toISOString(), to: new Date(end).toISOString() }
  }, [filters.from, filters.to, filters.days])
  const answer = useQuery({
    queryKey: ['alarms', 'kpi', org ?? '', window.from, window.to],
    queryFn: () => read(api.GET('/api/alarms/kpi', { params: { query: { ...window, ...(org ? { under: org } : {}) } } })),
    staleTime: 60_000,
  })
  const positions = answer.data?.positions ?? []
  const nameOf = (one: { org: string; name: string }) => one.name || t('alarms.position.none')
  const chosen = positions.find((one) => one.org === filters.position) ?? positions[0]
  const own = filters.from !== '' && filters.to !== ''
  return (
    <Page title={t('alarms.kpi')} note={t('alarms.kpi.note')}>
      <section className="card kpi-bar">
        <Segmented
          aria-label={t('alarms.kpi.window')}
          value={own ? '' : filters.days}
          options={SPANS.map((days) => ({ value: String(days), label: t('alarms.kpi.days_back', { days }) }))}
          onChange={(days) => change({ days, from: '', to: '' })}
        />
        <search className="query-filters">
          <label htmlFor="kpi-position">
            {t('alarms.position')}
            <Select
              id="kpi-position"
              value={chosen?.org}
              options={positions.map((one) => ({ value: one.org, label: nameOf(one) }))}
              onChange={(position: string) => change({ position })}
              style={{ minWidth: 220 }}
            />
          </label>
          <label htmlFor="kpi-from">
            {t('alarms.from')}
            <InstantPicker id="kpi-from" value={filters.from || null} onChange={(from) => change({ from: from ?? '' })} />
          </label>
          <label htmlFor="kpi-to">
            {t('alarms.to')}
            <InstantPicker id="kpi-to" value={filters.to || null} onChange={(to) => change({ to: to ?? '' })} />
          </label>
        </search>
      </section>
      {answer.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {answer.isError && <ErrorState error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data && !chosen && <EmptyState title={t('alarms.kpi.no_position')} />}
      {chosen && (
        <>
          <p className="kpi-said">
            {t('alarms.kpi.said', {
              from: formatTime(chosen.report.from),
              to: formatTime(chosen.report.to),
              activations: chosen.report.activations,
              watched: chosen.report.watched,
              buckets: chosen.report.buckets,
            })}{' '}
            {chosen.report.watched < chosen.report.buckets &&
              t('alarms.kpi.unwatched', { count: chosen.report.buckets - chosen.report.watched })}{' '}
            {t('alarms.kpi.left_out', { drills: chosen.report.drills, notAnnounced: chosen.report.notAnnounced })}
            {chosen.report.late > 0 && ` ${t('alarms.kpi.late', { count: chosen.report.late })}`}
          </p>
          <p className="kpi-honest">{t('alarms.kpi.honest')}</p>
          <div className="kpi-columns">
            <section className="card kpi-part">
              <h2>{t('alarms.kpi.days')}</h2>
              <DayBars days={chosen.report.days} />
            </section>
            <section className="card kpi-part">
              <h2>{t('alarms.kpi.priorities')}</h2>
              {chosen.report.activations === 0 ? (
                <p className="dim">{t(chosen.report.watched === 0 ? 'alarms.kpi.verdict.no_data' : 'alarms.kpi.no_alarms')}</p>
              ) : (
                <PriorityMix priorities={chosen.report.priorities} total={chosen.report.activations} />
              )}
            </section>
          </div>
          <section className="card kpi-part">
            <h2>{t('alarms.report.figures')}</h2>
            <FigureTable figures={chosen.report.figures} />
          </section>
          <BadActors position={chosen} />
        </>
      )}
      <Reports under={org} position={chosen?.org || undefined} />
    </Page>
  )
}
