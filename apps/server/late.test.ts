/** Late data from the door to the figures: a real gate tells which hours were filled, a real house judges them again. */

import { orgPath, quality, toInstant } from '@anyuan/kernel'
import { alarmNumberOf } from '@anyuan/monitoring'
import { Gate } from '@anyuan/telemetry'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { define } from './feed/definition.ts'
import { HOUSE, type TestHouse, testHouse } from './house.testkit.ts'

const HOUR = 3_600_000
const now = Date.now()
const hour = Math.floor(now / HOUR) * HOUR - 3 * HOUR
const org = orgPath('ln')
let h: TestHouse
const archive = new Map<number, [number, number][]>()
const gate = new Gate({
  now: () => now,
  journal: async (columns) => {
    for (let i = 0; i < columns.length; i++) {
      const number = columns.tagNumbers[i]!
      archive.set(number, [...(archive.get(number) ?? []), [columns.times[i]!, columns.values[i]!]])
    }
  },
  onLive: () => {},
  onQuarantine: () => {},
})

beforeAll(async () => {
  h = await testHouse({
    lateHours: async (taken) => gate.lateHours.answer(taken),
    samples: async (tagNumber, from, to) => {
      const within = (archive.get(tagNumber) ?? []).filter(([time]) => time >= from && time < to)
      return {
        times: Float64Array.from(within, ([time]) => time),
        values: Float64Array.from(within, ([, value]) => value),
        qualities: new Uint8Array(within.length).fill(quality.good),
      }
    },
  })
  await h.house.organisation.add(HOUSE, { path: org, level: 'province', code: 'a', name: '示例' })
  const tag = { name: '示例', org, kind: 'temperature', unit: '℃', rangeLow: 0, rangeHigh: 200, expectedIntervalSeconds: 60 } as const
  await h.house.assets.addTag(HOUSE, {
    ...tag,
    code: 'T1',
    alarms: { high: { threshold: 100, severity: 2 }, noData: { afterSeconds: 600, severity: 4 } },
  })
  await h.house.assets.addTag(HOUSE, { ...tag, code: 'D1', formula: 'abs({T1} - 20)', alarms: { high: { threshold: 60, severity: 3 } } })
  const [t1, d1] = await h.house.assets.allTags()
  await h.house.alarmDesign.bringSuppression(HOUSE, org, {
    code: 'S1',
    reason: '同一原因',
    when: { causeAlarm: alarmNumberOf(t1!.number, 'limit') },
    alarms: [alarmNumberOf(d1!.number, 'limit')],
    settleSeconds: 0,
  })
  await h.house.sources.add(HOUSE, { code: 'GW', name: '网关', org, protocol: 'http' })
  gate.directory.define({
    ...(await define(h.house)),
    sources: [{ code: 'GW', org, protocol: 'http', credentialDigest: '', tagCodes: ['T1'] }],
  })
  gate.defined()
})
afterAll(() => h.close())

test('a gateway that fills a gap repairs the figures: what rose then is found, with what is calculated from it, silence and sound are not', async () => {
  const times = Array.from({ length: 60 }, (_, minute) => hour + minute * 60_000)
  const { durable, accepted } = gate.offer(
    { code: 'GW' },
    {
      tags: times.map(() => 'T1'),
      times: Float64Array.from(times),
      values: Float64Array.from(times, (_, minute) => (minute < 20 ? 30 : minute < 25 ? 90 : minute < 40 ? 120 : 30)),
      qualities: new Uint8Array(60),
      units: null,
      historical: new Uint8Array(60).fill(1),
    },
    null,
  )
  await durable
  expect(accepted).toBe(60)
  await h.house.alarms.collectLate()
  expect(gate.lateHours.answer(null).batch).toBeNull()
  await h.asOwner(`update alarm_late_hour set noted_at = noted_at - interval '10 minutes'`)
  await h.house.alarms.repairLate(AbortSignal.timeout(60_000))
  const { items } = await h.house.alarms.occurrences(HOUSE, { page: 1, pageSize: 10 })
  expect(items.map((one) => [one.tagCode, one.raisedAt, one.returnedAt, one.late, one.setAside])).toEqual([
    ['T1', toInstant(hour + 25 * 60_000), toInstant(hour + 40 * 60_000), true, null],
    ['D1', toInstant(hour + 20 * 60_000), toInstant(hour + 40 * 60_000), true, null],
  ])
  expect((await h.house.alarms.standing(HOUSE, undefined)).items).toEqual([])
  expect(await h.asOwner('select 1 from alarm_late_hour')).toEqual([])
})
