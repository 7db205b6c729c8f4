/** Which limits a tag may have, and which alarms follow from them. */
import { orgPath, toInstant } from '@anyuan/kernel'
import { alarmNumberOf, tagNumberOf } from '@anyuan/monitoring'
import { expect, test } from 'vitest'
import { Asset, AssetChange, NewTag, Tag, type TagAlarms, TagChange } from './contract.ts'
import { addTag, alarmsOf, changeState, changeTag, checkFormula, gasSetPointFindings, settleTag, tryFormula } from './rules.ts'

const now = toInstant(1_795_000_000_000)
const base: NewTag = {
  code: 'T1',
  name: '示例温度',
  org: orgPath('ln.a'),
  kind: 'temperature',
  unit: '℃',
  rangeLow: 0,
  rangeHigh: 200,
  expectedIntervalSeconds: 5,
}
const limit = (threshold: number, severity: 1 | 2 | 3 | 4 = 3) => ({ threshold, severity, enabled: true })
const withAlarms = (alarms: Partial<TagAlarms>) => addTag({ ...base, alarms: alarms as TagAlarms }, now)
const tagWith = (alarms: Partial<TagAlarms>, more: Partial<Tag> = {}): Tag =>
  Tag.parse({ ...NewTag.parse({ ...base, alarms }), number: 7, enabled: true, changedAt: now, ...more })

test('limits stand in the order LL, L, H, HH', () => {
  expect(withAlarms({ low: limit(10), high: limit(100), highHigh: limit(150) })).toMatchObject({ ok: true })
  expect(withAlarms({ high: limit(100), highHigh: limit(100) })).toMatchObject({
    code: 'assets.limits_out_of_order',
    params: { lower: 'high', upper: 'highHigh' },
  })
  expect(withAlarms({ lowLow: limit(20), low: limit(10) })).toMatchObject({ code: 'assets.limits_out_of_order' })
})
test('a limit lies within the measuring range, or it could never be reached', () => {
  expect(withAlarms({ high: limit(201) })).toMatchObject({ code: 'assets.limit_out_of_range', params: { limit: 'high', threshold: 201 } })
  expect(addTag({ ...base, rangeLow: 5, rangeHigh: 5 }, now)).toMatchObject({ code: 'assets.range_empty' })
})
test('a dead-band may not swallow the band between low and high', () => {
  expect(withAlarms({ low: limit(90), high: limit(100), deadband: 4 })).toMatchObject({ ok: true })
  expect(withAlarms({ low: limit(90), high: limit(100), deadband: 5 })).toMatchObject({ code: 'assets.limits_out_of_order' })
})
test('a change is checked as a whole, with what stays', () => {
  const tag = tagWith({ high: limit(150) })
  expect(changeTag(tag, { rangeHigh: 100 }, now)).toMatchObject({ code: 'assets.limit_out_of_range' })
  expect(changeTag(tag, { name: '示例二' }, now)).toMatchObject({
    ok: true,
    state: { name: '示例二', number: 7 },
    events: [{ codes: ['T1'] }],
  })
})
test('all levels of a tag are one alarm, so that its severity can grow', () => {
  const alarms = alarmsOf(
    tagWith({
      high: limit(100, 3),
      highHigh: limit(150, 1),
      deadband: 2,
      onDelaySeconds: 3,
      latched: true,
      noData: { afterSeconds: 60, severity: 4, enabled: true },
    }),
  )
  expect(alarms).toEqual([
    {
      alarmNumber: 56,
      tagNumber: 7,
      condition: {
        kind: 'limit',
        deadband: 2,
        levels: [
          { kind: 'high', threshold: 100, severity: 3 },
          { kind: 'high_high', threshold: 150, severity: 1 },
        ],
      },
      onDelaySeconds: 3,
      offDelaySeconds: 0,
      latched: true,
    },
    {
      alarmNumber: 59,
      tagNumber: 7,
      condition: { kind: 'no_data', afterSeconds: 60, severity: 4 },
      onDelaySeconds: 0,
      offDelaySeconds: 0,
      latched: false,
    },
  ])
})
test('a repeat count is of what is measured, never of silence or a broken sensor', () => {
  const raiseAfterCount = { count: 3, windowSeconds: 60 }
  const plans = alarmsOf(tagWith({ high: limit(100), noData: { afterSeconds: 60, severity: 4, enabled: true }, raiseAfterCount }))
  expect(plans.map((plan) => [plan.condition.kind, plan.raiseAfterCount ?? null])).toEqual([
    ['limit', raiseAfterCount],
    ['no_data', null],
  ])
})
test('a disabled tag or limit has no alarm', () => {
  expect(alarmsOf(tagWith({ high: limit(100) }, { enabled: false }))).toEqual([])
  expect(alarmsOf(tagWith({ high: { ...limit(100), enabled: false } }))).toEqual([])
})
test('an alarm number leads back to its tag', () => {
  for (const kind of ['limit', 'no_data', 'state'] as const) expect(tagNumberOf(alarmNumberOf(8_300, kind))).toBe(8_300)
})
test('a combustible gas detector set above 25 % LEL is found, one that cannot be checked is not passed over', () => {
  const detector = (cas: string | null) =>
    Asset.parse({
      id: '0b0d3f4c-7c1e-4c2b-9a55-1f6f3a8c2d10',
      code: 'G1',
      org: 'ln.a',
      name: '示例',
      position: null,
      outline: null,
      operatingState: 'normal',
      changedAt: now,
      detail: {
        kind: 'gas_detector',
        substance: { name: 'x', cas },
        medium: 'combustible',
        principle: 'catalytic',
        mountingHeightMetres: 0.4,
        calibrationDueAt: null,
      },
    })
  const gas = tagWith({ high: limit(30), highHigh: limit(50) }, { kind: 'combustible_gas', unit: '%LEL', rangeHigh: 100 })
  expect(gasSetPointFindings(gas, detector('74-82-8'))).toMatchObject([
    { code: 'gbt50493.level1_too_high', severity: 'error', limit: 25, actual: 30, clause: expect.stringContaining('5.5.2') },
  ])
  const odd = tagWith({ high: limit(30), highHigh: limit(50) }, { kind: 'toxic_gas', unit: 'ppm', rangeHigh: 100 })
  expect(gasSetPointFindings(odd, null)).toMatchObject([{ code: 'gbt50493.oel_unknown', severity: 'warning' }])
})

