/** Formulas that feed each other: order, quality, staleness, circles. */
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FormulaNet, type FormulaSource } from './net.ts'

const X = Number.NaN
/** Tags are letters: A is 0. */
const indexOfCode = (code: string) => (/^[A-Z]$/.test(code) ? code.charCodeAt(0) - 65 : undefined)
const source = (name: string, formula: string): FormulaSource => ({ name, formula, tagIndex: indexOfCode(name) ?? null })
const net = (formulas: Record<string, string>) =>
  new FormulaNet(
    Object.entries(formulas).map(([name, formula]) => source(name, formula)),
    indexOfCode,
  )
const settle = (it: FormulaNet) => {
  const said: [string, number, number, number][] = []
  it.settle(({ name }, value, q, time) => said.push([name, value, q, time]))
  return said
}
const hear = (it: FormulaNet, code: string, value: number, at = 1000, q: number = quality.good) =>
  it.hear(indexOfCode(code)!, value, q, at, at)

test('a chain is computed in its order, each once, whatever the order it is written in', () => {
  const it = net({ E: '{D} * 2', D: '{A} + {B}', 'SR-1': '{E} > 10 && {A} > 0' })
  expect(settle(it).map(([name, value]) => [name, value])).toEqual([
    ['D', X],
    ['E', X],
    ['SR-1', X],
  ])
  hear(it, 'A', 3, 1000)
  hear(it, 'B', 4, 2000)
  expect(settle(it)).toEqual([
    ['D', 7, 0, 2000],
    ['E', 14, 0, 2000],
    ['SR-1', 1, 0, 2000],
  ])
  expect(settle(it)).toEqual([])
})
test('a tag that feeds no formula, and one that is computed, are passed over', () => {
  const it = net({ D: '{A} + 1' })
  settle(it)
  expect([hear(it, 'Z', 1), hear(it, 'B', 1), hear(it, 'D', 1), it.isDirty, it.inputs]).toEqual([false, false, false, false, [0]])
})
test('the quality is that of the worst input that mattered', () => {
  const it = net({ D: 'votes(2, {A} > 25, {B} > 25, {C} > 25)', E: '{A} - {B}' })
  settle(it)
  hear(it, 'A', 30)
  hear(it, 'B', 30, 1000, quality.uncertain)
  hear(it, 'C', 30, 1000, quality.bad)
  expect(settle(it)).toEqual([
    ['D', 1, quality.uncertain, 1000],
    ['E', 0, quality.uncertain, 1000],
  ])
  hear(it, 'B', X, 2000, quality.good)
  expect(settle(it)).toEqual([
    ['D', X, quality.bad, 2000],
    ['E', X, quality.bad, 2000],
  ])
})
test('an input silent for three expected intervals is unknown from then on, and heard again it is known', () => {
  const it = net({ D: '{A} + {B}', E: '{D} > 1 || {B} > 5' })
  hear(it, 'A', 1, 0)
  hear(it, 'B', 9, 20_000)
  settle(it)
  const every5s = new Float64Array(26).fill(5000)
  expect(it.loseStale(every5s, 15_000)).toBe(false)
  expect(it.loseStale(every5s, 15_001)).toBe(true)
  expect(settle(it)).toEqual([
    ['D', X, quality.stale, 20_000],
    ['E', 1, quality.good, 20_000],
  ])
  expect(it.loseStale(every5s, 16_000)).toBe(false)
  hear(it, 'A', 2, 21_000)
  expect(settle(it)[0]).toEqual(['D', 11, 0, 21_000])
  expect([it.lose(0, 22_000), it.lose(0, 23_000)]).toEqual([true, false])
})
test('circles, unknown tags and what cannot be read are refused by name; all else is computed', () => {
  const it = net({ D: '{E} + 1', E: '{F} + {A}', F: '{D}', G: '{D} + {A}', H: '{A} +', I: '{A} + {nobody}', J: '{A}', K: '{K}' })
  expect(it.refused.map((no) => [no.code, no.params.name, no.params.path ?? no.params.code])).toEqual([
    ['formula.syntax', 'H', undefined],
    ['formula.unknown_tag', 'I', 'nobody'],
    ['formula.circle', 'D', 'D → F → E → D'],
    ['formula.circle', 'E', 'D → F → E → D'],
    ['formula.circle', 'F', 'D → F → E → D'],
    ['formula.circle', 'K', 'K → K'],
  ])
  hear(it, 'A', 5)
  expect(settle(it).map(([name, value]) => [name, value])).toEqual([
    ['G', X],
    ['J', 5],
  ])
})
test('a chain of ten thousand formulas is no deeper than one', () => {
  const codes = Array.from({ length: 10_000 }, (_, i) => `T${i}`)
  const it = new FormulaNet(
    codes
      .slice(1)
      .map((name, i) => ({ name, formula: `{T${i}} + 1`, tagIndex: i + 1 }))
      .reverse(),
    (code) => codes.indexOf(code),
  )
  it.hear(0, 1, 0, 1000, 1000)
  expect(settle(it).at(-1)).toEqual(['T9999', 10_000, 0, 1000])
})
test('what the net says after any order of values is what the formulas say of the last ones', () => {
  const formulas = { D: '{A} + {B}', E: 'max({D}, {C})', F: '{E} - {A}' }
  const beat = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom(1, 2, 3, X), fc.boolean())
  fc.assert(
    fc.property(fc.array(beat, { maxLength: 30 }), (beats) => {
      const it = net(formulas)
      const last: Record<string, number> = { A: X, B: X, C: X }
      const said = new Map<string, number>()
      const note = () => it.settle(({ name }, value) => said.set(name, value))
      beats.forEach(([code, value, now], i) => {
        hear(it, code, value, i)
        last[code] = value
        if (now) note()
      })
      note()
      const d = last.A! + last.B!
      const e = Math.max(d, last.C!)
      expect([said.get('D'), said.get('E'), said.get('F')]).toEqual([d, e, e - last.A!])
    }),
    { numRuns: 300 },
  )
})
