/** The panel behind the connection light: one line per fact, what is old and since when, and what still works. */
import { ageParts, formatClock, useConnection, useNow } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'
import { isAllFresh, type Trust, trustOf } from './trust.ts'

const MARK: Record<Trust['state'], string> = { fresh: '✓', old: '◷', away: '✕', unknown: '？' }

export function TrustPanel() {
  const { t } = useTranslation()
  const now = useNow()
  const rows = trustOf(useConnection(), now)
  return (
    <section className="trust" aria-label={t('shell.trust')}>
      <b>{t(isAllFresh(rows) ? 'shell.trust.all' : 'shell.trust')}</b>
      <ul>
        {rows.map((row, i) => (
          <li key={row.fact} className={`trust-${row.state}`}>
            <span className="trust-mark" aria-hidden="true">
              {MARK[row.state]}
            </span>
            <span className="trust-fact">{t(`shell.trust.fact.${row.fact}`)}</span>
            <span>
              {t(`shell.trust.state.${row.state}`)}
              {row.since !== null && ` · ${t('shell.trust.since', { time: formatClock(row.since), age: age(t, now - row.since) })}`}
            </span>
            {row.why && rows.findIndex((other) => other.why === row.why) === i && (
              <span className="small trust-why">{t(`shell.trust.why.${row.why}`, { count: row.count ?? 0 })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** On every page while something that it may show is old: the live connection itself has a banner of its own. */
export function TrustBanner() {
  const { t } = useTranslation()
  const now = useNow()
  const connection = useConnection()
  if (connection.state !== 'live') return null
  const rows = trustOf(connection, now).filter((row) => row.state === 'old' || row.state === 'away')
  const shown = rows.filter((row) => row.why !== 'sources_silent' && row.why !== 'no_new_data')
  const [first] = shown
  if (!first?.why) return null
  return (
    <div className="trust-banner" role="status">
      <b>{t(`shell.trust.why.${first.why}`, { count: first.count ?? 0 })}</b>{' '}
      <span>
        {t('shell.trust.concerns', { facts: shown.map((row) => t(`shell.trust.fact.${row.fact}`)).join(t('shell.trust.comma')) })}
        {first.since !== null && ` ${t('shell.trust.since', { time: formatClock(first.since), age: age(t, now - first.since) })}`}
      </span>
    </div>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']
const age = (t: Translate, ms: number): string => {
  const { key, params } = ageParts(Math.max(0, ms))
  return t(key, params)
}
