/** Whether everything that an edge agent took in has arrived (完整性): what waits, what was lost, and hour by hour whether both sides hold the same. */
import { Age, api, EmptyState, ErrorState, formatNumber, MISSING, type paths, read, Time, useQuery } from '@anyuan/ui'
import { Skeleton, Table, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

type Answer = paths['/api/sources/sources/{id}/edge']['get']['responses'][200]['content']['application/json']
type Stream = Answer['streams'][number]
type Hour = Stream['hours'][number]

/** What is not heard for so long is away: three of its signs of life. */
const AWAY_MS = 15_000 // default, not from a standard
const ENOUGH_HOURS = 72 // default, not from a standard: a long weekend

export function Completeness({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: ['sources.one', sourceId, 'edge'],
    queryFn: () => read(api.GET('/api/sources/sources/{id}/edge', { params: { path: { id: sourceId } } })),
    refetchInterval: 5000,
  })
  if (!answer.data) return answer.isError ? <ErrorState error={answer.error} onRetry={() => void answer.refetch()} /> : <Skeleton active />
  const { reached, streams } = answer.data
  const [stream, ...former] = streams
  if (!reached) return <EmptyState title={t('sources.unknown')} hint={t('sources.unknown.what')} />
  if (!stream) return <EmptyState title={t('sources.edge.none')} hint={t('sources.edge.none.what')} />
  return (
    <>
      <Standing stream={stream} />
      <section className="card sources-card">
        <h2>{t('sources.edge.hours')}</h2>
        <p className="small">{t('sources.edge.hours.what')}</p>
        <Hours hours={stream.hours} />
      </section>
      {former.map((one) => (
        <section className="card sources-card" key={one.epoch}>
          <h2>{t('sources.edge.former')}</h2>
          <p className="small">
            <Time at={one.firstHeardAt} /> – <Time at={one.lastHeardAt} />
          </p>
          <Hours hours={one.hours.filter((hour) => hour.state !== 'complete')} />
        </section>
      ))}
    </>
  )
}

function Standing({ stream }: { stream: Stream }) {
  const { t } = useTranslation()
  const { report, lastHeardAt, missingRows, gaps } = stream
  const away = Date.now() - lastHeardAt > AWAY_MS
  const rows = (count: number) => `${formatNumber(count)} ${t('sources.edge.rows')}`
  const lasts = report?.spool.lastsHours ?? null
  return (
    <section className="card sources-card">
      <dl className="sources-figures">
        <Figure
          label={t('sources.edge.agent')}
          value={<span className={away ? 'sources-away' : ''}>{t(away ? 'sources.edge.away' : 'sources.edge.here')}</span>}
          hint={<Age at={lastHeardAt} />}
        />
        <Figure
          label={t('sources.edge.waiting')}
          value={report && !away ? rows(report.waiting.rows) : MISSING}
          hint={report?.waiting.oldestAt && !away ? <Age at={report.waiting.oldestAt} /> : undefined}
        />
        <Figure
          label={t('sources.edge.missing')}
          value={rows(missingRows)}
          hint={gaps > 0 ? t('sources.edge.gaps', { count: gaps }) : undefined}
        />
        <Figure
          label={t('sources.edge.dropped')}
          value={report ? rows(report.droppedRows) : MISSING}
          hint={t('sources.edge.dropped.what')}
        />
        <Figure
          label={t('sources.edge.lasts')}
          value={lasts === null ? MISSING : `${formatNumber(lasts, 0)} h`}
          hint={lasts !== null && lasts < ENOUGH_HOURS ? t('sources.edge.lasts.short', { hours: ENOUGH_HOURS }) : undefined}
        />
        <Figure
          label={t('sources.edge.clock')}
          value={report?.clockOffsetMs == null ? MISSING : `${formatNumber(Math.round(report.clockOffsetMs))} ms`}
          hint={t('sources.edge.clock.what')}
        />
        <Figure
          label={t('sources.edge.thinned')}
          value={report ? rows(report.thinnedRows) : MISSING}
          hint={t('sources.edge.thinned.what')}
        />
        <Figure label={t('sources.edge.version')} value={report?.version ?? MISSING} />
      </dl>
      {report && report.devices.length > 0 && (
        <ul className="sources-edge-devices">
          {report.devices.map(({ code, protocol, state, detail }) => (
            <li key={code} className={state === 'failed' ? 'sources-step-failed' : ''}>
              <b>{code}</b> {protocol} · {t(`sources.edge.device.${state}`, { defaultValue: state })}
              {detail && <span className="small"> {detail}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Figure({ label, value, hint }: { label: string; value: ReactNode; hint?: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
      {hint && <dd className="small">{hint}</dd>}
    </div>
  )
}

function Hours({ hours }: { hours: readonly Hour[] }) {
  const { t } = useTranslation()
  const count = (value: number) => formatNumber(value)
  const refusedOf = (hour: Hour) => Object.entries(hour.refused).map(([reason, value]) => [reason, value ?? 0] as const)
  return (
    <Table<Hour>
      size="small"
      rowKey="hour"
      dataSource={[...hours]}
      pagination={{ pageSize: 24, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      columns={[
        { key: 'hour', title: t('sources.edge.hour'), render: (_, hour) => <Time at={hour.hour} /> },
        { key: 'state', title: t('sources.edge.state'), render: (_, hour) => <State hour={hour} /> },
        { key: 'rows', title: t('sources.edge.column.rows'), align: 'right', render: (_, hour) => count(hour.rows) },
        { key: 'received', title: t('sources.edge.column.received'), align: 'right', render: (_, hour) => count(hour.received) },
        { key: 'accepted', title: t('sources.edge.column.accepted'), align: 'right', render: (_, hour) => count(hour.accepted) },
        { key: 'duplicates', title: t('sources.edge.column.duplicates'), align: 'right', render: (_, hour) => count(hour.duplicates) },
        {
          key: 'refused',
          title: t('sources.edge.column.refused'),
          align: 'right',
          render: (_, hour) => {
            const refused = refusedOf(hour)
            const words = refused.map(([reason, value]) => `${t(`sources.reason.${reason}`)} ${count(value)}`).join(' · ')
            const sum = count(refused.reduce((total, [, value]) => total + value, 0))
            return words ? <Tooltip title={words}>{sum}</Tooltip> : sum
          },
        },
        { key: 'late', title: t('sources.edge.column.late'), align: 'right', render: (_, hour) => count(hour.late) },
        {
          key: 'digest',
          title: t('sources.edge.digest'),
          render: (_, hour) => (
            <Tooltip
              title={`${t('sources.edge.digest.here')} ${hour.digest} / ${t('sources.edge.digest.there')} ${hour.agentDigest ?? MISSING}`}
            >
              <code>{hour.digest.slice(0, 10)}</code>
            </Tooltip>
          ),
        },
      ]}
    />
  )
}

/** A word and a mark, never a colour alone. */
function State({ hour }: { hour: Hour }) {
  const { t } = useTranslation()
  const marks = { open: '…', complete: '✓', repaired: '✓', incomplete: '…', lost: '✕' } as const
  return (
    <span className={hour.state === 'lost' ? 'sources-step-failed' : ''}>
      {marks[hour.state]} {t(`sources.edge.state.${hour.state}`, { count: hour.missing })}
    </span>
  )
}
