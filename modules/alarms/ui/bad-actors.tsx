/** The work list: the ten most frequent, chattering, fleeting and stale alarms, each leading to its tag; and the floods. */
import { formatTime, Link, MISSING } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { figureText, type Position } from './figure-table.tsx'

const LISTED = 10

export function BadActors({ position }: { position: Position }) {
  const { t } = useTranslation()
  const { report, alarms } = position
  const named = new Map(alarms.map((alarm) => [alarm.alarmNumber, alarm]))
  const tag = (alarmNumber: number) => {
    const alarm = named.get(alarmNumber)
    return alarm ? (
      <Link to={`/tags/${alarm.tagNumber}`}>
        <b>{alarm.tagCode}</b> {alarm.tagName}
      </Link>
    ) : (
      `#${alarmNumber}`
    )
  }
  const list = (key: string, rows: readonly { key: string; what: React.ReactNode; figure: string }[]) => (
    <section className="card kpi-part">
      <h2>{t(`alarms.kpi.${key}`)}</h2>
      {rows.length === 0 ? (
        <p className="dim">{report.watched === 0 ? MISSING : t('alarms.kpi.nothing')}</p>
      ) : (
        <ol className="kpi-list">
          {rows.slice(0, LISTED).map((row) => (
            <li key={row.key}>
              <span>{row.what}</span>
              <span className="num">{row.figure}</span>
            </li>
          ))}
        </ol>
      )}
      {rows.length > LISTED && <p className="small">{t('ui.alarm.and_more', { count: rows.length - LISTED })}</p>}
    </section>
  )
  const counted = (rows: readonly { alarmNumber: number; count: number }[]) =>
    rows.map((one) => ({ key: String(one.alarmNumber), what: tag(one.alarmNumber), figure: t('alarms.kpi.times', { count: one.count }) }))
  return (
    <div className="kpi-columns">
      {list(
        'top_ten',
        report.topTen.map((one) => ({
          key: String(one.alarmNumber),
          what: tag(one.alarmNumber),
          figure: `${one.count} · ${figureText(one.share, 'share')}`,
        })),
      )}
      {list('chattering', counted(report.chattering))}
      {list('fleeting', counted(report.fleeting))}
      {list(
        'stale',
        report.stale.map((one) => ({
          key: `${one.alarmNumber}-${one.since}`,
          what: tag(one.alarmNumber),
          figure: `${formatTime(one.since)} – ${one.until === null ? t('alarms.kpi.still') : formatTime(one.until)}`,
        })),
      )}
      {list(
        'floods',
        report.floods.map((one) => ({
          key: String(one.startedAt),
          what: `${formatTime(one.startedAt)} – ${one.endedAt === null ? t('alarms.kpi.still') : formatTime(one.endedAt)}`,
          figure: t('alarms.kpi.flood', { count: one.activations, peak: one.peak }),
        })),
      )}
    </div>
  )
}
