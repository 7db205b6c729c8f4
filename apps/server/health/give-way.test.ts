/** Under overload the api says no to history first, to long work then, to alarms never. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestHouse, testHouse } from '../house.testkit.ts'
import { givesWay } from './give-way.ts'
import type { SheddingLevel } from './shedding.ts'

const openapi = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/generated/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, unknown>>
}
const routes = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => [method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1')] as const),
)
const LEVELS: readonly SheddingLevel[] = [0, 1, 2, 3, 4]

let t: TestHouse
let level: SheddingLevel = 0
beforeAll(async () => {
  t = await testHouse({}, { givesWay: (method, route) => givesWay(method, route, level) })
})
afterAll(async () => {
  await t?.close()
})

test('history gives way first, exports, imports, rehearsals and reports next, and nothing else ever', () => {
  const at = (wanted: SheddingLevel) => routes.filter(([method, route]) => givesWay(method, route, wanted)).map((route) => route.join(' '))
  expect(at(0)).toEqual([])
  expect(at(1).sort()).toEqual([
    'GET /api/alarm-design/history',
    'GET /api/assets/history',
    'GET /api/assets/history/export',
    'GET /api/assets/moment',
    'GET /api/assets/tags/:number/raw',
  ])
  expect(at(2)).toEqual(expect.arrayContaining([...at(1), 'POST /api/imports/batches', 'GET /api/alarms/occurrences/export']))
  expect(at(4)).toEqual(at(2))
  for (const always of ['POST /api/alarms/act', 'GET /api/alarms/standing', 'POST /api/identity/live-ticket'])
    expect(at(4)).not.toContain(always)
})
test('whoever is told to wait is told how long, in a plain sentence; acts are taken all the same', async () => {
  const cookie = await t.signIn('park_duty_officer', 'root')
  for (level of LEVELS) {
    const history = await t.app.inject({
      url: '/api/assets/history?tags=1&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z',
      headers: { cookie },
    })
    const standing = await t.app.inject({ url: '/api/alarms/standing', headers: { cookie } })
    expect(standing.statusCode).toBe(200)
    if (level === 0) expect(history.json().code).not.toBe('house.overload')
    else {
      expect([history.statusCode, history.json().code]).toEqual([503, 'house.overload'])
      expect(Number(history.headers['retry-after'])).toBeGreaterThan(0)
    }
  }
})
