/** Alarm design on the real PostgreSQL. Tags, archive and pipeline are neighbours: played here, real in apps/server. */
import { NewTag, Tag, type TagSettings } from '@anyuan/assets/contract'
import { migrationsIn, outboxOf } from '@anyuan/db'
import { type TestDatabase, testDatabase } from '@anyuan/db/testkit'
import { type Caller, type Instant, isWithin, orgPath, Refused, toEpochMs, toInstant } from '@anyuan/kernel'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Change, NewChange } from './contract.ts'
import type { RunningAlarm } from './rules/compare.ts'
import { alarmDesignService, type Needs } from './service.ts'
import { type AlarmDesignTables, alarmDesignStore } from './store.ts'

const START = 1_795_000_000_000
let t: TestDatabase<AlarmDesignTables>
let service: ReturnType<typeof alarmDesignService>
let nowMs = START
let tags: Tag[] = []
let sent: string[] = []
let settled: number[] = []
let runs: RunningAlarm[] | null = []
let approved: RunningAlarm[] = []
const person = (name: string, ...scope: string[]): Caller => ({ accountId: name, name, address: 'x', scope })
const author = person('甲', 'ln.park.works')
const officer = person('乙', 'ln.park')

const tag = (number: number, org: string): Tag =>
  Tag.parse({
    ...NewTag.parse({
      code: `T${number}`,
      name: `示例 ${number}`,
      org,
      kind: 'level',
      unit: '%',
      rangeLow: 0,
      rangeHigh: 100,
      expectedIntervalSeconds: 5,
      alarms: { highHigh: { threshold: 90, severity: 1 } },
    }),
    number,
    enabled: true,
    changedAt: toInstant(START),
  })
const neighbours: Pick<Needs, 'tags' | 'samples' | 'alarms' | 'running' | 'approved' | 'send'> = {
  tags: {
    within: async (scope, numbers) => tags.filter((one) => numbers.includes(one.number) && scope.some((path) => isWithin(one.org, path))),
    byCode: async (codes) => tags.filter((one) => codes.includes(one.code)),
    all: async () => tags,
    kinds: async () => new Map(),
    unusual: async () => [],
    checkFormulas: async () => {},
    async settle(_caller, { request, tags: given }) {
      for (const { tagNumber, ...settings } of given) {
        if (!tags.some((one) => one.number === tagNumber)) throw new Refused('assets.tag_not_found', { number: tagNumber })
        tags = tags.map((one) => (one.number === tagNumber ? { ...one, ...(settings as TagSettings) } : one))
      }
      settled.push(request)
    },
    plans: ({ number, alarms }) => [
      {
        alarmNumber: number * 8,
        tagNumber: number,
        condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high_high', threshold: alarms.highHigh!.threshold, severity: 1 }] },
        onDelaySeconds: alarms.onDelaySeconds,
        offDelaySeconds: 0,
        latched: false,
      },
    ],
  },
  // an hour ago it stood at 95 for a minute
  samples: async (_number, from, to) => {
    const times: number[] = []
    for (let at = Math.ceil(Math.max(from, nowMs - 7_200_000) / 5000) * 5000; at < to; at += 5000) times.push(at)
    const risen = nowMs - 3_600_000
    return {
      times: Float64Array.from(times),
      values: Float64Array.from(times, (at) => (at >= risen && at < risen + 60_000 ? 95 : 50)),
      qualities: new Uint8Array(times.length),
    }
  },
  alarms: { handled: async () => [], setAside: async () => [] },
  running: async () => runs,
  approved: async () => ({ alarms: approved, unapproved: [] }),
  send: async (_tx, name) => void sent.push(name),
}
beforeAll(async () => {
  t = await testDatabase<AlarmDesignTables>(migrationsIn('alarm-design', new URL('./migrations/', import.meta.url)))
  service = alarmDesignService({
    transact: t.db.transact,
    store: alarmDesignStore,
    outbox: outboxOf<AlarmDesignTables>(),
    audit: { record: async () => {} },
    clock: { now: () => toInstant(nowMs) },
    ...neighbours,
  })
})
afterAll(() => t.close())
beforeEach(() => {
  tags = [tag(1, 'ln.park.works'), tag(2, 'ln.park.other')]
  sent = []
  settled = []
  nowMs = START
})
const proposal = (threshold: number, more: Partial<NewChange> = {}, number = 1): NewChange =>
  NewChange.parse({
    title: '放宽高高报',
    reason: '误报频繁',
    tags: [{ tagNumber: number, alarms: { highHigh: { threshold, severity: 1 } }, formula: null }],
    ...more,
  })
