/** What decides the map's drawing: places, states, the past, the wind. */
import type { StandingAlarm } from '@anyuan/ui'
import { expect, test } from 'vitest'
import { boundsOf, groundFeatures, labelOf, nameCorner } from './features.ts'
import { alarmsByTag, DRAWN, type Points, placesOf, sameState, stateOf, tallyOf } from './places.ts'
import { sectorOf, usable, windTags } from './wind.ts'

const points: Points = {
  numbers: [11, 12, 13],
  codes: ['T01-LT', 'T01-TT', 'G01-AT'],
  names: ['T01 液位', 'T01 温度', 'G01 氯'],
  kinds: ['level', 'temperature', 'toxic_gas'],
  units: ['%', '℃', 'ppm'],
  orgs: ['ln.sy.p.e01', 'ln.sy.p.e01', 'ln.sy.p'],
  assetCodes: ['T01', 'T01', null],
  lons: [123, 123, 123.1],
  lats: [41, 41, 41.1],
  expectedIntervalSeconds: [5, 5, 5],
}
const index = placesOf(points)
const tank = index.byCode.get('T01')!
type Rise = { alarmNumber?: number; tagNumber?: number; severity?: 1 | 2; acknowledged?: boolean }
const alarm = ({ alarmNumber = 1, tagNumber = 11, severity = 2, acknowledged = false }: Rise = {}): StandingAlarm => {
  const worst = { reason: 'high' as const, severity, value: 91, threshold: 85 }
  const raised = Date.parse('2026-11-22T18:00:00.000Z')
  const inner = {
    occurrence: `${alarmNumber}-1`,
    raisedAt: raised,
    worst,
    current: worst,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
  }
  return {
    alarmNumber,
    tagNumber,
    tagCode: 'T01-LT',
    tagName: 'T01 液位',
    unit: '%',
    org: 'ln.sy.p.e01' as StandingAlarm['org'],
    assetCode: 'T01',
    condition: 'limit',
    respondBy: null,
    causeAlarm: null,
    risesSetAside: 0,
    assignee: null,
    comments: 0,
    state: acknowledged
      ? { state: 'acknowledged', ...inner, acknowledged: { by: 'li', at: raised + 1 } }
      : { state: 'unacknowledged', ...inner },
  }
}

