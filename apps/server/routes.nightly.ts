/** Nightly: a hundred thousand arbitrary questions to every route, as several roles. Takes the seed as its only argument; prints what it asked. */
import setup from '@anyuan/db/testkit'
import { orgPath } from '@anyuan/kernel'
import fc from 'fast-check'
import { HOUSE, testHouse } from './house.testkit.ts'
import { askHouse, isWell, LONGEST_MS, questionOf, routesOf } from './route-fuzz.testsupport.ts'

const RUNS = Number(process.env.ROUTES_RUNS ?? 100_000) // default, not from a standard
const seed = Number(process.argv[2] ?? 1)
const stopDatabase = await setup()
const t = await testHouse()
await t.house.organisation.add(HOUSE, { path: orgPath('root'), level: 'park', code: 'root', name: '园区' })
const cookies = ['']
for (const role of ['system_administrator', 'park_safety_officer', 'park_duty_officer'] as const) cookies.push(await t.signIn(role, 'root'))
const counts = new Map<number, number>()
const result = await fc.check(
  fc.asyncProperty(questionOf(routesOf()), fc.nat(), async (question, who) => {
    const answer = await askHouse(t, question, cookies[who % cookies.length]!)
    counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
    return isWell(answer) && answer.ms <= LONGEST_MS
  }),
  { seed, numRuns: RUNS },
)
const tally = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
process.stdout.write(`routes: ${[...counts.values()].reduce((a, b) => a + b, 0)} questions — ${tally.join(', ')}\n`)
if (result.failed) process.stdout.write(`${JSON.stringify(result.counterexample)}\n${String(result.errorInstance ?? '')}\n`)
await t.close()
await stopDatabase()
process.exit(result.failed ? 1 : 0)
