/** The tree as one person sees it, and where that person stands at first. */
import { expect, test } from 'vitest'
import { commonPlace, lineageOf, type OrgNode, treeOf } from './org.tsx'

const node = (path: string, level: OrgNode['level']): OrgNode => ({
  path,
  level,
  code: path,
  name: path,
  nameEn: null,
  position: null,
  enabled: true,
})
const tree = treeOf([node('ln.sy.p', 'park'), node('ln.sy.p.e01', 'enterprise'), node('ln.sy.p.e01.a1.u1', 'unit')])

test('a unit whose parent is out of sight hangs on the next one above that is not', () => {
  expect(tree.children.get('')?.map((each) => each.path)).toEqual(['ln.sy.p'])
  expect(tree.children.get('ln.sy.p.e01')?.map((each) => each.path)).toEqual(['ln.sy.p.e01.a1.u1'])
})
test('the way down to a unit names only what may be seen', () => {
  expect(lineageOf(tree, 'ln.sy.p.e01.a1.u1').map((each) => each.path)).toEqual(['ln.sy.p', 'ln.sy.p.e01', 'ln.sy.p.e01.a1.u1'])
  expect(lineageOf(tree, 'ln.pj')).toEqual([])
})
test('who holds one place begins there, who holds several at what they share', () => {
  expect(commonPlace(['ln.sy.p'])).toBe('ln.sy.p')
  expect(commonPlace(['ln.sy.p', 'ln.sy.q', 'ln.sy.p.e01'])).toBe('ln.sy')
  expect(commonPlace(['ln.sy', 'ln.syx'])).toBe('ln')
  expect(commonPlace(['ln', 'jl'])).toBeUndefined()
  expect(commonPlace([])).toBeUndefined()
})
