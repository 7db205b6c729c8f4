/** How a tag's alarms are judged again over data that came late: the design as it stands, over the window's calendars. */
import type { AlarmDesignService } from '@anyuan/alarm-design'
import type { AssetsService } from '@anyuan/assets'
import type { Tag } from '@anyuan/assets/contract'
import { compileFormula, tagNumberOf } from '@anyuan/monitoring'
import { plansOf } from './feed/definition.ts'

const DAY_MS = 86_400_000
const inputsOf = (formula: string | null): readonly string[] => {
  const compiled = formula === null ? null : compileFormula(formula)
  return compiled?.ok ? compiled.inputs : []
}

export interface LateNeighbours {
  assets: Pick<AssetsService, 'allTags' | 'unusualStates'>
  design: Pick<AlarmDesignService, 'forPipeline'>
}

/**
 * Tags that are calculated from a late one are judged with it; suppressions by design hold as they did live. Silence is left out: it was heard when it
 * was, and what came late has broken it. Operating states are those of today: the past ones are not asked for.
 */
export const lateRehearsals =
  ({ assets, design }: LateNeighbours) =>
  async (from: number, to: number) => {
    const [all, { classes, suppressions, calendars }, assetStates] = await Promise.all([
      assets.allTags(),
      design.forPipeline({ from, days: Math.ceil((to - from) / DAY_MS) + 1 }),
      assets.unusualStates(),
    ])
    const byNumber = new Map(all.map((tag) => [tag.number, tag]))
    const byCode = new Map(all.map((tag) => [tag.code, tag]))
    const readers = new Map<string, Tag[]>()
    for (const tag of all)
      for (const code of tag.enabled ? inputsOf(tag.formula) : []) readers.set(code, [...(readers.get(code) ?? []), tag])
    const judgedPlans = (tag: Tag) => plansOf(tag, classes).filter(({ condition }) => condition.kind !== 'no_data')

    return (tagNumber: number) => {
      const tag = byNumber.get(tagNumber)
      if (!tag?.enabled) return null
      const judged = [tag, ...(readers.get(tag.code) ?? [])]
      const own = new Set(judged.map(({ number }) => number))
      const rules = suppressions.filter(({ alarms }) => alarms.some((alarm) => own.has(tagNumberOf(alarm))))
      const causes = rules.flatMap(({ when }) => ('causeAlarm' in when ? (byNumber.get(tagNumberOf(when.causeAlarm)) ?? []) : []))
      const formulas = [...judged.map(({ formula }) => formula), ...rules.map(({ when }) => ('formula' in when ? when.formula : null))]
      const inputs = formulas.flatMap(inputsOf).flatMap((code) => byCode.get(code) ?? [])
      // what others read is taken from the archive, calculated or not; only what reads the late tag is calculated anew
      const tags = new Map([...inputs, ...causes].map((one): [number, Tag] => [one.number, { ...one, formula: null }]))
      for (const one of judged) tags.set(one.number, one)
      const watched = new Map([...causes, ...judged].map((one) => [one.number, one]))
      return {
        setup: {
          tags: [...tags.values()].map(({ number, code, expectedIntervalSeconds, formula }) => ({
            number,
            code,
            expectedIntervalSeconds,
            formula,
          })),
          plans: [...watched.values()].flatMap(judgedPlans),
          suppressions: rules,
          assetStates,
          calendars,
        },
        read: [...tags.values()].filter(({ formula }) => formula === null).map(({ number }) => number),
        alarmNumbers: new Set(judged.flatMap((one) => judgedPlans(one).map(({ alarmNumber }) => alarmNumber))),
      }
    }
  }
