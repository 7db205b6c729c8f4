/** Classes, guidance, calendars, change requests and the report of a rehearsal, each by its rules. */
import { NewTag, Tag, TagAlarms } from '@anyuan/assets/contract'
import { type Instant, orgPath, toEpochMs, toInstant } from '@anyuan/kernel'
import type { AlarmPlanInput } from '@anyuan/monitoring/shapes'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, daysFromList, type GuidanceTemplate, type GuidanceWords, NewChange, RehearsalReport } from './contract.ts'
import {
  BUILT_IN_CLASSES,
  calendarHolds,
  classFor,
  commonPlace,
  compareSettings,
  dueAt,
  expandCalendar,
  gapsOf,
  isRehearsalOverdue,
  judgeChange,
  movedSince,
  openChange,
  type Run,
  reportOf,
  resolveGuidance,
  reviseChange,
  startRun,
  submitChange,
  templateCode,
  withdrawChange,
} from './rules.ts'

const now = toInstant(1_795_000_000_000)
const tag = (more: Partial<NewTag> = {}): Tag =>
  Tag.parse({
    ...NewTag.parse({
      code: 'LT-1',
      name: '液位',
      org: 'ln.park.works.a1',
      kind: 'level',
      unit: '%',
      rangeLow: 0,
      rangeHigh: 100,
      expectedIntervalSeconds: 5,
      assetCode: 'V-1',
      alarms: { high: { threshold: 80, severity: 3 }, highHigh: { threshold: 90, severity: 1 } },
      ...more,
    }),
    number: 7,
    enabled: true,
    changedAt: now,
  })

describe('classes', () => {
  const written = { ...BUILT_IN_CLASSES[1]!, org: orgPath('ln.park'), version: 1, latched: false }
  test('the class of the nearest place holds, and the one of the house where nobody wrote another', () => {
    expect(classFor('gas', 'ln.park.works', [written])?.latched).toBe(false)
    expect(classFor('gas', 'ln.other', [written])?.latched).toBe(true)
    expect(classFor('nothing', 'ln.park', [written])).toBeNull()
  })
  test('ordinary process alarms never latch; trips and gas do and may not be suppressed', () => {
    const by = new Map(BUILT_IN_CLASSES.map((one) => [one.code, one]))
    expect(by.get('process')).toMatchObject({ latched: false, suppressible: true })
    for (const code of ['trip', 'gas']) expect(by.get(code)).toMatchObject({ latched: true, suppressible: false, confirmRequired: true })
  })
})

describe('guidance', () => {
  const words = (more: Partial<GuidanceWords>): GuidanceWords => ({
    cause: null,
    consequence: null,
    action: null,
    respondWithinSeconds: null,
    phone: null,
    ...more,
  })
  const template = (org: string, given: Partial<GuidanceWords>, more: Partial<GuidanceTemplate> = {}): GuidanceTemplate => {
    const narrowing = { assetKind: null, assetCode: null, tagCode: null, alarmReason: null, ...more }
    return {
      org: orgPath(org),
      ...narrowing,
      words: words(given),
      code: templateCode(narrowing),
      version: 1,
      author: 'x',
      reason: 'x',
      at: now,
    }
  }
  test('the nearest word of each field holds, and each says where it comes from', () => {
    const resolved = resolveGuidance(tag({ guidance: { cause: '进料未停', consequence: '', action: '', phone: null } }), 'tank', 'high', [
      template('ln.park', { phone: '8119', respondWithinSeconds: 600 }),
      template('ln.park.works', { phone: '内线 8001', consequence: '满溢' }),
      template('ln.park', { consequence: '罐满溢', action: '停泵' }, { assetKind: 'tank' }),
      template('ln.park', { action: '切罐' }, { assetCode: 'V-1' }),
      template('ln.park.b', { cause: '别处' }),
    ])
    expect(resolved.words).toEqual({
      cause: '进料未停',
      consequence: '满溢',
      action: '切罐',
      respondWithinSeconds: 600,
      phone: '内线 8001',
    })
    expect(resolved.provenance).toMatchObject({
      cause: { from: 'tag', tagCode: 'LT-1' },
      consequence: { from: 'template', org: 'ln.park.works' },
      action: { assetCode: 'V-1' },
    })
  })
  test('for one reason a template may say more than for all', () => {
    const both = [template('ln', { action: '观察' }), template('ln', { action: '撤离' }, { alarmReason: 'high_high' })]
    expect(resolveGuidance(tag(), null, 'high_high', both).words.action).toBe('撤离')
    expect(resolveGuidance(tag(), null, 'high', both).words.action).toBe('观察')
  })
  test('an alarm of severity 1 or 2 with a field that nobody wrote is named; one of 3 is not', () => {
    const full = { cause: 'a', consequence: 'b', action: 'c', respondWithinSeconds: 60 }
    expect(gapsOf(tag(), null, [template('ln', full)])).toMatchObject([
      { reason: 'high_high', severity: 1, alarmNumber: 56, missing: ['phone'] },
    ])
    expect(gapsOf(tag(), null, [template('ln', { ...full, phone: '1' })])).toEqual([])
    expect(gapsOf({ ...tag(), enabled: false }, null, [])).toEqual([])
  })
})

