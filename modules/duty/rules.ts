/** Which events become a line of the shift log, and where an officer may write. */

import { type AlarmChanged, RETURNED_UNTESTED } from '@anyuan/alarms/contract'
import { isWithin, type Refusal, refuse, type Severity } from '@anyuan/kernel'
import type { DutyError } from './contract.ts'

const LOGGED = new Set<AlarmChanged['event']['type']>([
  'raised',
  'escalated',
  'risen',
  'acknowledged',
  'handled',
  'returned',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'taken_out_of_service',
  'returned_to_service',
  'reset',
  'silenced',
  'drill',
])
/** A blue alarm is written only when a person acts on it, so that the log stays readable. */
const GRAVEST_QUIET: Severity = 4 // default, not from a standard

/** The word (key in locales) and its parameters, or null for what the log leaves out. */
export function lineOf({
  event,
  tagCode,
  tagName,
  unit,
}: AlarmChanged): { code: string; params: Record<string, string | number | null>; by: string | null } | null {
  if (!LOGGED.has(event.type)) return null
  const severity = event.breach?.severity ?? null
  // the house has put an alarm back to work that nobody has tested: that is somebody's task, whatever its level
  const untested = event.type === 'returned_to_service' && event.by === null && event.note === RETURNED_UNTESTED
  if (!untested && event.by === null && (severity === null || severity === GRAVEST_QUIET)) return null
  return {
    code: untested ? 'duty.log.returned_untested' : `duty.log.${event.type}`,
    params: {
      tagCode,
      tagName,
      unit,
      severity,
      reason: event.breach?.reason ?? null,
      value: event.breach?.value ?? null,
      note: event.note,
      drill: event.drill ? 1 : 0,
    },
    by: event.by,
  }
}

export function mayWriteAt(org: string, scope: readonly string[]): Refusal<DutyError> | null {
  return scope.some((path) => isWithin(org, path)) ? null : refuse('duty.outside_scope', { org })
}
