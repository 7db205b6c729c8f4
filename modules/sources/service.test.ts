/** Sources on the real PostgreSQL: credentials shown once, allow-lists within the scope, quarantine kept and dropped. */
import { createHash, randomBytes } from 'node:crypto'
import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, orgPath, toInstant } from '@anyuan/kernel'
import { openSealed, seal } from '@anyuan/telemetry/seal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection, NewSource, OpcuaDraft } from './contract.ts'
import { CODE_VALID_SECONDS, TRIES_IN_ALL, TRIES_PER_ADDRESS, TRIES_WINDOW_MS } from './service/provision.ts'
import { QUARANTINE_DAYS, sourcesService } from './service.ts'
import { type SourcesTables, sourcesStore } from './store.ts'

let t: TestDatabase<SourcesTables>
const KEY = randomBytes(32).toString('base64url')
const dialled: Connection[] = []
const offered: number[][] = []
let now = 1_795_000_000_000
let service: ReturnType<typeof sourcesService>
const caller = (...scope: string[]): Caller => ({ accountId: '', name: 'x', address: 'x', scope })
beforeAll(async () => {
  t = await testDatabase<SourcesTables>(migrationsIn('sources', new URL('./migrations/', import.meta.url)))
  service = sourcesService({
    transact: t.db.transact,
    store: sourcesStore,
    outbox: outboxOf<SourcesTables>(),
    audit: { record: async () => {} },
    clock: { now: () => toInstant(now) },
    organisationExists: async (path) => path.startsWith('ln'),
    knownTagCodes: async (_scope, codes) => new Set(codes.filter((code) => code.startsWith('T'))),
    traffic: async () => null,
    seal: (secret) => seal(KEY, secret),
    testConnection: async (connection) => {
      dialled.push(connection)
      return { ok: true, steps: [], values: [], serverThumbprint: null }
    },
    unseal: (sealed) => openSealed(KEY, sealed),
    activity: async () => null,
    completeness: async () => null,
    tagSettings: async (codes) =>
      codes.map((code, i) => ({
        number: i + 1,
        code,
        name: code,
        kind: 'pressure',
        unit: 'kPa',
        rangeLow: 0,
        rangeHigh: 1,
        expectedIntervalSeconds: 5,
      })),
    ingestUrl: ':8081',
    reprocess: async (records) => {
      offered.push(records.map(({ id }) => id))
      return records.map(({ id, payload }) => ({
        id,
        accepted: payload === 'mended' ? 1 : 0,
        refused: payload === 'mended' ? [] : [{ reason: 'out_of_range' as const, detail: 'still' }],
      }))
    },
    browse: async () => ({ ok: false, fault: 'unreachable', detail: null }),
  })
})
afterAll(() => t.close())
const add = (code: string, org = 'ln.a') => service.add(caller('ln'), { code, name: `示例 ${code}`, org: orgPath(org), protocol: 'mqtt' })

