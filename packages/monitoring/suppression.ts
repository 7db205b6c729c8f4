/** Suppression by design (按设计屏蔽): which rules are in force, and which alarms they cover. Alarms so covered go on being judged, logged and counted. */
import { type EpochMs, type Refusal, refuse } from '@anyuan/kernel'
import { compileFormula } from './formula/index.ts'
import type { SuppressionRule } from './shapes.ts'

/** Why a rule is not followed. */
export const SUPPRESSION_REFUSALS = {
  'suppression.code_twice': 422,
  'suppression.cause_suppressed': 422,
  'suppression.not_suppressible': 422,
  'suppression.formula': 422,
} as const
export type SuppressionRefusal = keyof typeof SUPPRESSION_REFUSALS

function check(
  rule: SuppressionRule,
  causes: ReadonlyMap<number, string>,
  isSuppressible: (alarm: number) => boolean,
): Refusal<SuppressionRefusal> | null {
  const cause = rule.alarms.find((alarm) => causes.has(alarm))
  if (cause !== undefined)
    return refuse('suppression.cause_suppressed', { rule: rule.code, alarmNumber: cause, causeIn: causes.get(cause) })
  const fixed = rule.alarms.find((alarm) => !isSuppressible(alarm))
  if (fixed !== undefined) return refuse('suppression.not_suppressible', { rule: rule.code, alarmNumber: fixed })
  if ('causeAlarm' in rule.when) return null
  const formula = compileFormula(rule.when.formula)
  return formula.ok ? null : refuse('suppression.formula', { rule: rule.code, reason: formula.code, ...formula.params })
}

/**
 * What is wrong with a set of rules; `params.rule` names the rule. An alarm that is somebody's cause is never suppressible: it is the one that must be seen.
 *
 * @param isSuppressible by the alarm's class; all are where it is left out
 */
export function checkSuppressions(
  rules: readonly SuppressionRule[],
  isSuppressible: (alarmNumber: number) => boolean = () => true,
): Refusal<SuppressionRefusal>[] {
  const causes = new Map(rules.flatMap((rule) => ('causeAlarm' in rule.when ? [[rule.when.causeAlarm, rule.code] as const] : [])))
  const codes = new Set<string>()
  return rules.flatMap((rule) => {
    const twice = codes.has(rule.code) ? refuse('suppression.code_twice' as const, { rule: rule.code }) : null
    codes.add(rule.code)
    return twice ?? check(rule, causes, isSuppressible) ?? []
  })
}

interface Running {
  rule: SuppressionRule
  /** Its reason holds now. */
  holds: boolean
  /** In force, though perhaps only until it has settled. */
  active: boolean
  /** Epoch ms; null unless it settles. */
  liftsAt: EpochMs | null
}

/** The rules that are followed, and how far each is. */
export class SuppressionBook {
  readonly refused: readonly Refusal<SuppressionRefusal>[]
  readonly #byCode = new Map<string, Running>()
  readonly #byAlarm = new Map<number, Running[]>()
  readonly #byCause = new Map<number, Running[]>()

  /** @param before goes on where a rule of the same code is still followed. Refused rules are passed over: what is doubtful hides nothing. */
  constructor(rules: readonly SuppressionRule[], isSuppressible: (alarmNumber: number) => boolean, before?: SuppressionBook) {
    this.refused = checkSuppressions(rules, isSuppressible)
    const out = new Set(this.refused.map((it) => it.params.rule))
    for (const rule of rules) {
      if (out.has(rule.code)) continue
      const former = before === undefined ? undefined : before.#byCode.get(rule.code)
      const running: Running = former ? { ...former, rule } : { rule, holds: false, active: false, liftsAt: null }
      this.#byCode.set(rule.code, running)
      for (const alarm of rule.alarms) this.#byAlarm.set(alarm, [...(this.#byAlarm.get(alarm) ?? []), running])
      if ('causeAlarm' in rule.when) this.#byCause.set(rule.when.causeAlarm, [...(this.#byCause.get(rule.when.causeAlarm) ?? []), running])
    }
  }

  isCause = (alarmNumber: number): boolean => this.#byCause.has(alarmNumber)
  covers = (alarmNumber: number): boolean => this.#byAlarm.has(alarmNumber)
  causes(): Iterable<number> {
    return this.#byCause.keys()
  }

  /** The rule that covers an alarm now; null when none does. */
  inForce(alarmNumber: number): SuppressionRule | null {
    return this.#byAlarm.get(alarmNumber)?.find((it) => it.active)?.rule ?? null
  }

  /** Epoch ms of the next rule that has settled. */
  get nextLiftAt(): EpochMs | null {
    let next: EpochMs | null = null
    for (const { liftsAt } of this.#byCode.values()) if (liftsAt !== null && (next === null || liftsAt < next)) next = liftsAt
    return next
  }

  /** After a restart: what a rule covered stays covered until the rule says otherwise, or has settled. */
  resume(code: string, now: EpochMs): void {
    const running = this.#byCode.get(code)
    if (!running || running.active) return
    running.active = true
    running.liftsAt = now + running.rule.settleSeconds * 1000
  }

  /** The reason of a rule holds, or not any more. @returns the alarms to look at */
  setHolds(code: string, holds: boolean, now: EpochMs): readonly number[] {
    const running = this.#byCode.get(code)
    return running ? this.#set(running, holds, now) : []
  }
  /** An alarm that names a cause stands, or not any more. @returns the alarms to look at */
  setCause(alarmNumber: number, stands: boolean, now: EpochMs): readonly number[] {
    return this.#byCause.get(alarmNumber)?.flatMap((running) => this.#set(running, stands, now)) ?? []
  }
  /** Ends the rules that have settled by `now`. @returns the alarms to look at */
  lift(now: EpochMs): readonly number[] {
    const alarms: number[] = []
    for (const running of this.#byCode.values()) {
      if (running.liftsAt === null || running.liftsAt > now) continue
      running.active = false
      running.liftsAt = null
      alarms.push(...running.rule.alarms)
    }
    return alarms
  }

  #set(running: Running, holds: boolean, now: EpochMs): readonly number[] {
    const { rule, active } = running
    if (holds) {
      running.holds = true
      running.active = true
      running.liftsAt = null
      return active ? [] : rule.alarms
    }
    if (!running.holds) return [] // it settles already, or never held
    running.holds = false
    if (rule.settleSeconds > 0) {
      running.liftsAt = now + rule.settleSeconds * 1000
      return []
    }
    running.active = false
    return rule.alarms
  }
}
