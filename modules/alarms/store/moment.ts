/** What stood at a past moment, out of the copied journal: the last entry of each alarm at or before it. */
import type { Instant } from '@anyuan/kernel'
import { sql } from 'kysely'
import type { AlarmState } from '../contract.ts'
import type { StandingRow, Tx } from './tables.ts'

export const momentStore = {
  /** As `standing`, at `at`. Who was assigned then is not kept, so nobody is named; names and places are today's. */
  async standingAt(tx: Tx, under: string | undefined, at: Instant): Promise<StandingRow[]> {
    const { rows } = await sql<{
      alarm_number: string
      tag_number: number
      tag_code: string
      tag_name: string
      unit: string
      org: string
      asset_code: string | null
      sequence: string
      state: AlarmState
      comments: string
      rises: string
    }>`
      select s.alarm_number, s.tag_number, s.tag_code, s.tag_name, s.unit, s.org::text as org, s.asset_code, e.sequence, e.body -> 'state' as state,
        (select count(*) from alarm_comment c where c.at <= ${at}
          and c.occurrence = coalesce(e.body #>> '{state,inner,occurrence}', e.body #>> '{state,occurrence}')) as comments,
        case when e.body -> 'state' ? 'inner' then (select count(*) from alarm_occurrence r where r.alarm_number = s.alarm_number
          and r.raised_at >= to_timestamp((e.body #>> '{state,since}')::bigint / 1000.0) and r.raised_at <= ${at}) else 0 end as rises
      from alarm_state s cross join lateral (
        select sequence, body from alarm_event where alarm_number = s.alarm_number and at <= ${at} order by at desc, sequence desc limit 1
      ) e
      where s.org <@ ${under ?? ''}::ltree and e.body #>> '{state,state}' <> 'normal'`.execute(tx)
    return rows.map((row) => ({
      alarmNumber: Number(row.alarm_number),
      tagNumber: row.tag_number,
      tagCode: row.tag_code,
      tagName: row.tag_name,
      unit: row.unit,
      org: row.org,
      assetCode: row.asset_code,
      sequence: Number(row.sequence),
      state: row.state,
      assignee: null,
      comments: Number(row.comments),
      risesSetAside: Number(row.rises),
    }))
  },
}