test('the credential is shown once and kept as a digest', async () => {
  const { password } = await add('GW-1')
  const [key] = (await service.keys()).filter((one) => one.code === 'GW-1')
  expect(key).toMatchObject({ credentialDigest: createHash('sha256').update(password).digest('hex'), tagCodes: [] })
  expect(JSON.stringify(await t.asOwner('select * from source'))).not.toContain(password)
})
test('a renewed credential replaces the old one', async () => {
  const { id, password } = await add('GW-2')
  const renewed = await service.renewCredential(caller('ln'), id)
  expect(renewed.password).not.toBe(password)
  expect((await service.keys()).find((one) => one.code === 'GW-2')!.credentialDigest).toBe(
    createHash('sha256').update(renewed.password).digest('hex'),
  )
})
test('the allow-list takes known tags only and names the others', async () => {
  const { id } = await add('GW-3')
  await expect(service.allow(caller('ln'), id, ['T1', 'X9'])).rejects.toMatchObject({
    code: 'sources.unknown_tags',
    params: { codes: ['X9'] },
  })
  expect(await service.allow(caller('ln'), id, ['T2', 'T1', 'T2'])).toEqual({ tagCodes: ['T2', 'T1'] })
  expect((await service.keys()).find((one) => one.code === 'GW-3')!.tagCodes.sort()).toEqual(['T1', 'T2'])
})
test('a disabled source has no key any more', async () => {
  const { id } = await add('GW-4')
  await service.change(caller('ln'), id, { enabled: false })
  expect((await service.keys()).map((one) => one.code)).not.toContain('GW-4')
})
test('a code is given once, at a place that exists', async () => {
  await add('GW-5')
  await expect(add('GW-5')).rejects.toMatchObject({ code: 'sources.code_taken' })
  await expect(add('GW-6', 'elsewhere')).rejects.toMatchObject({ code: 'sources.no_such_organisation' })
})
test('sources of another organisation are neither seen nor changed', async () => {
  const { id } = await add('GW-7', 'ln.b')
  expect((await service.page(caller('ln.a'), { page: 1, pageSize: 50 })).items.map((one) => one.code)).not.toContain('GW-7')
  await expect(service.renewCredential(caller('ln.a'), id)).rejects.toMatchObject({ code: 'sources.not_found' })
})
test('traffic that is not known is no data, not zero', async () => {
  expect((await service.page(caller('ln'), { page: 1, pageSize: 50 })).items.every((one) => one.traffic === null)).toBe(true)
})
test('quarantine keeps what was refused, by place, and drops it after its time', async () => {
  const entry = {
    at: toInstant(now),
    sourceCode: 'GW-1',
    org: orgPath('ln.a'),
    reason: 'out_of_range' as const,
    tagCode: 'T1',
    detail: '9 not in 0…1',
    payload: '{}',
  }
  await service.quarantine([entry, { ...entry, org: orgPath('ln.b'), reason: 'malformed' }])
  expect((await service.quarantined(caller('ln.a'), { page: 1, pageSize: 10 })).items).toMatchObject([
    { ...entry, truncated: false, processed: null, lastTry: null },
  ])
  expect((await service.quarantined(caller('ln'), { page: 1, pageSize: 10, reason: 'malformed' })).total).toBe(1)
  now += (QUARANTINE_DAYS + 1) * 86_400_000
  await service.dropOldQuarantine()
  expect((await service.quarantined(caller('ln'), { page: 1, pageSize: 10 })).total).toBe(0)
})

const opcua = (more: Partial<OpcuaDraft> = {}): OpcuaDraft => ({
  protocol: 'opcua',
  endpointUrl: 'opc.tcp://10.0.0.9:4840',
  securityMode: 'SignAndEncrypt',
  securityPolicy: 'Basic256Sha256',
  serverThumbprint: null,
  userName: 'reader',
  samplingIntervalMs: 1000,
  ...more,
})
const logger = (deviceNumber: string) => ({ protocol: 'hj212' as const, deviceNumber, checksum: 'annex_a' as const })
const point = (address: string, tagCode: string) => ({ address, tagCode, scale: 1, offset: 0 })
const make = (code: string, more: Omit<NewSource, 'code' | 'name' | 'org'>, org = 'ln.a') =>
  service.add(caller(org), { code, name: code, org: orgPath(org), ...more })

