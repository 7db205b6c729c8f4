/** The SQL of late data: tag-hours that wait to be judged again, and the occurrences that were found in them. */
import { type EpochMs, type Instant, toEpochMs, toInstant } from '@anyuan/kernel'
import { sql } from 'kysely'
import type { Breach } from '../contract.ts'
import type { Tx, Where } from './tables.ts'

export interface WaitingHour {
  tagNumber: number
  hour: EpochMs
  notedAt: EpochMs
}
/** One occurrence as it would have been; `until` null: it still held when it was followed no longer. */
export interface LateOccurrence {
  alarmNumber: number
  raisedAt: EpochMs
  until: EpochMs | null
  worst: Breach
  suppressed: boolean
}
/** What was found, and until when it was followed: what still held then is closed there. */
export interface FoundLate {
  found: LateOccurrence
  where: Where
  followedTo: EpochMs
}
const epoch = (instant: string): EpochMs => toEpochMs(instant as Instant)
const nameOf = ({ alarmNumber, raisedAt }: LateOccurrence): string => `${alarmNumber}-${raisedAt}-late`

export const lateStore = {
  async noteLate(tx: Tx, hours: readonly { tagNumber: number; hour: EpochMs }[], at: Instant): Promise<void> {
    if (hours.length === 0) return
    await sql`insert into alarm_late_hour (tag_number, hour, noted_at)
      select tag, to_timestamp(hour / 1000.0), ${at}
      from unnest(${hours.map((one) => one.tagNumber)}::int[], ${hours.map((one) => one.hour)}::bigint[]) as t (tag, hour)
      on conflict (tag_number, hour) do update set noted_at = excluded.noted_at`.execute(tx)
  },
  /** Hours to which nothing came since `before`, tag by tag in order of time. */
  async waitingHours(tx: Tx, before: Instant, most: number): Promise<WaitingHour[]> {
    const rows = await tx
      .selectFrom('alarm_late_hour')
      .selectAll()
      .where('noted_at', '<', before)
      .orderBy('tag_number')
      .orderBy('hour')
      .limit(most)
      .execute()
    return rows.map((row) => ({ tagNumber: row.tag_number, hour: epoch(row.hour), notedAt: epoch(row.noted_at) }))
  },
  /** Only what was not noted again meanwhile. */
  async judgedHours(tx: Tx, hours: readonly WaitingHour[]): Promise<void> {
    await sql`delete from alarm_late_hour h
      using unnest(${hours.map((one) => one.tagNumber)}::int[], ${hours.map((one) => one.hour)}::bigint[], ${hours.map((one) => one.notedAt)}::bigint[])
        as t (tag, hour, noted)
      where h.tag_number = t.tag and h.hour = to_timestamp(t.hour / 1000.0) and h.noted_at = to_timestamp(t.noted / 1000.0)`.execute(tx)
  },
  /** Takes away what an earlier repair of the same hours found; what somebody has remarked on stays. */
  async forgetLate(tx: Tx, alarmNumbers: readonly number[], from: EpochMs, to: EpochMs): Promise<void> {
    await sql`delete from alarm_occurrence o where late and alarm_number = any (${alarmNumbers}::bigint[])
      and raised_at >= ${toInstant(from)} and raised_at < ${toInstant(to)}
      and not exists (select 1 from alarm_comment c where c.occurrence = o.occurrence)`.execute(tx)
  },
  /** Records it as late, unless the same alarm really stood within that time: then it was seen, if later. @returns whether it is new */
  async addLate(tx: Tx, { found, where, followedTo }: FoundLate): Promise<boolean> {
    const until = toInstant(found.until ?? followedTo)
    const { rows } = await sql<{ occurrence: string }>`
      insert into alarm_occurrence (occurrence, org, alarm_number, tag_number, tag_code, tag_name, unit, asset_code, severity, worst,
        raised_at, returned_at, closed_at, set_aside, drill, reannounced, group_of, late)
      select ${nameOf(found)}, ${where.org}::ltree, ${found.alarmNumber}::bigint, ${where.tagNumber}::int, ${where.tagCode}, ${where.tagName},
        ${where.unit}, ${where.assetCode}::text, ${found.worst.severity}::smallint, ${JSON.stringify(found.worst)}::jsonb,
        ${toInstant(found.raisedAt)}::timestamptz, ${found.until === null ? null : until}::timestamptz, ${until}::timestamptz,
        ${found.suppressed ? 'suppressed' : null}::text, false, 0, ${nameOf(found)}, true
      where not exists (select 1 from alarm_occurrence r where r.alarm_number = ${found.alarmNumber} and not r.late and not r.drill
        and r.raised_at <= ${until} and coalesce(r.returned_at, r.closed_at, 'infinity') >= ${toInstant(found.raisedAt)})
      on conflict (occurrence) do nothing returning occurrence`.execute(tx)
    return rows.length > 0
  },
}
