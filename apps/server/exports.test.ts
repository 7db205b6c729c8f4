/** Every list goes out by the same door: with its own filter, within the scope, counted, written down; history in portions, however long. */
import type { History, RawSeries } from '@anyuan/assets/contract'
import { orgPath, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

const FROM = Date.parse('2026-10-02T16:00:00Z')
let h: TestHouse
let cookie: string
let tagNumber: number
/** An archive with a sample each second, from `FROM` on. */
let samples = 50_000
const raw = async (tag: number, from: number, to: number, limit: number): Promise<RawSeries> => {
  const first = Math.max(0, Math.ceil((from - FROM) / 1000))
  const last = Math.min(samples, Math.ceil((to - FROM) / 1000))
  const n = Math.max(0, Math.min(limit, last - first))
  const times = Array.from({ length: n }, (_, i) => FROM + (first + i) * 1000)
  return {
    tagNumber: tag,
    times,
    values: times.map((_, i) => (i === 1 && first === 0 ? null : i / 10)),
    qualities: times.map((_, i) => (i === 1 && first === 0 ? 2 : 0)),
    receivedAt: times,
    truncated: last - first > limit,
  }
}
const history = async (numbers: readonly number[], from: number, to: number, buckets: number): Promise<History> => {
  const width = Math.ceil((to - from) / buckets)
  const times = Array.from({ length: buckets }, (_, i) => from + i * width)
  const count = times.map((time) =>
    Math.max(0, Math.min(samples, Math.ceil((time + width - FROM) / 1000)) - Math.max(0, Math.ceil((time - FROM) / 1000))),
  )
  const column = count.map((n) => (n > 0 ? 1 : null))
  return {
    bucketMs: width,
    source: 'raw',
    series: numbers.map((tagNumber) => ({
      tagNumber,
      times,
      min: column,
      max: column,
      mean: column,
      last: column,
      count,
      quality: count.map(() => 0),
    })),
  }
}

const nothingThen = async () => ({ tagNumbers: [], times: [], values: [], qualities: [] })

beforeAll(async () => {
  h = await testHouse({ readings: { raw, history, current: async () => [], at: nothingThen } })
  await h.house.organisation.add(HOUSE, { path: orgPath('ln'), level: 'province', code: 'ln', name: '示例省' })
  for (const park of ['a', 'b']) {
    await h.house.organisation.add(HOUSE, { path: orgPath(`ln.${park}`), level: 'park', code: park, name: `示例园区${park}` })
    for (let i = 0; i < 3; i++)
      await h.house.assets.addTag(HOUSE, {
        code: `${park}-T${i}`,
        name: i === 2 ? '=cmd()' : `温度 ${i}`,
        org: orgPath(`ln.${park}`),
        kind: i === 1 ? 'pressure' : 'temperature',
        unit: '℃',
        rangeLow: 0,
        rangeHigh: 100,
        expectedIntervalSeconds: 5,
        alarms: { high: { threshold: 60, severity: 2 } },
      })
  }
  cookie = await h.signIn('park_safety_officer', 'ln.a')
  tagNumber = (await h.house.assets.tags(HOUSE, { page: 1, pageSize: 1, text: 'a-T0' })).items[0]!.number
})
afterAll(() => h.close())
const get = (url: string, as = cookie) => h.app.inject({ url, headers: { cookie: as } })
const lines = (body: string) => body.replace('\uFEFF', '').trim().split('\r\n')
const written = () =>
  h.asOwner<{ object: string; name: string; after: Record<string, unknown> }>(
    `select object, name, after from audit_trail where action = 'house.export' order by sequence`,
  )

test('a list goes out with its own filter, in the words of the reader, and never beyond the scope', async () => {
  const answer = await get('/api/assets/tags/export?format=csv&kind=temperature')
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(answer.headers['content-disposition']).toContain(encodeURIComponent('测点.csv'))
  const [head, ...rows] = lines(answer.body)
  expect(head).toMatch(/^编码,名称,类型,单位,所属组织/)
  expect(rows.map((row) => row.split(',').slice(0, 5))).toEqual([
    ['a-T0', '温度 0', '温度', '℃', '示例园区a'],
    ['a-T2', "'=cmd()", '温度', '℃', '示例园区a'],
  ])
  expect(lines((await get('/api/assets/tags/export?format=csv&lang=en')).body)[0]).toMatch(/^Code,Name/)
})
test('how many rows it will be is told beforehand', async () => {
  expect((await get('/api/assets/tags/export?format=xlsx&probe=true')).json()).toEqual({ rows: 3 })
})
test('who took what, by which filter, and how many rows stands in the audit trail', async () => {
  const before = (await written()).length
  await get('/api/assets/tags/export?format=xlsx&text=T1')
  expect((await written()).slice(before)).toMatchObject([
    {
      object: 'assets.tags.title',
      name: expect.stringContaining('park-safety-officer'),
      after: { rows: 1, format: 'xlsx', filter: { text: 'T1' }, complete: true },
    },
  ])
})
test('every list of the house can be fetched, in both formats', async () => {
  const auditor = await h.signIn('audit_administrator', 'ln')
  const keeper = await h.signIn('system_administrator', 'ln')
  const lists: [string, string][] = [
    ['/api/organisation/units/export', cookie],
    ['/api/identity/accounts/export', keeper],
    ['/api/identity/audit/export', auditor],
    ['/api/assets/assets/export', cookie],
    ['/api/assets/tags/export', cookie],
    ['/api/sources/sources/export', cookie],
    ['/api/sources/quarantine/export', cookie],
    ['/api/alarms/standing/export', cookie],
    ['/api/alarms/occurrences/export', cookie],
    ['/api/duty/log/export?org=ln.a', cookie],
  ]
  for (const [url, as] of lists)
    for (const format of ['csv', 'xlsx']) {
      const answer = await get(`${url}${url.includes('?') ? '&' : '?'}format=${format}`, as)
      expect([url, format, answer.statusCode]).toEqual([url, format, 200])
      if (format === 'csv') expect([url, /\b[a-z_]+\.[a-z_]+/.test(lines(answer.body)[0]!)]).toEqual([url, false]) // every heading has its word
    }
})
test('history goes out sample by sample; what is not valid is empty, not zero', async () => {
  const url = `/api/assets/history/export?format=csv&tags=${tagNumber}&from=${toInstant(FROM)}&to=${toInstant(FROM + 100_000_000)}`
  expect((await get(`${url}&probe=true`)).json()).toEqual({ rows: samples })
  const rows = lines((await get(url)).body)
  expect(rows).toHaveLength(samples + 1)
  expect(rows.slice(1, 4)).toEqual([
    'a-T0,温度 0,℃,2026-10-03 00:00:00.000,0,正常',
    'a-T0,温度 0,℃,2026-10-03 00:00:01.000,,无效',
    'a-T0,温度 0,℃,2026-10-03 00:00:02.000,0.2,正常',
  ])
  expect(new Set(rows.slice(1).map((row) => row.split(',')[3])).size).toBe(samples)
})
test('history goes out in buckets; an hour without data has no value and no quality', async () => {
  const answer = await get(
    `/api/assets/history/export?format=csv&kind=buckets&bucketSeconds=3600&tags=${tagNumber}&from=${toInstant(FROM)}&to=${toInstant(FROM + 16 * 3_600_000)}`,
  )
  const rows = lines(answer.body)
  expect(rows).toHaveLength(17)
  expect(rows[1]).toBe('a-T0,温度 0,℃,2026-10-03 00:00:00,1,1,1,1,3600,正常')
  expect(rows[16]).toBe('a-T0,温度 0,℃,2026-10-03 15:00:00,,,,,0,')
})
test('more than fits is refused with the number, before anything is sent', async () => {
  samples = 2_000_000
  const url = `/api/assets/history/export?tags=${tagNumber}&from=${toInstant(FROM)}&to=${toInstant(FROM + 4_000_000_000)}`
  const answer = await get(`${url}&format=xlsx`)
  expect([answer.statusCode, answer.json()]).toMatchObject([
    422,
    { code: 'assets.too_many_rows', params: { rows: 2_000_000, most: 300_000 } },
  ])
})
test('the neighbour’s tags have no history here', async () => {
  const other = (await h.house.assets.tags(HOUSE, { page: 1, pageSize: 1, text: 'b-T0' })).items[0]!.number
  const answer = await get(`/api/assets/history/export?format=csv&tags=${other}&from=${toInstant(FROM)}&to=${toInstant(FROM + 1000)}`)
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'assets.tag_not_found'])
})
