/** The shift log on the real PostgreSQL. */

import { AlarmChanged } from '@anyuan/alarms/contract'
import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, orgPath, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dutyService } from './service.ts'
import { type DutyTables, dutyStore } from './store.ts'

let t: TestDatabase<DutyTables>
let service: ReturnType<typeof dutyService>
const caller = (...scope: string[]): Caller => ({ accountId: '', name: '示例值班员', address: 'x', scope })
beforeAll(async () => {
  t = await testDatabase<DutyTables>(migrationsIn('duty', new URL('./migrations/', import.meta.url)))
  service = dutyService({
    transact: t.db.transact,
    store: dutyStore,
    outbox: outboxOf<DutyTables>(),
    clock: { now: () => toInstant(1_795_000_000_000) },
  })
})
afterAll(() => t.close())
const log = async (org: string, ...scope: string[]) =>
  (await service.log(caller(...scope), { org: orgPath(org), page: 1, pageSize: 50 })).items

test('a remark and a hand-over stand in the log of their place, newest first', async () => {
  await service.remark(caller('ln.a'), { org: orgPath('ln.a'), text: '巡查正常' })
  await service.handOver(caller('ln.a'), { org: orgPath('ln.a'), summary: '遗留 1 项', openAlarms: 3 })
  expect(await log('ln.a', 'ln.a')).toMatchObject([
    { kind: 'handover', text: '遗留 1 项', params: { openAlarms: 3 }, by: '示例值班员' },
    { kind: 'remark', text: '巡查正常' },
  ])
  expect(await log('ln.a', 'ln.b')).toEqual([])
})
test('nobody writes into the log of another park', async () => {
  await expect(service.remark(caller('ln.a'), { org: orgPath('ln.b'), text: 'x' })).rejects.toMatchObject({ code: 'duty.outside_scope' })
})
test('an alarm event heard twice writes one line', async () => {
  const event = AlarmChanged.parse({
    type: 'alarms.changed',
    tagNumber: 1,
    tagCode: 'T1',
    tagName: '示例',
    unit: '℃',
    org: 'ln.c',
    assetCode: null,
    event: {
      sequence: 9,
      at: 1_795_000_000_000,
      alarmNumber: 8,
      tagNumber: 1,
      type: 'raised',
      occurrence: 'o',
      breach: { reason: 'high', severity: 1, value: 5, threshold: 4 },
      by: null,
      note: null,
      state: { state: 'normal', onDueAt: null, pending: null },
    },
  })
  await service.hear(event, 77)
  await service.hear(event, 77)
  expect(await log('ln.c', 'ln')).toMatchObject([{ kind: 'alarm', code: 'duty.log.raised', by: null }])
})
test('a line, once written, stays as it is', async () => {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: t.appUrl })
  await client.connect()
  await expect(client.query(`update shift_log set text = 'x'`)).rejects.toThrow(/permission denied/)
  await client.end()
})
