/** The SQL of the shift log. */
import { type Generated, type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { LogEntry, type LogQuery } from './contract.ts'

interface LogTable {
  id: Generated<number>
  org: string
  at: string
  kind: LogEntry['kind']
  text: string | null
  code: string | null
  params: unknown
  by: string | null
  event_sequence: number | null
}
export interface DutyTables {
  shift_log: LogTable
}
export type Tx = Kysely<DutyTables>

const toEntry = (row: Omit<LogTable, 'id'> & { id: number }): LogEntry => LogEntry.parse(row)

export const dutyStore = {
  /** @returns null where the event had written its line before. */
  async add(tx: Tx, entry: Omit<LogEntry, 'id'>, eventSequence: number | null): Promise<LogEntry | null> {
    const row = await tx
      .insertInto('shift_log')
      .values({
        org: entry.org,
        at: entry.at,
        kind: entry.kind,
        text: entry.text,
        code: entry.code,
        params: JSON.stringify(entry.params),
        by: entry.by,
        event_sequence: eventSequence,
      })
      .onConflict((c) => c.column('event_sequence').doNothing())
      .returningAll()
      .executeTakeFirst()
    return row ? toEntry(row) : null
  },
  async page(tx: Tx, query: LogQuery): Promise<{ items: LogEntry[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<DutyTables, 'shift_log', O>) => {
      let filtered = q.where(sql<boolean>`org <@ ${query.org}::ltree`)
      if (query.from) filtered = filtered.where('at', '>=', query.from)
      if (query.to) filtered = filtered.where('at', '<', query.to)
      return filtered
    }
    const rows = await filter(tx.selectFrom('shift_log').selectAll())
      .orderBy('id', 'desc')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('shift_log').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map(toEntry), total }
  },
}
export type DutyStore = typeof dutyStore
