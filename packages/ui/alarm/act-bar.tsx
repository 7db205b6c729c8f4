/** The acts on one alarm: buttons in the order of the procedure, and the form behind those that need words. */
import { Button, Dropdown } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMoment } from '../conductor/context.ts'
import type { StandingAlarm } from '../live/standing.ts'
import { useActOnAlarms } from '../live/use-standing.tsx'
import { useMay } from '../session/session.tsx'
import { ActForm, type WordyAct } from './act-form.tsx'
import { type ActName, possibleActs } from './acts.ts'

const WORDY: ReadonlySet<string> = new Set<WordyAct>(['handle', 'shelve', 'suppress', 'take_out_of_service', 'return_to_service'])
const isWordy = (action: ActName): action is WordyAct => WORDY.has(action)
const KEYS: Partial<Record<ActName, string>> = { acknowledge: 'A', handle: 'C', shelve: 'S' }
const RARE: ReadonlySet<ActName> = new Set<ActName>(['silence', 'suppress', 'take_out_of_service'])

export interface AlarmActs {
  /** Empty where the person may not act at this place. */
  possible: readonly ActName[]
  allowed: boolean
  /** A past moment is shown: nothing can be acted on. */
  past: boolean
  busy: boolean
  /** Does the act as the alarm stands on the screen now, or opens its form; nothing when it is not possible. */
  start: (action: ActName) => void
  /** To be drawn somewhere: the open form, if any. */
  form: ReactNode
}
export function useAlarmActs(alarm: StandingAlarm | null): AlarmActs {
  const act = useActOnAlarms()
  const may = useMay()
  const [busy, setBusy] = useState(false)
  // what was seen when the form was opened: the row may change meanwhile
  const [asked, setAsked] = useState<{ action: WordyAct; alarm: StandingAlarm } | null>(null)
  const past = useMoment() !== null
  const allowed = alarm !== null && may('alarms.act', alarm.org)
  const possible = alarm && allowed && !past ? possibleActs(alarm.state) : []
  const start = (action: ActName) => {
    if (!alarm || busy || !possible.includes(action)) return
    if (isWordy(action)) {
      setAsked({ action, alarm })
      return
    }
    setBusy(true)
    void act([alarm], { action }).finally(() => setBusy(false))
  }
  return {
    possible,
    allowed,
    past,
    busy,
    start,
    form: <ActForm action={asked?.action ?? null} alarms={asked ? [asked.alarm] : []} onClose={() => setAsked(null)} />,
  }
}

export function ActBar({ acts, keys = false, large = false }: { acts: AlarmActs; keys?: boolean; large?: boolean }) {
  const { t } = useTranslation()
  const often = acts.possible.filter((action) => !RARE.has(action))
  const rare = acts.possible.filter((action) => RARE.has(action))
  const size = large ? 'large' : 'middle'
  if (acts.past) return <span className="small">{t('ui.conductor.no_acts')}</span>
  if (!acts.allowed) return <span className="small">{t('ui.alarm.not_allowed')}</span>
  return (
    <>
      {often.map((action, i) => (
        <Button
          key={action}
          size={size}
          type={i === 0 && action !== 'shelve' ? 'primary' : 'default'}
          loading={acts.busy && !isWordy(action)}
          onClick={() => acts.start(action)}
        >
          {t(`ui.alarm.act.${action}`)}
          {keys && KEYS[action] && <kbd>{KEYS[action]}</kbd>}
        </Button>
      ))}
      {rare.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rare.map((action) => ({ key: action, label: t(`ui.alarm.act.${action}`) })),
            onClick: ({ key }) => acts.start(key as ActName),
          }}
        >
          <Button size={size} type="text">
            {t('ui.more')}
          </Button>
        </Dropdown>
      )}
    </>
  )
}
