/** What the audit trail shows as changed. */
import { expect, test } from 'vitest'
import { differences, shownValue } from './differences.ts'

test('only what changed is shown, with the path to it', () => {
  const before = { name: '液位', alarms: { high: { threshold: 80, severity: 2 }, deadband: 1 } }
  const after = { name: '液位', alarms: { high: { threshold: 85, severity: 2 }, deadband: 1 } }
  expect(differences(before, after)).toEqual([{ path: 'alarms.high.threshold', before: 80, after: 85 }])
})
test('a field that came or went is told apart from one that became null', () => {
  expect(differences({ a: 1 }, { b: null })).toEqual([
    { path: 'a', before: 1, after: undefined },
    { path: 'b', before: undefined, after: null },
  ])
  expect(shownValue(undefined)).toBeNull()
  expect(shownValue(null)).toBe('null')
})
test('a new record shows all its fields, an unchanged one none', () => {
  expect(differences(null, { code: 'A', grants: [{ role: 'worker' }] }).map((one) => one.path)).toEqual(['code', 'grants.0.role'])
  expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([])
  expect(differences(null, null)).toEqual([])
})
test('emptied lists are seen', () => {
  expect(differences({ grants: [{ role: 'worker' }] }, { grants: [] })).toEqual([
    { path: 'grants.0.role', before: 'worker', after: undefined },
    { path: 'grants', before: undefined, after: [] },
  ])
})
