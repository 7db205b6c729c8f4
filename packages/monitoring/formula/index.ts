/** Formulas (公式) over tags, and what is computed by them. */
export { compileFormula, FORMULA_REFUSALS, type Formula, type FormulaRefusal } from './formula.ts'
export { type EmitResult, FormulaNet, type FormulaSource, type NetRefusal } from './net.ts'
