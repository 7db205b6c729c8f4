/** A line of the shift log in words: what the officer wrote, or what the house wrote by itself. */
import type { BreachLike, paths } from '@anyuan/ui'
import { useTranslation } from 'react-i18next'

export type LogEntry = paths['/api/duty/log']['get']['responses'][200]['content']['application/json']['items'][number]

export function useLogText(breachText: (breach: BreachLike, unit: string) => string): (entry: LogEntry) => string {
  const { t } = useTranslation()
  return ({ kind, text, code, params }) => {
    if (kind === 'handover') return t('duty.log.handover', { text: text ?? '', count: Number(params.openAlarms ?? 0) })
    if (text !== null) return text
    if (code === null) return ''
    const { reason, value, unit, note } = params
    const why =
      typeof reason === 'string'
        ? breachText({ reason, value: typeof value === 'number' ? value : null, threshold: null }, String(unit ?? ''))
        : ''
    const words = t(code, { ...params, why, note: note ?? '' }).trim()
    // every line of an exercise says so, not only the first
    return params.drill === 1 ? t('duty.log.in_drill', { text: words }) : words
  }
}
