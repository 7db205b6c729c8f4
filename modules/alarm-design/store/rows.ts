/** The tables of alarm-design. */
import type { Generated, Kysely } from 'kysely'
import type { Change, DesignKind, DifferenceKind } from '../contract.ts'

export interface VersionTable {
  kind: DesignKind
  org: string
  code: string
  version: number
  body: unknown
  author: string
  reason: string
  at: string
}
export interface ChangeTable {
  id: string
  number: Generated<number>
  org: string
  state: Change['progress']['state']
  created_at: string
  due_at: string | null
  tag_numbers: number[]
  body: unknown
  rehearsal: unknown
}
export interface DifferenceTable {
  id: Generated<number>
  org: string
  kind: DifferenceKind
  alarm_number: number | null
  tag_number: number
  tag_code: string
  found_at: string
  ended_at: string | null
}
export interface AlarmDesignTables {
  alarm_design_version: VersionTable
  alarm_change: ChangeTable
  alarm_setting_difference: DifferenceTable
  alarm_suppressed: { event_sequence: number; org: string; rule: string; alarm_number: number; at: string }
  alarm_setting_comparison: { at: string; org: string; alarms: number; differences: number }
}
export type Tx = Kysely<AlarmDesignTables>
