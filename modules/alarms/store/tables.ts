/** The rows of alarms as the database keeps them. */
import type { Generated, Kysely } from 'kysely'
import type { AlarmState, Assignee } from '../contract.ts'

export interface OccurrenceTable {
  occurrence: string
  org: string
  alarm_number: number
  tag_number: number
  tag_code: string
  tag_name: string
  unit: string
  asset_code: string | null
  severity: number
  worst: unknown
  raised_at: string
  acknowledged_at: string | null
  acknowledged_by: string | null
  handled_at: string | null
  handled_by: string | null
  handling_note: string | null
  returned_at: string | null
  closed_at: string | null
  silenced_by: string | null
  set_aside: 'shelved' | 'suppressed' | 'out_of_service' | null
  drill: boolean
  reannounced: number
  group_of: string | null
  late: Generated<boolean>
  assignee_id: string | null
  assignee_name: string | null
}
export interface AlarmsTables {
  alarm_journal_cursor: { journal: string; sequence: number }
  alarm_event: {
    journal: string
    sequence: number
    org: string
    at: string
    alarm_number: number
    tag_number: number
    occurrence: string | null
    type: string
    body: unknown
  }
  alarm_state: {
    alarm_number: number
    org: string
    tag_number: number
    tag_code: string
    tag_name: string
    unit: string
    asset_code: string | null
    sequence: number
    standing: boolean
    state: unknown
  }
  alarm_occurrence: OccurrenceTable
  alarm_comment: { id: Generated<number>; org: string; occurrence: string; at: string; by: string; text: string }
  alarm_flood: {
    org: string
    started_at: string
    recognised_at: string
    ended_at: string | null
    activations: number
    peak: number
    first_out: string | null
  }
  alarm_late_hour: { tag_number: number; hour: string; noted_at: string }
  alarm_untested: { alarm_number: number; org: string; tag_number: number; tag_code: string; tag_name: string; returned_at: string }
  alarm_watched: { bucket: string }
  alarm_report: { org: string; month: string; made_at: string; by: string | null; document: Uint8Array }
}
export type Tx = Kysely<AlarmsTables>

/** Where a tag is and what it is called, as the rows keep it. */
export interface Where {
  tagNumber: number
  tagCode: string
  tagName: string
  unit: string
  org: string
  assetCode: string | null
}
export interface StateRow extends Where {
  alarmNumber: number
  sequence: number
  state: AlarmState
}
/** A standing alarm with what people added to it. */
export interface StandingRow extends StateRow {
  assignee: Assignee | null
  comments: number
  risesSetAside: number
}
