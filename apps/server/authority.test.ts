/** The wall between tenants, tried from outside: every route × every role × own and foreign place. Whatever the routes will be, no unexpected 2xx. */
import { holds, permissionTable } from '@anyuan/host'
import { Role } from '@anyuan/identity/contract'
import { orgPath } from '@anyuan/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  url: string
  permission: string
}

let h: TestHouse
let routes: Route[]
const own: Record<string, string> = {}
const foreign: Record<string, string> = {}

/** The same things in two parks, so that each route can be asked for its own and for the neighbour's. */
async function furnish(park: string, ids: Record<string, string>) {
  const org = orgPath(`ln.${park}`)
  await h.house.organisation.add(HOUSE, { path: org, level: 'park', code: park, name: `示例${park}` })
  await h.house.organisation.draw(HOUSE, [
    {
      id: `${park}-road`,
      org,
      kind: 'road',
      name: null,
      widthMetres: 12,
      outline: {
        crs: 'WGS-84',
        geometry: {
          type: 'LineString',
          coordinates: [
            [120, 40],
            [121, 41],
          ],
        },
      },
    },
  ])
  const asset = await h.house.assets.addAsset(HOUSE, {
    code: `${park}-V1`,
    org,
    name: '示例储罐',
    detail: { kind: 'other', description: null },
  })
  const tag = await h.house.assets.addTag(HOUSE, {
    code: `${park}-T1`,
    name: '示例温度',
    org,
    kind: 'temperature',
    unit: '℃',
    rangeLow: 0,
    rangeHigh: 100,
    expectedIntervalSeconds: 5,
  })
  const source = await h.house.sources.add(HOUSE, { code: `GW-${park}`, name: '示例网关', org, protocol: 'mqtt' })
  const person = await h.house.identity.add(HOUSE, { login: `person-${park}`, name: `person-${park}`, org, phone: null, grants: [] })
  const change = await h.house.alarmDesign.propose(HOUSE, {
    title: `secret-of-${park}`,
    reason: 'x',
    tags: [{ tagNumber: tag.number, alarms: { ...tag.alarms, deadband: 2 }, formula: null }],
    suppressions: [],
    effectiveFrom: null,
    emergency: null,
  })
  const at = 1_795_000_000_000
  const raised = {
    at,
    alarmNumber: tag.number * 8,
    tagNumber: tag.number,
    type: 'raised',
    occurrence: `o-${park}`,
    breach: null,
    by: null,
    note: null,
    drill: false,
  } as const
  const worst = { reason: 'high', severity: 1, value: 1, threshold: 1 } as const
  await h.house.alarms.record(park, [
    {
      ...raised,
      sequence: 1,
      state: {
        state: 'unacknowledged',
        occurrence: `o-${park}`,
        raisedAt: at,
        worst,
        current: worst,
        offDueAt: null,
        handled: null,
        silenced: null,
        drill: false,
      },
    },
  ])
  await h.house.sources.quarantine([
    {
      at: '2026-11-23T00:00:00.000Z' as never,
      sourceCode: `GW-${park}`,
      org,
      reason: 'malformed',
      tagCode: null,
      detail: null,
      payload: `secret-of-${park}`,
    },
  ])
  await h.house.duty.remark({ ...HOUSE, scope: [org] }, { org, text: `secret-of-${park}` })
  Object.assign(ids, {
    path: org,
    assetId: asset.id,
    tagNumber: String(tag.number),
    sourceId: source.id,
    changeId: change.id,
    accountId: person.accountId,
    occurrence: `o-${park}`,
  })
}

beforeAll(async () => {
  h = await testHouse()
  await h.house.organisation.add(HOUSE, { path: orgPath('ln'), level: 'province', code: 'ln', name: '示例省' })
  await furnish('a', own)
  await furnish('b', foreign)
  const spec = h.app.swagger() as { paths: Record<string, Record<string, { 'x-permission'?: string }>> }
  routes = Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, description]) => ({
      method: method.toUpperCase() as Route['method'],
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      permission: description['x-permission'] ?? 'unknown',
    })),
  )
})
afterAll(() => h.close())

