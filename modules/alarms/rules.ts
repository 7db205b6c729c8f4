/** What the journal's entries mean for the rows that lists are made of. */
import { type Instant, plusSeconds, toInstant } from '@anyuan/kernel'
import { conditionKindOf } from '@anyuan/monitoring'
import type { ConditionKind, LiveState } from '@anyuan/monitoring/shapes'
import { type AlarmEvent, type AlarmState, type Occurrence, RESPOND_WITHIN_SECONDS } from './contract.ts'

/** What the process side of an alarm stands at, also while it is set aside. */
export const liveStateOf = (state: AlarmState): LiveState => ('inner' in state ? state.inner : state)

/** Everything but `normal` needs a person, or is set aside by one. */
export const stands = (state: AlarmState): boolean => state.state !== 'normal'

/** Until when an officer has to acknowledge; null where nobody is waited for. */
export function respondBy(state: AlarmState): Instant | null {
  if (state.state !== 'unacknowledged' && state.state !== 'returned_unacknowledged') return null
  return plusSeconds(toInstant(state.raisedAt), RESPOND_WITHIN_SECONDS[state.worst.severity])
}

/** The condition is in the alarm's number. */
export const conditionOf = (alarmNumber: number): ConditionKind => conditionKindOf(alarmNumber) ?? 'limit'

/** Timer entries keep delays alive over a restart; nobody needs to read them. */
export const isShown = (event: AlarmEvent): boolean => event.type !== 'timer_started' && event.type !== 'timer_stopped'

/** How an entry changes the row of its occurrence: the columns to set, or null where it changes none. */
export function occurrenceChange(
  event: AlarmEvent,
): Partial<
  Pick<Occurrence, 'worst' | 'acknowledgedAt' | 'acknowledgedBy' | 'handledAt' | 'handledBy' | 'handlingNote' | 'returnedAt' | 'closedAt'>
> | null {
  const at = toInstant(event.at)
  const live = liveStateOf(event.state)
  switch (event.type) {
    case 'escalated':
      // a graver level asks for a new acknowledgement
      return 'worst' in live ? { worst: live.worst, acknowledgedAt: null, acknowledgedBy: null } : null
    case 'acknowledged':
      return { acknowledgedAt: at, acknowledgedBy: event.by }
    case 'handled':
      return { handledAt: at, handledBy: event.by, handlingNote: event.note }
    case 'returned':
    case 'latched':
      return { returnedAt: at }
    case 'closed':
    case 'reset':
      return { closedAt: at }
    default:
      return null
  }
}
