/** Says on every page that an exercise (演练) goes on, so that nobody takes it for the real thing, nor the real thing for it. */
import { isDrill, Link, useStandingAlarms } from '@anyuan/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

export function DrillBanner() {
  const { t } = useTranslation()
  const { alarms } = useStandingAlarms()
  const drills = useMemo(() => alarms.filter((alarm) => isDrill(alarm.state)), [alarms])
  const first = drills[0]
  if (!first) return null
  return (
    <div className="drill-banner" role="status">
      <b>{t('shell.drill', { count: drills.length })}</b> <span>{t('shell.drill.meaning')}</span>{' '}
      <Link to={`/alarms?alarm=${first.alarmNumber}`}>{first.tagName}</Link>
    </div>
  )
}
