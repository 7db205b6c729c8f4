/**
 * The shapes of an alarm (报警), written once: what may go wrong, in which state it stands, what happened to it.
 * Life cycle after ISA-18.2 / IEC 62682; the word for each state is in docs/GLOSSARY.md.
 */
import { EpochMs, Severity } from '@anyuan/kernel'
import { z } from 'zod'

/** One level of a limit alarm. `low` kinds are active at or below the threshold, `high` kinds at or above. Units are the tag's own. */
export const LimitLevel = z.object({
  kind: z.enum(['low_low', 'low', 'high', 'high_high']),
  threshold: z.number(),
  severity: Severity,
})
export type LimitLevel = z.infer<typeof LimitLevel>

const LEVEL_ORDER: readonly LimitLevel['kind'][] = ['low_low', 'low', 'high', 'high_high']
/** Each level at most once, and LL < L < H < HH: else two levels of opposite sides could hold at the same value. */
const areOrdered = (levels: readonly LimitLevel[]): boolean => {
  const sorted = levels.toSorted((a, b) => LEVEL_ORDER.indexOf(a.kind) - LEVEL_ORDER.indexOf(b.kind))
  return sorted.every((level, i) => i === 0 || (sorted[i - 1]!.kind !== level.kind && sorted[i - 1]!.threshold < level.threshold))
}

/** What is watched. A tag has at most one alarm of each kind; a limit alarm holds all its levels, so that its severity can grow. */
export const Condition = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('limit'),
    levels: z.array(LimitLevel).min(1).max(4).refine(areOrdered, 'levels must be LL < L < H < HH, each at most once'),
    deadband: z.number().min(0),
  }),
  z.object({
    kind: z.literal('rate_of_change'),
    perSecond: z.number().positive(),
    windowSeconds: z.number().positive(),
    severity: Severity,
  }),
  z.object({ kind: z.literal('flat_line'), windowSeconds: z.number().positive(), span: z.number().min(0), severity: Severity }),
  z.object({ kind: z.literal('no_data'), afterSeconds: z.number().positive(), severity: Severity }),
  z.object({ kind: z.literal('bad_quality'), severity: Severity }),
  z.object({ kind: z.literal('state'), alarmWhen: z.boolean(), severity: Severity }),
])
export type Condition = z.infer<typeof Condition>
export type ConditionKind = Condition['kind']
export const CONDITION_KINDS = [
  'limit',
  'rate_of_change',
  'flat_line',
  'no_data',
  'bad_quality',
  'state',
] as const satisfies readonly ConditionKind[]

/** Raise only at the n-th rise (计次) of the condition within a sliding window; when raised, counting begins anew. */
export const RaiseAfterCount = z.object({ count: z.number().int().min(2).max(20), windowSeconds: z.number().positive().max(86_400) })
export type RaiseAfterCount = z.infer<typeof RaiseAfterCount>

/** One alarm as configured. `tagNumber` is the tag's number in the archive. Delays in seconds; `latched` keeps it standing until a reset. */
export const AlarmDefinition = z.object({
  alarmNumber: z.number().int().min(1),
  tagNumber: z.number().int().min(1),
  condition: Condition,
  onDelaySeconds: z.number().min(0),
  offDelaySeconds: z.number().min(0),
  latched: z.boolean(),
  raiseAfterCount: RaiseAfterCount.nullable()
    .default(null)
    .describe('a rise is what has outlasted the on-delay; null: the first one calls'),
  severityRises: z
    .array(z.object({ afterSeconds: z.number().positive(), severity: Severity }))
    .max(3)
    .default([])
    .describe('while it waits for an acknowledgement it grows this grave'),
  reannounceSeconds: z.number().positive().nullable().default(null).describe('sounds again so often while it waits for an acknowledgement'),
  maxShelveMinutes: z.number().int().min(1).nullable().default(null).describe('by class; null: as the site allows'),
  maxOutOfServiceDays: z.number().int().min(1).default(30), // default, not from a standard
  confirmRequired: z.boolean().default(false).describe('stands after its return until a person has recorded what was done'),
  suppressible: z.boolean().default(true),
  watched: z.boolean().default(true).describe('false while the operating state or a calendar takes its condition away'),
})
export type AlarmDefinition = z.infer<typeof AlarmDefinition>

