/** The SQL behind the figures: occurrences of a window, when the house was listening, floods, and the reports that were made. */
import { type EpochMs, SEVERITIES, toEpochMs, toInstant } from '@anyuan/kernel'
import type { KpiOccurrence } from '@anyuan/monitoring/kpi-shapes'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { FigureAlarm, FloodQuery, MadeReport, ReportsQuery } from '../contract.ts'
import type { AlarmsTables, Tx } from './tables.ts'

/** One occurrence as the figures need it, with what its alarm is called. */
export type FigureRow = FigureAlarm & KpiOccurrence
export interface FloodRow {
  org: string
  startedAt: EpochMs
  recognisedAt: EpochMs
  endedAt: EpochMs | null
  activations: number
  peak: number
}
const at = (instant: string | null): EpochMs | null => (instant === null ? null : toEpochMs(instant as never))
const under = (path: string | undefined) => (path ? sql<boolean>`org <@ ${path}::ltree` : sql<boolean>`true`)

export const figuresStore = {
  /** Raised in the window, or raised before and still standing in it. */
  async figureRows(tx: Tx, place: string | undefined, from: EpochMs, to: EpochMs): Promise<FigureRow[]> {
    const rows = await tx
      .selectFrom('alarm_occurrence')
      .select(['alarm_number', 'tag_number', 'tag_code', 'tag_name', 'org', 'severity', 'raised_at', 'acknowledged_at'])
      .select(['returned_at', 'closed_at', 'drill', 'set_aside', 'late', 'reannounced'])
      .where(under(place))
      .where('raised_at', '<', toInstant(to))
      .where(
        sql<boolean>`(raised_at >= ${toInstant(from)} or coalesce(returned_at, closed_at) is null or coalesce(returned_at, closed_at) > ${toInstant(from)})`,
      )
      .execute()
    return rows.map((row) => ({
      alarmNumber: Number(row.alarm_number),
      tagNumber: row.tag_number,
      tagCode: row.tag_code,
      tagName: row.tag_name,
      org: row.org,
      severity: SEVERITIES.find((severity) => severity === row.severity) ?? 4,
      raisedAt: toEpochMs(row.raised_at as never),
      acknowledgedAt: at(row.acknowledged_at),
      returnedAt: at(row.returned_at ?? row.closed_at),
      drill: row.drill,
      announced: row.set_aside === null,
      late: row.late,
      reannounced: row.reannounced,
    }))
  },
  /** Moments at which real alarms called somebody, ascending. */
  async calls(tx: Tx, place: string, from: EpochMs): Promise<{ at: EpochMs; occurrence: string }[]> {
    const rows = await tx
      .selectFrom('alarm_occurrence')
      .select(['raised_at', 'occurrence'])
      .where(under(place))
      .where('raised_at', '>=', toInstant(from))
      .where('drill', '=', false)
      .where('late', '=', false)
      .where('set_aside', 'is', null)
      .orderBy('raised_at')
      .orderBy('alarm_number')
      .execute()
    return rows.map((row) => ({ at: toEpochMs(row.raised_at as never), occurrence: row.occurrence }))
  },
  async watch(tx: Tx, bucket: EpochMs): Promise<void> {
    await tx
      .insertInto('alarm_watched')
      .values({ bucket: toInstant(bucket) })
      .onConflict((c) => c.doNothing())
      .execute()
  },
  async watched(tx: Tx, from: EpochMs, to: EpochMs): Promise<Set<EpochMs>> {
    const rows = await tx
      .selectFrom('alarm_watched')
      .select('bucket')
      .where('bucket', '>=', toInstant(from))
      .where('bucket', '<', toInstant(to))
      .execute()
    return new Set(rows.map((row) => toEpochMs(row.bucket as never)))
  },
  async openFlood(tx: Tx, org: string): Promise<EpochMs | null> {
    const row = await tx
      .selectFrom('alarm_flood')
      .select('started_at')
      .where('org', '=', org)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return row ? toEpochMs(row.started_at as never) : null
  },
  openFloods: async (tx: Tx): Promise<string[]> =>
    (await tx.selectFrom('alarm_flood').select('org').distinct().where('ended_at', 'is', null).execute()).map((row) => row.org),
  async saveFlood(tx: Tx, flood: FloodRow, firstOut: string | null): Promise<void> {
    const { activations, peak } = flood
    const ended = flood.endedAt === null ? null : toInstant(flood.endedAt)
    await tx
      .insertInto('alarm_flood')
      .values({
        org: flood.org,
        started_at: toInstant(flood.startedAt),
        recognised_at: toInstant(flood.recognisedAt),
        ended_at: ended,
        activations,
        peak,
        first_out: firstOut,
      })
      .onConflict((c) => c.columns(['org', 'started_at']).doUpdateSet({ ended_at: ended, activations, peak }))
      .execute()
  },
  async floods(tx: Tx, query: FloodQuery): Promise<{ items: (FloodRow & { firstOut: FigureAlarm | null })[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<AlarmsTables, 'alarm_flood', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`alarm_flood.org <@ ${query.under}::ltree`)
      if (query.open !== undefined) filtered = filtered.where('ended_at', query.open ? 'is' : 'is not', null)
      return filtered
    }
    const rows = await filter(tx.selectFrom('alarm_flood'))
      .leftJoin('alarm_occurrence as o', 'o.occurrence', 'alarm_flood.first_out')
      .select(['alarm_flood.org', 'started_at', 'recognised_at', 'ended_at', 'activations', 'peak'])
      .select(['o.alarm_number', 'o.tag_number', 'o.tag_code', 'o.tag_name', 'o.org as place'])
      .orderBy('started_at', 'desc')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(
      tx.selectFrom('alarm_flood').select((e) => e.fn.countAll<number>().as('total')),
    ).executeTakeFirstOrThrow()
    return {
      total,
      items: rows.map((row) => ({
        org: row.org,
        startedAt: toEpochMs(row.started_at as never),
        recognisedAt: toEpochMs(row.recognised_at as never),
        endedAt: at(row.ended_at),
        activations: row.activations,
        peak: row.peak,
        firstOut:
          row.alarm_number === null || row.tag_number === null || row.tag_code === null || row.tag_name === null || row.place === null
            ? null
            : {
                alarmNumber: Number(row.alarm_number),
                tagNumber: row.tag_number,
                tagCode: row.tag_code,
                tagName: row.tag_name,
                org: row.place,
              },
      })),
    }
  },
  async saveReport(tx: Tx, report: Omit<MadeReport, 'name'>, document: Uint8Array): Promise<void> {
    const row = { made_at: report.madeAt, by: report.by, document: Buffer.from(document) }
    await tx
      .insertInto('alarm_report')
      .values({ org: report.org, month: report.month, ...row })
      .onConflict((c) => c.columns(['org', 'month']).doUpdateSet(row))
      .execute()
  },
  async reports(tx: Tx, query: ReportsQuery): Promise<{ items: Omit<MadeReport, 'name'>[]; total: number }> {
    const rows = await tx
      .selectFrom('alarm_report')
      .select(['org', 'month', 'made_at', 'by'])
      .where(under(query.under))
      .orderBy('month', 'desc')
      .orderBy('org')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await tx
      .selectFrom('alarm_report')
      .select((e) => e.fn.countAll<number>().as('total'))
      .where(under(query.under))
      .executeTakeFirstOrThrow()
    return {
      total,
      items: rows.map((row) => ({ org: row.org, month: row.month, madeAt: row.made_at as MadeReport['madeAt'], by: row.by })),
    }
  },
  async report(tx: Tx, org: string, month: string): Promise<Uint8Array | undefined> {
    const row = await tx.selectFrom('alarm_report').select('document').where('org', '=', org).where('month', '=', month).executeTakeFirst()
    return row?.document
  },
}
