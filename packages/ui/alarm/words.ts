/** An alarm in words: what was breached, and in which state of the life cycle it stands. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlarmState, innerState } from '../live/standing.ts'
import { formatNumber, formatValue } from '../words/time.ts'

export interface BreachLike {
  reason: string
  value: number | null
  threshold: number | null
}
/** `高高报 52.1 %LEL（限值 50）`; a breach without a value says only what is wrong. */
export function useBreachText(): (breach: BreachLike, unit: string) => string {
  const { t } = useTranslation()
  return useCallback(
    ({ reason, value, threshold }: BreachLike, unit: string) => {
      const word = t(`ui.alarm.reason.${reason}`)
      if (value === null || reason === 'no_data' || reason === 'bad_quality' || reason === 'state') return word
      const shown = formatValue(value, reason === 'rate_of_change' ? `${unit}/s` : unit)
      return threshold === null
        ? t('ui.alarm.breach', { word, value: shown })
        : t('ui.alarm.breach_of', { word, value: shown, threshold: formatNumber(threshold) })
    },
    [t],
  )
}
/** The breach that an alarm is remembered by (latched worst); null when nothing stands. */
export const worstOf = (state: AlarmState): BreachLike | null => {
  const inner = innerState(state)
  return inner.state === 'normal' ? null : inner.worst
}
/** The name of this rise; acts are tied to it. Null when nothing stands. */
export const occurrenceOf = (state: AlarmState): string | null => {
  const inner = innerState(state)
  return inner.state === 'normal' ? null : inner.occurrence
}
