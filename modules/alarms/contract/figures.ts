/** Alarm performance (报警绩效) by operator position, floods, and the monthly report. A position is a park; what lies in none is one of its own. */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { AlarmMetrics, KpiReport } from '@anyuan/monitoring/kpi-shapes'
import { z } from 'zod'

export { AlarmMetrics, KpiDay, KpiFigure, KpiKey, KpiReport, KpiVerdict } from '@anyuan/monitoring/kpi-shapes'

export const FiguresQuery = z.object({ under: OrgPath.optional(), from: Instant, to: Instant })
export type FiguresQuery = z.infer<typeof FiguresQuery>

const Position = { org: z.string().describe('path of the park; empty for what lies in none'), name: z.string() }
/** What the numbers of the report stand for. */
export const FigureAlarm = z.object({
  alarmNumber: z.number().int(),
  tagNumber: z.number().int(),
  tagCode: z.string(),
  tagName: z.string(),
  org: z.string(),
})
export type FigureAlarm = z.infer<typeof FigureAlarm>
export const PositionFigures = z.object({ ...Position, report: KpiReport, alarms: z.array(FigureAlarm) })
export type PositionFigures = z.infer<typeof PositionFigures>
export const Figures = z.object({ positions: z.array(PositionFigures) })
export type Figures = z.infer<typeof Figures>
export const Metrics = z.object({ positions: z.array(z.object({ ...Position, metrics: AlarmMetrics })) })
export type Metrics = z.infer<typeof Metrics>

/** A flood (报警泛滥) of one position. `firstOut` is the first alarm of it. */
export const Flood = z.object({
  ...Position,
  startedAt: Instant,
  recognisedAt: Instant,
  endedAt: Instant.nullable(),
  activations: z.number().int(),
  peak: z.number().int().describe('the most within any 10 minutes'),
  firstOut: FigureAlarm.nullable(),
})
export type Flood = z.infer<typeof Flood>
export const FloodQuery = PageQuery.extend({ under: OrgPath.optional(), open: z.stringbool().optional() })
export type FloodQuery = z.infer<typeof FloodQuery>
export const FloodPage = pageOf(Flood)

/** A month, `2026-10`, Beijing time. */
export const Month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)
export const ReportQuery = z.object({ org: OrgPath, month: Month })
export type ReportQuery = z.infer<typeof ReportQuery>
export const NewReport = ReportQuery.extend({ language: z.enum(['zh', 'en']).default('zh') })
export type NewReport = z.infer<typeof NewReport>
/** A monthly report that was made; `by` is null where the house made it by itself on the first of the month. */
export const MadeReport = z.object({ ...Position, month: Month, madeAt: Instant, by: z.string().nullable() })
export type MadeReport = z.infer<typeof MadeReport>
export const ReportsQuery = PageQuery.extend({ under: OrgPath.optional() })
export type ReportsQuery = z.infer<typeof ReportsQuery>
export const ReportPage = pageOf(MadeReport)
