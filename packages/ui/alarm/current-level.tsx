/** The level an alarm is at now (当前等级), beside the worst it is remembered by: a shape and a word, or that its condition is gone. */
import { useTranslation } from 'react-i18next'
import { type AlarmState, currentSeverityOf, severityOf } from '../live/standing.ts'
import { SeverityMark } from '../marks/severity.tsx'

/** `always`: also where it is the same as the worst, and in words. Without it, one mark stands for both while they agree. */
export function CurrentLevel({ state, always = false }: { state: AlarmState; always?: boolean }) {
  const { t } = useTranslation()
  const current = currentSeverityOf(state)
  if (current === undefined || (!always && current === severityOf(state))) return null
  return (
    <span className="small">
      {t('ui.alarm.now')}{' '}
      {current === null ? t('ui.alarm.now.gone') : <SeverityMark severity={current} show={always ? 'word' : 'letter'} />}
    </span>
  )
}
