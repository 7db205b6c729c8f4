/** Standing alarms by level, everywhere in sight; and the sound: a switch, and a button that silences. */
import { SEVERITIES } from '@anyuan/kernel'
import { countBySeverity, Icon, SeverityCount, useStandingAlarms } from '@anyuan/ui'
import { Button, Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSound } from './use-sound.tsx'

export function AlarmCounter() {
  const { t } = useTranslation()
  const { alarms, error } = useStandingAlarms()
  const { state, sound } = useSound()
  const counts = useMemo(() => countBySeverity(alarms), [alarms])
  return (
    <div className="counts" role="status" aria-label={t('shell.alarms')}>
      {error && alarms.length === 0 ? (
        <span className="small">{t('shell.alarms.unknown')}</span>
      ) : (
        SEVERITIES.map((severity) => (
          <SeverityCount
            key={severity}
            severity={severity}
            count={counts[severity].standing}
            unacknowledged={counts[severity].unacknowledged}
          />
        ))
      )}
      {state.on && state.calling !== null && (
        <Button size="small" className={state.blocked ? 'wake' : undefined} onClick={() => sound.silence()}>
          {t(state.blocked ? 'shell.sound.blocked' : 'shell.sound.silence')}
        </Button>
      )}
      <Tooltip title={t(state.on ? 'shell.sound.on' : 'shell.sound.off')}>
        <Button
          type="text"
          size="small"
          aria-pressed={state.on}
          aria-label={t(state.on ? 'shell.sound.on' : 'shell.sound.off')}
          icon={<Icon name={state.on ? 'sound' : 'silent'} />}
          onClick={() => sound.setOn(!state.on)}
        />
      </Tooltip>
    </div>
  )
}
