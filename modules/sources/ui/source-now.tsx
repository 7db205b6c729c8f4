/** How a source goes: its connection, rate, lag, clock, gaps, the quality of its values, which tags are silent, and what was refused. */
import { Age, api, EmptyState, ErrorState, formatClock, formatNumber, Link, MISSING, QualityMark, read, useQuery } from '@anyuan/ui'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Bars } from './bars.tsx'
import { Connection } from './connection.tsx'
import type { SourceDetail } from './source.ts'
import { useFaultText } from './trial.tsx'

const MINUTE_MS = 60_000
const QUALITIES = ['good', 'uncertain', 'bad', 'stale', 'outOfService'] as const

export function SourceNow({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const { traffic } = row
  if (!row.enabled) return <EmptyState title={t('sources.disabled')} hint={t('sources.disabled.what')} />
  if (!traffic) return <EmptyState title={t('sources.unknown')} hint={t('sources.unknown.what')} />
  const seconds = (ms: number | null) => (ms === null ? MISSING : `${formatNumber(ms / 1000)} s`)
  return (
    <div className="sources-now">
      <section className="card sources-card">
        <dl className="sources-figures">
          <Figure label={t('sources.connection')} value={<Connection row={row} />} />
          <Figure label={t('sources.last')} value={traffic.lastReceivedAt ? <Age at={traffic.lastReceivedAt} /> : MISSING} />
          <Figure label={t('sources.rate')} value={`${formatNumber(traffic.acceptedPerSecond)} ${t('sources.per_second')}`} />
          <Figure label={t('sources.lag')} value={seconds(traffic.lagMs)} />
          <Figure label={t('sources.clock')} value={seconds(traffic.clockOffsetMs)} hint={t('sources.clock.what')} />
          <Figure
            label={t('sources.gaps')}
            value={traffic.gaps === null ? MISSING : formatNumber(traffic.gaps)}
            hint={traffic.gaps === null ? t('sources.gaps.none') : undefined}
          />
          <Figure label={t('sources.silent')} value={`${traffic.silentTags} / ${row.tagCount}`} />
          <Figure
            label={t('sources.accepted')}
            value={formatNumber(traffic.accepted)}
            hint={t('sources.accepted.what', { count: traffic.historical })}
          />
        </dl>
        <Collector row={row} />
      </section>
      <Activity row={row} />
      <section className="card sources-card">
        <h2>{t('sources.quality')}</h2>
        <Qualities row={row} />
      </section>
      <Refusals row={row} />
    </div>
  )
}

function Figure({ label, value, hint }: { label: string; value: ReactNode; hint?: string | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {hint && <dd className="small">{hint}</dd>}
    </div>
  )
}

/** A source that is fetched from says why it is not connected, and which of its points give nothing. */
function Collector({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const words = useFaultText()
  const collector = row.traffic?.collector
  if (!collector) return null
  return (
    <div className="sources-collector">
      <span>
        <b>{t(`sources.collector.${collector.state}`)}</b>{' '}
        <span className="small">
          {t('sources.since')} <Age at={collector.since} />
        </span>
      </span>
      {collector.fault && <span className="sources-step-failed">{words(collector.fault, collector.detail)}</span>}
      {collector.points.length > 0 && (
        <details>
          <summary>{t('sources.points.failing', { count: collector.points.length })}</summary>
          <ul>
            {collector.points.map(({ address, fault, detail }) => (
              <li key={address}>
                <code>{address}</code> {words(fault, detail)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function Activity({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const activity = useQuery({
    queryKey: ['sources.activity', row.id],
    queryFn: () => read(api.GET('/api/sources/sources/{id}/activity', { params: { path: { id: row.id } } })),
    refetchInterval: 10_000,
  })
  if (activity.isPending) return <Skeleton active />
  if (activity.isError && !activity.data) return <ErrorState error={activity.error} onRetry={() => void activity.refetch()} />
  const data = activity.data
  if (!data) return null
  const end = Math.floor(data.at / MINUTE_MS) * MINUTE_MS
  const at = (index: number) => formatClock(end - (data.perMinute.length - index) * MINUTE_MS, false)
  return (
    <section className="card sources-card">
      <h2>{t('sources.last_hour')}</h2>
      <Bars
        values={data.perMinute}
        unit={t('sources.per_minute')}
        label={t('sources.rate')}
        from={at(0)}
        to={formatClock(end, false)}
        titleOf={(index) => `${at(index)} ${formatNumber(data.perMinute[index])} ${t('sources.per_minute')}`}
      />
      {data.silentTagCodes.length > 0 && (
        <>
          <h3>{t('sources.silent.of', { count: data.silentTagCodes.length })}</h3>
          <p className="small">{t('sources.silent.what')}</p>
          <ul className="sources-tags">
            {data.silentTagCodes.map((code) => (
              <li key={code}>
                <Link to={`/tags?text=${encodeURIComponent(code)}`}>{code}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Qualities({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const qualities = row.traffic?.qualities
  if (!qualities) return null
  const total = QUALITIES.reduce((sum, name) => sum + qualities[name], 0)
  if (total === 0) return <p className="dim">{t('sources.quality.none')}</p>
  return (
    <table className="sources-qualities">
      <tbody>
        {QUALITIES.map((name) => (
          <tr key={name}>
            <th scope="row">{name === 'good' ? t('sources.quality.good') : <QualityMark state={name} />}</th>
            <td className="num">{qualities[name]}</td>
            <td className="num dim">{formatNumber((qualities[name] / total) * 100, 1)} %</td>
            <td className="sources-share">
              <i style={{ width: `${(qualities[name] / total) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Refusals({ row }: { row: SourceDetail }) {
  const { t } = useTranslation()
  const refused = Object.entries(row.traffic?.refused ?? {}).filter(([, count]) => (count ?? 0) > 0)
  return (
    <section className="card sources-card">
      <h2>{t('sources.refused.since')}</h2>
      {refused.length === 0 ? (
        <p className="dim">{t('sources.refused.none')}</p>
      ) : (
        <table className="sources-qualities">
          <tbody>
            {refused.map(([reason, count]) => (
              <tr key={reason}>
                <th scope="row">
                  <Link to={`/sources/quarantine?sourceCode=${encodeURIComponent(row.code)}&reason=${reason}`}>
                    {t(`sources.reason.${reason}`)}
                  </Link>
                </th>
                <td className="num">{formatNumber(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