/** The operating state (运行状态) of an asset, after which limits may differ. */
export const OperatingState = z.enum(['normal', 'startup_shutdown', 'overhaul'])
export type OperatingState = z.infer<typeof OperatingState>

/** A limit set (限值组): another condition of the same kind while the asset is in a state, within a calendar, or both. */
export const LimitSet = z.object({
  when: z.object({ state: OperatingState.optional(), calendar: z.string().min(1).optional() }),
  condition: Condition.nullable().describe('null: not watched then'),
})
export type LimitSet = z.infer<typeof LimitSet>

/** An alarm with all its limit sets: the first that fits is in force, else the plain condition. */
export const AlarmPlan = AlarmDefinition.extend({ assetCode: z.string().optional(), sets: z.array(LimitSet).max(20).optional() }).refine(
  ({ condition, sets }) => sets?.every((set) => set.condition === null || set.condition.kind === condition.kind) ?? true,
  'every set watches the same kind of condition',
)
export type AlarmPlan = z.infer<typeof AlarmPlan>
/** A plan as it may be written: what is left out takes its default. */
export type AlarmPlanInput = z.input<typeof AlarmPlan>

/** The hours in which each calendar (日历) holds, by its code, for the coming weeks. */
export const CalendarSpans = z.record(z.string(), z.array(z.object({ from: EpochMs, to: EpochMs })))
export type CalendarSpans = z.infer<typeof CalendarSpans>
export const AssetStates = z.record(z.string(), OperatingState)
export type AssetStates = z.infer<typeof AssetStates>

/** Suppression by design (按设计屏蔽): while a formula is true, or the alarm that names the cause stands, its consequences do not ask for a person. */
export const SuppressionRule = z.object({
  code: z.string().min(1).max(64),
  reason: z.string().trim().min(1).max(500),
  when: z.union([z.object({ formula: z.string().min(1).max(1000) }), z.object({ causeAlarm: z.number().int().min(1) })]),
  alarms: z.array(z.number().int().min(1)).min(1).max(1000),
  settleSeconds: z.number().min(0).default(0).describe('it lasts so much longer than its reason'),
})
export type SuppressionRule = z.infer<typeof SuppressionRule>

/**
 * Which level of the condition holds, and the value that made it so; `value` is null where there is none (no data).
 * `drill` (演练) is no condition of the process. For `rate_of_change` the value is the signed rate in units per second; `threshold` is null where the condition has none.
 */
export const Breach = z.object({
  reason: z.enum(['low_low', 'low', 'high', 'high_high', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state', 'drill']),
  severity: Severity,
  value: z.number().nullable(),
  threshold: z.number().nullable(),
})
export type Breach = z.infer<typeof Breach>

const By = z.object({ by: z.string(), at: EpochMs })
/** What all standing states carry. `worst` is latched until acknowledged; `current` follows the process (null: condition gone). */
const Standing = {
  occurrence: z.string().describe('one per rise: alarmNumber-raisedAt, with .2, .3 … when one millisecond saw several'),
  raisedAt: EpochMs,
  worst: Breach,
  current: Breach.nullable(),
  offDueAt: EpochMs.nullable().describe('off-delay runs until then'),
  handled: By.extend({ note: z.string() }).nullable().describe('处置: a corrective action was taken'),
  silenced: By.nullable().default(null).describe('消音: the sound is off for everybody, until it is news again'),
  drill: z.boolean().default(false).describe('演练: raised by a person, not by the process; counts nowhere'),
  waitingSince: EpochMs.optional().describe('waits for an acknowledgement since then; absent: since it was raised'),
  announcedAt: EpochMs.optional().describe('last sounded then; absent: when it began to wait'),
  levelSeverity: Severity.optional().describe('of `worst` as the process gave it, where time has made it graver since'),
}
const counted = z
  .array(EpochMs)
  .optional()
  .describe('rises that were counted and not yet raised, oldest first; `pending` without `onDueAt`: the last of them still holds')
const Resting = { returnedAt: EpochMs, onDueAt: EpochMs.nullable(), pending: Breach.nullable(), counted }

/** The process side of the life cycle: what the alarm would be were it not set aside. */
export const LiveState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('normal'),
    onDueAt: EpochMs.nullable().describe('on-delay runs until then'),
    pending: Breach.nullable(),
    counted,
    lastOccurrence: z.string().optional().describe('the former rise, so that no name is given twice'),
  }),
  z.object({ state: z.literal('unacknowledged'), ...Standing }),
  z.object({ state: z.literal('acknowledged'), ...Standing, acknowledged: By }),
  z.object({
    state: z.literal('returned_unacknowledged'),
    ...Standing,
    ...Resting,
  }),
  z.object({ state: z.literal('returned_unhandled'), ...Standing, ...Resting, acknowledged: By }),
  z.object({ state: z.literal('latched'), ...Standing, ...Resting, acknowledged: By.nullable() }),
])
export type LiveState = z.infer<typeof LiveState>

