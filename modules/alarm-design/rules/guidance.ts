/** Guidance as it is inherited: enterprise, area, kind of asset, asset, tag, reason; the nearest word of each field holds. */
import type { AssetKind, Tag } from '@anyuan/assets/contract'
import { isWithin } from '@anyuan/kernel'
import { alarmNumberOf } from '@anyuan/monitoring'
import type { Breach } from '@anyuan/monitoring/shapes'
import {
  GUIDANCE_FIELDS,
  type GuidanceField,
  type GuidanceGap,
  type GuidanceTemplate,
  type GuidanceWords,
  type NewGuidanceTemplate,
  type ResolvedGuidance,
} from '../contract.ts'

type Reason = Breach['reason']
type GuidedTag = Pick<Tag, 'number' | 'code' | 'name' | 'org' | 'assetCode' | 'alarms' | 'guidance' | 'enabled'>
type Narrowing = Pick<GuidanceTemplate, 'assetKind' | 'assetCode' | 'tagCode' | 'alarmReason'>
interface Level extends Narrowing {
  from: 'tag' | 'template'
  org: string
  words: Partial<GuidanceWords>
}
/** Someone who has to answer within half a minute needs no text for it: only 1 and 2 must be complete. */
const MUST_BE_COMPLETE = 2 // default, not from a standard

/** The key of a template: there is one for each place and narrowing. */
export const templateCode = ({ assetKind, assetCode, tagCode, alarmReason }: Narrowing): string =>
  [assetKind ?? '*', assetCode ?? '*', tagCode ?? '*', alarmReason ?? '*'].join('|')

const applies = (one: GuidanceTemplate | NewGuidanceTemplate, tag: GuidedTag, kind: AssetKind | null, reason: Reason | null): boolean =>
  isWithin(tag.org, one.org) &&
  (one.assetKind === null || one.assetKind === kind) &&
  (one.assetCode === null || one.assetCode === tag.assetCode) &&
  (one.tagCode === null || one.tagCode === tag.code) &&
  (one.alarmReason === null || one.alarmReason === reason)
/** Tag before asset before place; at one place a kind of asset before none; for a reason before for all. */
const nearness = (one: Level): number[] => [
  one.tagCode ? 2 : one.assetCode ? 1 : 0, // unit: a rank
  one.org.split('.').length,
  one.assetKind ? 1 : 0,
  one.alarmReason ? 1 : 0,
]
const byNearness = (a: Level, b: Level): number => {
  const [left, right] = [nearness(a), nearness(b)]
  for (const [i, value] of left.entries()) if (value !== right[i]) return (right[i] ?? 0) - value
  return 0
}

/** @param kind of the tag's asset; null where it has none. @param reason null: what holds whatever the reason. */
export function resolveGuidance(
  tag: GuidedTag,
  kind: AssetKind | null,
  reason: Reason | null,
  templates: readonly GuidanceTemplate[],
): ResolvedGuidance {
  const levels: Level[] = templates.filter((one) => applies(one, tag, kind, reason)).map((one) => ({ ...one, from: 'template' as const }))
  if (tag.guidance)
    levels.push({ from: 'tag', org: tag.org, assetKind: null, assetCode: null, tagCode: tag.code, alarmReason: null, words: tag.guidance })
  levels.sort(byNearness)
  const words: GuidanceWords = { cause: null, consequence: null, action: null, respondWithinSeconds: null, phone: null }
  const provenance: Record<GuidanceField, ResolvedGuidance['provenance'][GuidanceField]> = {
    cause: null,
    consequence: null,
    action: null,
    respondWithinSeconds: null,
    phone: null,
  }
  for (const field of GUIDANCE_FIELDS) {
    const level = levels.find((one) => one.words[field] != null && one.words[field] !== '')
    if (!level) continue
    Object.assign(words, { [field]: level.words[field] })
    const { from, org, assetKind, assetCode, tagCode, alarmReason } = level
    provenance[field] = { from, org, assetKind, assetCode, tagCode, alarmReason }
  }
  return { words, provenance }
}

/** Alarms of severity 1 and 2 that leave a field without a word. One entry for each reason that a tag can alarm for. */
export function gapsOf(tag: GuidedTag, kind: AssetKind | null, templates: readonly GuidanceTemplate[]): GuidanceGap[] {
  if (!tag.enabled) return []
  return graveReasons(tag).flatMap(({ reason, severity, condition }) => {
    const { words } = resolveGuidance(tag, kind, reason, templates)
    const missing = GUIDANCE_FIELDS.filter((field) => words[field] === null)
    if (missing.length === 0) return []
    const { number, code, name, org } = tag
    return [
      { alarmNumber: alarmNumberOf(number, condition), tagNumber: number, tagCode: code, tagName: name, org, reason, severity, missing },
    ]
  })
}

function graveReasons({ alarms }: GuidedTag) {
  const { lowLow, low, high, highHigh, rateOfChange, flatLine, noData, badQuality, state } = alarms
  return (
    [
      ['low_low', 'limit', lowLow],
      ['low', 'limit', low],
      ['high', 'limit', high],
      ['high_high', 'limit', highHigh],
      ['rate_of_change', 'rate_of_change', rateOfChange],
      ['flat_line', 'flat_line', flatLine],
      ['no_data', 'no_data', noData],
      ['bad_quality', 'bad_quality', badQuality],
      ['state', 'state', state],
    ] as const
  ).flatMap(([reason, condition, part]) =>
    part?.enabled && part.severity <= MUST_BE_COMPLETE ? [{ reason, condition, severity: part.severity }] : [],
  )
}
