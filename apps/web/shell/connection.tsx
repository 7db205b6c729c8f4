/** Whether the picture is true: the light with the age of the newest data, and the banner when the connection is lost. */
import { ageParts, formatClock, MISSING, useConnection, useNow } from '@anyuan/ui'
import { Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { TrustPanel } from './trust/panel.tsx'
import { isAllFresh, trustOf } from './trust/trust.ts'

const OLD_MS = 15_000 // three intervals of 5 s; default, not from a standard

export function ConnectionLight() {
  const { t } = useTranslation()
  const now = useNow()
  const connection = useConnection()
  const { state, newestSampleAt } = connection
  const isWhole = isAllFresh(trustOf(connection, now))
  const ageMs = newestSampleAt === null ? null : now - newestSampleAt
  const age = ageMs === null ? MISSING : ageWords(t, ageMs)
  const condition = state !== 'live' ? state : ageMs === null || ageMs > OLD_MS ? 'old' : 'live'
  return (
    <Popover trigger="click" placement="bottomRight" content={<TrustPanel />} title={t(`shell.connection.${condition}.meaning`)}>
      <button type="button" className={`live live-${condition}`} aria-haspopup="dialog">
        <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
          {condition === 'live' ? (
            <circle cx="6" cy="6" r="4" fill="none" stroke="var(--live-ok)" strokeWidth="2" />
          ) : (
            <path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" strokeWidth="2" />
          )}
        </svg>
        <span className="live-words" role="status">
          {condition === 'live' || condition === 'old' ? t('shell.connection.age', { age }) : t(`shell.connection.${condition}`)}
        </span>
        {state === 'live' && !isWhole && <span className="live-part">{t('shell.trust.part')}</span>}
      </button>
    </Popover>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']
const ageWords = (t: Translate, ms: number): string => {
  const { key, params } = ageParts(ms)
  return t('ui.age.ago', { age: t(key, params) })
}

export function LostBanner() {
  const { t } = useTranslation()
  const now = useNow()
  const { state, since, newestSampleAt } = useConnection()
  if (state !== 'lost') return null
  const lost = ageParts(Date.now() - since)
  return (
    <div className="lost" role="alert">
      <b>{t('shell.lost', { age: t(lost.key, lost.params) })}</b>
      <span>
        {newestSampleAt === null
          ? t('shell.lost.no_data')
          : t('shell.lost.data', { time: formatClock(newestSampleAt), age: ageWords(t, now - newestSampleAt) })}
      </span>
    </div>
  )
}
