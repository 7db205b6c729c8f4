/** How old something is (12 秒前), when it happened, and how long remains: ticking with the screen's one clock; in playback counted from the moment shown. */
import { useTranslation } from 'react-i18next'
import { useShownNow } from '../conductor/context.ts'
import { ageParts, formatCountdown, formatTime, formatTimeFull, MISSING, type When } from '../words/time.ts'

const toMs = (at: When): number | null => (at === null || at === undefined ? null : typeof at === 'number' ? at : Date.parse(at))

/** `MM-DD HH:mm:ss` in Beijing time, full date on hover: the browser's own hint, since a table holds hundreds of these and each ticks. */
export function Time({ at }: { at: When }) {
  const { t } = useTranslation()
  const ms = toMs(at)
  if (ms === null) return <span className="dim">{MISSING}</span>
  return (
    <time dateTime={new Date(ms).toISOString()} title={t('ui.time.beijing', { time: formatTimeFull(ms) })}>
      {formatTime(ms)}
    </time>
  )
}

/** `1 分 52 秒前`; the exact time on hover. Nothing is said to be never. */
export function Age({ at }: { at: When }) {
  const { t } = useTranslation()
  const now = useShownNow()
  const ms = toMs(at)
  if (ms === null) return <span className="dim">{t('ui.age.never')}</span>
  const { key, params } = ageParts(now - ms)
  return (
    <time dateTime={new Date(ms).toISOString()} title={t('ui.time.beijing', { time: formatTimeFull(ms) })}>
      {t('ui.age.ago', { age: t(key, params) })}
    </time>
  )
}

/** `剩 03:08`, or `超时 01:12` once the time is over. */
export function Countdown({ dueAt }: { dueAt: When }) {
  const { t } = useTranslation()
  const now = useShownNow()
  const ms = toMs(dueAt)
  if (ms === null) return <span className="dim">{MISSING}</span>
  const left = ms - now
  return (
    <span className={left < 0 ? 'severity-1' : left < 60_000 ? 'severity-2' : 'dim'} style={{ whiteSpace: 'nowrap' }}>
      {t(left < 0 ? 'ui.countdown.over' : 'ui.countdown.left', { time: formatCountdown(left) })}
    </span>
  )
}
