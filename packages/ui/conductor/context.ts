/** Which moment a part of the screen shows. Outside a conductor everything is live. */
import { createContext, useContext } from 'react'
import type { Standing } from '../live/standing.ts'
import { useNow } from '../words/clock.ts'
import type { PastReadings } from './past-readings.ts'

export interface Past {
  /** Epoch ms. */
  moment: number
  readings: PastReadings
  standing: Standing
  /** The alarms are still those of the moment before. */
  alarmsBehind: boolean
}
export const PastContext = createContext<Past | null>(null)

/** The past that is shown here in place of the present; null is live. */
export const usePast = (): Past | null => useContext(PastContext)
/** The moment shown here, epoch ms; null is live. */
export const useMoment = (): number | null => usePast()?.moment ?? null
/** The instant from which ages are counted here: now, or the moment shown. */
export const useShownNow = (): number => {
  const now = useNow()
  return useMoment() ?? now
}
