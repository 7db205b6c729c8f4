/** Alarm design on the real PostgreSQL. */
import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, orgPath, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alarmDesignService } from './service.ts'
import { type AlarmDesignTables, alarmDesignStore } from './store.ts'

let t: TestDatabase<AlarmDesignTables>
let service: ReturnType<typeof alarmDesignService>
const trail: string[] = []
const caller = (...scope: string[]): Caller => ({ accountId: '', name: '示例安全员', address: 'x', scope })
beforeAll(async () => {
  t = await testDatabase<AlarmDesignTables>(migrationsIn('alarm-design', new URL('./migrations/', import.meta.url)))
  service = alarmDesignService({
    transact: t.db.transact,
    store: alarmDesignStore,
    outbox: outboxOf<AlarmDesignTables>(),
    audit: { record: async (_tx, _caller, { action }) => void trail.push(action) },
    clock: { now: () => toInstant(1_795_000_000_000) },
  })
})
afterAll(() => t.close())
const list = async (...scope: string[]) => (await service.page(caller(...scope), { page: 1, pageSize: 50 })).items

test('a record is seen in its place and above, and by no neighbour', async () => {
  await service.open(caller('ln.a'), { org: orgPath('ln.a.x'), name: '示例' })
  expect(await list('ln')).toMatchObject([{ name: '示例', state: 'open', openedBy: '示例安全员' }])
  expect(await list('ln.b')).toEqual([])
})
test('closing it twice is refused, and the first conclusion stays', async () => {
  const [record] = await list('ln.a')
  const id = record?.id ?? ''
  await service.close(caller('ln.a'), id, { conclusion: '完成' })
  await expect(service.close(caller('ln.a'), id, { conclusion: '再次' })).rejects.toMatchObject({ code: 'alarm-design.already_closed' })
  expect(await list('ln.a')).toMatchObject([{ state: 'closed', conclusion: '完成' }])
  expect(trail).toEqual(['alarm-design.open', 'alarm-design.close'])
})
test('a record of another park is not found', async () => {
  const [record] = await list('ln.a')
  await expect(service.close(caller('ln.b'), record?.id ?? '', { conclusion: 'x' })).rejects.toMatchObject({
    code: 'alarm-design.not_found',
  })
})
test('every change is told through the outbox', async () => {
  const told = await t.asOwner<{ type: string }>('select type from outbox order by sequence')
  expect(told.map(({ type }) => type)).toEqual(['alarm-design.changed', 'alarm-design.changed'])
})
