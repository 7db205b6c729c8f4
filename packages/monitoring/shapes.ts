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

/** One alarm as configured. `tagNumber` is the tag's number in the archive. Delays in seconds; `latched` keeps it standing until a reset. */
export const AlarmDefinition = z.object({
  alarmNumber: z.number().int().min(1),
  tagNumber: z.number().int().min(1),
  condition: Condition,
  onDelaySeconds: z.number().min(0),
  offDelaySeconds: z.number().min(0),
  latched: z.boolean(),
})
export type AlarmDefinition = z.infer<typeof AlarmDefinition>

/**
 * Which level of the condition holds, and the value that made it so; `value` is null where there is none (no data).
 * For `rate_of_change` the value is the signed rate in units per second; `threshold` is null where the condition has none.
 */
export const Breach = z.object({
  reason: z.enum(['low_low', 'low', 'high', 'high_high', 'rate_of_change', 'flat_line', 'no_data', 'bad_quality', 'state']),
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
}

/** The process side of the life cycle: what the alarm would be were it not set aside. */
export const LiveState = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('normal'),
    onDueAt: EpochMs.nullable().describe('on-delay runs until then'),
    pending: Breach.nullable(),
    lastOccurrence: z.string().optional().describe('the former rise, so that no name is given twice'),
  }),
  z.object({ state: z.literal('unacknowledged'), ...Standing }),
  z.object({ state: z.literal('acknowledged'), ...Standing, acknowledged: By }),
  z.object({
    state: z.literal('returned_unacknowledged'),
    ...Standing,
    returnedAt: EpochMs,
    onDueAt: EpochMs.nullable(),
    pending: Breach.nullable(),
  }),
  z.object({
    state: z.literal('latched'),
    ...Standing,
    returnedAt: EpochMs,
    acknowledged: By.nullable(),
    onDueAt: EpochMs.nullable(),
    pending: Breach.nullable(),
  }),
])
export type LiveState = z.infer<typeof LiveState>

/** The alarm's state. Set-aside states keep the live one inside, so that no timer and no occurrence is lost meanwhile. */
export const AlarmState = z.discriminatedUnion('state', [
  ...LiveState.options,
  z.object({ state: z.literal('shelved'), inner: LiveState, since: EpochMs, until: EpochMs, by: z.string(), reason: z.string() }),
  z.object({ state: z.literal('suppressed'), inner: LiveState, since: EpochMs, by: z.string(), reason: z.string() }),
  z.object({
    state: z.literal('out_of_service'),
    inner: LiveState,
    since: EpochMs,
    until: EpochMs.nullable(),
    by: z.string(),
    reason: z.string(),
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
  z.object({ action: z.literal('take_out_of_service'), until: EpochMs.nullable(), reason: z.string().trim().min(1).max(500) }),
  z.object({ action: z.literal('return_to_service') }),
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
])
export type AlarmEventType = z.infer<typeof AlarmEventType>

/** One entry of the alarm journal: what happened, and the state it left. `by` is null where the process did it. `timer_*` entries keep delays alive over a restart and are not shown; `timer_started` comes again when the level changes inside a running delay. */
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
  state: AlarmState,
})
export type AlarmEvent = z.infer<typeof AlarmEvent>
