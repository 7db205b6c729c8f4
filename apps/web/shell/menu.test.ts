/** The menu shows what a person may open, in order, and knows where we are. */
import { defineUi, type Me } from '@anyuan/ui'
import { expect, test } from 'vitest'
import { currentEntry, menuEntries, menuFor } from './menu.ts'

const load = async () => ({ default: () => null })
const modules = [
  defineUi({
    pages: [
      { path: '/assets/tags', menu: { group: 'basis', order: 20, labelKey: 'tags', permission: 'assets.read' }, load },
      { path: '/assets/tags/:number', load },
      { path: '/assets', menu: { group: 'basis', order: 10, labelKey: 'assets' }, load },
      { path: '/simulation', menu: { group: 'demo', order: 1, labelKey: 'demo', demoOnly: true }, load },
    ],
  }),
  defineUi({ pages: [{ path: '/map', menu: { group: 'now', order: 10, labelKey: 'map' }, load }] }),
]
const me = (permissions: Record<string, string[]>, demo: boolean): Me => ({
  account: {
    id: 'a',
    login: 'li',
    name: '李',
    org: 'ln',
    phone: null,
    grants: [],
    enabled: true,
    mustChangePassword: false,
    lockedUntil: null,
    lastSignInAt: null,
  },
  permissions,
  live: { url: '/live', ticket: 't', expiresAt: '2030-01-01T00:00:00.000Z' },
  demo,
})
const paths = (person: Me) => menuFor(modules, person).map(({ group, entries }) => [group, entries.map((entry) => entry.path)])

test('groups and entries come in their order, whatever the order of the modules', () => {
  expect(paths(me({ 'assets.read': ['ln'] }, true))).toEqual([
    ['now', ['/map']],
    ['basis', ['/assets', '/assets/tags']],
    ['demo', ['/simulation']],
  ])
})
test('what a person holds nowhere is not offered, and the simulation only in the demo', () => {
  expect(paths(me({ 'assets.read': [] }, false))).toEqual([
    ['now', ['/map']],
    ['basis', ['/assets']],
  ])
})
test('a detail page marks the entry it belongs to', () => {
  expect(currentEntry(menuEntries(modules), '/assets/tags/17')?.path).toBe('/assets/tags')
  expect(currentEntry(menuEntries(modules), '/assets')?.path).toBe('/assets')
  expect(currentEntry(menuEntries(modules), '/assetsx')).toBeUndefined()
})