test('a password for another machine is kept sealed, never shown, and opens with the key of the installation alone', async () => {
  const { id } = await make('OPC-1', {
    protocol: 'opcua',
    connection: opcua({ password: 'plain secret' }),
    points: [point('ns=2;s=A', 'T1')],
  })
  expect(JSON.stringify(await t.asOwner('select * from source'))).not.toContain('plain secret')
  const shown = await service.one(caller('ln'), id)
  expect(shown.connection).toMatchObject({ protocol: 'opcua', hasPassword: true })
  expect('password' in shown.connection).toBe(false)
  const key = (await service.keys()).find((one) => one.code === 'OPC-1')!
  expect(key).toMatchObject({ tagCodes: ['T1'], points: [point('ns=2;s=A', 'T1')] })
  expect(key.connection.protocol === 'opcua' && openSealed(KEY, key.connection.password!)).toBe('plain secret')
})
test('a change that does not name the password keeps it, one to null forgets it, and another endpoint asks for it again', async () => {
  const { id } = await make('OPC-2', { protocol: 'opcua', connection: opcua({ password: 'kept' }) })
  const kept = async () => {
    const key = (await service.keys()).find((one) => one.code === 'OPC-2')!
    return key.connection.protocol === 'opcua' && key.connection.password ? openSealed(KEY, key.connection.password) : null
  }
  await service.change(caller('ln'), id, { connection: opcua({ samplingIntervalMs: 500 }) })
  expect(await kept()).toBe('kept')
  await expect(service.change(caller('ln'), id, { connection: opcua({ endpointUrl: 'opc.tcp://elsewhere:4840' }) })).rejects.toMatchObject({
    code: 'sources.password_needed',
    params: { field: 'connection.password' },
  })
  await service.change(caller('ln'), id, { connection: opcua({ password: null }) })
  expect(await kept()).toBeNull()
})
test('a try with a saved source uses its password for its own endpoint only', async () => {
  const { id } = await make('OPC-3', { protocol: 'opcua', connection: opcua({ password: 'kept' }) })
  dialled.length = 0
  await service.test(caller('ln'), { connection: opcua(), points: [], sourceId: id })
  const [connection] = dialled
  expect(connection?.protocol === 'opcua' && openSealed(KEY, connection.password!)).toBe('kept')
  await expect(
    service.test(caller('ln'), { connection: opcua({ endpointUrl: 'opc.tcp://10.6.6.6:1' }), points: [], sourceId: id }),
  ).rejects.toMatchObject({ code: 'sources.password_needed' })
  await expect(service.test(caller('ln.b'), { connection: opcua(), points: [], sourceId: id })).rejects.toMatchObject({
    code: 'sources.not_found',
  })
  expect(dialled.length).toBe(1)
})
test('a data logger is known by its number, which only one source of the whole house may have', async () => {
  const { password } = await make('HJ-1', { protocol: 'hj212', connection: logger('44011600300021'), accessPassword: '123456' })
  expect(password).toBe('123456')
  await expect(make('HJ-2', { protocol: 'hj212', connection: logger('44011600300021') }, 'ln.b')).rejects.toMatchObject({
    code: 'sources.reached_already',
    params: { field: 'connection.deviceNumber', value: '44011600300021' },
  })
  const other = await make('HJ-2', { protocol: 'hj212', connection: logger('44011600300022') }, 'ln.b')
  expect(other.password).toMatch(/^[2-9A-Z]{6}$/)
  await expect(service.change(caller('ln.b'), other.id, { connection: logger('44011600300021') })).rejects.toMatchObject({
    code: 'sources.reached_already',
  })
  await service.change(caller('ln.b'), other.id, { connection: logger('44011600300022') }) // its own is its own
})
test('two made at the same moment with one number: one is made', async () => {
  const tries = await Promise.allSettled(
    ['HJ-A', 'HJ-B'].map((code) => make(code, { protocol: 'hj212', connection: logger('99000000000001') })),
  )
  expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'sources.reached_already' } })
})
test('the tags of a source with points follow from its points, and from nothing else', async () => {
  const { id } = await make('HJ-3', {
    protocol: 'hj212',
    connection: logger('44011600300033'),
    points: [point('a34004-Rtd', 'T1'), point('a34002-Rtd', 'T2')],
  })
  expect(await service.allowedTags(caller('ln'), id)).toEqual({ tagCodes: ['T1', 'T2'] })
  await expect(service.allow(caller('ln'), id, ['T3'])).rejects.toMatchObject({ code: 'sources.tags_follow_points' })
  const after = await service.change(caller('ln'), id, { points: [point('a34004-Rtd', 'T3')] })
  expect([after.tagCount, (await service.keys()).find((one) => one.code === 'HJ-3')!.tagCodes]).toEqual([1, ['T3']])
})
test('what an edge agent collects is for the pipeline a source of the agent', async () => {
  await make('MB-1', {
    protocol: 'modbus',
    connection: { protocol: 'modbus', host: '10.0.0.7', port: 502, unitId: 1, pollIntervalMs: 1000, timeoutMs: 2000 },
    points: [point('holding:0:uint16', 'T1')],
    viaEdge: true,
  })
  expect((await service.keys()).find((one) => one.code === 'MB-1')).toMatchObject({
    protocol: 'edge',
    connection: { protocol: 'edge' },
    points: [],
    tagCodes: ['T1'],
  })
})
test('a code that a source of another organisation has is taken, too', async () => {
  await make('GW-OTHER', { protocol: 'mqtt' }, 'ln.b')
  await expect(make('GW-OTHER', { protocol: 'mqtt' })).rejects.toMatchObject({ code: 'sources.code_taken' })
})

