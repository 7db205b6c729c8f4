/** Says on every page that the screen shows a past moment, and whether this page does. */
import { formatTime, useConductor, usePast, usePastStatus, useRefusalText } from '@anyuan/ui'
import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null

/** @param follows the page shows the conductor's moment; the others go on showing now. */
export function PlaybackBanner({ follows }: { follows: boolean }) {
  const { t } = useTranslation()
  const conductor = useConductor()
  const past = usePast()
  const status = usePastStatus(past)
  const words = useRefusalText()
  const isPast = conductor !== null && conductor.state.moment !== null
  const goLive = conductor?.goLive
  useEffect(() => {
    if (!isPast) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'End' || event.defaultPrevented || isTyping(event.target)) return
      event.preventDefault()
      goLive?.()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [isPast, goLive])
  if (!conductor || conductor.state.moment === null) return null
  const { moment } = conductor.state
  const error = status.error ?? past?.standing.error ?? null
  const behind =
    follows && error === null && (past?.moment !== moment || past.alarmsBehind || (status.shown !== null && status.shown !== moment))
  return (
    <div className="playback" role="status">
      <b>{t('conductor.playback', { time: formatTime(moment) })}</b>
      <span className={follows && error === null ? 'playback-what' : undefined}>
        {error !== null ? words(error) : t(follows ? 'conductor.playback.what' : 'conductor.playback.not_here')}
      </span>
      {behind && <span className="playback-behind">{t('ui.loading')}</span>}
      <Button size="small" onClick={conductor.goLive}>
        {t('conductor.back_to_live')} <kbd>End</kbd>
      </Button>
    </div>
  )
}
