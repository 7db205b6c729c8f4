/** Says on every page that the screen shows a past moment, and whether this page does. */
import { formatTime, useConductor, usePast, usePastStatus, useRefusalText } from '@anyuan/ui'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** @param follows the page shows the conductor's moment; the others go on showing now. */
export function PlaybackBanner({ follows }: { follows: boolean }) {
  const { t } = useTranslation()
  const conductor = useConductor()
  const past = usePast()
  const status = usePastStatus(past)
  const words = useRefusalText()
  if (!conductor || conductor.state.moment === null) return null
  const { moment } = conductor.state
  const error = status.error ?? past?.standing.error ?? null
  const behind =
    follows && error === null && (past?.moment !== moment || past.alarmsBehind || (status.shown !== null && status.shown !== moment))
  return (
    <div className="playback" role="status">
      <b>{t('conductor.playback', { time: formatTime(moment) })}</b>
      <span>{error !== null ? words(error) : t(follows ? 'conductor.playback.what' : 'conductor.playback.not_here')}</span>
      {behind && <span className="playback-behind">{t('ui.loading')}</span>}
      <Button size="small" onClick={conductor.goLive}>
        {t('conductor.back_to_live')} <kbd>End</kbd>
      </Button>
    </div>
  )
}