const gateway = (address: string): Caller => ({ accountId: '', name: '', address, scope: [] })
describe('a one-time code', () => {
  test('hands over the source with a new credential, its connection in plain and its tags; the old credential ends', async () => {
    const { id, password } = await make('EDGE-1', {
      protocol: 'opcua',
      connection: opcua({ password: 'for the server' }),
      points: [point('ns=2;s=A', 'T1')],
    })
    const { code } = await service.makeProvision(caller('ln'), id)
    expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/)
    expect(JSON.stringify(await t.asOwner('select * from provision'))).not.toContain(code.replaceAll('-', ''))
    const given = await service.redeemProvision(gateway('10.1.1.1'), code.toLowerCase())
    expect(given).toMatchObject({
      sourceCode: 'EDGE-1',
      connection: { protocol: 'opcua', password: 'for the server' },
      points: [{ address: 'ns=2;s=A', tagCode: 'T1' }],
      tags: [{ code: 'T1' }],
      ingestUrl: ':8081',
    })
    expect(given.credential).not.toBe(password)
    const key = (await service.keys()).find((one) => one.code === 'EDGE-1')!
    // the agent collects from now on, so the pipeline must not
    expect(key).toMatchObject({ protocol: 'edge', credentialDigest: createHash('sha256').update(given.credential).digest('hex') })
  })
  test('works once, even when it is shown twice at the same moment', async () => {
    const { id } = await make('EDGE-2', { protocol: 'http' })
    const { code } = await service.makeProvision(caller('ln'), id)
    const tries = await Promise.allSettled([1, 2, 3].map((n) => service.redeemProvision(gateway(`10.1.2.${n}`), code)))
    expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    expect(tries.filter((one) => one.status === 'rejected').map((one) => one.reason.code)).toEqual(Array(2).fill('sources.code_invalid'))
    expect((await service.keys()).find((one) => one.code === 'EDGE-2')!.protocol).toBe('http')
  })
  test('ends with a newer one, when it is revoked, and after its time', async () => {
    const { id } = await make('EDGE-3', { protocol: 'edge' })
    const first = await service.makeProvision(caller('ln'), id)
    const second = await service.makeProvision(caller('ln'), id)
    const redeem = (code: string) => service.redeemProvision(gateway('10.1.3.1'), code)
    await expect(redeem(first.code)).rejects.toMatchObject({ code: 'sources.code_invalid' })
    expect((await service.one(caller('ln'), id)).provision).toMatchObject({ expiresAt: second.expiresAt, madeBy: 'x' })
    expect(await service.revokeProvision(caller('ln'), id)).toEqual({ revoked: true })
    await expect(redeem(second.code)).rejects.toMatchObject({ code: 'sources.code_invalid' })
    expect((await service.one(caller('ln'), id)).provision).toBeNull()
    const third = await service.makeProvision(caller('ln'), id)
    now += CODE_VALID_SECONDS * 1000 + 1
    await expect(redeem(third.code)).rejects.toMatchObject({ code: 'sources.code_invalid' })
    expect((await service.one(caller('ln'), id)).provision).toBeNull()
  })
  test('is not made for a source of another organisation', async () => {
    const { id } = await make('EDGE-4', { protocol: 'edge' }, 'ln.b')
    await expect(service.makeProvision(caller('ln.a'), id)).rejects.toMatchObject({ code: 'sources.not_found' })
  })
  test('cannot be guessed: wrong codes are counted by address and over all addresses', async () => {
    now += TRIES_WINDOW_MS
    const guess = (address: string) => service.redeemProvision(gateway(address), 'AAAA-BBBB-CCCC').catch((error) => error.code)
    const first = await Promise.all(Array.from({ length: TRIES_PER_ADDRESS + 5 }, () => guess('10.9.0.1')))
    expect(first.filter((code) => code === 'sources.code_invalid').length).toBe(TRIES_PER_ADDRESS)
    expect(await guess('10.9.0.1')).toBe('sources.too_many_tries')
    for (let n = 0; n < TRIES_IN_ALL - TRIES_PER_ADDRESS; n++) await guess(`10.9.1.${n}`)
    expect(await guess('10.9.2.1')).toBe('sources.too_many_tries')
    now += TRIES_WINDOW_MS
    expect(await guess('10.9.0.1')).toBe('sources.code_invalid')
  })
})

