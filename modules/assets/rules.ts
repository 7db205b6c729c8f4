/** Which assets and tags are acceptable, and which alarms follow from a tag's limits. */
import { type Decision, decide, type Instant, type Refusal, refuse } from '@anyuan/kernel'
import { checkGasSetPoints } from '@anyuan/standards'
import {
  type Asset,
  type AssetsError,
  type AssetsEvent,
  NewTag,
  type OperatingStateChange,
  type SetPointFinding,
  type Tag,
  type TagChange,
  type TagSettings,
} from './contract.ts'
import { checkLimits } from './rules/limits.ts'

export { checkFormula, formulaInputs, tryFormula } from './rules/formula.ts'
export { checkLimits } from './rules/limits.ts'
export { alarmsOf } from './rules/plans.ts'

/** A tag's number in the archive is given by the store; until then the tag has none. */
export type UnnumberedTag = Omit<Tag, 'number'>

export function addTag(input: NewTag, now: Instant): Decision<UnnumberedTag, AssetsEvent> | Refusal<AssetsError> {
  const tag: UnnumberedTag = { ...NewTag.parse(input), enabled: true, changedAt: now }
  return checkLimits(tag) ?? decide(tag, { type: 'assets.tags_changed', org: tag.org, codes: [tag.code] })
}

/** A change of what is not set by design. What is, comes by a change request; a form that sends the same settings along is fine. */
export function changeTag(tag: Tag, changes: TagChange, now: Instant): Decision<Tag, AssetsEvent> | Refusal<AssetsError> {
  const next = { ...tag, ...changes, changedAt: now }
  if (!isSameSetting(tag, next)) return refuse('assets.change_by_request', { code: tag.code, number: tag.number })
  return checkLimits(next) ?? decide(next, { type: 'assets.tags_changed', org: next.org, codes: [next.code] })
}

/** What an approved change request leaves of a tag. */
export function settleTag(tag: Tag, settings: TagSettings, now: Instant): Decision<Tag, AssetsEvent> | Refusal<AssetsError> {
  const next: Tag = { ...tag, ...settings, changedAt: now }
  return checkLimits(next) ?? decide(next, { type: 'assets.tags_changed', org: next.org, codes: [next.code] })
}

/** By content: the order of fields, and fields that are absent on one side and undefined on the other, make no difference. */
export const isSameSetting = (a: TagSettings, b: TagSettings): boolean => a.formula === b.formula && ordered(a.alarms) === ordered(b.alarms)
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** An asset is in one operating state; going where it is already is refused, so that the trail names changes alone. */
export function changeState(
  asset: Asset,
  { state, reason }: OperatingStateChange,
  by: string,
  now: Instant,
): Decision<Asset, AssetsEvent> | Refusal<AssetsError> {
  if (asset.operatingState === state) return refuse('assets.same_state', { code: asset.code, state })
  return decide(
    { ...asset, operatingState: state, changedAt: now },
    { type: 'assets.state_changed', org: asset.org, code: asset.code, state, reason, by },
  )
}

/** What GB/T 50493 says of a gas tag's limits. Level 1 and 2 (一级、二级报警) are its high and high-high limit; an oxygen detector's are its low and its high limit. */
export function gasSetPointFindings(tag: Tag, asset: Asset | null): SetPointFinding[] {
  const detail = asset?.detail.kind === 'gas_detector' ? asset.detail : null
  const medium = detail?.medium ?? (tag.kind === 'oxygen' ? 'oxygen' : tag.kind === 'combustible_gas' ? 'combustible' : 'toxic')
  const { low, high, highHigh } = tag.alarms
  const [level1, level2] = medium === 'oxygen' ? [low, high] : [high, highHigh]
  return checkGasSetPoints({
    medium,
    unit: tag.unit,
    level1: level1?.threshold ?? null,
    level2: level2?.threshold ?? null,
    range: { low: tag.rangeLow, high: tag.rangeHigh },
    substanceCas: detail?.substance.cas ?? undefined,
  }).map(({ code, severity, clause, limit, actual, unit, confidence }) => ({
    tagNumber: tag.number,
    tagCode: tag.code,
    code,
    severity,
    clause,
    limit,
    actual,
    unit,
    confidence,
  }))
}