describe('calendars', () => {
  const at = (text: string) => toEpochMs(`${text}:00+08:00` as Instant)
  test('a night shift that begins on Friday lasts into Saturday, Beijing time', () => {
    const windows = expandCalendar({ weekly: [{ days: [5], from: '20:00', to: '08:00' }], days: [], except: [] }, at('2026-11-27T12:00'), 7)
    expect(windows[0]).toEqual({ from: at('2026-11-27T20:00'), to: at('2026-11-28T08:00') })
  })
  test('a shift that began yesterday still holds now', () => {
    const windows = expandCalendar({ weekly: [{ days: [4], from: '20:00', to: '08:00' }], days: [], except: [] }, at('2026-11-27T03:00'), 1)
    expect(calendarHolds(windows, at('2026-11-27T07:59'))).toBe(true)
    expect(calendarHolds(windows, at('2026-11-27T08:00'))).toBe(false)
  })
  test('named days hold whole, exceptions do not count', () => {
    const holiday = {
      weekly: [],
      days: [{ from: '2026-12-01', to: '2026-12-03', name: '' }],
      except: [{ from: '2026-12-02', to: '2026-12-02', name: '' }],
    }
    const windows = expandCalendar(holiday, at('2026-11-30T00:00'), 10)
    expect(windows).toEqual([
      { from: at('2026-12-01T00:00'), to: at('2026-12-02T00:00') },
      { from: at('2026-12-03T00:00'), to: at('2026-12-04T00:00') },
    ])
  })
  test('windows never overlap and come in order, whatever the shifts', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
    const weekly = fc.array(fc.record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), from: time, to: time }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(weekly, fc.integer({ min: 0, max: 4_000_000_000_000 }), (shifts, from) => {
        const windows = expandCalendar({ weekly: shifts, days: [], except: [] }, from, 10)
        windows.forEach((window, i) => {
          expect(window.from).toBeLessThan(window.to)
          if (i > 0) expect(window.from).toBeGreaterThan(windows[i - 1]!.to)
        })
      }),
    )
  })
  test('a list of days is read as people keep it, and lines that say none are named', () => {
    expect(daysFromList('2026-10-01, 2026-10-07, 国庆节\n\n2026-05-01\n2026-02-30\nx')).toEqual({
      days: [
        { from: '2026-10-01', to: '2026-10-07', name: '国庆节' },
        { from: '2026-05-01', to: '2026-05-01', name: '' },
      ],
      unreadable: [4, 5],
    })
  })
})

