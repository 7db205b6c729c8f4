/** Standing alarms by level, everywhere in sight; and the sound: mute this screen (本机静音), silence for all (消音), and the voice. */
import { SEVERITIES } from '@anyuan/kernel'
import { countBySeverity, Icon, SeverityCount, useActOnAlarms, useMay, useStandingAlarms } from '@anyuan/ui'
import { Button, Popover, Switch, Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { callingNow } from './annunciator.ts'
import { useSound, useVoice } from './use-sound.tsx'

export function AlarmCounter() {
  const { t } = useTranslation()
  const { alarms, error } = useStandingAlarms()
  const { state } = useSound()
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
      {state.on && state.calling !== null && <Calling />}
      <SoundSwitch />
    </div>
  )
}

/** While something calls: quiet on this screen, or silent for everybody; they are not the same. */
function Calling() {
  const { t } = useTranslation()
  const { state, sound } = useSound()
  const { voice } = useVoice()
  const act = useActOnAlarms()
  const may = useMay()
  const { alarms } = useStandingAlarms()
  const mine = useMemo(
    () =>
      callingNow(alarms)
        .map((one) => one.alarm)
        .filter((alarm) => may('alarms.act', alarm.org)),
    [alarms, may],
  )
  return (
    <>
      <Tooltip title={state.blocked ? undefined : t('shell.sound.mute.meaning')}>
        <Button
          size="small"
          className={state.blocked ? 'wake' : undefined}
          onClick={() => {
            sound.mute()
            voice.quiet()
          }}
        >
          {t(state.blocked ? 'shell.sound.blocked' : 'shell.sound.mute')}
        </Button>
      </Tooltip>
      {!state.blocked && mine.length > 0 && (
        <Tooltip title={t('shell.sound.silence.meaning', { count: mine.length })}>
          <Button size="small" className="wide-only" onClick={() => void act(mine.slice(0, MOST_AT_ONCE), { action: 'silence' })}>
            {t('shell.sound.silence')}
          </Button>
        </Tooltip>
      )}
    </>
  )
}
const MOST_AT_ONCE = 500 // as many as one act takes

function SoundSwitch() {
  const { t } = useTranslation()
  const { state, sound } = useSound()
  const { state: speech, voice } = useVoice()
  const label = t(state.on ? 'shell.sound.on' : 'shell.sound.off')
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="sound-box">
          <label htmlFor="sound-switch">
            <Switch
              id="sound-switch"
              size="small"
              checked={state.on}
              aria-label={t('shell.sound')}
              onChange={(on) => {
                sound.setOn(on)
                if (!on) voice.quiet()
              }}
            />
            {t('shell.sound')}
          </label>
          <label htmlFor="voice-switch">
            <Switch
              id="voice-switch"
              size="small"
              checked={speech.on && speech.hasVoice !== false}
              disabled={speech.hasVoice === false || !state.on}
              aria-label={t('shell.voice')}
              onChange={(on) => voice.setOn(on)}
            />
            {t('shell.voice')}
          </label>
          <p className="small">{t(speech.hasVoice === false ? 'shell.voice.none' : 'shell.voice.meaning')}</p>
        </div>
      }
    >
      <Button type="text" size="small" aria-label={label} title={label} icon={<Icon name={state.on ? 'sound' : 'silent'} />} />
    </Popover>
  )
}