test('what a change does not name stays as it is: no default slips in', () => {
  expect(TagChange.parse({ enabled: false })).toEqual({ enabled: false })
  expect(AssetChange.parse({ name: '示例二' })).toEqual({ name: '示例二' })
})

test('the alarms of a tag that is there are changed by a change request, not by the way', () => {
  const tag = tagWith({ high: limit(100) })
  expect(changeTag(tag, { alarms: { ...tag.alarms, high: limit(120) } }, now)).toMatchObject({
    code: 'assets.change_by_request',
    params: { number: 7 },
  })
  expect(changeTag(tag, { formula: '{T2} + 1' }, now)).toMatchObject({ code: 'assets.change_by_request' })
  const { high, ...rest } = tag.alarms
  expect(changeTag(tag, { name: '示例二', alarms: { ...rest, high } }, now)).toMatchObject({ ok: true }) // the same, in another order
  expect(settleTag(tag, { alarms: { ...tag.alarms, high: limit(120) }, formula: null }, now)).toMatchObject({ ok: true })
  expect(settleTag(tag, { alarms: { ...tag.alarms, high: limit(300) }, formula: null }, now)).toMatchObject({
    code: 'assets.limit_out_of_range',
  })
})
test('in a limit set other limits hold, or none; a watch rests only where it says so', () => {
  const alarms = alarmsOf(
    tagWith(
      {
        high: limit(100),
        flatLine: { windowSeconds: 600, span: 0, severity: 4, enabled: true },
        noData: { afterSeconds: 60, severity: 4, enabled: true },
        sets: [
          { when: { state: 'overhaul' }, limits: null, without: ['flatLine'] },
          { when: { state: 'startup_shutdown', calendar: 'nights' }, limits: { high: limit(130) }, without: [] },
        ],
      },
      { assetCode: 'R1' },
    ),
  )
  expect(alarms.map(({ condition, assetCode, sets }) => [condition.kind, assetCode, sets?.map((set) => set.condition)])).toEqual([
    ['limit', 'R1', [null, { kind: 'limit', deadband: 0, levels: [{ kind: 'high', threshold: 130, severity: 3 }] }]],
    ['flat_line', 'R1', [null, { kind: 'flat_line', windowSeconds: 600, span: 0, severity: 4 }]],
    ['no_data', undefined, undefined],
  ])
})
test('the limits of a set are checked like the ordinary ones', () => {
  const set = (limits: NonNullable<TagAlarms['sets']>[number]['limits'], when = { state: 'overhaul' as const }) => ({
    when,
    limits,
    without: [],
  })
  expect(withAlarms({ high: limit(100), sets: [set({ high: limit(300) })] })).toMatchObject({
    code: 'assets.limit_out_of_range',
    params: { set: 1 },
  })
  expect(withAlarms({ sets: [set({ high: limit(100) })] })).toMatchObject({ code: 'assets.set_without_limits' })
  expect(withAlarms({ high: limit(100), sets: [{ when: {}, limits: null, without: [] }] })).toMatchObject({
    code: 'assets.set_without_condition',
  })
})
test('the terms of a class hold for its alarms, not for those of the sensor', () => {
  const terms = {
    latched: true,
    maxShelveMinutes: 30,
    maxOutOfServiceDays: 7,
    reannounceSeconds: 180,
    confirmRequired: true,
    suppressible: false,
    severityRises: [{ afterSeconds: 300, severity: 1 as const }],
  }
  const [gas, silent] = alarmsOf(tagWith({ high: limit(25), noData: { afterSeconds: 60, severity: 4, enabled: true } }), terms)
  expect(gas).toMatchObject(terms)
  expect(silent).toMatchObject({ latched: false })
  expect(silent).not.toHaveProperty('severityRises')
  expect(silent).not.toHaveProperty('maxShelveMinutes')
})
test('an asset goes from one operating state into another, with the reason told', () => {
  const asset = Asset.parse({
    id: '0b0d3f4c-7c1e-4c2b-9a55-1f6f3a8c2d10',
    code: 'R1',
    org: 'ln.a',
    name: '示例',
    position: null,
    outline: null,
    operatingState: 'normal',
    changedAt: now,
    detail: { kind: 'other', description: null },
  })
  expect(changeState(asset, { state: 'overhaul', reason: '年度检修' }, '甲', now)).toMatchObject({
    state: { operatingState: 'overhaul' },
    events: [{ type: 'assets.state_changed', state: 'overhaul', reason: '年度检修', by: '甲' }],
  })
  expect(changeState(asset, { state: 'normal', reason: 'x' }, '甲', now)).toMatchObject({ code: 'assets.same_state' })
})

