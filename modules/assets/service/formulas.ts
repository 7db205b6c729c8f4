/** Calculated tags (计算测点): which formula may stand, and what one would give now. */
import { type Caller, quality, Refused, WHOLE_HOUSE } from '@anyuan/kernel'
import type { CurrentValue, FormulaTrial } from '../contract.ts'
import { checkFormula, formulaInputs, tryFormula } from '../rules.ts'
import type { Tx } from '../store.ts'
import type { Needs } from './needs.ts'

export interface NamedFormula {
  code: string
  formula: string | null
}

/**
 * Refuses the first of these formulas that cannot stand. Tags that are written in the same transaction count as there already.
 * @param within the codes among the given ones that are tags its author may see.
 */
export async function mustCompute(
  store: Needs['store'],
  tx: Tx,
  within: (codes: readonly string[]) => Promise<ReadonlySet<string>>,
  tags: readonly NamedFormula[],
): Promise<void> {
  const calculated = tags.flatMap(({ code, formula }) => (formula === null ? [] : [{ code, formula }]))
  if (calculated.length === 0) return
  const known = await within([...new Set(calculated.flatMap(({ formula }) => formulaInputs(formula)))])
  const all = new Map((await store.formulas(tx)).map(({ code, formula }) => [code, formulaInputs(formula)]))
  for (const { code, formula } of calculated) all.set(code, formulaInputs(formula))
  for (const { code, formula } of calculated) {
    const refusal = checkFormula(code, formula, known, all)
    if (refusal) throw new Refused(refusal.code, refusal.params)
  }
}

/** Stale and bad values are unknown, as in the pipeline. */
const usable = ({ value, quality: grade }: CurrentValue): boolean => value !== null && grade < quality.bad

export const formulasService = ({ transact, store, readings }: Needs) => ({
  /** For the change requests: circles are looked for in the whole house, inputs only where the author may see them. */
  checkFormulas: (scope: readonly string[], tags: readonly NamedFormula[]): Promise<void> =>
    transact(WHOLE_HOUSE, (tx) => mustCompute(store, tx, (codes) => transact(scope, (own) => store.knownCodes(own, codes)), tags)),
  /** Tries a formula on the values of now, for the editor: nothing is kept. A refusal is an answer, for the text is still being written. */
  async tryFormula(caller: Caller, code: string | undefined, formula: string): Promise<FormulaTrial> {
    const found = await transact(caller.scope, async (tx) => {
      const inputs = await store.tagsByCode(tx, formulaInputs(formula))
      const all = new Map((await store.formulas(tx)).map((one) => [one.code, formulaInputs(one.formula)]))
      return { inputs, refusal: checkFormula(code ?? '', formula, new Set(inputs.map((tag) => tag.code)), all) }
    })
    if (found.refusal) return { ok: false, code: found.refusal.code, params: found.refusal.params }
    const current = new Map((await readings.current(found.inputs.map((tag) => tag.number))).map((one) => [one.tagNumber, one]))
    const inputs = found.inputs.map((tag) => {
      const now = current.get(tag.number)
      return {
        tagNumber: tag.number,
        code: tag.code,
        name: tag.name,
        unit: tag.unit,
        time: now?.time ?? null,
        value: now && usable(now) ? now.value : null,
        quality: now?.quality ?? quality.stale,
      }
    })
    const values = new Map(inputs.map((one) => [one.code, one.value ?? Number.NaN]))
    return { ok: true, inputs, value: tryFormula(formula, (input) => values.get(input) ?? Number.NaN) }
  },
})