const rehearse = async (change: Change): Promise<Change> => {
  await service.orderRehearsal(author, change.id, { days: 1 })
  await service.rehearse(change.id, new AbortController().signal)
  return service.change(author, change.id)
}

test('a higher limit is rehearsed over the archive: the report names the high-high that it would have hidden, and the request is rejected', async () => {
  const draft = await service.propose(author, proposal(97))
  expect(draft).toMatchObject({
    org: 'ln.park.works',
    before: [{ code: 'T1', alarms: { highHigh: { threshold: 90 } } }],
    progress: { state: 'draft' },
  })
  const rehearsed = await rehearse(draft)
  expect(rehearsed.rehearsal).toMatchObject({
    state: 'done',
    report: {
      samples: 1440,
      before: { raised: 1 },
      after: { raised: 0 },
      trueLostCount: 1,
      trueLost: [{ how: 'hidden', why: ['gravest'] }],
    },
  })
  await service.submit(author, draft.id)
  await service.judge(officer, draft.id, { approve: false, note: '会漏掉真实的高高报' })
  await service.carryOutDue()
  expect([tags[0]!.alarms.highHigh!.threshold, settled]).toEqual([90, []])
})
test('a delay instead hides nothing, is approved by another person, and takes effect at its time, once', async () => {
  const later = toInstant(START + 60_000)
  const draft = await service.propose(
    author,
    proposal(90, { effectiveFrom: later, tags: [{ tagNumber: 1, alarms: { ...tags[0]!.alarms, onDelaySeconds: 20 }, formula: null }] }),
  )
  const rehearsed = await rehearse(draft)
  expect(rehearsed.rehearsal).toMatchObject({ report: { trueLostCount: 0, after: { raised: 1 } } })
  await service.submit(author, draft.id)
  await expect(service.judge(author, draft.id, { approve: true, note: 'x' })).rejects.toMatchObject({ code: 'alarm-design.own_request' })
  await service.judge(officer, draft.id, { approve: true, note: '同意' })
  await service.carryOutDue()
  expect(settled).toEqual([])
  nowMs = START + 60_000
  await service.carryOutDue()
  await service.carryOutDue()
  expect([tags[0]!.alarms.onDelaySeconds, settled]).toEqual([20, [draft.number]])
  expect((await service.change(officer, draft.id)).progress).toMatchObject({ state: 'effective', approved: { name: '乙' } })
})
test('a request is seen at its place and above, and by no neighbour; a foreign tag cannot be named in one', async () => {
  const draft = await service.propose(author, proposal(91))
  await expect(service.change(person('丙', 'ln.park.other'), draft.id)).rejects.toMatchObject({ code: 'alarm-design.not_found' })
  await expect(service.propose(author, proposal(91, {}, 2))).rejects.toMatchObject({ code: 'alarm-design.tag_not_found' })
})
test('an approval given against settings that were changed meanwhile is refused', async () => {
  const draft = await rehearse(await service.propose(author, proposal(92)))
  await service.submit(author, draft.id)
  tags = tags.map((one) => ({ ...one, alarms: { ...one.alarms, deadband: 3 } }))
  await expect(service.judge(officer, draft.id, { approve: true, note: 'x' })).rejects.toMatchObject({
    code: 'alarm-design.settings_moved',
  })
})
test('an emergency is carried out at once and flagged until it has been rehearsed', async () => {
  const emergency = {
    agreed: [
      { name: '甲', role: '安监员' },
      { name: '丙', role: '企业负责人' },
    ],
  }
  const change = await service.propose(author, proposal(93, { emergency }))
  expect(sent).toContain('alarm-design.carry_out')
  await service.carryOutDue()
  expect(tags[0]!.alarms.highHigh!.threshold).toBe(93)
  nowMs = START + 25 * 3_600_000
  expect((await service.summary(officer, undefined)).rehearsalsOverdue).toBe(1)
  await rehearse(change)
  expect((await service.summary(officer, undefined)).rehearsalsOverdue).toBe(0)
})
test('what cannot be carried out says why, and nothing of it is half done', async () => {
  const draft = await rehearse(await service.propose(author, proposal(94)))
  await service.submit(author, draft.id)
  await service.judge(officer, draft.id, { approve: true, note: 'x' })
  tags = []
  await service.carryOutDue()
  expect((await service.change(officer, draft.id)).progress).toMatchObject({ state: 'failed', code: 'assets.tag_not_found' })
})
test('classes, guidance and calendars are kept in versions, each with author and reason', async () => {
  const day = {
    code: 'holidays',
    org: orgPath('ln.park'),
    name: '节假日',
    weekly: [],
    days: [{ from: '2026-12-01', to: '2026-12-02', name: '' }],
    except: [],
  }
  await service.writeCalendar(officer, { ...day, reason: '首次' })
  await service.writeCalendar(officer, { ...day, name: '节假日二', reason: '改名' })
  expect((await service.calendars(author)).map((one) => [one.name, one.version, one.author, one.reason])).toEqual([
    ['节假日二', 2, '乙', '改名'],
  ])
  expect((await service.history(officer, 'calendar', 'ln.park', 'holidays')).map((one) => one.version)).toEqual([2, 1])
  await expect(service.writeCalendar(author, { ...day, reason: 'x' })).rejects.toMatchObject({ code: 'alarm-design.outside_scope' })
  const { calendars } = await service.forPipeline()
  expect(calendars.holidays).toEqual([
    { from: toEpochMs('2026-12-01T00:00:00+08:00' as Instant), to: toEpochMs('2026-12-03T00:00:00+08:00' as Instant) },
  ])
  await service.remove(officer, 'calendar', orgPath('ln.park'), 'holidays', '不再需要')
  expect(await service.calendars(author)).toEqual([])
})
test('a class or calendar that nobody wrote cannot be asked for', async () => {
  const alarms = { ...tags[0]!.alarms, classCode: 'nothing' }
  await expect(service.propose(author, proposal(90, { tags: [{ tagNumber: 1, alarms, formula: null }] }))).rejects.toMatchObject({
    code: 'alarm-design.class_unknown',
  })
})
test('guidance written for a park holds for the tags of its works, and its gaps are counted', async () => {
  expect((await service.gaps(officer, { page: 1, pageSize: 10 })).total).toBe(2)
  const words = { cause: '原因', consequence: '后果', action: '措施', respondWithinSeconds: 300, phone: '8119' }
  const narrowing = { assetKind: null, assetCode: null, tagCode: null, alarmReason: null }
  await service.writeTemplate(officer, { org: orgPath('ln.park'), ...narrowing, words, reason: '首次' })
  expect((await service.resolve(author, { tag: 1, reason: 'high_high' })).words).toEqual(words)
  expect((await service.gaps(officer, { page: 1, pageSize: 10 })).total).toBe(0)
})
test('the hourly comparison finds what runs otherwise than approved, once, and says when it ended', async () => {
  approved = [{ alarmNumber: 8, tagNumber: 1, digest: 'a' }]
  runs = [{ alarmNumber: 8, tagNumber: 1, digest: 'other' }]
  await service.compare()
  nowMs = START + 3_600_000
  await service.compare()
  expect((await service.comparison(officer, undefined)).standing).toMatchObject([
    { kind: 'altered', tagCode: 'T1', org: 'ln.park.works', foundAt: toInstant(START) },
  ])
  expect(await service.unauthorisedChanges(START, START + 86_400_000, 'ln.park')).toBe(1)
  expect(await service.unauthorisedChanges(START, START + 86_400_000, 'ln.elsewhere')).toBe(0)
  runs = approved
  nowMs = START + 7_200_000
  await service.compare()
  expect(await service.comparison(officer, undefined)).toMatchObject({
    comparedAt: toInstant(nowMs),
    standing: [],
    ended: [{ kind: 'altered' }],
  })
})
test('an hour in which the pipeline could not be asked is no hour without changes', async () => {
  runs = null
  nowMs = START + 10 * 86_400_000
  await service.compare()
  expect(await service.unauthorisedChanges(nowMs, nowMs + 3_600_000)).toBeNull()
})
test('a suppression rule comes by a change request and counts what it took from the list', async () => {
  const rule = { code: 'pump-stopped', reason: '泵停后低流量无意义', when: { causeAlarm: 11 }, alarms: [8], settleSeconds: 0 }
  const draft = await rehearse(
    await service.propose(author, NewChange.parse({ title: '屏蔽', reason: '泵停', tags: [], suppressions: [{ code: rule.code, rule }] })),
  )
  await service.submit(author, draft.id)
  await service.judge(officer, draft.id, { approve: true, note: '同意' })
  await service.carryOutDue()
  expect((await service.forPipeline()).suppressions).toEqual([rule])
  expect(await service.causes()).toEqual(new Map([[8, 11]]))
})

test('a rule that would hide the alarm which names the cause is refused with its name', async () => {
  const rule = { code: 'backwards', reason: 'x', when: { causeAlarm: 16 }, alarms: [11], settleSeconds: 0 }
  await expect(
    service.propose(officer, NewChange.parse({ title: 'x', reason: 'x', tags: [], suppressions: [{ code: rule.code, rule }] })),
  ).rejects.toMatchObject({ code: 'alarm-design.suppression_cause_suppressed', params: { rule: 'backwards', alarmNumber: 11 } })
})
