/** Which alarms the pipeline runs for a tag: one plan of each kind of condition, with its limit sets and the terms of its class. */
import { alarmNumberOf } from '@anyuan/monitoring'
import type { AlarmPlanInput, Condition, ConditionKind, LimitLevel } from '@anyuan/monitoring/shapes'
import type { ClassTerms, Tag, TagAlarms, TagLimitSet, WatchName } from '../contract.ts'

type Limits = Pick<TagAlarms, 'lowLow' | 'low' | 'high' | 'highHigh'>
const WATCH_OF: Record<Exclude<ConditionKind, 'limit'>, WatchName> = {
  rate_of_change: 'rateOfChange',
  flat_line: 'flatLine',
  no_data: 'noData',
  bad_quality: 'badQuality',
  state: 'state',
}
/** Silence and broken sensors are alarms of their own right: they wait for nothing, hold nothing, and have no class of the process. */
const OF_THE_SENSOR: ReadonlySet<ConditionKind> = new Set(['no_data', 'bad_quality'])

/** A disabled tag has none. `terms` are those of the tag's class; null where it has none. */
export function alarmsOf(tag: Pick<Tag, 'number' | 'alarms' | 'enabled' | 'assetCode'>, terms: ClassTerms | null = null): AlarmPlanInput[] {
  if (!tag.enabled) return []
  const { onDelaySeconds, offDelaySeconds, latched, raiseAfterCount, severityRises, sets = [] } = tag.alarms
  return conditionsOf(tag.alarms).map((condition): AlarmPlanInput => {
    const { kind } = condition
    const ofTheClass = OF_THE_SENSOR.has(kind) ? null : terms
    const rises = OF_THE_SENSOR.has(kind) ? [] : (severityRises ?? terms?.severityRises ?? [])
    const inSets = setsOf(sets, condition, tag.alarms.deadband)
    return {
      alarmNumber: alarmNumberOf(tag.number, kind),
      tagNumber: tag.number,
      condition,
      onDelaySeconds: kind === 'no_data' ? 0 : onDelaySeconds,
      offDelaySeconds: kind === 'no_data' ? 0 : offDelaySeconds,
      latched: (kind === 'limit' && latched) || (ofTheClass?.latched ?? false),
      ...(raiseAfterCount && !OF_THE_SENSOR.has(kind) ? { raiseAfterCount } : {}),
      ...(rises.length > 0 ? { severityRises: rises } : {}),
      ...(ofTheClass
        ? {
            reannounceSeconds: ofTheClass.reannounceSeconds,
            maxShelveMinutes: ofTheClass.maxShelveMinutes,
            maxOutOfServiceDays: ofTheClass.maxOutOfServiceDays,
            confirmRequired: ofTheClass.confirmRequired,
            suppressible: ofTheClass.suppressible,
          }
        : {}),
      ...(inSets ? { sets: inSets, ...(tag.assetCode ? { assetCode: tag.assetCode } : {}) } : {}),
    }
  })
}

/** Undefined where no set touches this condition. The order is kept: the first set that fits is taken, also by a watch that it leaves as it is. */
function setsOf(sets: readonly TagLimitSet[], plain: Condition, deadband: number): AlarmPlanInput['sets'] {
  const watch = plain.kind === 'limit' ? null : WATCH_OF[plain.kind]
  if (watch !== null && !sets.some(({ without }) => without.includes(watch))) return undefined
  if (sets.length === 0) return undefined
  return sets.map(({ when, limits, without }) => {
    if (watch !== null) return { when, condition: without.includes(watch) ? null : plain }
    const levels = limits ? levelsOf(limits) : []
    return { when, condition: levels.length > 0 ? { kind: 'limit', levels, deadband } : null }
  })
}

function levelsOf({ lowLow, low, high, highHigh }: Limits): LimitLevel[] {
  return (
    [
      ['low_low', lowLow],
      ['low', low],
      ['high', high],
      ['high_high', highHigh],
    ] as const
  ).flatMap(([kind, limit]) => (limit?.enabled ? [{ kind, threshold: limit.threshold, severity: limit.severity }] : []))
}

function conditionsOf(alarms: TagAlarms): Condition[] {
  const levels = levelsOf(alarms)
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