/** The url for things of one park. */
const fill = (url: string, ids: Record<string, string>) =>
  url
    .replace(':path', ids.path!)
    .replace(':number', ids.tagNumber!)
    .replace(':occurrence', ids.occurrence!)
    .replace(/(accounts)\/:id/, `$1/${ids.accountId}`)
    .replace(/(sources\/sources)\/:id/, `$1/${ids.sourceId}`)
    .replace(/(assets\/assets)\/:id/, `$1/${ids.assetId}`)
    .replace(/(alarm-design\/changes)\/:id/, `$1/${ids.changeId}`)
    .replace(':id', 'any')
const TERMS = {
  latched: false,
  maxShelveMinutes: null,
  maxOutOfServiceDays: 1,
  reannounceSeconds: null,
  confirmRequired: false,
  suppressible: true,
  severityRises: [],
}
/** An act on the park's one alarm, as one who sees it. */
const unshelve = (ids: Record<string, string>) => ({
  alarms: [{ alarmNumber: Number(ids.tagNumber) * 8, seenOccurrence: null }],
  act: { action: 'unshelve' },
})
const MONTH_OF_FIGURES = 'from=2026-11-01T00:00:00Z&to=2026-11-20T00:00:00Z'
const BODIES: Record<string, (ids: Record<string, string>) => unknown> = {
  'POST /api/organisation/units': (ids) => ({ path: `${ids.path}.new`, level: 'enterprise', code: `new-${ids.path}`, name: 'x' }),
  'PATCH /api/organisation/units/:path': () => ({ name: 'x' }),
  'POST /api/assets/assets': (ids) => ({ code: `new-${ids.path}`, org: ids.path, name: 'x', detail: { kind: 'other', description: null } }),
  'PATCH /api/assets/assets/:id': () => ({ name: 'x' }),
  'POST /api/assets/tags': (ids) => ({
    code: `NEW-${ids.tagNumber}`,
    name: 'x',
    org: ids.path,
    kind: 'other',
    unit: '',
    rangeLow: 0,
    rangeHigh: 1,
    expectedIntervalSeconds: 1,
  }),
  'PATCH /api/assets/tags/:number': () => ({ name: 'x' }),
  'POST /api/sources/sources': (ids) => ({ code: `NEW-${ids.tagNumber}`, name: 'x', org: ids.path, protocol: 'http' }),
  'PATCH /api/sources/sources/:id': () => ({ name: 'x' }),
  'PUT /api/sources/sources/:id/tags': () => ({ tagCodes: [] }),
  'POST /api/sources/quarantine/preview': () => ({ ids: [1] }),
  'POST /api/sources/quarantine/reprocess': (ids) => ({ sourceCode: `GW-${ids.path!.slice(3)}`, reason: 'malformed' }),
  'POST /api/sources/sources/:id/provision': () => ({}),
  'DELETE /api/sources/sources/:id/provision': () => ({}),
  'POST /api/sources/provision': () => ({ code: 'AAAA-AAAA-AAAA' }),
  'POST /api/sources/test': (ids) => ({ connection: { protocol: 'modbus', host: '127.0.0.1' }, points: [], sourceId: ids.sourceId }),
  'POST /api/sources/browse': (ids) => ({
    connection: { protocol: 'opcua', endpointUrl: 'opc.tcp://127.0.0.1', securityMode: 'None', securityPolicy: 'None' },
    nodeId: null,
    sourceId: ids.sourceId,
  }),
  'POST /api/identity/accounts': (ids) => ({
    login: `new-${ids.tagNumber}`,
    name: 'x',
    org: ids.path,
    grants: [{ role: 'worker', org: ids.path }],
  }),
  'PATCH /api/identity/accounts/:id': () => ({ name: 'x' }),
  'POST /api/identity/sign-in': () => ({ login: 'nobody', password: 'x' }),
  'POST /api/identity/password': () => ({ current: 'x', next: 'x'.repeat(12) }),
  'POST /api/alarms/act': unshelve,
  'POST /api/alarms/act/preview': unshelve,
  'POST /api/alarms/subtree/preview': (ids) => ({ org: ids.path, act: { action: 'shelve', minutes: 5, reason: 'x' } }),
  'POST /api/alarms/subtree': (ids) => ({ org: ids.path, act: { action: 'shelve', minutes: 5, reason: 'x' }, expected: 1 }),
  'POST /api/alarms/untested/test': (ids) => ({ alarmNumber: Number(ids.tagNumber) * 8, testResult: 'x' }),
  'POST /api/alarms/drills': (ids) => ({ tagNumber: Number(ids.tagNumber), condition: 'limit', severity: 1, note: 'x' }),
  'POST /api/alarms/drills/end': (ids) => ({ alarmNumbers: [Number(ids.tagNumber) * 8] }),
  'POST /api/alarms/occurrences/:occurrence/comments': () => ({ text: 'x' }),
  'PUT /api/alarms/occurrences/:occurrence/assignee': () => ({ accountId: null }),
  'POST /api/alarms/report': (ids) => ({ org: ids.path, month: '2026-10' }),
  'POST /api/duty/remarks': (ids) => ({ org: ids.path, text: 'x' }),
  'POST /api/duty/handovers': (ids) => ({ org: ids.path, summary: 'x', openAlarms: 0 }),
  'POST /api/assets/assets/:id/operating-state': () => ({ state: 'overhaul', reason: 'x' }),
  'POST /api/alarm-design/classes': (ids) => ({ ...TERMS, code: 'x', org: ids.path, name: 'x', reason: 'x' }),
  'POST /api/alarm-design/guidance': (ids) => ({
    org: ids.path,
    assetKind: null,
    assetCode: null,
    tagCode: null,
    alarmReason: null,
    words: { cause: 'x', consequence: null, action: null, respondWithinSeconds: null, phone: null },
    reason: 'x',
  }),
  'POST /api/alarm-design/calendars': (ids) => ({
    code: `day-${ids.tagNumber}`,
    org: ids.path,
    name: 'x',
    weekly: [],
    days: [],
    except: [],
    reason: 'x',
  }),
  'POST /api/alarm-design/removals': (ids) => ({ kind: 'class', org: ids.path, code: 'x', reason: 'x' }),
  'POST /api/alarm-design/changes': (ids) => ({
    title: 'x',
    reason: 'x',
    tags: [{ tagNumber: Number(ids.tagNumber), alarms: { deadband: 1 }, formula: null }],
  }),
  'PATCH /api/alarm-design/changes/:id': () => ({ title: 'y' }),
  'POST /api/alarm-design/changes/:id/rehearse': () => ({ days: 1 }),
  'POST /api/alarm-design/changes/:id/verdict': () => ({ approve: true, note: 'x' }),
  'POST /api/imports/batches/:id/apply': () => ({ mode: 'all_or_nothing' }),
}
const QUERIES: Record<string, (ids: Record<string, string>) => string> = {
  '/api/organisation/units': (ids) => `?under=${ids.path}`,
  '/api/organisation/ground': (ids) => `?under=${ids.path}`,
  '/api/assets/assets': (ids) => `?under=${ids.path}`,
  '/api/assets/shapes': (ids) => `?under=${ids.path}`,
  '/api/assets/points': (ids) => `?under=${ids.path}`,
  '/api/assets/tags': (ids) => `?under=${ids.path}`,
  '/api/assets/set-point-findings': (ids) => `?under=${ids.path}`,
  '/api/assets/formula-trial': () => '?formula=%7Bnobody%7D',
  '/api/assets/current': (ids) => `?tags=${ids.tagNumber}`,
  '/api/assets/history': (ids) => `?tags=${ids.tagNumber}&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z`,
  '/api/assets/moment': (ids) => `?at=2026-01-01T00:00:00Z&under=${ids.path}`,
  '/api/assets/tags/:number/raw': () => '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z',
  '/api/sources/sources': (ids) => `?under=${ids.path}`,
  '/api/sources/quarantine/counts': (ids) => `?sourceCode=GW-${ids.path!.slice(3)}`,
  '/api/sources/quarantine': (ids) => `?sourceCode=GW-${ids.path!.slice(3)}`,
  '/api/identity/accounts': (ids) => `?under=${ids.path}`,
  '/api/duty/log': (ids) => `?org=${ids.path}`,
  '/api/duty/log/export': (ids) => `?format=csv&org=${ids.path}`,
  '/api/organisation/units/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/identity/accounts/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/identity/audit/export': () => '?format=csv',
  '/api/assets/assets/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/assets/tags/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/assets/history/export': (ids) => `?format=csv&tags=${ids.tagNumber}&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z`,
  '/api/sources/sources/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/sources/quarantine/export': (ids) => `?format=csv&sourceCode=GW-${ids.path!.slice(3)}`,
  '/api/alarms/standing/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/alarms/occurrences/export': (ids) => `?format=csv&under=${ids.path}`,
  '/api/imports/batches': (ids) => `?under=${ids.path}`,
  '/api/alarm-design/guidance/resolved': (ids) => `?tag=${ids.tagNumber}`,
  '/api/alarm-design/guidance/gaps': (ids) => `?under=${ids.path}`,
  '/api/alarm-design/history': (ids) => `?kind=class&org=${ids.path}&code=x`,
  '/api/alarm-design/summary': (ids) => `?under=${ids.path}`,
  '/api/alarm-design/comparison': (ids) => `?under=${ids.path}`,
  '/api/alarm-design/changes': (ids) => `?under=${ids.path}`,
  '/api/alarms/untested': (ids) => `?under=${ids.path}`,
  '/api/alarms/standing': (ids) => `?under=${ids.path}`,
  '/api/alarms/occurrences': (ids) => `?under=${ids.path}`,
  '/api/alarms/people': (ids) => `?org=${ids.path}`,
  '/api/alarms/guidance': (ids) => `?alarmNumber=${Number(ids.tagNumber) * 8}&reason=high`,
  '/api/alarms/kpi': (ids) => `?under=${ids.path}&${MONTH_OF_FIGURES}`,
  '/api/alarms/metrics': (ids) => `?under=${ids.path}&${MONTH_OF_FIGURES}`,
  '/api/alarms/floods': (ids) => `?under=${ids.path}`,
  '/api/alarms/reports': (ids) => `?under=${ids.path}`,
  '/api/alarms/report': (ids) => `?org=${ids.path}&month=2026-10`,
}
const ask = (route: Route, ids: Record<string, string>, cookie?: string) =>
  h.app.inject({
    method: route.method,
    url: fill(route.url, ids) + (route.method === 'GET' ? (QUERIES[route.url]?.(ids) ?? '') : ''),
    ...(cookie ? { headers: { cookie } } : {}),
    ...(route.method === 'GET' ? {} : { payload: BODIES[`${route.method} ${route.url}`]?.(ids) ?? {} }),
  })
