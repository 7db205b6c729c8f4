/** Which limit set (限值组) of each alarm plan is in force: after the operating state of its asset and the calendars. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmDefinition, AlarmPlan, AssetStates, CalendarSpans, LimitSet } from './shapes.ts'

export interface Circumstances {
  /** Operating state by asset code; an asset that is not named is in its normal state. */
  states: AssetStates
  calendars: CalendarSpans
  /** Epoch ms. */
  now: EpochMs
}

/** The definitions a plan can become, by set: the same circumstances give the same object, by which the engine knows what did not change. */
const variants = new WeakMap<AlarmPlan, Map<LimitSet, AlarmDefinition>>()

function variantOf(plan: AlarmPlan, set: LimitSet): AlarmDefinition {
  const known = variants.get(plan) ?? new Map<LimitSet, AlarmDefinition>()
  variants.set(plan, known)
  let variant = known.get(set)
  if (!variant) {
    const { sets: _sets, assetCode: _asset, ...definition } = plan
    variant = set.condition === null ? { ...definition, watched: false } : { ...definition, condition: set.condition }
    known.set(set, variant)
  }
  return variant
}

const isWithin = (spans: CalendarSpans[string] | undefined, now: EpochMs): boolean =>
  spans?.some(({ from, to }) => from <= now && now < to) ?? false

const fits = ({ when }: LimitSet, assetCode: string | undefined, { states, calendars, now }: Circumstances): boolean =>
  (when.state === undefined || ((assetCode !== undefined && states[assetCode]) || 'normal') === when.state) &&
  (when.calendar === undefined || isWithin(calendars[when.calendar], now))

/**
 * The definitions in force: of each plan the first set that fits, else its plain condition. A calendar that is not known never fits.
 *
 * @returns the definitions, and when a calendar of one of the plans next begins or ends (epoch ms, null: never)
 */
export function selectDefinitions(
  plans: readonly AlarmPlan[],
  circumstances: Circumstances,
): { definitions: AlarmDefinition[]; nextBoundaryAt: EpochMs | null } {
  const watched = new Set<string>()
  const definitions = plans.map((plan) => {
    if (!plan.sets || plan.sets.length === 0) return plan
    for (const { when } of plan.sets) if (when.calendar !== undefined) watched.add(when.calendar)
    const set = plan.sets.find((it) => fits(it, plan.assetCode, circumstances))
    return set ? variantOf(plan, set) : plan
  })
  let nextBoundaryAt: EpochMs | null = null
  for (const code of watched) {
    for (const { from, to } of circumstances.calendars[code] ?? []) {
      const boundary = from > circumstances.now ? from : to
      if (boundary > circumstances.now && (nextBoundaryAt === null || boundary < nextBoundaryAt)) nextBoundaryAt = boundary
    }
  }
  return { definitions, nextBoundaryAt }
}
