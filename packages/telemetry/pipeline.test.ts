/** The pipeline as a whole: what survives its end, what it tells, and that every sample reaches the archive once. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AlarmEvent } from '@anyuan/monitoring/shapes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PipelineDefinition } from './definition.ts'
import { type Rows, readRows } from './ingest/rows.ts'
import type { SampleColumns } from './journal/index.ts'
import { openPipeline, type Pipeline } from './pipeline.ts'

const definition: PipelineDefinition = {
  tags: [{ number: 1, code: 'T1', org: 'ln', unit: '℃', rangeLow: 0, rangeHigh: 1000, expectedIntervalSeconds: 5 }],
  sources: [
    { code: 'GW', org: 'ln', protocol: 'mqtt', credentialDigest: createHash('sha256').update('c').digest('hex'), tagCodes: ['T1'] },
  ],
  alarms: [
    {
      alarmNumber: 8,
      tagNumber: 1,
      condition: { kind: 'limit', levels: [{ kind: 'high', threshold: 100, severity: 2 }], deadband: 1 },
      onDelaySeconds: 0,
      offDelaySeconds: 0,
      latched: false,
    },
  ],
}
/** An archive that remembers tokens, as the real one does, and can be taken away. */
const archiveOf = () => {
  const stored = new Map<string, number>()
  let away = false
  return {
    stored,
    rows: () => [...stored.values()].reduce((sum, rows) => sum + rows, 0),
    leave: (gone: boolean) => {
      away = gone
    },
    insert: async (batches: SampleColumns | readonly SampleColumns[], token: string) => {
      if (away) throw new Error('archive away')
      const list = Array.isArray(batches) ? (batches as SampleColumns[]) : [batches as SampleColumns]
      const rows = list.reduce((sum, columns) => sum + columns.length, 0)
      const before = stored.get(token)
      if (before !== undefined && before !== rows) throw new Error('the same token with other rows')
      stored.set(token, rows)
    },
    latest: async () => ({
      tagNumbers: new Uint32Array(),
      times: new Float64Array(),
      values: new Float64Array(),
      qualities: new Uint8Array(),
      lagsMs: new Int32Array(),
    }),
  }
}

let dir: string
let archive: ReturnType<typeof archiveOf>
let told: AlarmEvent[]
let open: Pipeline[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pipeline-'))
  archive = archiveOf()
  told = []
  open = []
})
afterEach(async () => {
  for (const pipeline of open) await pipeline.close()
  rmSync(dir, { recursive: true, force: true })
})
const start = async () => {
  const pipeline = await openPipeline({
    dir,
    archive,
    ticketKey: 'key',
    operatorLimits: { maxShelveMinutes: 60 },
    onAlarm: (event) => told.push(event),
    onQuarantine: () => {},
    onFault: () => {},
  })
  open.push(pipeline)
  return pipeline
}
const end = async (pipeline: Pipeline) => {
  open = open.filter((one) => one !== pipeline)
  await pipeline.close()
}
const send = (pipeline: Pipeline, value: number, time = Date.now()) => {
  const body = JSON.stringify({ tag: 'T1', time, value })
  return pipeline.gate.offer({ code: 'GW' }, readRows(body) as Rows, () => body)
}
const types = () => told.map((event) => event.type)

