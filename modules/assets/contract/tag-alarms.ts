/** What is set of a tag's alarms (报警设定): limits, watches, limit sets by state and calendar; and its versions, which are added to and never changed. */
import { EpochMs, Instant, Severity } from '@anyuan/kernel'
import { OperatingState, RaiseAfterCount } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

export { OperatingState, RaiseAfterCount } from '@anyuan/monitoring/shapes'

const AlarmPart = { severity: Severity, enabled: z.boolean().default(true) }
const Limit = z.object({ threshold: z.number(), ...AlarmPart })
export const WATCHES = ['rateOfChange', 'flatLine', 'noData', 'badQuality', 'state'] as const
export type WatchName = (typeof WATCHES)[number]
export const LIMITS = ['lowLow', 'low', 'high', 'highHigh'] as const
export type LimitName = (typeof LIMITS)[number]

/** Limits that hold instead of the ordinary ones in a state of the asset or in a time of a calendar (限值组). Of several the first that fits is taken. */
export const TagLimitSet = z.object({
  when: z.object({ state: OperatingState.optional(), calendar: z.string().min(1).max(40).optional() }),
  limits: z
    .object({ lowLow: Limit.optional(), low: Limit.optional(), high: Limit.optional(), highHigh: Limit.optional() })
    .nullable()
    .describe('null: limits are not watched then'),
  without: z.array(z.enum(WATCHES)).max(WATCHES.length).default([]).describe('watches that rest then'),
})
export type TagLimitSet = z.infer<typeof TagLimitSet>

/** The severity of what nobody has acknowledged rises with time. */
export const SeverityRise = z.object({ afterSeconds: z.number().positive().max(86_400), severity: Severity })
export type SeverityRise = z.infer<typeof SeverityRise>

/** The limits and watches of one tag. Absent means: not watched. Delays in seconds, thresholds in the tag's unit. */
export const TagAlarms = z.object({
  lowLow: Limit.optional(),
  low: Limit.optional(),
  high: Limit.optional(),
  highHigh: Limit.optional(),
  deadband: z.number().min(0).default(0),
  onDelaySeconds: z.number().min(0).max(3600).default(0),
  offDelaySeconds: z.number().min(0).max(3600).default(0),
  latched: z.boolean().default(false),
  raiseAfterCount: RaiseAfterCount.optional().describe('计次; absent: the first rise calls'),
  rateOfChange: z.object({ perSecond: z.number().positive(), windowSeconds: z.number().positive().max(3600), ...AlarmPart }).optional(),
  flatLine: z.object({ windowSeconds: z.number().positive().max(86_400), span: z.number().min(0), ...AlarmPart }).optional(),
  noData: z.object({ afterSeconds: z.number().positive().max(86_400), ...AlarmPart }).optional(),
  badQuality: z.object(AlarmPart).optional(),
  state: z.object({ alarmWhen: z.boolean(), ...AlarmPart }).optional(),
  classCode: z.string().min(1).max(40).optional().describe('报警类; absent: none, and the general terms hold'),
  severityRises: z.array(SeverityRise).max(3).optional().describe('in place of those of the class'),
  sets: z.array(TagLimitSet).max(8).optional(),
})
export type TagAlarms = z.infer<typeof TagAlarms>

/** What a class of alarms (报警类) says of each of its alarms. */
export const ClassTerms = z.object({
  latched: z.boolean(),
  maxShelveMinutes: z.number().int().min(1).max(10_080).nullable().describe('null: the general limit'),
  maxOutOfServiceDays: z.number().int().min(1).max(365),
  reannounceSeconds: z.number().int().min(60).max(86_400).nullable().describe('null: never again by itself'),
  confirmRequired: z.boolean().describe('stands until a person has written what was done'),
  suppressible: z.boolean(),
  severityRises: z.array(SeverityRise).max(3),
})
export type ClassTerms = z.infer<typeof ClassTerms>

/** What of a tag is set by design: changed by a change request (变更单) alone. */
export const TagSettings = z.object({ alarms: TagAlarms, formula: z.string().max(1000).nullable() })
export type TagSettings = z.infer<typeof TagSettings>
export const TagSettingVersion = TagSettings.extend({
  version: z.number().int().min(1),
  author: z.string(),
  approvedBy: z.string().nullable(),
  reason: z.string(),
  request: z.number().int().nullable().describe('number of the change request; null for the first setting of a tag'),
  effectiveAt: Instant,
})
export type TagSettingVersion = z.infer<typeof TagSettingVersion>

/** What a formula would give now, with what it read. `value` null: unknown, for one of the inputs is. */
export const FormulaTrial = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    value: z.number().nullable(),
    inputs: z.array(
      z.object({
        tagNumber: z.number().int(),
        code: z.string(),
        name: z.string(),
        unit: z.string(),
        time: EpochMs.nullable(),
        value: z.number().nullable(),
        quality: z.number().int(),
      }),
    ),
  }),
  z.object({ ok: z.literal(false), code: z.string(), params: z.record(z.string(), z.unknown()) }),
])
export type FormulaTrial = z.infer<typeof FormulaTrial>
