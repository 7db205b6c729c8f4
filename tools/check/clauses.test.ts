/** Which numbers of a rule need a source, and what counts as one. */
import { expect, test } from 'vitest'
import { clauses } from './clauses.ts'
import { scratchHouse } from './scratch.ts'

const linesOf = (text: string, file = 'modules/duty/rules.ts') => {
  const house = scratchHouse({ [file]: text })
  try {
    return clauses(house.root).findings.map(({ line }) => line)
  } finally {
    house.remove()
  }
}

test('a number without a source is seen, on its own line', () => {
  expect(linesOf('export const a = 0\nexport const limit = 25\nexport const b = [1, -1]\n')).toEqual([2])
  expect(linesOf('export const PPM = 300', 'packages/standards/x/limits.ts')).toEqual([1])
})
test.each(['GB/T 50493-2019 5.5.2', 'GB 30871-2022 5.3.2', 'AQ 3035-2010 4.6', 'ISA-18.2-2016 10', 'default, not from a standard', 'unit'])(
  '%s on the line is a source',
  (source) => {
    expect(linesOf(`export const limit = 25 // ${source}`)).toEqual([])
  },
)
test('a source in a string, or in the code around, is none', () => {
  expect(linesOf(`export const limit = ['GB/T 50493-2019 5.5.2', 25]`)).toEqual([1])
  expect(linesOf('export const unit = 25')).toEqual([1])
})
test('a table names its source once, above; a lone number names it on its line', () => {
  expect(linesOf('// GB 18218-2018 table 1\nexport const T = {\n  chlorine: 5,\n  ammonia: 10,\n}')).toEqual([])
  expect(linesOf('// GB 18218-2018 table 1\nexport const chlorine = 5')).toEqual([2])
})
test('places in a list and literal types are not quantities', () => {
  expect(linesOf('export type Severity = 1 | 2 | 3\nexport const third = (a: number[]) => a[2]')).toEqual([])
})
