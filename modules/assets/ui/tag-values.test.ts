/** What the form of a tag sends is what was there and what was changed, and nothing is lost. */
import { describe, expect, test } from 'vitest'
import { AssetDetail, TagAlarms } from '../contract.ts'
import { detailOf, valuesOf } from './asset-detail.ts'
import { alarmsOf, bodyOf, fieldsOf, settingFieldsOf, settingsOf, type Tag, type TagFields } from './tag-values.ts'

const tag = {
  number: 7,
  code: 'LT-2207',
  name: '液位',
  org: 'ln.sy',
  assetCode: 'T-118',
  kind: 'level',
  unit: '%',
  rangeLow: 0,
  rangeHigh: 100,
  expectedIntervalSeconds: 5,
  owner: '班长',
  position: { crs: 'WGS-84', lon: 123, lat: 41 },
  enabled: true,
  changedAt: '2026-01-01T00:00:00.000Z',
  alarms: {
    high: { threshold: 80, severity: 2, enabled: true },
    highHigh: { threshold: 90, severity: 1, enabled: false },
    noData: { afterSeconds: 30, severity: 3, enabled: true },
    badQuality: { severity: 4, enabled: true },
    deadband: 1,
    onDelaySeconds: 2,
    offDelaySeconds: 3,
    latched: true,
  },
  guidance: { cause: '进料', consequence: '满溢', action: '关阀', phone: null },
} as Tag

describe('the form of a tag', () => {
  test('opened and saved without a change it sends the very same position and guidance, and no settings: those go by change requests', () => {
    const body = bodyOf(fieldsOf(tag) as TagFields, tag)
    expect(body).not.toHaveProperty('alarms')
    expect(body.guidance).toEqual(tag.guidance)
    expect(body.position).toEqual(tag.position)
    expect(body).toMatchObject({ name: '液位', org: 'ln.sy', assetCode: 'T-118', owner: '班长', rangeLow: 0, rangeHigh: 100 })
  })
  test('settings proposed without a change are the very same: class, count, rises and limit sets among them', () => {
    const alarms = {
      ...tag.alarms,
      classCode: 'process',
      raiseAfterCount: { count: 3, windowSeconds: 60 },
      severityRises: [{ afterSeconds: 600, severity: 1 as const }],
      sets: [
        { when: { state: 'overhaul' as const }, limits: null, without: ['noData' as const] },
        { when: { calendar: 'nights' }, limits: { high: { threshold: 70, severity: 2 as const, enabled: true } }, without: [] },
      ],
    }
    expect(settingsOf(settingFieldsOf({ alarms, formula: '{A} + 1' }))).toEqual({ alarms, formula: '{A} + 1' })
  })
  test('a repeat count without its window is none', () => {
    const fields = { ...settingFieldsOf(tag), raiseAfterCount: { count: 3, windowSeconds: null } }
    expect(alarmsOf(fields)).not.toHaveProperty('raiseAfterCount')
  })
  test('a limit switched off keeps its number; one never filled in is not sent', () => {
    const fields = fieldsOf(tag) as TagFields
    const alarms = alarmsOf({ ...fields, limits: { ...fields.limits, high: { ...fields.limits.high, enabled: false } } })
    expect(alarms.high).toEqual({ threshold: 80, severity: 2, enabled: false })
    expect(alarms.low).toBeUndefined()
    expect(TagAlarms.safeParse(alarms).success).toBe(true)
  })
  test('emptied guidance is sent as none, an emptied owner as nobody', () => {
    const body = bodyOf({ ...(fieldsOf(tag) as TagFields), guidance: { cause: ' ', consequence: '', action: '' }, owner: '  ' }, tag)
    expect(body.guidance).toBeNull()
    expect(body.owner).toBeNull()
  })
  test('a new tag is offered without any limit', () => {
    expect(alarmsOf(fieldsOf(null) as TagFields)).toEqual({ deadband: 0, onDelaySeconds: 0, offDelaySeconds: 0, latched: false })
  })
})

test('the particulars of every kind of asset survive the form and are what the contract asks for', () => {
  const details: AssetDetail[] = [
    { kind: 'plant', process: '烷基化' },
    { kind: 'tank', substance: { name: '氯', cas: '7782-50-5' }, volumeCubicMetres: 50, pressureClass: 'medium', heightMetres: null },
    { kind: 'reactor', process: null, volumeCubicMetres: 6 },
    {
      kind: 'warehouse',
      substances: [
        { name: '甲', cas: null },
        { name: '乙', cas: '64-17-5' },
      ],
      floorSquareMetres: 400,
    },
    {
      kind: 'gas_detector',
      substance: { name: '氨', cas: null },
      medium: 'toxic',
      principle: 'electrochemical',
      mountingHeightMetres: 0.4,
      calibrationDueAt: null,
    },
    { kind: 'weather_station', mastHeightMetres: 10 },
    { kind: 'camera', streamUrl: null },
    { kind: 'gate', lanes: 2 },
    { kind: 'pipe', substance: null },
    { kind: 'other', description: '烟囱' },
  ]
  for (const detail of details) {
    const again = detailOf(detail.kind, valuesOf(detail))
    expect(again).toEqual(detail)
    expect(AssetDetail.safeParse(again).success).toBe(true)
  }
})
