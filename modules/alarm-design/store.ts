/** The SQL of alarm-design. Rows go in and out through the contract, so that a bad row cannot reach a rule. */
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { type AlarmDesignQuery, AlarmDesignRecord } from './contract.ts'

interface RecordTable {
  id: string
  org: string
  name: string
  state: AlarmDesignRecord['state']
  opened_by: string
  opened_at: string
  closed_by: string | null
  closed_at: string | null
  conclusion: string | null
}
export interface AlarmDesignTables {
  alarm_design_record: RecordTable
}
export type Tx = Kysely<AlarmDesignTables>

const toRecord = (row: RecordTable): AlarmDesignRecord =>
  AlarmDesignRecord.parse({
    id: row.id,
    org: row.org,
    name: row.name,
    state: row.state,
    openedBy: row.opened_by,
    openedAt: row.opened_at,
    ...(row.state === 'closed' ? { closedBy: row.closed_by, closedAt: row.closed_at, conclusion: row.conclusion } : {}),
  })

export const alarmDesignStore = {
  /** Locks the row until the transaction ends, so that two cannot close it at once. */
  async forUpdate(tx: Tx, id: string): Promise<AlarmDesignRecord | undefined> {
    const row = await tx.selectFrom('alarm_design_record').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    return row && toRecord(row)
  },
  async save(tx: Tx, record: AlarmDesignRecord): Promise<void> {
    const closed = record.state === 'closed' ? record : null
    const row: RecordTable = {
      id: record.id,
      org: record.org,
      name: record.name,
      state: record.state,
      opened_by: record.openedBy,
      opened_at: record.openedAt,
      closed_by: closed?.closedBy ?? null,
      closed_at: closed?.closedAt ?? null,
      conclusion: closed?.conclusion ?? null,
    }
    await tx
      .insertInto('alarm_design_record')
      .values(row)
      .onConflict((c) => c.column('id').doUpdateSet(row))
      .execute()
  },
  async page(tx: Tx, query: AlarmDesignQuery): Promise<{ items: AlarmDesignRecord[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AlarmDesignTables, 'alarm_design_record', O>) =>
      query.under ? q.where(sql<boolean>`org <@ ${query.under}::ltree`) : q
    const rows = await filter(tx.selectFrom('alarm_design_record').selectAll())
      .orderBy('opened_at', 'desc')
      .orderBy('id')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const count = filter(tx.selectFrom('alarm_design_record').select((e) => e.fn.countAll<number>().as('total')))
    const { total } = await count.executeTakeFirstOrThrow()
    return { items: rows.map(toRecord), total }
  },
}
export type AlarmDesignStore = typeof alarmDesignStore
