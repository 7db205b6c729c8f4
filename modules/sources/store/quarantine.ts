/** The SQL of the quarantine. */
import type { Instant } from '@anyuan/kernel'
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import {
  QuarantineCounts,
  type QuarantineCountsQuery,
  QuarantineEntry,
  type QuarantineQuery,
  type ReprocessSelection,
} from '../contract.ts'
import type { NewQuarantineEntry, SourcesTables, Tx } from './tables.ts'

type Query<O> = SelectQueryBuilder<SourcesTables, 'quarantine', O>
type Filters = Omit<QuarantineQuery, 'page' | 'pageSize'>

function filtered<O>(query: Query<O>, { under, sourceCode, reason, tagCode, from, to, processed }: Filters): Query<O> {
  let q = query
  if (under) q = q.where(sql<boolean>`org <@ ${under}::ltree`)
  if (sourceCode) q = q.where('source_code', '=', sourceCode)
  if (reason) q = q.where('reason', '=', reason)
  if (tagCode) q = q.where('tag_code', '=', tagCode)
  if (from) q = q.where('at', '>=', from)
  if (to) q = q.where('at', '<', to)
  if (processed) q = q.where('processed_at', processed === 'yes' ? 'is not' : 'is', null)
  return q
}
/** What a selection means; entries that were taken already are never offered again. */
const selected = <O>(query: Query<O>, selection: ReprocessSelection): Query<O> =>
  'ids' in selection
    ? query.where('id', 'in', selection.ids).where('processed_at', 'is', null)
    : filtered(query, { ...selection, processed: 'no' })

const toEntry = (row: Selectable<SourcesTables['quarantine']>): QuarantineEntry =>
  QuarantineEntry.parse({
    ...row,
    sourceCode: row.source_code,
    tagCode: row.tag_code,
    processed: row.processed_at && { at: row.processed_at, by: row.processed_by },
    lastTry: row.tried_at && { at: row.tried_at, reason: row.tried_reason, detail: row.tried_detail },
  })

/** PostgreSQL keeps no NUL in a text; one such byte must not hold up all that waits behind it. It is shown as its symbol. */
const keepable = <T extends string | null>(text: T): T => (text === null ? text : (text.replaceAll('\u0000', '\u2400') as T))

export const quarantineRows = {
  async quarantine(tx: Tx, entries: readonly NewQuarantineEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += 500)
      await tx
        .insertInto('quarantine')
        .values(
          entries.slice(at, at + 500).map((e) => ({
            org: e.org,
            at: e.at,
            source_code: e.sourceCode,
            reason: e.reason,
            tag_code: keepable(e.tagCode),
            detail: keepable(e.detail),
            payload: keepable(e.payload),
            truncated: e.truncated ?? false,
          })),
        )
        .execute()
  },
  async quarantined(tx: Tx, query: QuarantineQuery): Promise<{ items: QuarantineEntry[]; total: number }> {
    const rows = await filtered(tx.selectFrom('quarantine').selectAll(), query)
      .orderBy('id', 'desc')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filtered(
      tx.selectFrom('quarantine').select((e) => e.fn.countAll<number>().as('total')),
      query,
    ).executeTakeFirstOrThrow()
    return { items: rows.map(toEntry), total }
  },
  /** @param hours begins of the hours to count, oldest first, one hour apart. */
  async quarantineCounts(tx: Tx, query: QuarantineCountsQuery, hours: readonly Instant[]): Promise<QuarantineCounts> {
    const open = <O>(q: Query<O>) => filtered(q, { ...query, processed: 'no' })
    const { open: total } = await open(
      tx.selectFrom('quarantine').select((e) => e.fn.countAll<number>().as('open')),
    ).executeTakeFirstOrThrow()
    const byReason = await open(
      tx
        .selectFrom('quarantine')
        .select(['reason', (e) => e.fn.countAll<number>().as('open'), (e) => e.fn.max('at').as('last_at')])
        .groupBy('reason')
        .orderBy('open', 'desc'),
    ).execute()
    const bySource = await open(
      tx
        .selectFrom('quarantine')
        .select(['source_code', (e) => e.fn.countAll<number>().as('open')])
        .groupBy('source_code')
        .orderBy('open', 'desc')
        .limit(10), // default, not from a standard
    ).execute()
    const perHour = await filtered(
      tx
        .selectFrom('quarantine')
        .select([sql<string>`date_trunc('hour', at, 'UTC')`.as('hour'), (e) => e.fn.countAll<number>().as('count')])
        .groupBy('hour'),
      { ...query, ...(hours[0] ? { from: hours[0] } : {}) },
    ).execute()
    const counted = new Map(perHour.map(({ hour, count }) => [Date.parse(hour), count]))
    return QuarantineCounts.parse({
      open: total,
      byReason: byReason.map((row) => ({ reason: row.reason, open: row.open, lastAt: row.last_at })),
      bySource: bySource.map((row) => ({ sourceCode: row.source_code, open: row.open })),
      byHour: hours.map((at) => ({ at, count: counted.get(Date.parse(at)) ?? 0 })),
    })
  },
  async selectionSize(tx: Tx, selection: ReprocessSelection): Promise<{ whole: number; truncated: number }> {
    const rows = await selected(
      tx
        .selectFrom('quarantine')
        .select(['truncated', (e) => e.fn.countAll<number>().as('count')])
        .groupBy('truncated'),
      selection,
    ).execute()
    const of = (truncated: boolean) => rows.find((row) => row.truncated === truncated)?.count ?? 0
    return { whole: of(false), truncated: of(true) }
  },
  /** The oldest first, as they were sent. */
  async selection(tx: Tx, selection: ReprocessSelection, limit: number): Promise<QuarantineEntry[]> {
    const rows = await selected(tx.selectFrom('quarantine').selectAll(), selection)
      .where('truncated', '=', false)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(toEntry)
  },
  async markTaken(tx: Tx, ids: readonly number[], at: Instant, by: string): Promise<void> {
    if (ids.length === 0) return
    await tx
      .updateTable('quarantine')
      .set({ processed_at: at, processed_by: by, tried_at: null, tried_reason: null, tried_detail: null })
      .where('id', 'in', ids)
      .where('processed_at', 'is', null)
      .execute()
  },
  async markTried(tx: Tx, id: number, at: Instant, reason: QuarantineEntry['reason'], detail: string | null): Promise<void> {
    await tx
      .updateTable('quarantine')
      .set({ tried_at: at, tried_reason: reason, tried_detail: detail })
      .where('id', '=', id)
      .where('processed_at', 'is', null)
      .execute()
  },
  async dropQuarantineBefore(tx: Tx, before: Instant): Promise<void> {
    await tx.deleteFrom('quarantine').where('at', '<', before).execute()
  },
}
