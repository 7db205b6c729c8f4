/** A million formulas that nobody would write: compiled or refused, never a crash, never an infinite answer. `npm run nightly`, or with a seed. */
import { argv } from 'node:process'
import fc from 'fast-check'
import { condition, number, typed } from './formula.testsupport.ts'
import { compileFormula } from './formula.ts'

const FORMULAS = 1_000_000
const seed = Number(argv[2] ?? 1)
let compiled = 0

fc.assert(
  fc.property(fc.oneof(typed, condition), fc.array(number, { minLength: 64, maxLength: 64 }), (text, values) => {
    const formula = compileFormula(text)
    if (!formula.ok) return Number(formula.params.position) > 0
    compiled += 1
    const value = formula.evaluate(Float64Array.from(values))
    return Number.isFinite(value) || Number.isNaN(value)
  }),
  { numRuns: FORMULAS, seed },
)
console.log(`formulas: ${FORMULAS} typed, ${compiled} compiled and asked, seed ${seed}`)
