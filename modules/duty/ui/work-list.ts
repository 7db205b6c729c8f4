/** What needs the officer, in which order, and how the list holds still while it is being read. Pure. */
import { isWithin, type Severity } from '@anyuan/kernel'
import { innerState, isSetAside, isUnacknowledged, raisedAt, type StandingAlarm, severityOf } from '@anyuan/ui/standing'

/** The next step that an alarm waits for. */
export type Stage = 'acknowledge' | 'handle' | 'watch'
export const STAGES: readonly Stage[] = ['acknowledge', 'handle', 'watch']

/** Null: set aside by somebody, needs nobody now. */
export function stageOf({ state }: StandingAlarm): Stage | null {
  if (isSetAside(state)) return null
  if (isUnacknowledged(state)) return 'acknowledge'
  const inner = innerState(state)
  return inner.state !== 'normal' && inner.handled === null ? 'handle' : 'watch'
}

/** The next step first, then the graver level, then the shorter remaining time, then the older alarm. */
export function byNeed(alarms: readonly StandingAlarm[]): StandingAlarm[] {
  const key = (alarm: StandingAlarm) => {
    const stage = stageOf(alarm)
    return {
      stage: stage === null ? STAGES.length : STAGES.indexOf(stage),
      severity: severityOf(alarm.state) ?? 9,
      due: alarm.respondBy === null ? Number.POSITIVE_INFINITY : Date.parse(alarm.respondBy),
      raised: raisedAt(alarm.state),
    }
  }
  return alarms
    .filter((alarm) => stageOf(alarm) !== null)
    .map((alarm) => ({ alarm, key: key(alarm) }))
    .sort(
      ({ key: a, alarm: x }, { key: b, alarm: y }) =>
        a.stage - b.stage ||
        a.severity - b.severity ||
        (a.due === b.due ? 0 : a.due - b.due) ||
        a.raised - b.raised ||
        x.alarmNumber - y.alarmNumber,
    )
    .map(({ alarm }) => alarm)
}

/** The rows on the screen: numbers of alarms from top to bottom, and what has come since and is not shown yet. */
export interface HeldList {
  order: readonly number[]
  arrived: readonly number[]
}
export const NOTHING_HELD: HeldList = { order: [], arrived: [] }

/** While somebody reads, no row moves, goes or comes: what came is counted. Otherwise the list is as it ought to be. */
export function hold(held: HeldList, wanted: readonly number[], reading: boolean): HeldList {
  if (!reading || held.order.length === 0)
    return sameNumbers(held.order, wanted) && held.arrived.length === 0 ? held : { order: wanted, arrived: [] }
  const shown = new Set(held.order)
  const arrived = wanted.filter((alarmNumber) => !shown.has(alarmNumber))
  return sameNumbers(arrived, held.arrived) ? held : { order: held.order, arrived }
}
const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((each, i) => each === b[i])

/** The row above (-1) or below (1) the chosen one; the first or last where nothing is chosen. */
export function neighbour(order: readonly number[], chosen: number | null, step: 1 | -1): number | null {
  if (order.length === 0) return null
  const at = chosen === null ? -1 : order.indexOf(chosen)
  if (at < 0) return (step === 1 ? order[0] : order[order.length - 1]) ?? null
  return order[Math.max(0, Math.min(order.length - 1, at + step))] ?? null
}

export interface ShiftNumbers {
  unacknowledged: number
  overTime: number
  /** The gravest level that waits for acknowledgement; null when none does. */
  gravest: Severity | null
}
/** What the officer answers for. `now` in epoch ms. */
export function shiftNumbers(alarms: readonly StandingAlarm[], now: number): ShiftNumbers {
  const waiting = alarms.filter((alarm) => stageOf(alarm) === 'acknowledge')
  return {
    unacknowledged: waiting.length,
    gravest: waiting.reduce<Severity | null>((worst, { state }) => {
      const severity = severityOf(state)
      return severity !== null && (worst === null || severity < worst) ? severity : worst
    }, null),
    overTime: waiting.filter((alarm) => alarm.respondBy !== null && Date.parse(alarm.respondBy) < now).length,
  }
}

/** How much of the time to respond is left, 1 to 0; null where nothing is due. */
export function shareLeft(respondBy: string | null, raised: number, now: number): number | null {
  if (respondBy === null) return null
  const due = Date.parse(respondBy)
  return due <= raised ? 0 : Math.max(0, Math.min(1, (due - now) / (due - raised)))
}

/** Where a remark is written: the place that the screen is about if the officer may write there, else their own place below it. */
export function writePlace(org: string | undefined, mayWriteAt: readonly string[]): string | null {
  if (org !== undefined && mayWriteAt.some((place) => isWithin(org, place))) return org
  const below = mayWriteAt.filter((place) => org === undefined || isWithin(place, org))
  return below.length > 0 ? (below.toSorted((a, b) => a.length - b.length || a.localeCompare(b))[0] ?? null) : null
}
