/** Foreign addresses become tags: scale, offset, and what nobody knows. */
import { expect, test } from 'vitest'
import type { SourceDefinition } from '../definition.ts'
import { rowsOfPoints } from './points.ts'
import { UNREADABLE_VALUE } from './rows.ts'

const definition: SourceDefinition = {
  code: 'GW',
  org: 'ln',
  protocol: 'sparkplug',
  credentialDigest: '',
  tagCodes: ['TI-1', 'PI-1'],
  points: [{ address: 'reactor/t', tagCode: 'TI-1', scale: -0.1, offset: 5 }],
}
const sample = (address: string, value: number) => ({ address, time: 1000, value, quality: 0 })

test('a value is given in the unit of its tag', () => {
  expect(rowsOfPoints(definition, [sample('reactor/t', 200)])).toMatchObject({
    tags: ['TI-1'],
    values: Float64Array.of(-15),
    times: Float64Array.of(1000),
  })
})
test('an address that nobody knows keeps its name, so that it is refused by it; a tag’s own code needs no point', () => {
  expect(rowsOfPoints(definition, [sample('reactor/x', 1), sample('PI-1', 2)])).toMatchObject({
    tags: ['reactor/x', 'PI-1'],
    values: Float64Array.of(1, 2),
  })
})
test('no value, and what is no number, are not made a number by a scale', () => {
  const { values } = rowsOfPoints(definition, [sample('reactor/t', Number.NaN), sample('reactor/t', UNREADABLE_VALUE)])
  expect([...values]).toEqual([Number.NaN, UNREADABLE_VALUE])
})
test('the mark of history is carried row by row, and absent where none has it', () => {
  expect(rowsOfPoints(definition, [sample('a', 1), { ...sample('b', 1), historical: true }]).historical).toEqual(Uint8Array.of(0, 1))
  expect(rowsOfPoints(definition, [sample('a', 1)]).historical).toBeUndefined()
})
