/** Change requests. */
import type { Instant } from '@anyuan/kernel'
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import { Change, type ChangeQuery, type Rehearsal } from '../contract.ts'
import { dueAt } from '../rules.ts'
import type { AlarmDesignTables, ChangeTable, Tx } from './rows.ts'

const toChange = (row: Selectable<ChangeTable>): Change =>
  Change.parse({ ...(row.body as object), id: row.id, number: row.number, org: row.org, rehearsal: row.rehearsal })
const bodyOf = ({ id: _id, number: _number, org: _org, rehearsal: _rehearsal, ...body }: Change) => JSON.stringify(body)

export const changesStore = {
  /** The number of the next request; one that is not used is not given again. */
  async nextChangeNumber(tx: Tx): Promise<number> {
    const { rows } = await sql<{ number: number }>`select nextval(pg_get_serial_sequence('alarm_change', 'number'))::int as number`.execute(
      tx,
    )
    return rows[0]!.number
  },
  async addChange(tx: Tx, change: Change): Promise<void> {
    await sql`
      insert into alarm_change (id, number, org, state, created_at, due_at, tag_numbers, body, rehearsal) overriding system value
      values (${change.id}, ${change.number}, ${change.org}::ltree, ${change.progress.state}, ${change.author.at}, ${dueAt(change)},
        ${change.tags.map((tag) => tag.tagNumber)}::int[], ${bodyOf(change)}::jsonb, ${JSON.stringify(change.rehearsal)}::jsonb)`.execute(
      tx,
    )
  },
  async saveChange(tx: Tx, change: Change): Promise<void> {
    await tx
      .updateTable('alarm_change')
      .set({
        org: change.org,
        state: change.progress.state,
        due_at: dueAt(change),
        tag_numbers: change.tags.map((tag) => tag.tagNumber),
        body: bodyOf(change),
        rehearsal: JSON.stringify(change.rehearsal),
      })
      .where('id', '=', change.id)
      .execute()
  },
  /** Locks the row until the transaction ends, so that two cannot move it at once. */
  async changeForUpdate(tx: Tx, id: string): Promise<Change | undefined> {
    const row = await tx.selectFrom('alarm_change').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    return row && toChange(row)
  },
  async change(tx: Tx, id: string): Promise<Change | undefined> {
    const row = await tx.selectFrom('alarm_change').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toChange(row)
  },
  async changes(tx: Tx, query: ChangeQuery): Promise<{ items: Change[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AlarmDesignTables, 'alarm_change', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`org <@ ${query.under}::ltree`)
      if (query.state) filtered = filtered.where('state', '=', query.state)
      if (query.tag) filtered = filtered.where(sql<boolean>`${query.tag}::int = any (tag_numbers)`)
      return filtered
    }
    const rows = await filter(tx.selectFrom('alarm_change').selectAll())
      .orderBy('number', 'desc')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(
      tx.selectFrom('alarm_change').select((e) => e.fn.countAll<number>().as('total')),
    ).executeTakeFirstOrThrow()
    return { items: rows.map(toChange), total }
  },
  /** Approved and due. */
  async dueChanges(tx: Tx, now: Instant): Promise<string[]> {
    const rows = await tx
      .selectFrom('alarm_change')
      .select('id')
      .where('state', '=', 'approved')
      .where('due_at', '<=', now)
      .orderBy('number')
      .execute()
    return rows.map((row) => row.id)
  },
  /** Keeps a rehearsal by itself, so that it cannot undo what a person did to the request meanwhile. */
  async saveRehearsal(tx: Tx, id: string, rehearsal: Rehearsal): Promise<void> {
    await tx
      .updateTable('alarm_change')
      .set({ rehearsal: JSON.stringify(rehearsal) })
      .where('id', '=', id)
      .execute()
  },
  async countChanges(tx: Tx, state: ChangeTable['state'], under: string): Promise<number> {
    const { total } = await tx
      .selectFrom('alarm_change')
      .select((e) => e.fn.countAll<number>().as('total'))
      .where('state', '=', state)
      .where(sql<boolean>`org <@ ${under}::ltree`)
      .executeTakeFirstOrThrow()
    return total
  },
  /** Emergencies whose rehearsal is owed and not done. */
  async overdueRehearsals(tx: Tx, now: Instant, under: string): Promise<number> {
    const { rows } = await sql<{ total: number }>`
      select count(*)::int as total from alarm_change
      where org <@ ${under}::ltree and rehearsal->>'state' <> 'done' and (body->'emergency'->>'rehearseBy')::timestamptz < ${now}::timestamptz`.execute(
      tx,
    )
    return rows[0]?.total ?? 0
  },
}