test('a breach is told with its number, after it is on the disk', async () => {
  const pipeline = await start()
  pipeline.define(definition)
  send(pipeline, 150)
  await expect.poll(types).toEqual(['raised'])
  expect(told[0]).toMatchObject({ sequence: 1, tagNumber: 1, alarmNumber: 8, breach: { reason: 'high', severity: 2, value: 150 } })
  expect(await pipeline.alarms.journal.after(0, 10)).toEqual(told)
})
test('after an end without warning the alarm still stands, with its acknowledgement, and is not raised again', async () => {
  const first = await start()
  first.define(definition)
  send(first, 150, Date.now() - 2000)
  await expect.poll(() => told.length).toBe(1)
  const acted = await first.alarms.operate(8, { action: 'acknowledge', seenOccurrence: told[0]!.occurrence! }, '示例值班员')
  expect(acted).toMatchObject({ ok: true, state: { state: 'acknowledged' } })
  await end(first)
  const second = await start()
  expect(second.alarms.standing()).toMatchObject([{ alarmNumber: 8, state: { state: 'acknowledged', acknowledged: { by: '示例值班员' } } }])
  send(second, 151)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(types()).toEqual(['raised', 'acknowledged'])
  send(second, 20, Date.now() + 10)
  await expect.poll(() => types().slice(2)).toContain('returned')
  expect(told.map((event) => event.sequence)).toEqual(told.map((_, i) => i + 1))
})
test('a refused act says why and changes nothing', async () => {
  const pipeline = await start()
  pipeline.define(definition)
  expect(await pipeline.alarms.operate(8, { action: 'acknowledge', seenOccurrence: 'x' }, 'me')).toEqual({
    ok: false,
    code: 'alarms.nothing_standing',
    params: { seen: 'x' },
  })
  expect(await pipeline.alarms.operate(99, { action: 'unshelve' }, 'me')).toMatchObject({ ok: false, code: 'alarms.unknown_alarm' })
  expect(told).toEqual([])
})
test('samples wait in the journal while the archive is away, and reach it once when it is back', async () => {
  archive.leave(true)
  const first = await start()
  first.define(definition)
  for (let i = 0; i < 50; i++) await send(first, i, 1_000_000_000_000 + Date.now() - 1_000_000_000_000 - 60_000 + i).durable
  await new Promise((resolve) => setTimeout(resolve, 100))
  await end(first)
  archive.leave(false)
  const second = await start()
  await second.forwarder.drained()
  expect(archive.rows()).toBe(50)
  await end(second)
  const third = await start()
  await third.forwarder.drained()
  expect(archive.rows()).toBe(50)
})
test('an answer of the archive that was lost leads to the same range under the same token', async () => {
  let lose = true
  const insert = archive.insert
  archive.insert = async (batches, token) => {
    await insert(batches, token)
    if (lose) {
      lose = false
      throw new Error('answer lost')
    }
  }
  const pipeline = await start()
  pipeline.define(definition)
  await send(pipeline, 1).durable
  await expect.poll(() => lose, { timeout: 5000 }).toBe(false)
  await send(pipeline, 2, Date.now() + 5).durable
  await pipeline.forwarder.drained()
  expect(archive.rows()).toBe(2)
  expect(archive.stored.size).toBe(2)
})
test('after a restart the last values are shown again and a repetition is still recognised', async () => {
  const first = await start()
  first.define(definition)
  const time = Date.now()
  await send(first, 42, time).durable
  await end(first)
  const second = await start()
  expect(second.gate.current.values[0]).toBe(42)
  expect(send(second, 42, time).refused).toMatchObject([{ reason: 'duplicate' }])
})
test('a tag that reports rarely shows its last value after a restart, from the archive', async () => {
  archive.latest = async () => ({
    tagNumbers: Uint32Array.of(1),
    times: Float64Array.of(5000),
    values: Float64Array.of(7),
    qualities: Uint8Array.of(0),
    lagsMs: Int32Array.of(40),
  })
  const first = await start()
  first.define(definition)
  await end(first)
  const second = await start()
  await expect.poll(() => second.gate.current.values[0]).toBe(7)
  expect([second.gate.current.times[0], second.gate.current.receivedAt[0]]).toEqual([5000, 5040])
  expect(told).toEqual([])
})
test('the journal can be compacted: standing alarms are still rebuilt, and numbers go on', async () => {
  const first = await start()
  first.define(definition)
  send(first, 150)
  await expect.poll(() => told.length).toBe(1)
  await first.compactAlarms(1)
  await end(first)
  const second = await start()
  expect(second.alarms.standing()).toMatchObject([{ state: { state: 'unacknowledged' } }])
  send(second, 20, Date.now() + 1000)
  await expect.poll(() => told.length).toBe(2)
  expect(told[1]!.sequence).toBe(2)
})

