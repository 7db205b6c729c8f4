/** The figures by which the load of an operator position is judged (报警绩效), written once; words and definitions are in the locales of the alarms module. */
import { EpochMs, Severity } from '@anyuan/kernel'
import { z } from 'zod'

export const KpiKey = z.enum([
  'per_ten_minutes',
  'per_hour',
  'per_day',
  'over_ten_share',
  'maximum',
  'flood_share',
  'top_ten_share',
  'chattering',
  'fleeting',
  'stale',
  'priority_low',
  'priority_medium',
  'priority_high',
  'priority_highest',
  'unauthorised_changes',
])
export type KpiKey = z.infer<typeof KpiKey>

/** `good`: meets the target; `manageable`: between target and limit; `over`: beyond; `no_data`: nobody can tell. */
export const KpiVerdict = z.enum(['good', 'manageable', 'over', 'no_data'])
export type KpiVerdict = z.infer<typeof KpiVerdict>

/** One figure with what it is measured against. Shares are from 0 to 1; counts are alarms. `value` is null where there is no data. */
export const KpiFigure = z.object({
  key: KpiKey,
  unit: z.enum(['count', 'share']),
  value: z.number().nullable(),
  target: z.number(),
  limit: z.number().nullable().describe('beyond the target and up to here: manageable; null: there is no such band'),
  bound: z.enum(['at_most', 'below', 'at_least']),
  verdict: KpiVerdict,
  source: z.string(),
  confidence: z
    .enum(['A', 'B', 'C', 'K'])
    .describe('A read in the source or its maker’s documentation · B second hand · C weak · K from knowledge, not confirmed'),
})
export type KpiFigure = z.infer<typeof KpiFigure>

const Counted = z.object({ alarmNumber: z.number().int(), count: z.number().int() })
/** One day, from midnight to midnight Beijing time. */
export const KpiDay = z.object({
  at: EpochMs,
  buckets: z.number().int().describe('10-minute windows of which something is known'),
  activations: z.number().int(),
  maximum: z.number().int().nullable(),
  overTen: z.number().int().describe('windows with more than 10'),
  stale: z.number().int().describe('alarms that had stood for more than 24 h at some moment of the day'),
})
export type KpiDay = z.infer<typeof KpiDay>

/** All figures of one operator position over a window of whole 600 s buckets. */
export const KpiReport = z.object({
  from: EpochMs,
  to: EpochMs,
  buckets: z.number().int().describe('in the window'),
  watched: z.number().int().describe('of which something is known; the others are left out, not counted as empty'),
  activations: z.number().int(),
  late: z.number().int().describe('of these: found afterwards in data that came late'),
  drills: z.number().int().describe('left out'),
  notAnnounced: z.number().int().describe('left out: rose while shelved, suppressed or out of service'),
  figures: z.array(KpiFigure),
  priorities: z.array(z.object({ severity: Severity, count: z.number().int() })),
  topTen: z.array(Counted.extend({ share: z.number() })),
  chattering: z.array(Counted),
  fleeting: z.array(Counted),
  stale: z.array(z.object({ alarmNumber: z.number().int(), since: EpochMs, until: EpochMs.nullable() })),
  floods: z.array(
    z.object({
      startedAt: EpochMs,
      recognisedAt: EpochMs,
      endedAt: EpochMs.nullable(),
      activations: z.number().int(),
      peak: z.number().int(),
    }),
  ),
  days: z.array(KpiDay),
})
export type KpiReport = z.infer<typeof KpiReport>

/** The figures of OPC UA's AlarmMetricsType under their own names (OPC 10000-9 §9.2). Durations in ms, rates in alarms per 600 s. */
export const AlarmMetrics = z.object({
  AlarmCount: z.number().int(),
  StartTime: EpochMs,
  MaximumActiveState: z.number().nullable(),
  MaximumUnAck: z.number().nullable(),
  CurrentAlarmRate: z.number().nullable(),
  MaximumAlarmRate: z.number().nullable(),
  MaximumReAlarmCount: z.number().int(),
  AverageAlarmRate: z.number().nullable(),
})
export type AlarmMetrics = z.infer<typeof AlarmMetrics>

/** One occurrence as the figures need it. Times in epoch ms. */
export interface KpiOccurrence {
  alarmNumber: number
  severity: Severity
  raisedAt: EpochMs
  acknowledgedAt: EpochMs | null
  /** When the condition went; null while it holds. */
  returnedAt: EpochMs | null
  drill: boolean
  /** False where it rose while shelved, suppressed or out of service: nobody was called. */
  announced: boolean
  /** True where it was found afterwards, in data that came late. */
  late: boolean
  /** How often it was announced again for want of an acknowledgement. */
  reannounced: number
}
