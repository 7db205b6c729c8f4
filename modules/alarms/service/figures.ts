/** Figures by operator position, floods, and the monthly report: made on demand, and by the house on the first of each month. */
import { type Caller, type EpochMs, isWithin, Refused, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import { alarmMetricsOf, type KpiInput, kpiOf } from '@anyuan/monitoring/kpi'
import type {
  Figures,
  FiguresQuery,
  Flood,
  FloodQuery,
  MadeReport,
  Metrics,
  NewReport,
  PositionFigures,
  ReportQuery,
  ReportsQuery,
} from '../contract.ts'
import { checkWindow, monthBefore, monthSpan, positionOf } from '../rules.ts'
import type { FigureRow } from '../store/figures.ts'
import type { Needs } from './needs.ts'
import { type Language, wordReport } from './report.ts'

interface Position {
  org: string
  name: string
  input: KpiInput
  rows: readonly FigureRow[]
}

export function figuresService({ transact, store, clock, parks, unauthorisedChanges }: Needs) {
  /** The positions that who asks may see below `under`, with the rows of each. A park without any alarm is one too. */
  async function positions(scope: readonly string[], under: string | undefined, from: EpochMs, to: EpochMs): Promise<Position[]> {
    const [all, { rows, watched }] = await Promise.all([
      parks(),
      transact(scope, async (tx) => ({ rows: await store.figureRows(tx, under, from, to), watched: await store.watched(tx, from, to) })),
    ])
    const paths = all.map((park) => park.path)
    const byPosition = new Map<string, FigureRow[]>()
    for (const { path } of all) if (isAsked(path, scope, under)) byPosition.set(path, [])
    for (const row of rows) {
      const position = positionOf(row.org, paths)
      byPosition.set(position, [...(byPosition.get(position) ?? []), row])
    }
    const names = new Map(all.map((park) => [park.path, park.name]))
    return Promise.all(
      [...byPosition].map(async ([org, mine]) => ({
        org,
        name: names.get(org) ?? '',
        rows: mine,
        input: { occurrences: mine, from, to, watched, unauthorisedChanges: await unauthorisedChanges(org, from, to) },
      })),
    )
  }
  const figuresOf = ({ org, name, rows, input }: Position): PositionFigures => {
    const report = kpiOf(input)
    const named = new Set([report.topTen, report.chattering, report.fleeting, report.stale].flat().map((one) => one.alarmNumber))
    const alarms = new Map(rows.filter((row) => named.has(row.alarmNumber)).map((row) => [row.alarmNumber, row]))
    return {
      org,
      name,
      report,
      alarms: [...alarms.values()].map(({ alarmNumber, tagNumber, tagCode, tagName, org: place }) => ({
        alarmNumber,
        tagNumber,
        tagCode,
        tagName,
        org: place,
      })),
    }
  }
  const window = (query: Pick<FiguresQuery, 'from' | 'to'>) => {
    const from = toEpochMs(query.from)
    const to = Math.min(toEpochMs(query.to), toEpochMs(clock.now()))
    const refusal = checkWindow(from, toEpochMs(query.to))
    if (refusal) throw new Refused(refusal.code, refusal.params)
    return { from, to }
  }
  async function make(scope: readonly string[], org: string, month: string, language: Language, by: string | null): Promise<Uint8Array> {
    const { from, to } = monthSpan(month)
    if (to > toEpochMs(clock.now())) throw new Refused('alarms.month_not_over', { month })
    const found = (await positions(scope, org, from, to)).find((position) => position.org === org)
    if (!found) throw new Refused('alarms.not_found', { org })
    const document = await wordReport(figuresOf(found), month, language, toEpochMs(clock.now()))
    await transact(scope, (tx) => store.saveReport(tx, { org, month, madeAt: clock.now(), by }, document))
    return document
  }
  const nameOf = async () => {
    const names = new Map((await parks()).map((park) => [park.path, park.name]))
    return (org: string) => names.get(org) ?? ''
  }

  return {
    async figures(caller: Caller, query: FiguresQuery): Promise<Figures> {
      const { from, to } = window(query)
      return { positions: (await positions(caller.scope, query.under, from, to)).map(figuresOf) }
    },
    async metrics(caller: Caller, query: FiguresQuery): Promise<Metrics> {
      const { from, to } = window(query)
      const found = await positions(caller.scope, query.under, from, to)
      return { positions: found.map(({ org, name, input }) => ({ org, name, metrics: alarmMetricsOf(input) })) }
    },
    async floods(caller: Caller, query: FloodQuery): Promise<{ items: Flood[]; total: number }> {
      const name = await nameOf()
      const { items, total } = await transact(caller.scope, (tx) => store.floods(tx, query))
      return {
        total,
        items: items.map((flood) => ({
          ...flood,
          name: name(flood.org),
          startedAt: toInstant(flood.startedAt),
          recognisedAt: toInstant(flood.recognisedAt),
          endedAt: flood.endedAt === null ? null : toInstant(flood.endedAt),
        })),
      }
    },
    async reports(caller: Caller, query: ReportsQuery): Promise<{ items: MadeReport[]; total: number }> {
      const name = await nameOf()
      const { items, total } = await transact(caller.scope, (tx) => store.reports(tx, query))
      return { total, items: items.map((report) => ({ ...report, name: name(report.org) })) }
    },
    makeReport: (caller: Caller, { org, month, language }: NewReport): Promise<Uint8Array> =>
      make(caller.scope, org, month, language, caller.name),
    async report(caller: Caller, { org, month }: ReportQuery): Promise<Uint8Array> {
      const document = await transact(caller.scope, (tx) => store.report(tx, org, month))
      if (!document) throw new Refused('alarms.not_found', { org, month })
      return document
    },
    /** The report of the month that is over, for every park that has none yet. */
    async makeMonthlyReports(): Promise<void> {
      const month = monthBefore(beijingMonth(toEpochMs(clock.now())))
      for (const { path } of await parks()) {
        const made = await transact(WHOLE_HOUSE, (tx) => store.report(tx, path, month))
        if (!made) await make(WHOLE_HOUSE, path, month, 'zh', null)
      }
    },
  }
}

const BEIJING_MS = 28_800_000
const beijingMonth = (at: EpochMs): string => toInstant(at + BEIJING_MS).slice(0, 7)

const isAsked = (path: string, scope: readonly string[], under: string | undefined): boolean =>
  scope.some((one) => isWithin(path, one)) && (under === undefined || isWithin(path, under))