/** T1 and T2 come from the gateway; D1 is their difference, V1 a vote of three; alarm 9001 covers T2 while T1 is high. */
const tag = (number: number, code: string, formula?: string) => ({
  number,
  code,
  org: 'ln',
  unit: '℃',
  rangeLow: -1000,
  rangeHigh: 1000,
  expectedIntervalSeconds: 5,
  ...(formula === undefined ? {} : { formula }),
})
const high = (tagNumber: number, threshold: number) => ({
  alarmNumber: tagNumber * 8,
  tagNumber,
  condition: { kind: 'limit' as const, levels: [{ kind: 'high' as const, threshold, severity: 2 as const }], deadband: 1 },
  onDelaySeconds: 0,
  offDelaySeconds: 0,
  latched: false,
})
const calculated: PipelineDefinition = {
  tags: [tag(1, 'T1'), tag(2, 'T2'), tag(3, 'D1', 'abs({T1} - {T2})'), tag(4, 'BAD', '{BAD} + {T1}')],
  sources: [{ ...definition.sources[0]!, tagCodes: ['T1', 'T2'] }],
  alarms: [high(2, 500), high(3, 10)],
  suppressions: [{ code: 'SR-1', reason: 'start-up', when: { formula: '{T1} > 900' }, alarms: [16] }],
}
const offer = (pipeline: Pipeline, samples: { tag: string; value: number; time?: number }[]) => {
  const body = JSON.stringify(samples.map((it) => ({ time: Date.now(), ...it })))
  return pipeline.gate.offer({ code: 'GW' }, readRows(body) as Rows, () => body)
}
test('a calculated tag follows its inputs, is archived, and is judged; half a message makes no result', async () => {
  const pipeline = await start()
  pipeline.define(calculated)
  const time = Date.now()
  await offer(pipeline, [
    { tag: 'T1', value: 100, time },
    { tag: 'T2', value: 99, time },
  ]).durable
  const at = pipeline.gate.directory.indexOf(3)!
  await expect.poll(() => pipeline.gate.current.values[at]).toBe(1)
  expect([pipeline.gate.current.times[at], pipeline.gate.current.qualities[at]]).toEqual([time, 0])
  await offer(pipeline, [
    { tag: 'T1', value: 200, time: time + 1 },
    { tag: 'T2', value: 200, time: time + 1 },
  ]).durable
  expect(pipeline.gate.current.values[at]).toBe(0)
  offer(pipeline, [{ tag: 'T2', value: 150, time: time + 2 }])
  await expect.poll(types).toEqual(['raised'])
  expect(told[0]).toMatchObject({ alarmNumber: 24, tagNumber: 3, breach: { value: 50 } })
  await pipeline.forwarder.drained()
  expect(archive.rows()).toBe(5 + 3)
})
test('a formula that reads itself is told, and stops nothing else', async () => {
  const pipeline = await start()
  pipeline.define(calculated)
  expect(pipeline.alarms.refused()).toMatchObject([{ code: 'formula.circle', params: { name: 'BAD' } }])
})
test('a value of a device that is gone is unknown in every formula at once', async () => {
  const pipeline = await start()
  pipeline.define(calculated)
  await offer(pipeline, [
    { tag: 'T1', value: 100 },
    { tag: 'T2', value: 99 },
  ]).durable
  pipeline.gate.markStale('GW', ['T2'], 'DDEATH')
  const at = pipeline.gate.directory.indexOf(3)!
  await expect.poll(() => [pipeline.gate.current.values[at], pipeline.gate.current.qualities[at]]).toEqual([Number.NaN, 3])
})
test('a suppression rule covers its alarm while its formula holds, also over a restart', async () => {
  const first = await start()
  first.define({ ...calculated, alarms: [high(2, 500)] })
  await offer(first, [{ tag: 'T1', value: 950 }]).durable
  await expect.poll(types).toEqual(['suppressed'])
  offer(first, [{ tag: 'T2', value: 940 }])
  await expect.poll(types).toEqual(['suppressed', 'raised'])
  await end(first)
  const second = await start()
  await new Promise((resolve) => setTimeout(resolve, 250)) // two ticks
  expect(second.alarms.standing()).toMatchObject([{ state: { state: 'suppressed', rule: 'SR-1', inner: { state: 'unacknowledged' } } }])
  offer(second, [{ tag: 'T1', value: 20, time: Date.now() + 5 }])
  await expect.poll(() => types().slice(2, 3)).toEqual(['unsuppressed'])
})
test('limits change at the hour when a calendar begins, without a new definition', async () => {
  const pipeline = await start()
  const from = Date.now() + 300
  const night = { when: { calendar: 'night' }, condition: high(2, 50).condition }
  pipeline.define({ ...calculated, alarms: [{ ...high(2, 500), sets: [night] }], calendars: { night: [{ from, to: from + 60_000 }] } })
  offer(pipeline, [{ tag: 'T2', value: 100 }])
  expect(types()).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 600))
  offer(pipeline, [{ tag: 'T2', value: 100, time: Date.now() + 1 }])
  await expect.poll(types).toEqual(['raised'])
})
test('an on-delay that runs while the journal is compacted is not lost', async () => {
  const first = await start()
  first.define({ ...definition, alarms: [{ ...high(1, 100), onDelaySeconds: 600 }] })
  send(first, 150)
  await expect.poll(types).toEqual(['timer_started'])
  await first.compactAlarms(1)
  await end(first)
  const second = await start()
  expect(second.alarms.journal.restored()).toMatchObject([{ alarmNumber: 8, state: { state: 'normal', pending: { reason: 'high' } } }])
})
