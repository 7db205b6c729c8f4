/** Alarms on the real PostgreSQL: the journal copied once and in order, lists within the scope, acts one by one. */
import { migrationsIn, type OutboxTables, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, isWithin, toEpochMs, toInstant } from '@anyuan/kernel'
import { AlarmDefinition, AlarmEngine } from '@anyuan/monitoring'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Act, AlarmEvent } from './contract.ts'
import { spansOf } from './service/late.ts'
import { alarmsService } from './service.ts'
import { type AlarmsTables, alarmsStore } from './store.ts'

let t: TestDatabase<AlarmsTables & OutboxTables>
let journal = ''
let events: AlarmEvent[]
let engine: AlarmEngine
let now = 1_795_000_000_000
const audited: string[] = []
const caller = (...scope: string[]): Caller => ({ accountId: 'a', name: '示例值班员', address: 'x', scope })
const TAGS = 20
const ANNA = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const definitions = Array.from({ length: TAGS }, (_, i) => i + 1).map((tagNumber) =>
  AlarmDefinition.parse({
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
    raiseAfterCount: null,
    severityRises: [],
    reannounceSeconds: null,
    maxShelveMinutes: null,
    maxOutOfServiceDays: 30,
    confirmRequired: false,
    suppressible: true,
    watched: true,
  }),
)
/** The second tag lies in the neighbouring park, all others in the first. */
const orgOf = (tagNumber: number) => (tagNumber === 2 ? 'ln.b' : 'ln.a')
let causes = new Map<number, number>()
/** What the archive holds by now, and which hours of it came late. */
const archive = new Map<number, [time: number, value: number][]>()
let lateHours: { tagNumber: number; hour: number }[] = []
let service: ReturnType<typeof alarmsService>

