/** Which standing alarms a filter shows, and which of the chosen ones can be acknowledged together. Pure. */
import type { Severity } from '@anyuan/kernel'
import { isSetAside, isUnacknowledged, type StandingAlarm, severityOf } from '@anyuan/ui/standing'

export interface StandingFilters extends Record<string, string> {
  severity: string
  state: string
  condition: string
  text: string
}
export const NO_FILTERS: StandingFilters = { severity: '', state: '', condition: '', text: '' }

/** `text` is sought in code, name and asset of the tag, whatever the case; an empty filter lets everything through. */
export function filterStanding(alarms: readonly StandingAlarm[], filters: StandingFilters): StandingAlarm[] {
  const wanted = filters.text.trim().toLowerCase()
  return alarms.filter(
    (alarm) =>
      (filters.severity === '' || String(severityOf(alarm.state)) === filters.severity) &&
      (filters.state === '' || alarm.state.state === filters.state) &&
      (filters.condition === '' || alarm.condition === filters.condition) &&
      (wanted === '' || `${alarm.tagCode} ${alarm.tagName} ${alarm.assetCode ?? ''}`.toLowerCase().includes(wanted)),
  )
}

export type NotReady = 'acknowledged' | 'set_aside' | 'not_allowed'
export interface AcknowledgePreview {
  ready: StandingAlarm[]
  bySeverity: Record<Severity, number>
  /** Chosen, but not to be acknowledged, counted by why. */
  left: Record<NotReady, number>
}
/** What a common acknowledgement would do, said before it is done. */
export function previewAcknowledge(chosen: readonly StandingAlarm[], mayAct: (org: string) => boolean): AcknowledgePreview {
  const preview: AcknowledgePreview = {
    ready: [],
    bySeverity: { 1: 0, 2: 0, 3: 0, 4: 0 },
    left: { acknowledged: 0, set_aside: 0, not_allowed: 0 },
  }
  for (const alarm of chosen) {
    const { state } = alarm
    const severity = severityOf(state)
    if (isSetAside(state)) preview.left.set_aside += 1
    else if (severity === null || !isUnacknowledged(state)) preview.left.acknowledged += 1
    else if (!mayAct(alarm.org)) preview.left.not_allowed += 1
    else {
      preview.ready.push(alarm)
      preview.bySeverity[severity] += 1
    }
  }
  return preview
}

/** Runs `work` over all items, at most `atOnce` at a time, in order of starting; a failure of one does not hold up the others. */
export async function eachAtMost<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const item = items[next++] as T
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
}
