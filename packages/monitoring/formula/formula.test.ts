/** What a formula may say, what it answers while part of it is unknown, and where it is wrong. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { condition, number, typed } from './formula.testsupport.ts'
import { compileFormula } from './formula.ts'

const X = Number.NaN
const ask = (text: string, values: Record<string, number> = {}): number => {
  const formula = compileFormula(text)
  if (!formula.ok) throw new Error(`${formula.code} ${JSON.stringify(formula.params)}`)
  return formula.evaluate(Float64Array.from(formula.inputs, (code) => values[code] ?? X))
}
const no = (text: string) => {
  const formula = compileFormula(text)
  return formula.ok ? 'taken' : `${formula.code} ${formula.params.position}`
}

test('a deviation, a state of two tags and a vote are what they look like', () => {
  expect(ask('abs({TI-1} - {TI-2})', { 'TI-1': 20, 'TI-2': 23.5 })).toBe(3.5)
  expect(ask('{P-1.run} == 0 && {FI-1} < 2', { 'P-1.run': 0, 'FI-1': 1 })).toBe(1)
  expect(ask('votes(2, {A} >= 25, {B} >= 25, {C} >= 25)', { A: 30, B: 10, C: 26 })).toBe(1)
  expect(ask('if({A} > 1, {B} * 2, -{B}) + mean({A}, {B}, 6) - sum({A}, 1) / max({A}, 4)', { A: 2, B: 4 })).toBe(8 + 4 - 3 / 4)
  expect(ask('min({储罐 温度}, 5) + count({储罐 温度} > 1, true)', { '储罐 温度': 3 })).toBe(5)
})
test('two of three is certain as soon as two are, whatever the third one does', () => {
  const vote = 'votes(2, {A} >= 25, {B} >= 25, {C} >= 25)'
  expect([ask(vote, { A: 30, B: 30 }), ask(vote, { A: 1, B: 1 }), ask(vote, { A: 30, B: 1 }), ask(vote, { A: 30 })]).toEqual([1, 0, X, X])
})
test('a result is unknown only where it cannot be decided', () => {
  expect(ask('{A} > 1 || {B} > 1', { A: 2 })).toBe(1)
  expect(ask('{A} > 1 || {B} > 1', { A: 0 })).toBe(X)
  expect(ask('{A} > 1 && {B} > 1', { A: 0 })).toBe(0)
  expect(ask('max({A}, {B}) > 25', { A: 30 })).toBe(1)
  expect(ask('abs({A}) >= 0')).toBe(1)
  expect(ask('{A} * {B}', { A: 0 })).toBe(0)
  expect(ask('if({A} > 1, 5, 5) + {B}', { B: 1 })).toBe(6)
  expect(ask('count({A} > 1, {B} > 1, {C} > 1) >= 2', { A: 3, C: 3 })).toBe(1)
})
test('a division by nought and an overflow are unknown, never infinite', () => {
  expect([ask('{A} / {B}', { A: 1, B: 0 }), ask('{A} / {B} > 5', { A: 1, B: 0 }), ask('{A} * 1e300 * 1e300', { A: 1 })]).toEqual([X, X, X])
})
test('what is wrong is refused with its place', () => {
  expect(no('')).toBe('formula.empty 1')
  expect(no('1 + 2')).toBe('formula.no_inputs 1')
  expect(no('{A} + ')).toMatch(/^formula.syntax/)
  expect(no('{A} + sin({B})')).toBe('formula.unknown_word 7')
  expect(no('{A} + B')).toBe('formula.unknown_word 7')
  expect(no('{A} ** {B}')).toMatch(/^formula.syntax/)
  expect(no('{A} % {B}')).toBe('formula.syntax 5')
  expect(no('{A} === {B}')).toBe('formula.syntax 5')
  expect(no('{A}.constructor')).toBe('formula.syntax 4')
  expect(no('{A} ? 1 : 2')).toBe('formula.syntax 5')
  expect(no('{A + 1')).toBe('formula.syntax 1')
  expect(no('{A} + {}')).toBe('formula.syntax 7')
  expect(no('{A} {B}')).toMatch(/^formula.syntax/)
  expect(no('$0 + {A}')).toBe('formula.syntax 1')
  expect(no('{A} > 1e999')).toMatch(/^formula.syntax/)
  expect(no('if({A}, 1)')).toBe('formula.arguments 1')
  expect(no('votes({A}, {B})')).toBe('formula.votes_needed 1')
  expect(no('1 + votes(3, {A}, {B})')).toBe('formula.votes_needed 5')
  expect(no(`${'('.repeat(40)}{A}${')'.repeat(40)}`)).toBe('formula.too_deep 33')
  expect(no(`${'!'.repeat(900)}{A}`)).toBe('formula.too_deep 1')
  expect(no(Array.from({ length: 65 }, (_, i) => `{T${i}}`).join('+'))).toMatch(/^formula.too_many_inputs/)
  expect(no(`{A}${' '.repeat(1000)}`)).toBe('formula.too_long 1001')
})
test('whatever is typed is compiled or refused, and what is compiled always answers a number or nothing', () => {
  fc.assert(
    fc.property(typed, number, number, (text, a, b) => {
      const formula = compileFormula(text)
      if (!formula.ok) expect(formula.params.position).toBeGreaterThan(0)
      else {
        const value = formula.evaluate(Float64Array.of(a, b, ...new Array<number>(formula.inputs.length).fill(X)))
        expect(Number.isFinite(value) || Number.isNaN(value)).toBe(true)
      }
    }),
    { numRuns: 5000 },
  )
})

test('what is certain with unknown inputs is so for every value they could have had', () => {
  const POSSIBLE = [-3, -1, 0, 0.5, 1, 2, 2.5, 7]
  let certain = 0
  fc.assert(
    fc.property(condition, fc.array(fc.constantFrom(X, X, 0, 1, 2.5, -3), { minLength: 3, maxLength: 3 }), (text, given) => {
      const formula = compileFormula(text)
      fc.pre(formula.ok && formula.inputs.some((_, i) => Number.isNaN(given[i])))
      if (!formula.ok) return
      const answer = formula.evaluate(Float64Array.from(given))
      if (Number.isNaN(answer)) return
      certain += 1
      for (const a of POSSIBLE)
        for (const b of POSSIBLE)
          for (const c of POSSIBLE) {
            const whole = [a, b, c].map((value, i) => (Number.isNaN(given[i]) ? value : given[i]!))
            const said = formula.evaluate(Float64Array.from(whole))
            // a completion that divides by nought says nothing, and so contradicts nothing
            if (!Number.isNaN(said)) expect([text, whole, said]).toEqual([text, whole, answer])
          }
    }),
    { numRuns: 3000 },
  )
  expect(certain).toBeGreaterThan(300) // else nothing was compared
})