beforeAll(async () => {
  t = await testDatabase(migrationsIn('alarms', new URL('./migrations/', import.meta.url)))
  service = alarmsService({
    transact: t.db.transact as never,
    store: alarmsStore,
    outbox: outboxOf(),
    audit: { record: async (_tx, _caller, entry) => void audited.push(`${entry.action} ${entry.object}`) },
    tags: async (numbers) =>
      new Map(numbers.map((n) => [n, { tagNumber: n, tagCode: `T${n}`, tagName: `示例 ${n}`, unit: '℃', org: orgOf(n), assetCode: null }])),
    act: async (alarmNumber, action, by) => {
      const outcome = engine.operate(alarmNumber, action, by, now, { maxShelveMinutes: 60 })
      return outcome.ok ? { ok: true, state: outcome.state } : outcome
    },
    clock: { now: () => toInstant(now) },
    parks: async () => [
      { path: 'ln.a', name: '示例园区' },
      { path: 'ln.b', name: '邻园' },
    ],
    lateHours: async (taken) => {
      if (taken !== null) lateHours = []
      return lateHours.length === 0 ? { batch: null, hours: [] } : { batch: 1, hours: lateHours }
    },
    rehearsals: async () => (tagNumber) => ({
      setup: {
        tags: [{ number: tagNumber, code: `T${tagNumber}`, expectedIntervalSeconds: 60 }],
        plans: definitions.filter((one) => one.tagNumber === tagNumber),
      },
      read: [tagNumber],
      alarmNumbers: new Set([tagNumber * 8]),
    }),
    samples: async (tagNumber, from, to) => {
      const within = (archive.get(tagNumber) ?? []).filter(([time]) => time >= from && time < to)
      return {
        times: Float64Array.from(within, ([time]) => time),
        values: Float64Array.from(within, ([, value]) => value),
        qualities: new Uint8Array(within.length),
      }
    },
    alarmsBelow: async (org, assetCode) =>
      definitions.flatMap(({ alarmNumber, tagNumber }) =>
        isWithin(orgOf(tagNumber), org) && (assetCode === null || (assetCode === 'R-101' && tagNumber <= 4))
          ? [{ alarmNumber, tagCode: `T${tagNumber}` }]
          : [],
      ),
    people: async (org) => (org === 'ln.a' ? [{ accountId: ANNA, name: '安娜' }] : []),
    guidanceFor: async () => null,
    causes: async () => causes,
    unauthorisedChanges: async () => null,
  })
})
afterAll(() => t.close())
beforeEach(async () => {
  journal = `j${Math.random()}`
  events = []
  audited.length = 0
  archive.clear()
  lateHours = []
  await t.asOwner(
    'truncate alarm_event, alarm_state, alarm_occurrence, alarm_comment, alarm_flood, alarm_late_hour, alarm_untested, alarm_watched, alarm_report, alarm_journal_cursor, outbox',
  )
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
/** Acts on what stands now, as one who looks at it. */
const act = (alarmNumbers: number[], chosen: Act) =>
  service.act(caller('ln.a'), {
    alarms: alarmNumbers.map((alarmNumber) => ({ alarmNumber, seenOccurrence: seen(alarmNumber) || null })),
    act: chosen,
  })
const page = { page: 1, pageSize: 10 }
const seen = (alarm: number) => {
  const state = engine.stateOf(alarm)!
  return 'occurrence' in state ? state.occurrence : ''
}

test('looked back at, an alarm stands as it stood then: unacknowledged, then acknowledged, then gone', async () => {
  const at = (instant: number, under?: string) => service.standing(caller('ln'), under, toInstant(instant))
  const before = now
  read(1, 150)
  const raised = now
  now += 60_000
  await copy()
  await act([8], { action: 'acknowledge' })
  const acknowledged = now
  now += 60_000
  read(1, 20)
  await copy()
  expect((await at(before)).items).toEqual([])
  expect((await at(raised)).items).toMatchObject([{ alarmNumber: 8, tagCode: 'T1', state: { state: 'unacknowledged', raisedAt: raised } }])
  expect((await at(acknowledged - 1)).items).toMatchObject([{ state: { state: 'unacknowledged' } }])
  expect((await at(acknowledged + 1)).items).toMatchObject([{ state: { state: 'acknowledged' }, respondBy: null }])
  expect((await at(acknowledged + 1, 'ln.b')).items).toEqual([])
  expect((await service.standing(caller('ln.b'), undefined, toInstant(raised))).items).toEqual([])
  expect((await at(now + 1000)).items).toEqual((await standing()).items)
})
test('a rise, its acknowledgement, its handling and its return are one row', async () => {
  read(1, 150)
  await copy()
  const { items, asOfSequence } = await standing()
  expect(items).toMatchObject([
    { alarmNumber: 8, tagCode: 'T1', unit: '℃', org: 'ln.a', condition: 'limit', state: { state: 'unacknowledged' } },
  ])
  expect(asOfSequence).toBe(events.length)
  expect(Date.parse(items[0]!.respondBy!) - now).toBe(1_800_000)
  await act([8], { action: 'acknowledge' })
  await act([8], { action: 'handle', note: '关小进料阀' })
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
  await copy()
  await act([8], { action: 'acknowledge' })
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
  const { results } = await act([8, 16], { action: 'shelve', minutes: 30, reason: '检修' })
  expect(results).toMatchObject([
    { alarmNumber: 8, ok: true },
    { alarmNumber: 16, ok: false, code: 'alarms.not_found' },
  ])
  await expect(service.events(caller('ln.a'), events.find((event) => event.tagNumber === 2)!.occurrence!)).rejects.toMatchObject({
    code: 'alarms.not_found',
  })
})
test('an alarm that is on the screen and not copied yet can be acknowledged by who may see its tag, and by nobody else', async () => {
  read(1, 150)
  read(2, 150)
  const [seen, foreign] = [1, 2].map((tagNumber) => events.find((event) => event.tagNumber === tagNumber && event.type === 'raised')!)
  const alarms = [seen!, foreign!].map(({ alarmNumber, occurrence }) => ({ alarmNumber, seenOccurrence: occurrence }))
  const { results } = await service.act(caller('ln.a'), { alarms, act: { action: 'acknowledge' } })
  expect(results).toMatchObject([{ ok: true }, { ok: false, code: 'alarms.not_found' }])
})
test('a refusal of one alarm holds up no other, and is not audited as done', async () => {
  read(1, 150)
  await copy()
  const { results } = await service.act(caller('ln.a'), {
    alarms: [{ alarmNumber: 8, seenOccurrence: 'another' }],
    act: { action: 'acknowledge' },
  })
  expect(results).toMatchObject([{ ok: false, code: 'alarms.not_what_was_seen' }])
  expect(audited).toEqual([])
})

test('what was raised anew since it was seen is neither acknowledged nor shelved', async () => {
  read(1, 150)
  const first = seen(8)
  await copy()
  await act([8], { action: 'acknowledge' })
  read(1, 20)
  read(1, 150)
  await copy()
  const late = { alarms: [{ alarmNumber: 8, seenOccurrence: first }] }
  for (const chosen of [{ action: 'acknowledge' }, { action: 'shelve', minutes: 5, reason: '检修' }] as const) {
    const { results } = await service.act(caller('ln.a'), { ...late, act: chosen })
    expect(results).toMatchObject([{ ok: false, code: 'alarms.not_what_was_seen' }])
  }
})
test('a preview says how many of which level, which cannot and why, and does nothing', async () => {
  for (const tag of [1, 3, 4]) read(tag, tag === 4 ? 250 : 150)
  await copy()
  await act([8], { action: 'acknowledge' })
  await act([24], { action: 'shelve', minutes: 30, reason: '检修' })
  await copy()
  const before = events.length
  const preview = await service.preview(caller('ln.a'), {
    alarms: [8, 24, 32, 16].map((alarmNumber) => ({ alarmNumber, seenOccurrence: seen(alarmNumber) || null })),
    act: { action: 'acknowledge' },
  })
  expect(preview.ready.map((one) => one.alarmNumber)).toEqual([32])
  expect(preview.bySeverity.filter((one) => one.count > 0)).toEqual([{ severity: 1, count: 1 }])
  expect(preview.left.map(({ code, tagCodes }) => [code, tagCodes])).toEqual([
    ['alarms.already_acknowledged', ['T1']],
    ['alarms.set_aside', ['T3']],
    ['alarms.not_found', ['#16']],
  ])
  expect(events.length).toBe(before)
})
test('silence is kept with the occurrence, and acknowledges nothing', async () => {
  read(1, 250)
  await copy()
  await act([8], { action: 'silence' })
  await copy()
  const { items } = await service.occurrences(caller('ln'), page)
  expect(items).toMatchObject([{ silencedBy: '示例值班员', acknowledgedAt: null }])
  expect((await standing()).items[0]!.state).toMatchObject({ state: 'unacknowledged', silenced: { by: '示例值班员' } })
})
test('remarks stay with the occurrence in order, and only a person of the place can be made to look after it', async () => {
  read(1, 150)
  await copy()
  const occurrence = seen(8)
  await service.comment(caller('ln.a'), occurrence, '已派人到场')
  await service.comment(caller('ln.a'), occurrence, '阀已关')
  expect((await service.comments(caller('ln.a'), occurrence)).map((one) => one.text)).toEqual(['已派人到场', '阀已关'])
  await expect(service.comments(caller('ln.b'), occurrence)).rejects.toMatchObject({ code: 'alarms.not_found' })
  await expect(service.assign(caller('ln.a'), occurrence, '6f9619ff-8b86-4d01-b42d-00cf4fc96400')).rejects.toMatchObject({
    code: 'alarms.not_a_person_of_the_place',
  })
  await service.assign(caller('ln.a'), occurrence, ANNA)
  expect((await standing()).items).toMatchObject([{ assignee: { name: '安娜' }, comments: 2 }])
  const mine = (accountId: string) => service.occurrences({ ...caller('ln'), accountId }, { ...page, mine: true })
  expect([(await mine(ANNA)).total, (await mine('other')).total]).toEqual([1, 0])
  expect(audited).toContain('alarms.assign T1')
})
test('an alarm that rises while shelved is kept as such, is counted, and calls nobody', async () => {
  read(1, 150)
  await copy()
  await act([8], { action: 'shelve', minutes: 30, reason: '检修' })
  read(1, 20)
  await copy()
  await act([8], { action: 'unshelve' })
  await copy()
  await act([8], { action: 'acknowledge' })
  await act([8], { action: 'shelve', minutes: 30, reason: '检修' })
  read(1, 150)
  await copy()
  const { items } = await service.occurrences(caller('ln'), page)
  expect(items.map((one) => one.setAside)).toEqual(['shelved', null])
  expect((await standing()).items).toMatchObject([{ state: { state: 'shelved' }, risesSetAside: 1 }])
})
test('an alarm that came back by the clock stands as untested until somebody records a test; one returned with a test never does', async () => {
  const leave = (days: number) =>
    ({
      action: 'take_out_of_service',
      until: now + days * 86_400_000,
      reason: '检修',
      compensatingMeasure: '便携仪',
      work: 'JX-7',
    }) as const
  read(1, 150)
  read(3, 150)
  read(2, 150)
  await copy()
  await act([8, 24], leave(1))
  engine.operate(16, leave(1), '乙', now, { maxShelveMinutes: 60 })
  await copy()
  await act([24], { action: 'return_to_service', testResult: '标气试验，4 秒报警' })
  now += 2 * 86_400_000
  engine.tick(now)
  await copy()
  const codes = async (scope: string, under?: string) => (await service.untested(caller(scope), under)).map((one) => one.tagCode)
  expect([await codes('ln'), await codes('ln.a'), await codes('ln', 'ln.b')]).toEqual([['T1', 'T2'], ['T1'], ['T2']])
  await expect(service.recordTest(caller('ln.a'), { alarmNumber: 16, testResult: '标气试验' })).rejects.toMatchObject({
    code: 'alarms.not_found',
  })
  await service.recordTest(caller('ln.a'), { alarmNumber: 8, testResult: '标气试验' })
  expect(await codes('ln')).toEqual(['T2'])
  expect(audited).toContain('alarms.record_test T1')
})
test('a whole area is shelved in one act, what has never risen too; the preview says how many, and the act holds only while that is so', async () => {
  read(1, 250)
  read(2, 250)
  await copy()
  await act([24], { action: 'shelve', minutes: 5, reason: '校验' })
  await copy()
  const question = { org: 'ln.a' as never, assetCode: null, act: { action: 'shelve', minutes: 30, reason: '全线停车检修' } } as const
  const before = events.length
  const preview = await service.previewSubtree(caller('ln'), question)
  expect(preview).toMatchObject({
    ready: TAGS - 2, // one lies in the neighbouring park, one is shelved already
    until: now + 1_800_000,
    left: [{ code: 'alarms.set_aside', count: 1, tagCodes: ['T3'] }],
  })
  expect(preview.bySeverity.filter(({ count }) => count > 0)).toEqual([{ severity: 1, count: 1 }])
  expect(events.length).toBe(before)
  await expect(service.actOnSubtree(caller('ln'), { ...question, expected: TAGS })).rejects.toMatchObject({
    code: 'alarms.changed_since_preview',
  })
  audited.length = 0
  expect(await service.actOnSubtree(caller('ln'), { ...question, expected: TAGS - 2 })).toMatchObject({ done: TAGS - 2, left: [] })
  await copy()
  expect(audited).toEqual(['alarms.subtree_shelve ln.a'])
  expect((await standing('ln.a')).items.filter((one) => one.state.state === 'shelved')).toHaveLength(TAGS - 1)
  expect(engine.stateOf(16)!.state).toBe('unacknowledged')
  const back = { org: 'ln.a' as never, assetCode: 'R-101', act: { action: 'unshelve' } } as const
  const { ready } = await service.previewSubtree(caller('ln.a'), back)
  expect([ready, (await service.actOnSubtree(caller('ln.a'), { ...back, expected: ready })).done]).toEqual([3, 3])
})
test('nobody sets aside an area that is not theirs; a limit of a class is told for each alarm that has it', async () => {
  const question = { org: 'ln.a' as never, assetCode: null, act: { action: 'shelve', minutes: 90, reason: '检修' } } as const
  await expect(service.previewSubtree(caller('ln.b'), question)).rejects.toMatchObject({ code: 'alarms.not_found' })
  await expect(service.previewSubtree(caller('ln'), { ...question, assetCode: 'no such' })).rejects.toMatchObject({
    code: 'alarms.nothing_below',
  })
  expect(await service.actOnSubtree(caller('ln.a'), { ...question, expected: TAGS - 1 })).toMatchObject({
    done: 0,
    left: [{ code: 'alarms.shelved_too_long', params: { maxMinutes: 60 }, count: TAGS - 1 }],
  })
})
describe('data that came late', () => {
  const HOUR = 3_600_000
  /** A minute is one sample; the value stands until the next. */
  const fill = (tagNumber: number, hour: number, values: readonly number[]) => {
    archive.set(
      tagNumber,
      values.map((value, minute) => [hour + minute * 60_000, value]),
    )
    lateHours = [{ tagNumber, hour }]
  }
  const repair = async () => {
    await service.collectLate()
    now += 600_000
    return service.repairLate(AbortSignal.timeout(60_000))
  }
  const spike = Array.from({ length: 60 }, (_, minute) => (minute >= 10 && minute < 20 ? 250 : 50))
  const rows = async () => (await service.occurrences(caller('ln'), page)).items

  test('an occurrence in a back-filled hour is recorded as late, enters the figures, and calls nobody', async () => {
    const hour = Math.floor(now / HOUR) * HOUR - 3 * HOUR
    now += 60_000
    fill(1, hour, spike)
    expect(await repair()).toBe(1)
    expect(await rows()).toMatchObject([
      {
        late: true,
        tagCode: 'T1',
        worst: { severity: 1, value: 250 },
        raisedAt: toInstant(hour + 600_000),
        returnedAt: toInstant(hour + 1_200_000),
        closedAt: toInstant(hour + 1_200_000),
        acknowledgedAt: null,
        setAside: null,
      },
    ])
    expect((await standing()).items).toEqual([])
    expect(await t.asOwner('select 1 from outbox')).toEqual([])
    const { positions } = await service.figures(caller('ln.a'), { from: toInstant(hour), to: toInstant(hour + HOUR) })
    expect([positions[0]!.report.activations, positions[0]!.report.late]).toEqual([1, 1])
    expect(await repair(), 'nothing waits any more').toBe(0)
  })
  test('judged again over the same hours it is the same one row, and goes where the data no longer say so', async () => {
    const hour = Math.floor(now / HOUR) * HOUR - 5 * HOUR
    for (const values of [spike, spike, spike.map((value) => (value > 200 ? 50 : value))]) {
      fill(1, hour, values)
      await repair()
      expect(await rows()).toHaveLength(values.includes(250) ? 1 : 0)
    }
  })
  test('what was raised live within that time is not counted a second time', async () => {
    const hour = Math.floor(now / HOUR) * HOUR + HOUR
    now = hour + 15 * 60_000
    read(1, 250)
    await copy()
    now = hour + 2 * HOUR
    read(1, 20)
    await copy()
    fill(1, hour, spike)
    expect(await repair()).toBe(0)
    expect((await rows()).map((one) => one.late)).toEqual([false])
  })
  test('hours that follow one another are judged as one; hours of which more may come yet wait', async () => {
    const hour = (n: number) => n * HOUR
    const at = (tagNumber: number, n: number) => ({ tagNumber, hour: hour(n), notedAt: 0 })
    expect(spansOf([at(1, 3), at(1, 4), at(1, 6), at(2, 7)]).map(({ tagNumber, from, to }) => [tagNumber, from / HOUR, to / HOUR])).toEqual(
      [
        [1, 3, 5],
        [1, 6, 7],
        [2, 7, 8],
      ],
    )
    fill(1, Math.floor(now / HOUR) * HOUR - 3 * HOUR, spike)
    await service.collectLate()
    expect(await service.repairLate(AbortSignal.timeout(60_000))).toBe(0)
    expect(await t.asOwner('select 1 from alarm_late_hour')).toHaveLength(1)
  })
})
test('a drill rings and is handled like an alarm, and stands in no figure', async () => {
  expect(
    (await service.startDrill(caller('ln.b'), { tagNumber: 1, condition: 'limit', severity: 1, note: '月度演练' })).results,
  ).toMatchObject([{ ok: false, code: 'alarms.not_found' }])
  const { results } = await service.startDrill(caller('ln.a'), { tagNumber: 1, condition: 'limit', severity: 1, note: '月度演练' })
  expect(results).toMatchObject([{ ok: true, state: { state: 'unacknowledged', drill: true } }])
  await copy()
  expect((await service.occurrences(caller('ln'), page)).items).toMatchObject([{ drill: true, worst: { reason: 'drill', severity: 1 } }])
  now += 3_600_000
  const { positions } = await service.figures(caller('ln.a'), { from: toInstant(now - 7_200_000), to: toInstant(now) })
  expect(positions.map((one) => [one.org, one.report.activations, one.report.drills])).toEqual([['ln.a', 0, 1]])
  await service.endDrill(caller('ln.a'), { alarmNumbers: [8] })
  await copy()
  expect((await standing()).items).toEqual([])
})
test('alarms that rise together are one group of the first-out; a configured cause is named on the list', async () => {
  causes = new Map([[24, 8]])
  read(1, 150)
  read(3, 150)
  read(2, 150)
  now += 61_000
  read(4, 150)
  await copy()
  const { items } = await service.occurrences(caller('ln'), page)
  const of = (tag: number) => items.find((one) => one.tagNumber === tag)!
  expect([of(1).groupOf, of(3).groupOf]).toEqual([of(1).occurrence, of(1).occurrence])
  expect([of(2).groupOf, of(4).groupOf]).toEqual([of(2).occurrence, of(4).occurrence])
  expect((await standing()).items.find((one) => one.tagNumber === 3)!.causeAlarm).toBe(8)
})
test('a flood of one park is recorded with its first-out, and ends by itself', async () => {
  for (let tag = 3; tag < 15; tag++) read(tag, 150)
  await copy()
  const flood = async () => (await service.floods(caller('ln'), { ...page })).items
  expect(await flood()).toMatchObject([
    { org: 'ln.a', name: '示例园区', activations: 12, peak: 12, endedAt: null, firstOut: { tagCode: 'T3' } },
  ])
  now += 3_600_000
  await service.listened()
  expect(await flood()).toMatchObject([{ endedAt: expect.any(String), activations: 12 }])
  expect((await service.floods(caller('ln.b'), { ...page })).total).toBe(0)
})
test('figures: a window in which nobody listened has none; one that was listened to and quiet has zero', async () => {
  const from = toInstant(now)
  const figures = async () => {
    const { positions } = await service.figures(caller('ln.a'), { from, to: toInstant(now) })
    return positions[0]!.report
  }
  now += 1_300_000
  expect((await figures()).figures.every((one) => one.verdict === 'no_data')).toBe(true)
  await service.listened()
  now += 1_200_000
  const report = await figures()
  expect([report.watched, report.figures[0]!.value]).toEqual([1, 0])
  await expect(service.figures(caller('ln.a'), { from: '2026-01-01T00:00:00Z' as never, to: toInstant(now) })).rejects.toMatchObject({
    code: 'alarms.window_too_long',
  })
})
test('the monthly report is made once the month is over, by the house or by a person, and read by those who see the park', async () => {
  read(1, 150)
  await copy()
  const month = toInstant(now).slice(0, 7)
  await expect(service.makeReport(caller('ln.a'), { org: 'ln.a' as never, month, language: 'zh' })).rejects.toMatchObject({
    code: 'alarms.month_not_over',
  })
  const before = now
  now = toEpochMs(toInstant(now)) + 32 * 86_400_000
  await service.makeMonthlyReports()
  const { items } = await service.reports(caller('ln.a'), { ...page })
  expect(items).toMatchObject([{ org: 'ln.a', name: '示例园区', by: null }])
  const file = await service.report(caller('ln.a'), { org: 'ln.a' as never, month: items[0]!.month })
  expect(Buffer.from(file.subarray(0, 2)).toString()).toBe('PK') // a Word file is a zip
  await expect(service.report(caller('ln.b'), { org: 'ln.a' as never, month: items[0]!.month })).rejects.toMatchObject({
    code: 'alarms.not_found',
  })
  now = before
})