test('a formula reads tags that are there, says where it is wrong, and does not read itself by any way round', () => {
  const known = new Set(['T1', 'T2', 'D1'])
  expect(checkFormula('D', 'abs({T1} - {T2})', known, new Map())).toBeNull()
  expect(checkFormula('D', 'abs({T1} - {T9})', known, new Map())).toMatchObject({
    code: 'assets.formula_unknown_tag',
    params: { code: 'T9', position: 12 },
  })
  expect(checkFormula('D', 'abs({T1} -', known, new Map())).toMatchObject({
    code: 'assets.formula_syntax',
    params: { position: expect.any(Number) },
  })
  const inputsOf = new Map([
    ['D1', ['D2']],
    ['D2', ['T1', 'D']],
  ])
  expect(checkFormula('D', '{D1} + 1', known, inputsOf)).toMatchObject({
    code: 'assets.formula_circle',
    params: { path: 'D → D1 → D2 → D' },
  })
  expect(checkFormula('D', '{D} + 1', known, new Map())).toMatchObject({ code: 'assets.formula_circle', params: { path: 'D → D' } })
})
test('two votes of three are enough although the third is unknown; one of three is not', () => {
  const votes = 'votes(2, {A} >= 25, {B} >= 25, {C} >= 25)'
  const given = (a: number, b: number) => tryFormula(votes, (code) => ({ A: a, B: b })[code] ?? Number.NaN)
  expect([given(30, 30), given(30, 10), given(10, 10)]).toEqual([1, null, 0])
})
