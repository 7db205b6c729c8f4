/** Sources on the real PostgreSQL: credentials shown once, allow-lists within the scope, quarantine kept and dropped. */
import { createHash } from 'node:crypto'
import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, orgPath, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { QUARANTINE_DAYS, sourcesService } from './service.ts'
import { type SourcesTables, sourcesStore } from './store.ts'

let t: TestDatabase<SourcesTables>
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
  expect((await service.quarantined(caller('ln.a'), { page: 1, pageSize: 10 })).items).toMatchObject([entry])
  expect((await service.quarantined(caller('ln'), { page: 1, pageSize: 10, reason: 'malformed' })).total).toBe(1)
  now += (QUARANTINE_DAYS + 1) * 86_400_000
  await service.dropOldQuarantine()
  expect((await service.quarantined(caller('ln'), { page: 1, pageSize: 10 })).total).toBe(0)
})
