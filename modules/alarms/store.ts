/** The SQL of alarms. */
import { type EpochMs, toEpochMs, toInstant } from '@anyuan/kernel'
import { type SelectQueryBuilder, sql } from 'kysely'
import { AlarmEvent, type AlarmState, type Assignee, Occurrence, type OccurrenceQuery } from './contract.ts'
import { figuresStore } from './store/figures.ts'
import { lateStore } from './store/late.ts'
import { momentStore } from './store/moment.ts'
import type { AlarmsTables, OccurrenceTable, StandingRow, StateRow, Tx, Where } from './store/tables.ts'
import { talkStore } from './store/talk.ts'
import { untestedStore } from './store/untested.ts'

export type { AlarmsTables, StandingRow, StateRow, Tx, Where } from './store/tables.ts'

/** The first of a rise: what rises with it belongs to it. */
export interface Head {
  occurrence: string
  alarmNumber: number
  raisedAt: EpochMs
  org: string
  assetCode: string | null
}

const commentCount = sql<number>`(select count(*) from alarm_comment c where c.occurrence = alarm_occurrence.occurrence)`
const assigneeOf = (row: { assignee_id: string | null; assignee_name: string | null }): Assignee | null =>
  row.assignee_id === null ? null : { accountId: row.assignee_id, name: row.assignee_name ?? '' }
type OccurrenceRow = Omit<OccurrenceTable, 'late'> & { late: boolean; comments: number }
const toOccurrence = (row: OccurrenceRow): Occurrence =>
  Occurrence.parse({
    occurrence: row.occurrence,
    alarmNumber: Number(row.alarm_number),
    tagNumber: row.tag_number,
    tagCode: row.tag_code,
    tagName: row.tag_name,
    unit: row.unit,
    org: row.org,
    assetCode: row.asset_code,
    worst: row.worst,
    raisedAt: row.raised_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    handledAt: row.handled_at,
    handledBy: row.handled_by,
    handlingNote: row.handling_note,
    returnedAt: row.returned_at,
    closedAt: row.closed_at,
    silencedBy: row.silenced_by,
    setAside: row.set_aside,
    drill: row.drill,
    late: row.late,
    reannounced: row.reannounced,
    groupOf: row.group_of,
    assignee: assigneeOf(row),
    comments: row.comments,
  })

const COLUMN: Record<string, string> = {
  worst: 'worst',
  acknowledgedAt: 'acknowledged_at',
  acknowledgedBy: 'acknowledged_by',
  handledAt: 'handled_at',
  handledBy: 'handled_by',
  handlingNote: 'handling_note',
  returnedAt: 'returned_at',
  closedAt: 'closed_at',
  silencedBy: 'silenced_by',
}

