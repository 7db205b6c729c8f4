/** Alarms (报警): what stands, what happened, and what an officer may do about it. The pipeline owns the state; this module remembers and serves it. */
import { Instant, OrgPath, PageQuery, pageOf, Severity } from '@anyuan/kernel'
import { MONITORING_REFUSALS } from '@anyuan/monitoring/refusals'
import { AlarmAction, AlarmEvent, AlarmState, Breach, type ConditionKind } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

export { AlarmAction, AlarmEvent, AlarmState, Breach }

const Where = {
  tagNumber: z.number().int(),
  tagCode: z.string(),
  tagName: z.string(),
  unit: z.string(),
  org: OrgPath,
  assetCode: z.string().nullable(),
}

/** One alarm that needs a person, or is set aside by one: all states but `normal`. */
export const StandingAlarm = z.object({
  alarmNumber: z.number().int(),
  ...Where,
  condition: z.enum(['limit', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state'] satisfies ConditionKind[]),
  state: AlarmState,
  respondBy: Instant.nullable().describe('when acknowledgement is due; null once acknowledged or set aside'),
})
export type StandingAlarm = z.infer<typeof StandingAlarm>
export const StandingQuery = z.object({ under: OrgPath.optional() })
export type StandingQuery = z.infer<typeof StandingQuery>
/** Live events with a sequence up to `asOfSequence` are already in the list. */
export const Standing = z.object({ items: z.array(StandingAlarm), asOfSequence: z.number().int() })
export type Standing = z.infer<typeof Standing>

/** One rise of an alarm, from raised to closed. */
export const Occurrence = z.object({
  occurrence: z.string(),
  alarmNumber: z.number().int(),
  ...Where,
  worst: Breach,
  raisedAt: Instant,
  acknowledgedAt: Instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  handledAt: Instant.nullable(),
  handledBy: z.string().nullable(),
  handlingNote: z.string().nullable(),
  returnedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
})
export type Occurrence = z.infer<typeof Occurrence>
export const OccurrencePage = pageOf(Occurrence)
export const OccurrenceQuery = PageQuery.extend({
  under: OrgPath.optional(),
  severity: z.coerce.number().pipe(Severity).optional(),
  tagCode: z.string().max(64).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  open: z.stringbool().optional(),
})
export type OccurrenceQuery = z.infer<typeof OccurrenceQuery>

/** All that happened to one occurrence, oldest first. `by` is the name of the person; the audit trail knows the account. */
export const AlarmHistory = z.object({ items: z.array(AlarmEvent) })

/** One act on several alarms; each answers for itself. */
export const ActOnAlarms = z.object({ alarmNumbers: z.array(z.number().int()).min(1).max(500), act: AlarmAction })
export type ActOnAlarms = z.infer<typeof ActOnAlarms>
export const Acted = z.object({
  results: z.array(
    z.object({
      alarmNumber: z.number().int(),
      ok: z.boolean(),
      code: z.string().nullable(),
      params: z.record(z.string(), z.unknown()),
      state: AlarmState.nullable(),
    }),
  ),
})
export type Acted = z.infer<typeof Acted>

/** Which permission an act asks for. */
export const permissions = {
  'alarms.read': ['anyone'],
  'alarms.act': [
    'park_duty_officer',
    'park_safety_officer',
    'emergency_commander',
    'enterprise_safety_manager',
    'operation_lead',
    'technical_lead',
  ],
} as const
/** Told for every entry of the alarm journal but timers. */
export const AlarmChanged = z.object({ type: z.literal('alarms.changed'), event: AlarmEvent, ...Where })
export type AlarmChanged = z.infer<typeof AlarmChanged>

/** How long an officer has to acknowledge, in seconds, by severity. default, not from a standard */
export const RESPOND_WITHIN_SECONDS: Record<Severity, number> = { 1: 300, 2: 600, 3: 1800, 4: 3600 }

/** The engine's own refusals come through as they are. */
export const errors = { ...MONITORING_REFUSALS, 'alarms.not_found': 404, 'alarms.pipeline_unavailable': 503 } as const
export type AlarmsError = keyof typeof errors