/** The refusal's code; a file has none. */
const codeOf = (answer: { headers: Record<string, unknown>; json: () => { code?: string } | null }) =>
  /json/.test(String(answer.headers['content-type'])) ? answer.json()?.code : undefined
/** Sign-out ends the session that the rest of the row needs. */
const tried = () => routes.filter((route) => route.url !== '/api/identity/sign-out')

test('the house publishes routes, and each declares its permission', () => {
  expect(routes.length).toBeGreaterThan(35)
  expect(routes.filter((route) => route.permission === 'unknown')).toEqual([])
})
test('every route that takes a body is tried with one that is well formed, so that a refusal is one of authority', () => {
  const bodyless =
    /changes\/:id\/(submit|withdraw)|sign-out|live-ticket|reset-password|credential|\/start|\/stop|imports\/batches$|imports\/batches\/:id\/undo/ // the import takes a file
  expect(routes.filter(({ method, url }) => method !== 'GET' && !bodyless.test(url) && !BODIES[`${method} ${url}`])).toEqual([])
})
test('without a session only what is public answers', async () => {
  for (const route of routes.filter((one) => one.permission !== 'public')) {
    const answer = await ask(route, own)
    expect([route.method, route.url, answer.statusCode, answer.json().code]).toEqual([route.method, route.url, 401, 'house.not_signed_in'])
  }
})
describe.each(Role.options)('%s', (role) => {
  test('does in its own park what its permissions say, and nothing else', async () => {
    const cookie = await h.signIn(role, 'ln.a')
    const table = permissionTable(h.house.modules)
    for (const route of tried()) {
      const answer = await ask(route, own, cookie)
      const allowed = route.permission === 'public' || route.permission === 'signed_in' || holds(table, route.permission, role)
      if (allowed)
        expect([route.method, route.url, answer.statusCode, codeOf(answer)]).not.toEqual([route.method, route.url, 403, 'house.forbidden'])
      else expect([route.method, route.url, answer.statusCode]).toEqual([route.method, route.url, 403])
    }
  })
  test('of the neighbouring park it sees nothing and changes nothing', async () => {
    const cookie = await h.signIn(role, 'ln.a.x')
    const before = await h.asOwner(
      'select org::text, code, name from org_unit union all select org::text, code, name from asset union all select org::text, code, name from tag union all select org::text, code, name from source union all select org::text, login, name from account order by 1, 2, 3',
    )
    for (const route of tried().filter((one) => one.permission !== 'public' && one.permission !== 'signed_in')) {
      const answer = await ask(route, foreign, cookie)
      // the trail of one's own people names what they tried in vain; rows of other places must not be there
      const trail = route.url === '/api/identity/audit' && answer.statusCode === 200
      const body = trail
        ? JSON.stringify(answer.json().items.filter(({ org }: { org: string | null }) => org !== null && !org.startsWith('ln.a.x')))
        : route.url === '/api/identity/audit/export'
          ? answer.body.replace(/^.*,ln\.a\.x,.*$/gm, '') // likewise
          : answer.body
      if (trail) expect(body).toBe('[]')
      expect([route.method, route.url, /secret-of-b|GW-b|b-T1|b-V1|person-b|o-b/.test(body) && answer.statusCode < 300]).toEqual([
        route.method,
        route.url,
        false,
      ])
      if (route.method !== 'GET')
        expect([route.method, route.url, answer.statusCode < 300 && !/"ok":false|"code":"simulation/.test(body)]).toEqual([
          route.method,
          route.url,
          false,
        ])
    }
    const after = await h.asOwner(
      'select org::text, code, name from org_unit union all select org::text, code, name from asset union all select org::text, code, name from tag union all select org::text, code, name from source union all select org::text, login, name from account order by 1, 2, 3',
    )
    expect(after).toEqual(before)
  })
})
test('a refusal for lack of authority stands in the trail', async () => {
  const rows = await h.asOwner(`select 1 from audit_trail where outcome = 'refused' and action = 'identity.write_accounts'`)
  expect(rows.length).toBeGreaterThan(0)
})
test('a change that a page of another site sends is refused', async () => {
  const answer = await h.app.inject({
    method: 'POST',
    url: '/api/identity/sign-in',
    headers: { origin: 'https://elsewhere.example', host: 'park.example' },
    payload: { login: 'x', password: 'x' },
  })
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'house.foreign_origin'])
})
test('a malformed body is answered with the field and the reason', async () => {
  const cookie = await h.signIn('maintainer', 'ln')
  const answer = await h.app.inject({
    method: 'POST',
    url: '/api/assets/tags',
    headers: { cookie },
    payload: { code: 'bad code!', name: 'x' },
  })
  expect(answer.json()).toMatchObject({ code: 'house.invalid', params: { field: 'body/code' } })
})
test('what is behind the house being away is an outage, not a fault', async () => {
  const cookie = await h.signIn('park_leader', 'ln')
  const answer = await h.app.inject({ url: `/api/assets/current?tags=${own.tagNumber}`, headers: { cookie } })
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'house.outage'])
})
