/** The hourly comparison of what runs with what was approved, and the count of what rules suppressed. */
import type { Instant } from '@anyuan/kernel'
import { type Selectable, sql } from 'kysely'
import { Difference } from '../contract.ts'
import type { DifferenceTable, Tx } from './rows.ts'

const toDifference = (row: Selectable<DifferenceTable>): Difference =>
  Difference.parse({
    ...row,
    alarmNumber: row.alarm_number,
    tagNumber: row.tag_number,
    tagCode: row.tag_code,
    foundAt: row.found_at,
    endedAt: row.ended_at,
  })

export const comparisonsStore = {
  async standingDifferences(tx: Tx): Promise<Difference[]> {
    return (await tx.selectFrom('alarm_setting_difference').selectAll().where('ended_at', 'is', null).orderBy('id').execute()).map(
      toDifference,
    )
  },
  async endedDifferences(tx: Tx, since: Instant): Promise<Difference[]> {
    const rows = await tx
      .selectFrom('alarm_setting_difference')
      .selectAll()
      .where('ended_at', '>=', since)
      .orderBy('id', 'desc')
      .limit(200)
      .execute()
    return rows.map(toDifference)
  },
  async addDifferences(tx: Tx, found: readonly Omit<Difference, 'id' | 'endedAt'>[]): Promise<void> {
    if (found.length === 0) return
    await tx
      .insertInto('alarm_setting_difference')
      .values(
        found.map(({ org, kind, alarmNumber, tagNumber, tagCode, foundAt }) => ({
          org,
          kind,
          alarm_number: alarmNumber,
          tag_number: tagNumber,
          tag_code: tagCode,
          found_at: foundAt,
          ended_at: null,
        })),
      )
      .execute()
  },
  async endDifferences(tx: Tx, ids: readonly number[], at: Instant): Promise<void> {
    if (ids.length === 0) return
    await tx.updateTable('alarm_setting_difference').set({ ended_at: at }).where(sql<boolean>`id = any (${ids}::int[])`).execute()
  },
  async addComparison(tx: Tx, at: Instant, alarms: number, differences: number): Promise<void> {
    await tx
      .insertInto('alarm_setting_comparison')
      .values({ at, org: '', alarms, differences })
      .onConflict((c) => c.column('at').doNothing())
      .execute()
  },
  async lastComparison(tx: Tx): Promise<{ at: string; alarms: number } | undefined> {
    return tx.selectFrom('alarm_setting_comparison').select(['at', 'alarms']).orderBy('at', 'desc').limit(1).executeTakeFirst()
  },
  /** @param eventSequence of the outbox: an event heard twice counts once. */
  async addSuppressed(tx: Tx, eventSequence: number, org: string, rule: string, alarmNumber: number, at: Instant): Promise<void> {
    await tx
      .insertInto('alarm_suppressed')
      .values({ event_sequence: eventSequence, org, rule, alarm_number: alarmNumber, at })
      .onConflict((c) => c.column('event_sequence').doNothing())
      .execute()
  },
  /** How often each rule suppressed an alarm since then. */
  async suppressedCounts(tx: Tx, since: Instant): Promise<Map<string, number>> {
    const rows = await tx
      .selectFrom('alarm_suppressed')
      .select((e) => ['rule', e.fn.countAll<number>().as('total')])
      .where('at', '>=', since)
      .groupBy('rule')
      .execute()
    return new Map(rows.map((row) => [row.rule, row.total]))
  },
  /** Differences found in the window below one of `scope`; null where nobody compared then. */
  async foundBetween(tx: Tx, from: Instant, to: Instant, under: string): Promise<number | null> {
    const compared = await tx
      .selectFrom('alarm_setting_comparison')
      .select('at')
      .where('at', '>=', from)
      .where('at', '<', to)
      .limit(1)
      .executeTakeFirst()
    if (!compared) return null
    const { total } = await tx
      .selectFrom('alarm_setting_difference')
      .select((e) => e.fn.countAll<number>().as('total'))
      .where('found_at', '>=', from)
      .where('found_at', '<', to)
      .where(sql<boolean>`org <@ ${under}::ltree`)
      .executeTakeFirstOrThrow()
    return total
  },
}