test('the tags of one tank are one mark; a tag without an asset is its own', () => {
  expect(index.places.map((place) => [place.code, place.tagNumbers])).toEqual([
    ['T01', [11, 12]],
    ['G01-AT', [13]],
  ])
})
test('a place of which nothing is known is not drawn as normal', () => {
  expect(stateOf(tank, new Map(), () => undefined)).toMatchObject({ mark: 'unknown', worst: DRAWN.unknown })
})
test('good data is a grey ring, and stale data on one tag marks the whole place', () => {
  expect(stateOf(tank, new Map(), () => 0).mark).toBe('normal')
  expect(stateOf(tank, new Map(), (tag) => (tag === 12 ? 3 : 0))).toMatchObject({ mark: 'stale', stale: 1 })
})
test('an alarm is on top of every data state, and unacknowledged until somebody acknowledges', () => {
  const alarms = alarmsByTag([alarm()])
  expect(stateOf(tank, alarms, () => 3)).toMatchObject({ mark: 'severity-2', worst: 2, s2: 1, unacknowledged: 1 })
  expect(stateOf(tank, alarmsByTag([alarm({ acknowledged: true })]), () => 0)).toMatchObject({ mark: 'severity-2', unacknowledged: 0 })
})
test('the graver of two alarms decides the mark, and both are counted', () => {
  const alarms = alarmsByTag([alarm(), alarm({ alarmNumber: 2, tagNumber: 12, severity: 1 })])
  expect(stateOf(tank, alarms, () => 0)).toMatchObject({ mark: 'severity-1', s1: 1, s2: 1 })
})
test('a shelved alarm has the clock and is not counted', () => {
  const standing = alarm()
  if (standing.state.state !== 'unacknowledged') throw new Error('expected it to stand unacknowledged')
  const shelved = { ...standing, state: { state: 'shelved' as const, inner: standing.state, since: 1, until: 2, by: 'li', reason: '检修' } }
  expect(stateOf(tank, alarmsByTag([shelved]), () => 0)).toMatchObject({ mark: 'shelved', s2: 0, unacknowledged: 0 })
})
test('a value that moves within the same state is not drawn again', () => {
  expect(
    sameState(
      stateOf(tank, new Map(), () => 0),
      stateOf(tank, new Map(), () => 0),
    ),
  ).toBe(true)
  expect(
    sameState(
      undefined,
      stateOf(tank, new Map(), () => 0),
    ),
  ).toBe(false)
})
test('a park counts what is in it and nothing of its neighbour with a similar name', () => {
  const states = new Map([[tank.id, stateOf(tank, alarmsByTag([alarm()]), () => 0)]])
  expect(tallyOf(index.places, states, 'ln.sy.p')).toMatchObject({ s2: 1, unacknowledged: 1 })
  expect(tallyOf(index.places, states, 'ln.sy.p.e0')).toMatchObject({ s2: 0 })
})
test('a bad or missing value has no label, and an uncertain one says so', () => {
  const tag = index.tags.get(13)
  expect(labelOf(tag, undefined)).toBe('')
  expect(labelOf(tag, { value: 4.8, time: 1, quality: 2 })).toBe('')
  expect(labelOf(tag, { value: null, time: 1, quality: 0 })).toBe('')
  expect(labelOf(tag, { value: 4.8, time: 1, quality: 0 })).toBe('4.8 ppm')
  expect(labelOf(tag, { value: 4.8, time: 1, quality: 1 })).toBe('~ 4.8 ppm')
})
test('the box around a plan holds all of it, and nothing has no box', () => {
  expect(boundsOf([])).toBeNull()
  expect(
    boundsOf([
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [5, 3],
        ],
      },
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 9],
            [1, 9],
            [1, 8],
            [0, 9],
          ],
        ],
      },
    ]),
  ).toEqual([0, 2, 5, 9])
})
test('a plot is named in its north-west corner', () => {
  const ring = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 0],
  ]
  const corner = nameCorner(ring)!
  expect(corner[0]).toBeLessThan(2)
  expect(corner[1]).toBeGreaterThan(8)
  const drawn = groundFeatures([
    { kind: 'plot', name: '示例氯碱 01', widthMetres: null, outline: { geometry: { type: 'Polygon', coordinates: [ring] } } },
  ])
  expect(drawn.features.map((feature) => feature.properties?.kind)).toEqual(['plot', 'plot-name'])
})
test('wind comes from the mast that has both a vane and an anemometer', () => {
  const tag = (number: number, code: string, unit: string, assetCode: string, org = 'ln.sy.p') => ({
    number,
    code,
    name: code,
    kind: 'weather' as const,
    unit,
    org,
    assetCode,
    lon: 0,
    lat: 0,
  })
  const tags = [tag(1, 'M1-WD', '°', 'M1'), tag(2, 'M2-WD', '°', 'M2'), tag(3, 'M2-WS', 'm/s', 'M2'), tag(4, 'M2-TT', '℃', 'M2')]
  expect(windTags(tags, 'ln.sy.p')).toMatchObject({ direction: { number: 2 }, speed: { number: 3 }, temperature: { number: 4 } })
  expect(windTags(tags, 'ln.pj.p')).toBeNull()
})
test('315 degrees is from the north-west, and the circle closes', () => {
  expect([sectorOf(315), sectorOf(0), sectorOf(359), sectorOf(180), sectorOf(-90)]).toEqual(['nw', 'n', 'n', 's', 'w'])
})
test('a stale wind is no wind', () => {
  expect(usable({ value: 2.4, time: 1, quality: 3 })).toBeNull()
  expect(usable({ value: 2.4, time: 1, quality: 1 })).toBe(2.4)
  expect(usable(undefined)).toBeNull()
})
