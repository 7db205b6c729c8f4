/** React's side of the standing alarms, and acting on them. */
import { isWithin } from '@anyuan/kernel'
import { App } from 'antd'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api/client.ts'
import { useRefusalText } from '../api/refusal.tsx'
import type { paths } from '../api/schema.generated.ts'
import type { Standing, StandingStore } from './standing.ts'

export type AlarmAct = paths['/api/alarms/act']['post']['requestBody']['content']['application/json']['act']
export type ActResult = paths['/api/alarms/act']['post']['responses'][200]['content']['application/json']['results'][number]

const StandingContext = createContext<StandingStore | null>(null)
export function StandingProvider({ store, children }: { store: StandingStore; children: ReactNode }) {
  return <StandingContext value={store}>{children}</StandingContext>
}
export function useStandingStore(): StandingStore {
  const store = useContext(StandingContext)
  if (!store) throw new Error('useStandingStore needs a StandingProvider above it')
  return store
}
/** All alarms that stand now within `under` (default: everywhere this person may see), gravest first. */
export function useStandingAlarms(under?: string): Standing {
  const store = useStandingStore()
  const all = useSyncExternalStore(store.subscribe, store.get)
  return useMemo(() => (under ? { ...all, alarms: all.alarms.filter((alarm) => isWithin(alarm.org, under)) } : all), [all, under])
}

/**
 * Acts on alarms as they were seen. What was refused is said in words; the result of each is returned.
 * @example await act([alarm.alarmNumber], { action: 'acknowledge', seenOccurrence })
 */
export function useActOnAlarms(): (alarmNumbers: number[], act: AlarmAct) => Promise<ActResult[]> {
  const store = useStandingStore()
  const { message } = App.useApp()
  const { t, i18n } = useTranslation()
  const words = useRefusalText()
  return useCallback(
    async (alarmNumbers, act) => {
      try {
        const { results } = await read(api.POST('/api/alarms/act', { body: { alarmNumbers, act } }))
        const refused = results.find((result) => !result.ok)
        if (refused)
          message.error(
            refused.code && i18n.exists(refused.code) ? t(refused.code, refused.params) : t('ui.refused_unknown', { code: refused.code }),
          )
        store.reload()
        return results
      } catch (error) {
        message.error(words(error))
        return []
      }
    },
    [store, message, t, i18n, words],
  )
}
