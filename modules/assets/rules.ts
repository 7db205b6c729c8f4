/** Which assets and tags are acceptable, and which alarms follow from a tag's limits. */
import { type Decision, decide, type Instant, type Refusal, refuse } from '@anyuan/kernel'
import { alarmNumberOf } from '@anyuan/monitoring'
import type { AlarmDefinition, Condition, LimitLevel } from '@anyuan/monitoring/shapes'
import { checkGasSetPoints } from '@anyuan/standards'
import {
  type Asset,
  type AssetsError,
  type AssetsEvent,
  NewTag,
  type SetPointFinding,
  type Tag,
  type TagAlarms,
  type TagChange,
} from './contract.ts'

/** A tag's number in the archive is given by the store; until then the tag has none. */
export type UnnumberedTag = Omit<Tag, 'number'>

export function addTag(input: NewTag, now: Instant): Decision<UnnumberedTag, AssetsEvent> | Refusal<AssetsError> {
  const tag: UnnumberedTag = { ...NewTag.parse(input), enabled: true, changedAt: now }
  return checkLimits(tag) ?? decide(tag, { type: 'assets.tags_changed', org: tag.org, codes: [tag.code] })
}

export function changeTag(tag: Tag, changes: TagChange, now: Instant): Decision<Tag, AssetsEvent> | Refusal<AssetsError> {
  const next = { ...tag, ...changes, changedAt: now }
  return checkLimits(next) ?? decide(next, { type: 'assets.tags_changed', org: next.org, codes: [next.code] })
}

/** LL < L < H < HH, all within the measuring range; a dead-band that would swallow the band between two limits is refused too. */
export function checkLimits(tag: Pick<Tag, 'rangeLow' | 'rangeHigh' | 'alarms'>): Refusal<AssetsError> | null {
  if (!(tag.rangeLow < tag.rangeHigh)) return refuse('assets.range_empty', { low: tag.rangeLow, high: tag.rangeHigh })
  const { lowLow, low, high, highHigh, deadband } = tag.alarms
  const given = Object.entries({ lowLow, low, high, highHigh }).flatMap(([name, limit]) =>
    limit ? [{ name, threshold: limit.threshold }] : [],
  )
  for (const { name, threshold } of given)
    if (threshold < tag.rangeLow || threshold > tag.rangeHigh)
      return refuse('assets.limit_out_of_range', { limit: name, threshold, low: tag.rangeLow, high: tag.rangeHigh })
  for (const [i, below] of given.entries()) {
    const above = given[i + 1]
    if (above && !(below.threshold < above.threshold)) return refuse('assets.limits_out_of_order', { lower: below.name, upper: above.name })
  }
  if (low && high && low.threshold + deadband >= high.threshold - deadband)
    return refuse('assets.limits_out_of_order', { lower: 'low', upper: 'high', deadband })
  return null
}

/** The alarms that the pipeline runs for a tag. A disabled tag has none. */
export function alarmsOf(tag: Pick<Tag, 'number' | 'alarms' | 'enabled'>): AlarmDefinition[] {
  if (!tag.enabled) return []
  const { onDelaySeconds, offDelaySeconds, latched } = tag.alarms
  return conditionsOf(tag.alarms).map((condition) => ({
    alarmNumber: alarmNumberOf(tag.number, condition.kind),
    tagNumber: tag.number,
    condition,
    // silence and broken sensors are alarms of their own right; they wait for nothing and hold nothing
    onDelaySeconds: condition.kind === 'no_data' ? 0 : onDelaySeconds,
    offDelaySeconds: condition.kind === 'no_data' ? 0 : offDelaySeconds,
    latched: condition.kind === 'limit' && latched,
  }))
}

function conditionsOf(alarms: TagAlarms): Condition[] {
  const levels: LimitLevel[] = (
    [
      ['low_low', alarms.lowLow],
      ['low', alarms.low],
      ['high', alarms.high],
      ['high_high', alarms.highHigh],
    ] as const
  ).flatMap(([kind, limit]) => (limit?.enabled ? [{ kind, threshold: limit.threshold, severity: limit.severity }] : []))
  const { rateOfChange, flatLine, noData, badQuality, state } = alarms
  return [
    ...(levels.length > 0 ? [{ kind: 'limit', levels, deadband: alarms.deadband } as const] : []),
    ...(rateOfChange?.enabled
      ? [
          {
            kind: 'rate_of_change',
            perSecond: rateOfChange.perSecond,
            windowSeconds: rateOfChange.windowSeconds,
            severity: rateOfChange.severity,
          } as const,
        ]
      : []),
    ...(flatLine?.enabled
      ? [{ kind: 'flat_line', windowSeconds: flatLine.windowSeconds, span: flatLine.span, severity: flatLine.severity } as const]
      : []),
    ...(noData?.enabled ? [{ kind: 'no_data', afterSeconds: noData.afterSeconds, severity: noData.severity } as const] : []),
    ...(badQuality?.enabled ? [{ kind: 'bad_quality', severity: badQuality.severity } as const] : []),
    ...(state?.enabled ? [{ kind: 'state', alarmWhen: state.alarmWhen, severity: state.severity } as const] : []),
  ]
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
