/**
 * Groups of alarms (报警成组): one card per cause. An alarm whose configured cause (致因报警) stands belongs to that cause; else alarms of the same
 * asset or the same plant that rise within 60 s of the first of them (首出报警, first-out) belong together. A red alarm is never folded away.
 */
import type { EpochMs, Severity } from '@anyuan/kernel'

export const GROUP_WITHIN_SECONDS = 60 // default, not from a standard

/** What grouping has to know of an alarm that stands. */
export interface Groupable {
  alarmNumber: number
  raisedAt: EpochMs
  severity: Severity
  /** Null: the tag belongs to no asset. */
  asset: string | null
  /** Where it stands: organisation path of plant, area or enterprise. */
  plant: string
  /** Number of the alarm that is the configured cause of this one. */
  causeAlarm: number | null
}
export interface AlarmGroup<A extends Groupable = Groupable> {
  /** The alarm that names the cause: the configured one, or the first-out. */
  cause: A
  causeIs: 'configured' | 'first_out'
  /** All of it, in order of rising; the cause is among them. */
  members: readonly A[]
  /** What a folded card still shows: the cause and everything red. */
  shown: readonly A[]
  /** What a folded card hides, by number only. */
  folded: readonly A[]
  /** The gravest of all members. */
  severity: Severity
}

const byRise = (a: Groupable, b: Groupable): number => a.raisedAt - b.raisedAt || a.alarmNumber - b.alarmNumber

/** The alarm that rose first; of several in the same millisecond the lowest number. Null of none. */
export const firstOut = <A extends Groupable>(alarms: readonly A[]): A | null =>
  alarms.reduce<A | null>((first, one) => (first === null || byRise(one, first) < 0 ? one : first), null)

/** True when `later` belongs to the rise that began with `head`: same asset or same plant, within 60 s. */
export const risesWith = (head: Groupable, later: Groupable): boolean =>
  later.raisedAt - head.raisedAt <= GROUP_WITHIN_SECONDS * 1000 &&
  later.raisedAt >= head.raisedAt &&
  (later.plant === head.plant || (head.asset !== null && later.asset === head.asset))

/**
 * One group per cause, the gravest first, then the newest. Every alarm is in exactly one group; one that stands alone is a group of one.
 */
export function groupAlarms<A extends Groupable>(alarms: readonly A[]): AlarmGroup<A>[] {
  const standing = new Map(alarms.map((alarm) => [alarm.alarmNumber, alarm]))
  const causes = new Map<A, A[]>()
  const heads: A[] = []
  for (const alarm of [...alarms].sort(byRise)) {
    const cause = configuredCause(alarm, standing)
    if (cause !== alarm) {
      add(causes, cause, alarm)
      continue
    }
    // heads that are too old for this one are too old for all that follow
    while (heads[0] && alarm.raisedAt - heads[0].raisedAt > GROUP_WITHIN_SECONDS * 1000) heads.shift()
    const head = heads.find((one) => risesWith(one, alarm))
    if (head) add(causes, head, alarm)
    else {
      heads.push(alarm)
      if (!causes.has(alarm)) causes.set(alarm, [])
    }
  }
  // a configured cause may itself have risen with another: its followers go along
  const parent = new Map<A, A>()
  for (const [head, followers] of causes) for (const one of followers) parent.set(one, head)
  const gathered = new Map<A, A[]>()
  for (const alarm of alarms) add(gathered, rootOf(alarm, parent), alarm)
  return [...gathered].map(([root, members]) => groupOf(root, members)).sort(byNeed)
}

/** Grows the list in place: in a flood thousands join one. */
function add<A>(lists: Map<A, A[]>, key: A, one: A): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

function groupOf<A extends Groupable>(cause: A, unsorted: readonly A[]): AlarmGroup<A> {
  const members = [...unsorted].sort(byRise)
  return {
    cause,
    causeIs: members.some((one) => one !== cause && one.causeAlarm === cause.alarmNumber) ? 'configured' : 'first_out',
    members,
    shown: members.filter((one) => one === cause || one.severity === 1),
    folded: members.filter((one) => one !== cause && one.severity !== 1),
    severity: members.reduce<Severity>((gravest, one) => (one.severity < gravest ? one.severity : gravest), 4),
  }
}

const byNeed = (a: AlarmGroup, b: AlarmGroup): number => a.severity - b.severity || byRise(b.cause, a.cause)

/** Follows the configured causes as far as they stand; a circle of causes ends where it was entered. */
function configuredCause<A extends Groupable>(alarm: A, standing: ReadonlyMap<number, A>): A {
  const seen = new Set<A>([alarm])
  let cause = alarm
  for (;;) {
    const next = cause.causeAlarm === null ? undefined : standing.get(cause.causeAlarm)
    if (!next) return cause
    if (seen.has(next)) return firstOut([...seen])!
    seen.add(next)
    cause = next
  }
}

function rootOf<A extends Groupable>(alarm: A, parent: ReadonlyMap<A, A>): A {
  const seen = new Set<A>()
  let root = alarm
  for (let next = parent.get(root); next && !seen.has(next); next = parent.get(root)) {
    seen.add(next)
    root = next
  }
  return root
}
