/** The SQL of alarms that came back into service by the clock, untested (恢复未试验). */
import { type EpochMs, type Instant, toInstant } from '@anyuan/kernel'
import { sql } from 'kysely'
import type { Untested } from '../contract.ts'
import type { Tx, Where } from './tables.ts'

export const untestedStore = {
  async markUntested(tx: Tx, alarmNumber: number, where: Where, at: EpochMs): Promise<void> {
    const row = {
      org: where.org,
      tag_number: where.tagNumber,
      tag_code: where.tagCode,
      tag_name: where.tagName,
      returned_at: toInstant(at),
    }
    await tx
      .insertInto('alarm_untested')
      .values({ alarm_number: alarmNumber, ...row })
      .onConflict((c) => c.column('alarm_number').doUpdateSet(row))
      .execute()
  },
  /** @returns where it is; undefined for one that is not on the list, or not in the transaction's scope */
  async clearUntested(tx: Tx, alarmNumber: number): Promise<{ org: string; tagCode: string } | undefined> {
    const row = await tx
      .deleteFrom('alarm_untested')
      .where('alarm_number', '=', alarmNumber)
      .returning(['org', 'tag_code'])
      .executeTakeFirst()
    return row && { org: row.org, tagCode: row.tag_code }
  },
  /** The longest untested first. */
  async untested(tx: Tx, under: string | undefined): Promise<Untested[]> {
    const rows = await tx
      .selectFrom('alarm_untested')
      .selectAll()
      .where(under ? sql<boolean>`org <@ ${under}::ltree` : sql<boolean>`true`)
      .orderBy('returned_at')
      .orderBy('alarm_number')
      .execute()
    return rows.map((row) => ({
      alarmNumber: Number(row.alarm_number),
      tagNumber: row.tag_number,
      tagCode: row.tag_code,
      tagName: row.tag_name,
      org: row.org as Untested['org'],
      returnedAt: row.returned_at as Instant,
    }))
  },
}