/** The alarm's state. Set-aside states keep the live one inside, so that no timer and no occurrence is lost meanwhile. */
export const AlarmState = z.discriminatedUnion('state', [
  ...LiveState.options,
  z.object({ state: z.literal('shelved'), inner: LiveState, since: EpochMs, until: EpochMs, by: z.string(), reason: z.string() }),
  z.object({
    state: z.literal('suppressed'),
    inner: LiveState,
    since: EpochMs,
    by: z.string(),
    reason: z.string(),
    rule: z.string().nullable().default(null).describe('code of the suppression rule; null: a person did it'),
  }),
  z.object({
    state: z.literal('out_of_service'),
    inner: LiveState,
    since: EpochMs,
    until: EpochMs.nullable(),
    by: z.string(),
    reason: z.string(),
    compensatingMeasure: z.string().default(''),
    work: z.string().default(''),
  }),
])
export type AlarmState = z.infer<typeof AlarmState>
export type AlarmStateName = AlarmState['state']

/** What an operator may do to an alarm. `seenOccurrence`, and `seenSeverity` where given, tie the act to what was on the screen. */
export const AlarmAction = z.discriminatedUnion('action', [
  z.object({ action: z.literal('acknowledge'), seenOccurrence: z.string(), seenSeverity: Severity.optional() }),
  z.object({ action: z.literal('handle'), seenOccurrence: z.string(), note: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('reset'), seenOccurrence: z.string() }),
  z.object({ action: z.literal('shelve'), minutes: z.number().int().min(1), reason: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('unshelve') }),
  z.object({ action: z.literal('suppress'), reason: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('unsuppress') }),
  z.object({
    action: z.literal('take_out_of_service'),
    until: EpochMs,
    reason: z.string().trim().min(1).max(500),
    compensatingMeasure: z.string().trim().min(1).max(500).describe('补偿措施: what watches in its place'),
    work: z.string().trim().min(1).max(200).describe('work order or permit (作业票) that it is for'),
  }),
  z.object({
    action: z.literal('return_to_service'),
    testResult: z.string().trim().min(1).max(500).describe('试验结果: how it was tested before it watches again, and what came of it'),
  }),
  z.object({ action: z.literal('silence'), seenOccurrence: z.string() }),
  z.object({ action: z.literal('start_drill'), severity: Severity, note: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('end_drill') }),
])
export type AlarmAction = z.infer<typeof AlarmAction>

export const AlarmEventType = z.enum([
  'raised',
  'escalated',
  'eased',
  'acknowledged',
  'handled',
  'returned',
  'latched',
  'reset',
  'closed',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'taken_out_of_service',
  'returned_to_service',
  'timer_started',
  'timer_stopped',
  'counted',
  'silenced',
  'reannounced',
  'risen',
  'drill',
])
export type AlarmEventType = z.infer<typeof AlarmEventType>

/** The note of an alarm that came back into service by the clock: nobody has tested it (恢复未试验). */
export const RETURNED_UNTESTED = 'untested'

/** One entry of the alarm journal: what happened, and the state it left. `by` is null where the process did it. `timer_*` entries keep delays alive over a restart and are not shown; `timer_started` comes again when the level changes inside a running delay, or while a counted rise holds. `counted`: a rise that calls nobody yet; not shown either. `risen`: grown graver by waiting, `escalated` by the process. `drill` takes the place of `raised` in an exercise. */
export const AlarmEvent = z.object({
  sequence: z.number().int().min(1),
  at: EpochMs,
  alarmNumber: z.number().int(),
  tagNumber: z.number().int(),
  type: AlarmEventType,
  occurrence: z.string().nullable(),
  breach: Breach.nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  drill: z.boolean().default(false).describe('of an exercise: count it nowhere, let nothing follow from it'),
  state: AlarmState,
})
export type AlarmEvent = z.infer<typeof AlarmEvent>
