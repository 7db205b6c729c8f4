/** Alarms on the real PostgreSQL: the journal copied once and in order, lists within the scope, acts one by one. */
import { migrationsIn, type OutboxTables, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import type { Caller } from '@anyuan/kernel'
import type { AlarmDefinition } from '@anyuan/monitoring'
import { AlarmEngine } from '@anyuan/monitoring'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AlarmAction, AlarmEvent } from './contract.ts'
import { alarmsService } from './service.ts'
import { type AlarmsTables, alarmsStore } from './store.ts'

let t: TestDatabase<AlarmsTables & OutboxTables>
let journal = ''
let events: AlarmEvent[]
let engine: AlarmEngine
let now = 1_795_000_000_000
const audited: string[] = []
const caller = (...scope: string[]): Caller => ({ accountId: 'a', name: '示例值班员', address: 'x', scope })
const definitions: AlarmDefinition[] = [1, 2].map((tagNumber) => ({
  alarmNumber: tagNumber * 8,
  tagNumber,
  condition: {
    kind: 'limit',
    deadband: 0,
    levels: [
      { kind: 'high', threshold: 100, severity: 3 },
      { kind: 'high_high', threshold: 200, severity: 1 },
    ],
  },
  onDelaySeconds: 0,
  offDelaySeconds: 0,
  latched: false,
}))
const orgs = new Map([
  [1, 'ln.a'],
  [2, 'ln.b'],
])
let service: ReturnType<typeof alarmsService>

beforeAll(async () => {
  t = await testDatabase(migrationsIn('alarms', new URL('./migrations/', import.meta.url)))
  service = alarmsService({
    transact: t.db.transact as never,
    store: alarmsStore,
    outbox: outboxOf(),
    audit: { record: async (_tx, _caller, entry) => void audited.push(`${entry.action} ${entry.object}`) },
    tags: async (numbers) =>
      new Map(
        numbers.map((n) => [n, { tagNumber: n, tagCode: `T${n}`, tagName: `示例 ${n}`, unit: '℃', org: orgs.get(n)!, assetCode: null }]),
      ),
    act: async (alarmNumber, action, by) => {
      const outcome = engine.operate(alarmNumber, action, by, now, { maxShelveMinutes: 60 })
      return outcome.ok ? { ok: true, state: outcome.state } : outcome
    },
  })
})
afterAll(() => t.close())
beforeEach(async () => {
  journal = `j${Math.random()}`
  events = []
  audited.length = 0
  await t.asOwner('truncate alarm_event, alarm_state, alarm_occurrence, alarm_journal_cursor, outbox')
  engine = new AlarmEngine({
    definitions,
    tagIndexOf: (n) => n - 1,
    startedAt: now,
    sink: (fresh) => events.push(...fresh.map((event, i) => ({ ...event, sequence: events.length + i + 1 }))),
  })
})
const read = (tag: number, value: number) => {
  now += 1000
  engine.sample(tag - 1, value, 0, now, now)
}
const copy = () => service.record(journal, events)
const standing = (under?: string) => service.standing(caller('ln'), under)
const act = (alarmNumbers: number[], action: AlarmAction) => service.act(caller('ln.a'), { alarmNumbers, act: action })
const seen = (alarm: number) => {
  const state = engine.stateOf(alarm)!
  return 'occurrence' in state ? state.occurrence : ''
}

test('a rise, its acknowledgement, its handling and its return are one row', async () => {
  read(1, 150)
  await copy()
  const { items, asOfSequence } = await standing()
  expect(items).toMatchObject([
    { alarmNumber: 8, tagCode: 'T1', unit: '℃', org: 'ln.a', condition: 'limit', state: { state: 'unacknowledged' } },
  ])
  expect(asOfSequence).toBe(events.length)
  expect(Date.parse(items[0]!.respondBy!) - now).toBe(1_800_000)
  await act([8], { action: 'acknowledge', seenOccurrence: seen(8) })
  await act([8], { action: 'handle', seenOccurrence: seen(8), note: '关小进料阀' })
  read(1, 20)
  await copy()
  expect((await standing()).items).toEqual([])
  const { items: rows } = await service.occurrences(caller('ln'), { page: 1, pageSize: 10 })
  expect(rows).toMatchObject([
    { worst: { severity: 3, value: 150 }, acknowledgedBy: '示例值班员', handlingNote: '关小进料阀', closedAt: expect.any(String) },
  ])
  expect((await service.events(caller('ln'), rows[0]!.occurrence)).map((event) => event.type)).toEqual([
    'raised',
    'acknowledged',
    'handled',
    'returned',
    'closed',
  ])
  expect(audited).toEqual(['alarms.acknowledge T1', 'alarms.handle T1'])
})
test('a graver level asks for a new acknowledgement and is the row’s severity', async () => {
  read(1, 150)
  await act([8], { action: 'acknowledge', seenOccurrence: seen(8) }).catch(() => {})
  await copy()
  await act([8], { action: 'acknowledge', seenOccurrence: seen(8) })
  read(1, 250)
  await copy()
  const { items } = await service.occurrences(caller('ln'), { page: 1, pageSize: 10, severity: 1 })
  expect(items).toMatchObject([{ worst: { severity: 1 }, acknowledgedAt: null }])
  expect((await standing()).items[0]!.state.state).toBe('unacknowledged')
})
test('entries copied twice, in part or with a gap, end up once and in order', async () => {
  for (let i = 0; i < 5; i++) {
    read(1, 150)
    read(1, 20)
  }
  expect(await service.record(journal, events.slice(0, 4))).toBe(4)
  expect(await service.record(journal, events.slice(6))).toBe(4)
  expect(await service.record(journal, events.slice(2))).toBe(events.length)
  expect(await copy()).toBe(events.length)
  const rows = await t.asOwner<{ n: string }>('select count(*) as n from alarm_event')
  expect(Number(rows[0]!.n)).toBe(events.length)
  expect((await t.asOwner(`select 1 from outbox where type = 'alarms.changed'`)).length).toBe(
    events.filter((event) => !event.type.startsWith('timer')).length,
  )
})
test('who may see one organisation sees its alarms only, and acts on no other', async () => {
  read(1, 150)
  read(2, 150)
  await copy()
  expect((await service.standing(caller('ln.a'), undefined)).items.map((alarm) => alarm.tagCode)).toEqual(['T1'])
  expect((await standing('ln.b')).items.map((alarm) => alarm.tagCode)).toEqual(['T2'])
  const { results } = await service.act(caller('ln.a'), { alarmNumbers: [8, 16], act: { action: 'shelve', minutes: 30, reason: '检修' } })
  expect(results).toMatchObject([
    { alarmNumber: 8, ok: true },
    { alarmNumber: 16, ok: false, code: 'alarms.not_found' },
  ])
  await expect(service.events(caller('ln.a'), events.find((event) => event.tagNumber === 2)!.occurrence!)).rejects.toMatchObject({
    code: 'alarms.not_found',
  })
})
test('a refusal of one alarm holds up no other, and is not audited as done', async () => {
  read(1, 150)
  await copy()
  const { results } = await act([8], { action: 'acknowledge', seenOccurrence: 'another' })
  expect(results).toMatchObject([{ ok: false, code: 'alarms.not_what_was_seen' }])
  expect(audited).toEqual([])
})