describe('a change request', () => {
  const before = {
    tagNumber: 7,
    code: 'LT-1',
    name: '液位',
    unit: '%',
    kind: 'level' as const,
    rangeLow: 0,
    rangeHigh: 100,
    alarms: tag().alarms,
    formula: null,
  }
  const author = { accountId: 'a', name: '甲', at: now }
  const other = { accountId: 'b', name: '乙', at: now }
  const around = {
    id: '0b0d3f4c-7c1e-4c2b-9a55-1f6f3a8c2d10',
    number: 1,
    org: orgPath('ln.park'),
    author,
    before: [before],
    suppressionsBefore: [],
  }
  const wider = TagAlarms.parse({ ...before.alarms, highHigh: { threshold: 97, severity: 1 } })
  const proposal = (more: Partial<NewChange> = {}) =>
    NewChange.parse({ title: '放宽', reason: '误报', tags: [{ tagNumber: 7, alarms: wider, formula: null }], ...more })
  const opened = (more: Partial<NewChange> = {}): Change => {
    const outcome = openChange(proposal(more), around)
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.state
  }
  const report = RehearsalReport.parse(
    reportOf({
      from: 0,
      to: 86_400_000,
      samples: 0,
      daysWithData: 0,
      before: { occurrences: [] },
      after: { occurrences: [] },
      handled: [],
    }),
  )
  const rehearsed = (change = opened()): Change => ({ ...change, rehearsal: { state: 'done', days: 30, at: now, report } })
  const submitted = (): Change => {
    const outcome = submitChange(rehearsed(), author)
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.state
  }
  test('one that changes nothing, or names a tag twice, is refused', () => {
    expect(openChange(proposal({ tags: [{ tagNumber: 7, alarms: before.alarms, formula: null }] }), around)).toMatchObject({
      code: 'alarm-design.nothing_changed',
    })
    const one = proposal().tags[0]!
    expect(openChange(proposal({ tags: [one, one] }), around)).toMatchObject({ code: 'alarm-design.tag_twice' })
  })
  test('is submitted only with its rehearsal', () => {
    expect(submitChange(opened(), author)).toMatchObject({ code: 'alarm-design.not_rehearsed' })
    expect(submitted().progress.state).toBe('submitted')
  })
  test('a draft written anew loses the rehearsal of what it was; a new title does not', () => {
    const narrower = TagAlarms.parse({ ...before.alarms, onDelaySeconds: 30 })
    expect(reviseChange(rehearsed(), { tags: [{ tagNumber: 7, alarms: narrower, formula: null }] }, around)).toMatchObject({
      state: { rehearsal: { state: 'none' } },
    })
    expect(reviseChange(rehearsed(), { title: '别名' }, around)).toMatchObject({ state: { rehearsal: { state: 'done' } } })
  })
  test('nobody approves or rejects their own', () => {
    for (const approve of [true, false])
      expect(judgeChange(submitted(), { approve, note: 'x' }, author)).toMatchObject({ code: 'alarm-design.own_request' })
    expect(judgeChange(submitted(), { approve: true, note: '同意' }, other)).toMatchObject({
      state: { progress: { state: 'approved', approved: other } },
    })
  })
  test('what was judged is judged once, and only its author withdraws a draft', () => {
    const rejected = judgeChange(submitted(), { approve: false, note: 'x' }, other)
    expect(rejected.ok && judgeChange(rejected.state, { approve: true, note: 'x' }, other)).toMatchObject({
      code: 'alarm-design.not_submitted',
    })
    expect(withdrawChange(opened(), other)).toMatchObject({ code: 'alarm-design.not_own_request' })
    expect(withdrawChange(opened(), author)).toMatchObject({ state: { progress: { state: 'withdrawn' } } })
  })
  test('an emergency holds at once by the word of two roles, and owes its rehearsal within a day', () => {
    const agreed = [
      { name: '甲', role: '安监员' },
      { name: '丙', role: '企业负责人' },
    ]
    const change = opened({ emergency: { agreed } })
    expect([change.progress.state, dueAt(change)]).toEqual(['approved', now])
    const tomorrow = toInstant(toEpochMs(now) + 86_400_001)
    expect([
      isRehearsalOverdue(change, now),
      isRehearsalOverdue(change, tomorrow),
      isRehearsalOverdue(rehearsed(change), tomorrow),
    ]).toEqual([false, true, false])
    const alone = agreed.map((one) => ({ ...one, role: '安监员' }))
    expect(openChange(proposal({ emergency: { agreed: alone } }), around)).toMatchObject({ code: 'alarm-design.emergency_same_role' })
  })
  test('one written against settings that have changed since is found out', () => {
    expect(movedSince(opened(), [before])).toBeNull()
    expect(movedSince(opened(), [{ ...before, alarms: wider }])).toBe(7)
    expect(movedSince(opened(), [])).toBe(7)
  })
  test('belongs to the nearest place that holds all its tags', () => {
    expect(commonPlace(['ln.park.a.x', 'ln.park.b'])).toBe('ln.park')
    expect(commonPlace(['ln.park.a.x'])).toBe('ln.park.a.x')
  })
})

