/** Alarms (报警): what stands, what happened, and what an officer may do about it. The pipeline owns the state; this module remembers and serves it. */
import { Instant, OrgPath, PageQuery, pageOf, Severity } from '@anyuan/kernel'
import { MONITORING_REFUSALS } from '@anyuan/monitoring/refusals'
import { AlarmAction, AlarmEvent, AlarmState, Breach, CONDITION_KINDS, RETURNED_UNTESTED } from '@anyuan/monitoring/shapes'
import { z } from 'zod'
import { Assignee } from './contract/acts.ts'

export * from './contract/acts.ts'
export * from './contract/figures.ts'
export * from './contract/subtree.ts'
export { AlarmAction, AlarmEvent, AlarmState, Breach, RETURNED_UNTESTED }

const Where = {
  tagNumber: z.number().int(),
  tagCode: z.string(),
  tagName: z.string(),
  unit: z.string(),
  org: OrgPath,
  assetCode: z.string().nullable(),
}
/** What people added to an occurrence. */
const Talk = { assignee: Assignee.nullable(), comments: z.number().int().describe('how many remarks') }

/** One alarm that needs a person, or is set aside by one: all states but `normal`. */
export const StandingAlarm = z.object({
  alarmNumber: z.number().int(),
  ...Where,
  condition: z.enum(CONDITION_KINDS),
  state: AlarmState,
  respondBy: Instant.nullable().describe('when acknowledgement is due; null once acknowledged or set aside'),
  causeAlarm: z.number().int().nullable().describe('the alarm that is known to cause this one'),
  risesSetAside: z.number().int().describe('how often it rose since it was set aside; 0 when it is not'),
  ...Talk,
})
export type StandingAlarm = z.infer<typeof StandingAlarm>
export const StandingQuery = z.object({
  under: OrgPath.optional(),
  at: Instant.optional().describe('what stood at that moment; without it, now'),
})
export type StandingQuery = z.infer<typeof StandingQuery>
/** Live events with a sequence up to `asOfSequence` are already in the list. */
export const Standing = z.object({ items: z.array(StandingAlarm), asOfSequence: z.number().int() })
export type Standing = z.infer<typeof Standing>

/** What an alarm was set aside by when it rose: it was logged and counted, and called nobody. */
export const SetAside = z.enum(['shelved', 'suppressed', 'out_of_service'])
export type SetAside = z.infer<typeof SetAside>

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
  silencedBy: z.string().nullable(),
  setAside: SetAside.nullable(),
  drill: z.boolean(),
  late: z.boolean().describe('found afterwards in data that came late: it called nobody'),
  reannounced: z.number().int().describe('how often it sounded again for want of an acknowledgement'),
  groupOf: z.string().nullable().describe('occurrence of the first-out with which it rose; its own where it was the first'),
  ...Talk,
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
  mine: z.stringbool().optional().describe('only those that are assigned to whom asks'),
  drill: z.stringbool().optional(),
  groupOf: z.string().max(80).optional(),
})
export type OccurrenceQuery = z.infer<typeof OccurrenceQuery>

/** All that happened to one occurrence, oldest first. `by` is the name of the person; the audit trail knows the account. */
export const AlarmHistory = z.object({ items: z.array(AlarmEvent) })

/** What to do about an alarm, as far as anybody has written it (处置指引). */
export const AlarmGuidance = z.object({
  cause: z.string(),
  consequence: z.string(),
  action: z.string(),
  respondWithinMinutes: z.number().nullable(),
  phone: z.string().nullable(),
  inheritedFrom: z.string().nullable().describe('name of the asset or class it was written for; null: for this very tag'),
})
export type AlarmGuidance = z.infer<typeof AlarmGuidance>
export const GuidanceQuery = z.object({ alarmNumber: z.coerce.number().int(), reason: Breach.shape.reason })
export const GuidanceAnswer = z.object({ guidance: AlarmGuidance.nullable() })

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
  'alarms.drill': ['emergency_commander', 'park_safety_officer'],
  'alarms.report': ['park_leader', 'park_safety_officer', 'park_duty_officer', 'emergency_commander'],
} as const
/** Told for every entry of the alarm journal but timers. */
export const AlarmChanged = z.object({ type: z.literal('alarms.changed'), event: AlarmEvent, ...Where })
export type AlarmChanged = z.infer<typeof AlarmChanged>

/** How long an officer has to acknowledge, in seconds, by severity. default, not from a standard */
export const RESPOND_WITHIN_SECONDS: Record<Severity, number> = { 1: 300, 2: 600, 3: 1800, 4: 3600 }

/** The engine's own refusals come through as they are. */
export const errors = {
  ...MONITORING_REFUSALS,
  'alarms.not_found': 404,
  'alarms.pipeline_unavailable': 503,
  'alarms.not_a_person_of_the_place': 422,
  'alarms.window_too_long': 422,
  'alarms.month_not_over': 422,
  'alarms.nothing_below': 422,
  'alarms.subtree_too_large': 422,
  'alarms.changed_since_preview': 409,
} as const
export type AlarmsError = keyof typeof errors