test('a payload with bytes that a database cannot keep as text does not hold up what came with it', async () => {
  const at = toInstant(now)
  const entry = { at, sourceCode: 'GW-NUL', org: orgPath('ln.a'), reason: 'malformed' as const, tagCode: 'T\u0000', detail: '\u0000' }
  await service.quarantine([
    { ...entry, payload: 'a\u0000b' },
    { ...entry, payload: 'whole' },
  ])
  const { items } = await service.quarantined(caller('ln'), { page: 1, pageSize: 10, sourceCode: 'GW-NUL' })
  expect(items.map(({ payload }) => payload)).toEqual(['whole', 'a\u2400b'])
})

describe('offering again', () => {
  const entry = (more: object = {}) => ({
    at: toInstant(now),
    sourceCode: 'GW-Q',
    org: orgPath('ln.a'),
    reason: 'out_of_range' as const,
    tagCode: 'T1',
    detail: '9 not in 0…1',
    payload: 'mended',
    ...more,
  })
  const kept = async () => (await service.quarantined(caller('ln'), { page: 1, pageSize: 50, sourceCode: 'GW-Q' })).items
  const all = { sourceCode: 'GW-Q', reason: 'out_of_range' as const }

  test('what the gate takes is marked with who and when, what it refuses again with the new reason; what is not whole is left', async () => {
    await service.quarantine([
      entry(),
      entry({ payload: 'still wrong' }),
      entry({ payload: 'cut off', truncated: true }),
      entry({ reason: 'malformed' }),
    ])
    expect(await service.previewReprocess(caller('ln'), all)).toEqual({ count: 2, truncated: 1, beyond: 0 })
    expect(await service.reprocess(caller('ln'), all)).toMatchObject({ taken: 1, refused: 1, truncated: 1, beyond: 0 })
    const [malformed, cut, still, mended] = await kept()
    expect(malformed).toMatchObject({ processed: null, lastTry: null })
    expect(cut).toMatchObject({ truncated: true, processed: null, lastTry: null })
    expect(still).toMatchObject({ processed: null, lastTry: { at: toInstant(now), reason: 'out_of_range', detail: 'still' } })
    expect(mended).toMatchObject({ processed: { at: toInstant(now), by: 'x' }, lastTry: null })
  })
  test('what was taken is not offered a second time, whoever asks', async () => {
    offered.length = 0
    const ids = (await kept()).map(({ id }) => id)
    await service.reprocess(caller('ln'), { ids })
    const taken = (await kept()).filter((one) => one.processed).map(({ id }) => id)
    const before = offered.flat().length
    await expect(service.reprocess(caller('ln'), { ids: taken })).rejects.toMatchObject({ code: 'sources.nothing_to_reprocess' })
    expect([taken.length, offered.flat().length]).toEqual([2, before])
  })
  test('entries of another organisation are neither counted nor offered', async () => {
    offered.length = 0
    for (const ask of [service.previewReprocess, service.reprocess])
      await expect(ask(caller('ln.b'), all)).rejects.toMatchObject({ code: 'sources.nothing_to_reprocess' })
    expect(offered).toEqual([])
  })
  test('open entries are counted by reason, source and hour; each of the last 24 hours is there', async () => {
    const counts = await service.quarantineCounts(caller('ln'), { sourceCode: 'GW-Q' })
    expect(counts.open).toBe(2)
    expect(counts.byReason).toMatchObject([{ reason: 'out_of_range', open: 2 }])
    expect(counts.bySource).toEqual([{ sourceCode: 'GW-Q', open: 2 }])
    expect(counts.byHour.length).toBe(24)
    expect(counts.byHour.at(-1)!.count).toBe(4)
  })
})
