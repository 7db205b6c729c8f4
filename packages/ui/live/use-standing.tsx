/** React's side of the standing alarms, and acting on them. */
import { isWithin } from '@anyuan/kernel'
import { App } from 'antd'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import { useRefusalText } from '../api/refusal.tsx'
import { useMoment, usePast } from '../conductor/context.ts'
import { innerState, type Standing, type StandingAlarm, type StandingStore, severityOf } from './standing.ts'
import type { ActResult, AlarmAct, SeenAlarm, Waiting, WaitingActs } from './waiting-acts.ts'

const StandingContext = createContext<StandingStore | null>(null)
const ActsContext = createContext<WaitingActs | null>(null)
export function StandingProvider({ store, acts, children }: { store: StandingStore; acts: WaitingActs; children: ReactNode }) {
  return (
    <StandingContext value={store}>
      <ActsContext value={acts}>{children}</ActsContext>
    </StandingContext>
  )
}
export function useStandingStore(): StandingStore {
  const store = useContext(StandingContext)
  if (!store) throw new Error('useStandingStore needs a StandingProvider above it')
  return store
}
/** All alarms that stand now (in playback: at the moment shown) within `under` (default: everywhere this person may see), gravest first. */
export function useStandingAlarms(under?: string): Standing {
  const store = useStandingStore()
  const now = useSyncExternalStore(store.subscribe, store.get)
  const all = usePast()?.standing ?? now
  return useMemo(() => (under ? { ...all, alarms: all.alarms.filter((alarm) => isWithin(alarm.org, under)) } : all), [all, under])
}
/** Acts of this person that wait for the house to answer again, and those it then refused. */
export function useWaitingActs(): { waiting: Waiting; acts: WaitingActs } {
  const acts = useContext(ActsContext)
  if (!acts) throw new Error('useWaitingActs needs a StandingProvider above it')
  return { waiting: useSyncExternalStore(acts.subscribe, acts.get), acts }
}

/** The alarm as it stands on the screen: what an act is tied to. */
export function seenOf({ alarmNumber, state }: Pick<StandingAlarm, 'alarmNumber' | 'state'>): SeenAlarm {
  const inner = innerState(state)
  const severity = severityOf(state)
  return {
    alarmNumber,
    seenOccurrence: inner.state === 'normal' ? null : inner.occurrence,
    ...(severity === null ? {} : { seenSeverity: severity }),
  }
}

export type Acted = { state: 'done'; results: ActResult[] } | { state: 'waits' }
/** Acts on alarms as they were seen; waits visibly where nobody answers. @throws ApiError when refused as a whole. */
export function useSendAct(): (act: AlarmAct, alarms: readonly StandingAlarm[]) => Promise<Acted> {
  const store = useStandingStore()
  const acts = useContext(ActsContext)
  const { message } = App.useApp()
  const { t } = useTranslation()
  const moment = useMoment()
  return useCallback(
    async (act, alarms) => {
      if (!acts) throw new Error('useSendAct needs a StandingProvider above it')
      // what is on the screen is not what stands
      if (moment !== null) throw new ApiError('ui.conductor.no_acts', {}, null, 0)
      const results = await acts.act(
        act,
        alarms.map(seenOf),
        alarms.map((alarm) => alarm.tagCode),
      )
      if (results === null) {
        message.warning(t('ui.acts.kept'))
        return { state: 'waits' }
      }
      store.reload()
      return { state: 'done', results }
    },
    [acts, store, message, t, moment],
  )
}
/**
 * Acts on alarms as they were seen, and says in words what was refused.
 * @example await act([alarm], { action: 'acknowledge' })
 */
export function useActOnAlarms(): (alarms: readonly StandingAlarm[], act: AlarmAct) => Promise<void> {
  const send = useSendAct()
  const { message } = App.useApp()
  const { t, i18n } = useTranslation()
  const words = useRefusalText()
  return useCallback(
    async (alarms, act) => {
      try {
        const acted = await send(act, alarms)
        const refused = acted.state === 'done' ? acted.results.find((result) => !result.ok) : undefined
        if (refused)
          message.error(
            refused.code && i18n.exists(refused.code) ? t(refused.code, refused.params) : t('ui.refused_unknown', { code: refused.code }),
          )
      } catch (error) {
        message.error(words(error))
      }
    },
    [send, message, t, i18n, words],
  )
}
