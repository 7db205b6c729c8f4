/** What the pipeline is told of the alarm design, and that it can be compared with what was approved: on the real database, with every module. */
import { orgPath } from '@anyuan/kernel'
import { PipelineDefinition } from '@anyuan/telemetry'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUSE, type TestHouse, testHouse } from '../house.testkit.ts'
import { define } from './definition.ts'
import { type RunningAlarm, runningAlarm } from './running-alarm.ts'

let h: TestHouse
let runs: RunningAlarm[] | null = null
const org = orgPath('ln')
/** Over the bus and back, as the pipeline gets it. */
const told = async () => PipelineDefinition.parse(JSON.parse(JSON.stringify(await define(h.house))))
const differences = async () => {
  await h.house.alarmDesign.compare()
  return (await h.house.alarmDesign.comparison(HOUSE, undefined)).standing.map(({ kind, tagCode }) => [kind, tagCode])
}

beforeAll(async () => {
  h = await testHouse({ running: async () => runs })
  await h.house.organisation.add(HOUSE, { path: org, level: 'province', code: 'a', name: '示例' })
  const asset = await h.house.assets.addAsset(HOUSE, {
    code: 'R1',
    org,
    name: '示例反应釜',
    detail: { kind: 'reactor', process: null, volumeCubicMetres: 6 },
  })
  const tag = { name: '示例', org, kind: 'temperature', unit: '℃', rangeLow: 0, rangeHigh: 200, expectedIntervalSeconds: 5 } as const
  await h.house.assets.addTag(HOUSE, {
    ...tag,
    code: 'T1',
    assetCode: 'R1',
    alarms: {
      high: { threshold: 100, severity: 2 },
      noData: { afterSeconds: 60, severity: 4 },
      classCode: 'gas',
      sets: [
        { when: { state: 'overhaul' }, limits: null, without: ['noData'] },
        { when: { calendar: 'nights' }, limits: { high: { threshold: 90, severity: 2 } } },
      ],
    },
  })
  await h.house.assets.addTag(HOUSE, { ...tag, code: 'D1', formula: 'abs({T1} - 20)', alarms: { high: { threshold: 50, severity: 3 } } })
  await h.house.assets.changeState(HOUSE, asset.id, { state: 'overhaul', reason: '示例' })
  const nights = {
    code: 'nights',
    org,
    name: '夜班',
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }],
    days: [],
    except: [],
  }
  await h.house.alarmDesign.writeCalendar(HOUSE, { ...nights, reason: '示例' })
})
afterAll(() => h.close())

test('formula, limit sets, class, state and the hours of a calendar reach the pipeline', async () => {
  const definition = await told()
  expect(definition.tags.map(({ code, formula }) => [code, formula])).toEqual([
    ['T1', undefined],
    ['D1', 'abs({T1} - 20)'],
  ])
  expect(definition.assetStates).toEqual({ R1: 'overhaul' })
  expect(definition.calendars.nights?.length).toBeGreaterThanOrEqual(60)
  const [limit, silence] = definition.alarms
  expect(limit).toMatchObject({
    assetCode: 'R1',
    latched: true,
    suppressible: false,
    sets: [{ condition: null }, { condition: { levels: [{ threshold: 90 }] } }],
  })
  expect(silence).toMatchObject({ latched: false, sets: [{ condition: null }, { condition: { kind: 'no_data' } }] })
})
test('a pipeline that runs what it was told differs in nothing from what was approved', async () => {
  runs = (await told()).alarms.map(runningAlarm)
  expect(await differences()).toEqual([])
})
test('a limit changed behind the back of the change requests is found, in the database and in the pipeline', async () => {
  await h.asOwner(`update tag set alarms = jsonb_set(alarms, '{high,threshold}', '150') where code = 'D1'`)
  expect(await differences()).toEqual([['unapproved', 'D1']])
  runs = (await told()).alarms.map(runningAlarm)
  expect((await differences()).toSorted()).toEqual([
    ['altered', 'D1'],
    ['unapproved', 'D1'],
  ])
})
test('an alarm taken away from the pipeline alone is missing', async () => {
  await h.asOwner(`update tag set alarms = jsonb_set(alarms, '{high,threshold}', '50') where code = 'D1'`)
  runs = (await told()).alarms.map(runningAlarm).slice(1)
  expect(await differences()).toEqual([['missing', 'T1']])
})