export const alarmsStore = {
  ...talkStore,
  ...figuresStore,
  ...momentStore,
  ...lateStore,
  ...untestedStore,
  /** The last journal entry that is already copied; 0 for a journal never seen. Locks the journal's row, so that two copies cannot run at once. */
  async cursor(tx: Tx, journal: string): Promise<number> {
    await tx
      .insertInto('alarm_journal_cursor')
      .values({ journal, sequence: 0 })
      .onConflict((c) => c.doNothing())
      .execute()
    return (
      await tx.selectFrom('alarm_journal_cursor').select('sequence').where('journal', '=', journal).forUpdate().executeTakeFirstOrThrow()
    ).sequence
  },
  async moveCursor(tx: Tx, journal: string, sequence: number): Promise<void> {
    await tx.updateTable('alarm_journal_cursor').set({ sequence }).where('journal', '=', journal).execute()
  },
  async latestSequence(tx: Tx): Promise<number> {
    const row = await tx
      .selectFrom('alarm_journal_cursor')
      .select((e) => e.fn.max('sequence').as('sequence'))
      .executeTakeFirst()
    return Number(row?.sequence ?? 0)
  },
  async addEvents(tx: Tx, journal: string, events: readonly { event: AlarmEvent; where: Where }[]): Promise<void> {
    for (let at = 0; at < events.length; at += 500)
      await tx
        .insertInto('alarm_event')
        .values(
          events.slice(at, at + 500).map(({ event, where }) => ({
            journal,
            sequence: event.sequence,
            org: where.org,
            at: toInstant(event.at),
            alarm_number: event.alarmNumber,
            tag_number: event.tagNumber,
            occurrence: event.occurrence,
            type: event.type,
            body: JSON.stringify(event),
          })),
        )
        .execute()
  },
  async saveStates(tx: Tx, rows: readonly (StateRow & { standing: boolean })[]): Promise<void> {
    for (let at = 0; at < rows.length; at += 500)
      await tx
        .insertInto('alarm_state')
        .values(
          rows.slice(at, at + 500).map((row) => ({
            alarm_number: row.alarmNumber,
            org: row.org,
            tag_number: row.tagNumber,
            tag_code: row.tagCode,
            tag_name: row.tagName,
            unit: row.unit,
            asset_code: row.assetCode,
            sequence: row.sequence,
            standing: row.standing,
            state: JSON.stringify(row.state),
          })),
        )
        .onConflict((c) =>
          c.column('alarm_number').doUpdateSet((e) => ({
            org: e.ref('excluded.org'),
            tag_code: e.ref('excluded.tag_code'),
            tag_name: e.ref('excluded.tag_name'),
            unit: e.ref('excluded.unit'),
            asset_code: e.ref('excluded.asset_code'),
            sequence: e.ref('excluded.sequence'),
            standing: e.ref('excluded.standing'),
            state: e.ref('excluded.state'),
          })),
        )
        .execute()
  },
  /** Opens the row of a rise; a row that is there already stays (the journal may be copied twice after an outage). */
  async openOccurrence(tx: Tx, occurrence: Occurrence): Promise<void> {
    const { worst } = occurrence
    await tx
      .insertInto('alarm_occurrence')
      .values({
        occurrence: occurrence.occurrence,
        org: occurrence.org,
        alarm_number: occurrence.alarmNumber,
        tag_number: occurrence.tagNumber,
        tag_code: occurrence.tagCode,
        tag_name: occurrence.tagName,
        unit: occurrence.unit,
        asset_code: occurrence.assetCode,
        severity: worst.severity,
        worst: JSON.stringify(worst),
        raised_at: occurrence.raisedAt,
        acknowledged_at: null,
        acknowledged_by: null,
        handled_at: null,
        handled_by: null,
        handling_note: null,
        returned_at: null,
        closed_at: null,
        silenced_by: null,
        set_aside: occurrence.setAside,
        drill: occurrence.drill,
        reannounced: 0,
        group_of: occurrence.groupOf,
        assignee_id: null,
        assignee_name: null,
      })
      .onConflict((c) => c.doNothing())
      .execute()
  },
  async changeOccurrence(tx: Tx, occurrence: string, change: Partial<Occurrence>): Promise<void> {
    const columns = Object.fromEntries(
      Object.entries(change).map(([key, value]) => [COLUMN[key] ?? key, key === 'worst' ? JSON.stringify(value) : value]),
    )
    await tx
      .updateTable('alarm_occurrence')
      .set({ ...columns, ...(change.worst ? { severity: change.worst.severity } : {}) } as Partial<Omit<OccurrenceTable, 'late'>>)
      .where('occurrence', '=', occurrence)
      .execute()
  },
  async soundedAgain(tx: Tx, occurrence: string): Promise<void> {
    await tx
      .updateTable('alarm_occurrence')
      .set((e) => ({ reannounced: e('reannounced', '+', 1) }))
      .where('occurrence', '=', occurrence)
      .execute()
  },
  /** First-outs raised since `from`, oldest first. */
  async heads(tx: Tx, from: EpochMs): Promise<Head[]> {
    const rows = await tx
      .selectFrom('alarm_occurrence')
      .select(['occurrence', 'alarm_number', 'raised_at', 'org', 'asset_code'])
      .where('raised_at', '>=', toInstant(from))
      .where('late', '=', false)
      .whereRef('group_of', '=', 'occurrence')
      .orderBy('raised_at')
      .execute()
    return rows.map((row) => ({
      occurrence: row.occurrence,
      alarmNumber: Number(row.alarm_number),
      raisedAt: toEpochMs(row.raised_at as Occurrence['raisedAt']),
      org: row.org,
      assetCode: row.asset_code,
    }))
  },
  async standing(tx: Tx, under: string | undefined): Promise<StandingRow[]> {
    const rows = await tx
      .selectFrom('alarm_state as s')
      .leftJoin('alarm_occurrence', (join) =>
        join.on(sql<boolean>`alarm_occurrence.occurrence = coalesce(s.state #>> '{inner,occurrence}', s.state ->> 'occurrence')`),
      )
      .selectAll('s')
      .select(['assignee_id', 'assignee_name', commentCount.as('comments')])
      .select(
        // only what is set aside is looked up: most rows are not
        sql<number>`case when s.state ? 'inner' then (select count(*) from alarm_occurrence r where r.alarm_number = s.alarm_number
          and r.raised_at >= to_timestamp((s.state ->> 'since')::bigint / 1000.0)) else 0 end`.as('rises'),
      )
      .where('s.standing', '=', true)
      .where(under ? sql<boolean>`s.org <@ ${under}::ltree` : sql<boolean>`true`)
      .execute()
    return rows.map((row) => ({
      alarmNumber: Number(row.alarm_number),
      tagNumber: row.tag_number,
      tagCode: row.tag_code,
      tagName: row.tag_name,
      unit: row.unit,
      org: row.org,
      assetCode: row.asset_code,
      sequence: row.sequence,
      state: row.state as AlarmState,
      assignee: assigneeOf(row),
      comments: row.comments,
      risesSetAside: row.rises,
    }))
  },
  /** Which of these alarms may be seen in the transaction's scope, as they were copied last. */
  async visible(tx: Tx, alarmNumbers: readonly number[]): Promise<Map<number, { org: string; tagCode: string; state: AlarmState }>> {
    const rows = await tx
      .selectFrom('alarm_state')
      .select(['alarm_number', 'org', 'tag_code', 'state'])
      .where(sql<boolean>`alarm_number = any (${alarmNumbers}::bigint[])`)
      .execute()
    return new Map(rows.map((row) => [Number(row.alarm_number), { org: row.org, tagCode: row.tag_code, state: row.state as AlarmState }]))
  },
  async occurrences(tx: Tx, query: OccurrenceQuery, accountId: string): Promise<{ items: Occurrence[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AlarmsTables, 'alarm_occurrence', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`org <@ ${query.under}::ltree`)
      if (query.severity) filtered = filtered.where('severity', '=', query.severity)
      if (query.tagCode) filtered = filtered.where('tag_code', '=', query.tagCode)
      if (query.from) filtered = filtered.where('raised_at', '>=', query.from)
      if (query.to) filtered = filtered.where('raised_at', '<', query.to)
      if (query.open !== undefined) filtered = filtered.where('closed_at', query.open ? 'is' : 'is not', null)
      if (query.mine) filtered = filtered.where(sql<boolean>`assignee_id::text = ${accountId}`)
      if (query.drill !== undefined) filtered = filtered.where('drill', '=', query.drill)
      if (query.groupOf) filtered = filtered.where('group_of', '=', query.groupOf)
      return filtered
    }
    const rows = await filter(tx.selectFrom('alarm_occurrence').selectAll().select(commentCount.as('comments')))
      .orderBy('raised_at', 'desc')
      .orderBy('occurrence')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(
      tx.selectFrom('alarm_occurrence').select((e) => e.fn.countAll<number>().as('total')),
    ).executeTakeFirstOrThrow()
    return { items: rows.map(toOccurrence), total }
  },
  async events(tx: Tx, occurrence: string): Promise<AlarmEvent[]> {
    const rows = await tx.selectFrom('alarm_event').select('body').where('occurrence', '=', occurrence).orderBy('sequence').execute()
    return rows.map((row) => AlarmEvent.parse(row.body))
  },
}
export type AlarmsStore = typeof alarmsStore
