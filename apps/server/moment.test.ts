/** A past moment asked for through the house's door: within the scope, with the quality of that moment, nothing invented. */
import { orgPath, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

const AT = Date.parse('2026-10-02T18:14:36Z')
let h: TestHouse
let cookie: string
const tags: { number: number; code: string }[] = []
/** What the archive was asked, and what it holds: one fresh value, one old one, one that was bad; of the others nothing. */
let asked: number[] = []
const at = async (numbers: readonly number[], time: number) => {
  asked = [...numbers].sort((a, b) => a - b)
  const held = [
    { tag: 0, time: time - 4000, value: 12.5, quality: 0 },
    { tag: 1, time: time - 60_000, value: 7, quality: 0 },
    { tag: 2, time: time - 1000, value: null, quality: 2 },
  ].flatMap((row) => (tags[row.tag] && numbers.includes(tags[row.tag]!.number) ? [{ ...row, number: tags[row.tag]!.number }] : []))
  return {
    tagNumbers: held.map((row) => row.number),
    times: held.map((row) => row.time),
    values: held.map((row) => row.value),
    qualities: held.map((row) => row.quality),
  }
}
const away = () => Promise.reject(new Error('nothing is read but the moment'))

beforeAll(async () => {
  h = await testHouse({ readings: { raw: away, history: away, current: away, at } })
  await h.house.organisation.add(HOUSE, { path: orgPath('ln'), level: 'province', code: 'ln', name: '示例省' })
  for (const park of ['a', 'b']) {
    await h.house.organisation.add(HOUSE, { path: orgPath(`ln.${park}`), level: 'park', code: park, name: `示例园区${park}` })
    for (let i = 0; i < 4; i++)
      tags.push(
        await h.house.assets.addTag(HOUSE, {
          code: `${park}-T${i}`,
          name: `温度 ${i}`,
          org: orgPath(`ln.${park}`),
          kind: 'temperature',
          unit: '℃',
          rangeLow: 0,
          rangeHigh: 100,
          expectedIntervalSeconds: 5,
        }),
      )
  }
  cookie = await h.signIn('park_duty_officer', 'ln.a')
})
afterAll(() => h?.close())

const ask = (query: string) => h.app.inject({ url: `/api/assets/moment?${query}`, headers: { cookie } })

test('the park as it was: fresh, stale and bad are told apart, and a tag of which nothing is known is absent', async () => {
  const answer = await ask(`at=${toInstant(AT)}&under=ln.a`)
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({
    at: AT,
    tagNumbers: tags.slice(0, 3).map((tag) => tag.number),
    times: [AT - 4000, AT - 60_000, AT - 1000],
    values: [12.5, 7, null],
    qualities: [0, 3, 2],
  })
})
test('of a neighbour nothing is asked, whether all is wanted or its park is named', async () => {
  await ask(`at=${toInstant(AT)}`)
  expect(asked).toEqual(tags.slice(0, 4).map((tag) => tag.number))
  expect((await ask(`at=${toInstant(AT)}&under=ln.b`)).json().tagNumbers).toEqual([])
  const answer = await ask(`at=${toInstant(AT)}&tags=${tags[5]!.number}`)
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'assets.tag_not_found'])
})
test('chosen tags alone are asked for when no place is named', async () => {
  expect((await ask(`at=${toInstant(AT)}&tags=${tags[0]!.number}`)).json()).toMatchObject({ values: [12.5], qualities: [0] })
  expect(asked).toEqual([tags[0]!.number])
})
test('what is ahead of now cannot be looked at', async () => {
  const answer = await ask(`at=${toInstant(Date.now() + 3_600_000)}&under=ln.a`)
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'assets.moment_ahead'])
})
