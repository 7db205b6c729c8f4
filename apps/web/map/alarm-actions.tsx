/** What the officer may do about an alarm from the map: acknowledge, note the handling, shelve. Nothing here when the map shows the past. */
import { ActForm, isSetAside, isUnacknowledged, type StandingAlarm, useActOnAlarms, useMay, type WordyAct } from '@anyuan/ui'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

export function AlarmActions({ alarm }: { alarm: StandingAlarm }) {
  const { t } = useTranslation()
  const act = useActOnAlarms()
  const allowed = useMay()('alarms.act', alarm.org)
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<{ action: WordyAct; seen: StandingAlarm } | null>(null)
  const callable = allowed && isUnacknowledged(alarm.state) && !busy && !asking
  const acknowledge = async () => {
    setBusy(true)
    await act([alarm], { action: 'acknowledge' })
    setBusy(false)
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="dialog"], [contenteditable]')
      if (!callable || typing || event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== 'a') return
      event.preventDefault()
      void acknowledge()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
  if (!allowed) return <span className="small">{t('map.act.not_allowed')}</span>
  const ask = (action: WordyAct) => <Button onClick={() => setAsking({ action, seen: alarm })}>{t(`ui.alarm.act.${action}`)}</Button>
  return (
    <div className="toolbar">
      {isUnacknowledged(alarm.state) && (
        <Button type="primary" loading={busy} onClick={() => void acknowledge()}>
          {t('ui.alarm.act.acknowledge')} <kbd>A</kbd>
        </Button>
      )}
      {!isSetAside(alarm.state) && ask('handle')}
      {!isSetAside(alarm.state) && ask('shelve')}
      {alarm.state.state === 'shelved' && (
        <Button onClick={() => void act([alarm], { action: 'unshelve' })}>{t('ui.alarm.act.unshelve')}</Button>
      )}
      <ActForm action={asking?.action ?? null} alarms={asking ? [asking.seen] : []} onClose={() => setAsking(null)} />
    </div>
  )
}
