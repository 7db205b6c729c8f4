/** Where a unit may stand on the tree. */
import { orgPath, toInstant } from '@anyuan/kernel'
import { expect, test } from 'vitest'
import { type NewOrgUnit, type OrgLevel, OrgUnitChange } from './contract.ts'
import { add, parentOf } from './rules.ts'

const now = toInstant(0)
const unit = (path: string, level: OrgLevel): NewOrgUnit => ({ path: orgPath(path), level, code: path, name: path })
const free = { path: false, code: false }

test('an enterprise stands below a park, an area below an enterprise, levels may be left out', () => {
  expect(add(unit('ln.p1.e1', 'enterprise'), { level: 'park' }, free, now)).toMatchObject({
    ok: true,
    events: [{ type: 'organisation.unit_added' }],
  })
  expect(add(unit('ln.e1', 'enterprise'), { level: 'province' }, free, now)).toMatchObject({ ok: true })
})
test('a park cannot stand below an enterprise, nor an enterprise below an enterprise', () => {
  expect(add(unit('ln.e1.p1', 'park'), { level: 'enterprise' }, free, now)).toMatchObject({ code: 'organisation.level_below_parent' })
  expect(add(unit('ln.e1.e2', 'enterprise'), { level: 'enterprise' }, free, now)).toMatchObject({ code: 'organisation.level_below_parent' })
})
test('only the topmost unit has no parent', () => {
  expect(add(unit('ln', 'province'), null, free, now)).toMatchObject({ ok: true })
  expect(add(unit('ln.p1', 'park'), null, free, now)).toMatchObject({ code: 'organisation.no_parent' })
  expect([parentOf('ln'), parentOf('ln.a.b')]).toEqual([null, 'ln.a'])
})
test('a path or code that is taken is refused by name', () => {
  expect(add(unit('ln', 'province'), null, { path: true, code: false }, now)).toMatchObject({
    code: 'organisation.path_taken',
    params: { path: 'ln' },
  })
  expect(add(unit('ln', 'province'), null, { path: false, code: true }, now)).toMatchObject({ code: 'organisation.code_taken' })
})

test('what a change does not name stays as it is: no default slips in', () => {
  expect(OrgUnitChange.parse({ enabled: false })).toEqual({ enabled: false })
})
