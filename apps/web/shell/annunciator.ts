/**
 * What the alarm's voice says, and in which order (语音播报): one voice, one queue. Red is always spoken and goes first; of anything else three
 * messages of a burst, and then one sentence that tells how many more there are. Pure.
 */
import type { Severity } from '@anyuan/kernel'
import { innerState, isSetAside, isUnacknowledged, type StandingAlarm, severityOf } from '@anyuan/ui/standing'

export const SPOKEN_OF_A_BURST = 3 // default, not from a standard

/** `new`: it rose; `again`: nobody has acknowledged it; `graver`: its level rose. */
export interface Announcement {
  kind: 'new' | 'again' | 'graver'
  severity: Severity
  alarm: StandingAlarm
}
export interface VoiceQueue {
  waiting: readonly Announcement[]
  /** Not red, and spoken since the queue was last empty. */
  spoken: number
}
export const QUIET: VoiceQueue = { waiting: [], spoken: 0 }
export type Saying = { say: Announcement } | { more: number }

/** What was last told of each occurrence that calls. */
export type Told = ReadonlyMap<string, { severity: Severity; announcedAt: number }>

interface Calling {
  occurrence: string
  severity: Severity
  announcedAt: number
  alarm: StandingAlarm
}
/** Alarms that ask to be heard: unacknowledged, not set aside, silenced by nobody. */
export function callingNow(alarms: readonly StandingAlarm[]): Calling[] {
  return alarms.flatMap((alarm) => {
    const inner = innerState(alarm.state)
    const severity = severityOf(alarm.state)
    if (severity === null || inner.state === 'normal' || isSetAside(alarm.state) || !isUnacknowledged(alarm.state) || inner.silenced)
      return []
    return [{ occurrence: inner.occurrence, severity, announcedAt: inner.announcedAt ?? inner.raisedAt, alarm }]
  })
}

/** What is new since `told`, the gravest first. With `told` null (the page has just opened) nothing is: what stood before is on the screen. */
export function announcements(told: Told | null, alarms: readonly StandingAlarm[]): { fresh: Announcement[]; told: Told } {
  const calling = callingNow(alarms)
  const fresh = calling.flatMap(({ occurrence, severity, announcedAt, alarm }): Announcement[] => {
    const before = told?.get(occurrence)
    if (told === null) return []
    if (!before) return [{ kind: 'new', severity, alarm }]
    if (severity < before.severity) return [{ kind: 'graver', severity, alarm }]
    return announcedAt > before.announcedAt ? [{ kind: 'again', severity, alarm }] : []
  })
  return {
    fresh: fresh.sort((a, b) => a.severity - b.severity),
    told: new Map(calling.map(({ occurrence, severity, announcedAt }) => [occurrence, { severity, announcedAt }])),
  }
}

export const enqueue = (queue: VoiceQueue, fresh: readonly Announcement[]): VoiceQueue =>
  fresh.length === 0 ? queue : { ...queue, waiting: [...queue.waiting, ...fresh] }

/** Takes off what no longer calls (acknowledged, silenced, gone) before its turn came. */
export function forget(queue: VoiceQueue, alarms: readonly StandingAlarm[]): VoiceQueue {
  if (queue.waiting.length === 0) return queue
  const calling = new Set(callingNow(alarms).map((one) => one.occurrence))
  const waiting = queue.waiting.filter(({ alarm }) => {
    const inner = innerState(alarm.state)
    return inner.state !== 'normal' && calling.has(inner.occurrence)
  })
  return waiting.length === queue.waiting.length ? queue : { ...queue, waiting }
}

/** What the voice says next, and what is left; null when there is nothing, and the burst is over. */
export function next(queue: VoiceQueue): { saying: Saying | null; queue: VoiceQueue } {
  const red = queue.waiting.find((one) => one.severity === 1)
  if (red) return { saying: { say: red }, queue: { ...queue, waiting: queue.waiting.filter((one) => one !== red) } }
  const [first, ...rest] = queue.waiting
  if (!first) return { saying: null, queue: QUIET }
  if (queue.spoken < SPOKEN_OF_A_BURST) return { saying: { say: first }, queue: { waiting: rest, spoken: queue.spoken + 1 } }
  return { saying: { more: queue.waiting.length }, queue: { waiting: [], spoken: queue.spoken } }
}
