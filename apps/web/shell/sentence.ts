/** One alarm as it is spoken (播报词): level, place, what, why. */
import { innerState, isDrill, type StandingAlarm } from '@anyuan/ui/standing'
import type { Saying } from './annunciator.ts'

export interface SentenceWords {
  t: (key: string, params?: Record<string, unknown>) => string
  place: (org: string) => string
  breach: (breach: Extract<ReturnType<typeof innerState>, { worst: unknown }>['worst'], unit: string) => string
}
export function sentenceOf(saying: Saying, words: SentenceWords): string {
  const { t } = words
  if ('more' in saying) return t('shell.voice.more', { count: saying.more })
  const { alarm, kind, severity } = saying.say
  return t(`shell.voice.${isDrill(alarm.state) ? 'drill' : kind}`, {
    severity: t(`ui.severity.${severity}`),
    place: words.place(alarm.org),
    tag: alarm.tagName,
    why: whyOf(alarm, words),
  })
}
function whyOf(alarm: StandingAlarm, { breach }: SentenceWords): string {
  const inner = innerState(alarm.state)
  return inner.state === 'normal' ? '' : breach(inner.worst, alarm.unit)
}
