/** The time conductor (时间导引条) along the bottom: one range for all that the page shows; pulled back, the page shows that moment. */
import './conductor.css'
import { type Conductor, formatTime, Icon, SPEEDS, type Speed, useConductor, useNow, useOrg, windowAt } from '@anyuan/ui'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { RangeButton } from './range-button.tsx'
import { Track } from './track.tsx'

export function ConductorBar() {
  const conductor = useConductor()
  return conductor && <Bar conductor={conductor} />
}
function Bar({ conductor }: { conductor: Conductor }) {
  const { t } = useTranslation()
  const { org } = useOrg()
  const now = useNow()
  const { state, playing, speed } = conductor
  const window = windowAt(state, now)
  const isPast = state.moment !== null
  const { goLive } = conductor
  return (
    <section className={`conductor${isPast ? ' conductor-past' : ''}`} aria-label={t('conductor.title')}>
      <Button
        type="text"
        icon={<Icon name={playing === null ? 'play' : 'pause'} size={16} />}
        aria-label={t(playing === null ? 'conductor.play' : 'conductor.pause')}
        title={`${t(playing === null ? 'conductor.play' : 'conductor.pause')} Space`}
        onClick={conductor.togglePlay}
      />
      <Dropdown
        trigger={['click']}
        menu={{
          items: SPEEDS.map((each) => ({ key: each, label: t('conductor.speed', { speed: each }) })),
          selectedKeys: [String(speed)],
          onClick: ({ key }) => conductor.setSpeed(Number(key) as Speed),
        }}
      >
        <Button type="text" size="small" aria-label={`${t('conductor.speed.label')} ×${speed}`}>
          ×{speed}
        </Button>
      </Dropdown>
      <RangeButton conductor={conductor} window={window} />
      <Track conductor={conductor} under={org} window={window} now={now} />
      <span className="small conductor-now">
        {state.moment === null ? (state.fixed ? '' : t('conductor.now')) : formatTime(state.moment)}
      </span>
      <Button type={isPast || state.fixed ? 'primary' : 'text'} size="small" aria-pressed={!isPast && !state.fixed} onClick={goLive}>
        {t(isPast || state.fixed ? 'conductor.back_to_live' : 'conductor.live')}
        {isPast && <kbd>End</kbd>}
      </Button>
    </section>
  )
}
