/** Which standing alarms a filter shows, and the rows of the table: alarm by alarm, or folded to one card per cause. Pure. */
import { type AlarmGroup, type Groupable, groupAlarms } from '@anyuan/monitoring/group'
import { innerState, isDrill, isSetAside, type StandingAlarm, severityOf } from '@anyuan/ui/standing'

export interface StandingFilters extends Record<string, string> {
  severity: string
  state: string
  condition: string
  text: string
  /** `yes`: only what is assigned to me. */
  mine: string
}
export const NO_FILTERS: StandingFilters = { severity: '', state: '', condition: '', text: '', mine: '' }

/** `text` is sought in code, name and asset of the tag, whatever the case; an empty filter lets everything through. */
export function filterStanding(alarms: readonly StandingAlarm[], filters: StandingFilters, me = ''): StandingAlarm[] {
  const wanted = filters.text.trim().toLowerCase()
  return alarms.filter(
    (alarm) =>
      (filters.severity === '' || String(severityOf(alarm.state)) === filters.severity) &&
      (filters.state === '' || alarm.state.state === filters.state) &&
      (filters.condition === '' || alarm.condition === filters.condition) &&
      (filters.mine === '' || alarm.assignee?.accountId === me) &&
      (wanted === '' || `${alarm.tagCode} ${alarm.tagName} ${alarm.assetCode ?? ''}`.toLowerCase().includes(wanted)),
  )
}

/** An alarm with what its place in a group is: `cause` names it, `member` rose with it, `alone` is in none. */
export interface AlarmRow {
  kind: 'alarm'
  key: string
  alarm: StandingAlarm
  part: 'cause' | 'member' | 'alone'
  causeIs: AlarmGroup['causeIs']
}
export interface CardRow {
  kind: 'card'
  key: string
  group: AlarmGroup<Item>
  alarms: readonly StandingAlarm[]
  open: boolean
}
export type StandingRow = AlarmRow | CardRow
type Item = Groupable & { alarm: StandingAlarm }

/** Alarm by alarm, in the order given. */
export const listRows = (alarms: readonly StandingAlarm[]): AlarmRow[] =>
  alarms.map((alarm) => ({ kind: 'alarm', key: String(alarm.alarmNumber), alarm, part: 'alone', causeIs: 'first_out' }))

/**
 * One card per cause: above it a line with how many it holds, below it the cause and everything red, and the rest where the card is open.
 * What is set aside, and drills, are not folded into anything: they stand below as they are.
 */
export function groupRows(alarms: readonly StandingAlarm[], open: ReadonlySet<string>): { rows: StandingRow[]; folded: number } {
  const items: Item[] = []
  const apart: StandingAlarm[] = []
  for (const alarm of alarms) {
    const inner = innerState(alarm.state)
    const severity = severityOf(alarm.state)
    if (inner.state === 'normal' || severity === null || isSetAside(alarm.state) || isDrill(alarm.state)) apart.push(alarm)
    else
      items.push({
        alarm,
        alarmNumber: alarm.alarmNumber,
        raisedAt: inner.raisedAt,
        severity,
        asset: alarm.assetCode,
        plant: alarm.org,
        causeAlarm: alarm.causeAlarm,
      })
  }
  let folded = 0
  const rows: StandingRow[] = []
  for (const group of groupAlarms(items)) {
    const row = (item: Item, part: AlarmRow['part']): AlarmRow => ({
      kind: 'alarm',
      key: String(item.alarmNumber),
      alarm: item.alarm,
      part,
      causeIs: group.causeIs,
    })
    if (group.members.length === 1) {
      rows.push(row(group.cause, 'alone'))
      continue
    }
    const key = `card-${group.cause.alarmNumber}`
    const isOpen = open.has(key)
    if (!isOpen) folded += group.folded.length
    rows.push({ kind: 'card', key, group, alarms: group.members.map((one) => one.alarm), open: isOpen })
    rows.push(row(group.cause, 'cause'))
    const shown = isOpen ? group.members : group.shown
    for (const one of shown) if (one !== group.cause) rows.push(row(one, 'member'))
  }
  return { rows: [...rows, ...listRows(apart)], folded }
}

/** What comes back together: set aside by one person for one reason until one minute. */
export interface ComingBack {
  key: string
  state: 'shelved' | 'suppressed' | 'out_of_service'
  /** Epoch ms, the earliest of them; null: by hand or by design. */
  until: number | null
  by: string
  reason: string
  alarms: readonly StandingAlarm[]
}
export function comingBack(alarms: readonly StandingAlarm[]): ComingBack[] {
  const groups = new Map<string, ComingBack>()
  for (const alarm of setAsideRows(alarms)) {
    const { state } = alarm
    if (!('inner' in state)) continue
    const until = 'until' in state ? state.until : null
    // one act reaches alarm after alarm: their ends differ by moments
    const key = [state.state, until === null ? '' : Math.floor(until / 60_000), state.by, state.reason].join('|') // unit
    const group = groups.get(key)
    if (group) groups.set(key, { ...group, alarms: [...group.alarms, alarm] })
    else groups.set(key, { key, state: state.state, until, by: state.by, reason: state.reason, alarms: [alarm] })
  }
  return [...groups.values()]
}

/** Set aside, the first to come back on top; what comes back only by design or by hand stands last. */
export function setAsideRows(alarms: readonly StandingAlarm[]): StandingAlarm[] {
  const until = ({ state }: StandingAlarm) => ('until' in state && state.until !== null ? state.until : Number.POSITIVE_INFINITY)
  return alarms
    .filter((alarm) => isSetAside(alarm.state))
    .sort((a, b) => (until(a) === until(b) ? 0 : until(a) - until(b)) || a.alarmNumber - b.alarmNumber)
}
