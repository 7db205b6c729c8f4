/** A few thousand arbitrary questions to every route; `apps/server/routes.nightly.ts` asks a hundred thousand. */

import { orgPath } from '@anyuan/kernel'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'
import { askHouse, isWell, LONGEST_MS, questionOf, routesOf } from './route-fuzz.testsupport.ts'

const RUNS = 3000 // default, not from a standard
let t: TestHouse
let cookies: string[]

beforeAll(async () => {
  t = await testHouse()
  await t.house.organisation.add(HOUSE, { path: orgPath('root'), level: 'park', code: 'root', name: '园区' })
  cookies = ['']
  for (const role of ['system_administrator', 'park_safety_officer', 'park_duty_officer'] as const)
    cookies.push(await t.signIn(role, 'root'))
})
afterAll(async () => {
  await t?.close()
})

test('whatever is asked, by whomever, the house answers and never with a fault', { timeout: 600_000 }, async () => {
  const routes = routesOf()
  expect(routes.length).toBeGreaterThan(80)
  const asked = new Set<string>()
  const faults = new Map<string, string>()
  await fc.assert(
    fc.asyncProperty(questionOf(routes), fc.nat(), async (question, who) => {
      const route = `${question.route.method} ${question.route.path}`
      asked.add(route)
      const answer = await askHouse(t, question, cookies[who % cookies.length]!)
      if (isWell(answer) && answer.ms <= LONGEST_MS) return
      // the first of each route; all are told at once
      const told = `${question.url} ${JSON.stringify(question.body)}: ${answer.status} ${answer.code} in ${answer.ms.toFixed(0)} ms`
      if (!faults.has(route)) faults.set(route, told)
    }),
    { numRuns: RUNS },
  )
  expect([...faults]).toEqual([])
  expect(asked.size).toBe(routes.length)
})
