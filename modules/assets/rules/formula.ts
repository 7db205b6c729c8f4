/** Which formula a calculated tag (计算测点) may have: it compiles, reads tags that are there, and does not read itself by any way round. */
import { type Refusal, refuse } from '@anyuan/kernel'
import { compileFormula, type FormulaRefusal } from '@anyuan/monitoring'
import type { AssetsError } from '../contract.ts'

/** The compiler's no, in this module's words. */
const REFUSAL = {
  'formula.empty': 'assets.formula_empty',
  'formula.too_long': 'assets.formula_too_long',
  'formula.too_deep': 'assets.formula_too_deep',
  'formula.too_many_inputs': 'assets.formula_too_many_inputs',
  'formula.no_inputs': 'assets.formula_no_inputs',
  'formula.syntax': 'assets.formula_syntax',
  'formula.unknown_word': 'assets.formula_unknown_word',
  'formula.arguments': 'assets.formula_arguments',
  'formula.votes_needed': 'assets.formula_votes_needed',
} as const satisfies Record<FormulaRefusal, AssetsError>

/** Tag codes that the formula reads; none where it does not compile. */
export function formulaInputs(formula: string): string[] {
  const compiled = compileFormula(formula)
  return compiled.ok ? compiled.inputs : []
}

/**
 * @param code the tag that would have the formula. @param known the codes among the inputs that are tags the author may see.
 * @param inputsOf what each calculated tag there is reads.
 */
export function checkFormula(
  code: string,
  formula: string,
  known: ReadonlySet<string>,
  inputsOf: ReadonlyMap<string, readonly string[]>,
): Refusal<AssetsError> | null {
  const compiled = compileFormula(formula)
  if (!compiled.ok) return refuse(REFUSAL[compiled.code], compiled.params)
  const missing = compiled.inputs.find((input) => input !== code && !known.has(input))
  if (missing !== undefined) return refuse('assets.formula_unknown_tag', { code: missing, position: formula.indexOf(`{${missing}}`) + 1 })
  const path = circleThrough(code, compiled.inputs, inputsOf)
  return path ? refuse('assets.formula_circle', { path: path.join(' → ') }) : null
}

/** The way from `code` back to `code`, both ends included; null where there is none. */
function circleThrough(code: string, inputs: readonly string[], inputsOf: ReadonlyMap<string, readonly string[]>): string[] | null {
  const cameFrom = new Map<string, string>()
  const waiting = inputs.map((input) => [input, code] as const)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [at, from] = next
    if (at === code) return [...wayTo(from, code, cameFrom), code]
    if (cameFrom.has(at)) continue
    cameFrom.set(at, from)
    for (const further of inputsOf.get(at) ?? []) waiting.push([further, at])
  }
  return null
}
function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [end]
  for (let at = end; at !== start; ) {
    at = cameFrom.get(at) ?? start
    way.unshift(at)
  }
  return way
}

/** What the formula gives for these values, by tag code; null while it cannot be decided. NaN marks an input that is bad, stale or never seen. */
export function tryFormula(formula: string, read: (code: string) => number): number | null {
  const compiled = compileFormula(formula)
  if (!compiled.ok) return null
  const value = compiled.evaluate(Float64Array.from(compiled.inputs, read))
  return Number.isNaN(value) ? null : value
}
