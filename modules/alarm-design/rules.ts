/** When may a record of alarm-design be opened and closed? Pure: the same facts give the same answer on any machine. */
import { type Decision, decide, type Instant, isWithin, type Refusal, refuse } from '@anyuan/kernel'
import type {
  AlarmDesignClose,
  AlarmDesignError,
  AlarmDesignEvent,
  AlarmDesignRecord,
  ClosedAlarmDesignRecord,
  NewAlarmDesignRecord,
  OpenAlarmDesignRecord,
} from './contract.ts'

const changed = ({ id, org }: AlarmDesignRecord): AlarmDesignEvent => ({ type: 'alarm-design.changed', id, org })

export function open(
  input: NewAlarmDesignRecord,
  id: string,
  by: { name: string; scope: readonly string[] },
  now: Instant,
): Decision<OpenAlarmDesignRecord, AlarmDesignEvent> | Refusal<AlarmDesignError> {
  if (!by.scope.some((path) => isWithin(input.org, path))) return refuse('alarm-design.outside_scope', { org: input.org })
  const record: OpenAlarmDesignRecord = { ...input, id, state: 'open', openedBy: by.name, openedAt: now }
  return decide(record, changed(record))
}

/** A closed record stays as it is: a second conclusion would overwrite the first. */
export function close(
  record: AlarmDesignRecord,
  { conclusion }: AlarmDesignClose,
  by: string,
  now: Instant,
): Decision<ClosedAlarmDesignRecord, AlarmDesignEvent> | Refusal<AlarmDesignError> {
  if (record.state === 'closed') return refuse('alarm-design.already_closed', { by: record.closedBy, at: record.closedAt })
  const closed: ClosedAlarmDesignRecord = { ...record, state: 'closed', closedBy: by, closedAt: now, conclusion }
  return decide(closed, changed(closed))
}