describe('a rehearsal', () => {
  const settings = (alarms: Partial<AlarmPlanInput>) => ({
    tags: [{ number: 7, code: 'LT-1', expectedIntervalSeconds: 5, formula: null }],
    plans: [
      {
        alarmNumber: 56,
        tagNumber: 7,
        condition: { kind: 'limit' as const, deadband: 0, levels: [{ kind: 'high_high' as const, threshold: 90, severity: 1 as const }] },
        onDelaySeconds: 0,
        offDelaySeconds: 0,
        latched: false,
        ...alarms,
      },
    ],
    suppressions: [],
    assetStates: {},
    calendars: {},
  })
  /** A sample each 5 s. */
  const samples = (values: number[]) => ({
    tagNumber: 7,
    times: Float64Array.from(values, (_, i) => (i + 1) * 5000),
    values: Float64Array.from(values),
    qualities: new Uint8Array(values.length),
  })
  const run = (alarms: Partial<AlarmPlanInput>, values: number[]): Run => {
    const running = startRun(settings(alarms), 0)
    running.feed([samples(values)], (values.length + 1) * 5000)
    return running.finish()
  }
  const level = (threshold: number): Partial<AlarmPlanInput> => ({
    condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high_high', threshold, severity: 1 }] },
  })
  const story = [50, 95, 95, 95, 50, 91, 50]
  const compare = (before: Run, after: Run, handled: { alarmNumber: number; raisedAt: number; until: number | null }[] = []) =>
    reportOf({ from: 0, to: 3_600_000, samples: story.length, daysWithData: 1, before, after, handled })

  test('runs the engine itself: two rises, two occurrences, each until it returned', () => {
    expect(run({}, story).occurrences).toMatchObject([
      { raisedAt: 10_000, until: 25_000, worst: { reason: 'high_high', value: 95 } },
      { raisedAt: 30_000, until: 35_000, worst: { value: 91 } },
    ])
  })
  test('a higher limit hides a rise that was of the gravest level: a true one', () => {
    const report = compare(run({}, story), run(level(96), story))
    expect(report).toMatchObject({ trueLostCount: 2, addedCount: 0, before: { raised: 2 }, after: { raised: 0 } })
    expect(report.trueLost[0]).toMatchObject({ how: 'hidden', why: ['gravest'], severityAfter: null })
  })
  test('a delay that the rise outlasts makes it later and hides nothing; a short one it does hide', () => {
    const report = compare(run({}, story), run({ onDelaySeconds: 10 }, story))
    expect(report.trueLost).toMatchObject([{ raisedAt: 30_000, how: 'hidden' }])
  })
  test('what a person had handled is a true one whatever its level', () => {
    const mild: Partial<AlarmPlanInput> = {
      condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high', threshold: 90, severity: 3 }] },
    }
    const handled = [{ alarmNumber: 56, raisedAt: 12_000, until: 20_000 }]
    const report = compare(run(mild, story), run(level(99), story), handled)
    expect(report.trueLost.map((one) => one.why)).toEqual([['handled']])
    expect(report.lostCount).toBe(2)
  })
  test('the same rise at a lesser level is lowered, not hidden', () => {
    const mild: Partial<AlarmPlanInput> = {
      condition: { kind: 'limit', deadband: 0, levels: [{ kind: 'high', threshold: 90, severity: 3 }] },
    }
    expect(compare(run({}, story), run(mild, story)).trueLost).toMatchObject([
      { how: 'lowered', severityAfter: 3 },
      { how: 'lowered', severityAfter: 3 },
    ])
  })
  test('settings that stay the same lose nothing and add nothing, whatever the process did', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 20 }),
        (values, onDelaySeconds) => {
          const one = run({ onDelaySeconds }, values)
          const report = compare(one, run({ onDelaySeconds }, values))
          expect([report.lostCount, report.addedCount]).toEqual([0, 0])
        },
      ),
    )
  })
  test('a lower limit never loses what the higher one raised', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 60 }), fc.integer({ min: 1, max: 89 }), (values, lower) => {
        expect(compare(run({}, values), run(level(lower), values)).lostCount).toBe(0)
      }),
    )
  })
})

test('what runs is compared with what was approved, alarm by alarm', () => {
  const one = (alarmNumber: number, digest: string) => ({ alarmNumber, tagNumber: alarmNumber >> 3, digest })
  expect(compareSettings([one(8, 'a'), one(16, 'b'), one(24, 'c')], [one(8, 'a'), one(16, 'x'), one(32, 'd')])).toEqual([
    { kind: 'altered', alarmNumber: 16, tagNumber: 2 },
    { kind: 'missing', alarmNumber: 24, tagNumber: 3 },
    { kind: 'foreign', alarmNumber: 32, tagNumber: 4 },
  ])
})
