/** Which suppression rules may stand beside one another: what names a cause is never suppressed, nor what its class forbids. */
import { type Refusal, refuse } from '@anyuan/kernel'
import { checkSuppressions, type SuppressionRefusal } from '@anyuan/monitoring'
import type { AlarmDesignError, ProposedSuppression, SuppressionRule } from '../contract.ts'

const REFUSAL = {
  'suppression.code_twice': 'alarm-design.suppression_code_twice',
  'suppression.cause_suppressed': 'alarm-design.suppression_cause_suppressed',
  'suppression.not_suppressible': 'alarm-design.suppression_not_suppressible',
  'suppression.formula': 'alarm-design.suppression_formula',
} as const satisfies Record<SuppressionRefusal, AlarmDesignError>

/** The rules as they would be with the proposals carried out. */
export const rulesWith = (standing: readonly SuppressionRule[], proposed: readonly ProposedSuppression[]): SuppressionRule[] => {
  const codes = new Set(proposed.map(({ code }) => code))
  return [...standing.filter(({ code }) => !codes.has(code)), ...proposed.flatMap(({ rule }) => rule ?? [])]
}

/** Refuses proposals with which one of all rules could not stand, and names it. */
export function checkProposedRules(
  standing: readonly SuppressionRule[],
  proposed: readonly ProposedSuppression[],
  isSuppressible: (alarmNumber: number) => boolean,
): Refusal<AlarmDesignError> | null {
  if (proposed.length === 0) return null
  const [refusal] = checkSuppressions(rulesWith(standing, proposed), isSuppressible)
  return refusal ? refuse(REFUSAL[refusal.code], refusal.params) : null
}
