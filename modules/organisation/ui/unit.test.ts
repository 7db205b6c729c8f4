/** Where a unit may hang. */
import { expect, test } from 'vitest'
import { isLabel, keysAbove, levelsBelow, pathBelow } from './unit.ts'

test('below a park stand enterprises, areas and units; below a unit nothing', () => {
  expect(levelsBelow('park')).toEqual(['enterprise', 'area', 'unit'])
  expect(levelsBelow('unit')).toEqual([])
  expect(levelsBelow(null)[0]).toBe('province')
})
test('the label ends the path', () => {
  expect(pathBelow('ln.sy', ' e01 ')).toBe('ln.sy.e01')
  expect(pathBelow(null, 'ln')).toBe('ln')
})
test('a label has small letters, digits and underscores only', () => {
  expect(isLabel('e_01')).toBe(true)
  expect(['E01', 'a.b', '', '企业', 'a-b'].some(isLabel)).toBe(false)
})
test('to see a unit, all above it are open', () => {
  expect(keysAbove('ln.sy.park.e01')).toEqual(['ln', 'ln.sy', 'ln.sy.park'])
  expect(keysAbove('ln')).toEqual([])
})
