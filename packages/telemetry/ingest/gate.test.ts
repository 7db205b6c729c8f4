/** What the gate lets in, what it refuses and why. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { SampleColumns } from '../journal/index.ts'
import { type Admitted, CLOCK_AHEAD_MS, Gate, type QuarantineRecord } from './gate.ts'
import { type Rows, readRows } from './rows.ts'

const NOW = 1_795_000_000_000

function gateWith({ waiting = 1_000_000 } = {}) {
  const kept: SampleColumns[] = []
  const live: { index: number; value: number; quality: number; time: number }[] = []
  const quarantined: QuarantineRecord[] = []
  const lost: { index: number; now: number }[] = []
  let now = NOW
  let disk: () => Promise<void> = async () => {}
  const gate = new Gate({
    now: () => now,
    journal: (columns) => {
      kept.push(columns)
      return disk()
    },
    onLive: (index, value, quality, time) => live.push({ index, value, quality, time }),
    onLost: (index, at) => lost.push({ index, now: at }),
    onQuarantine: (record) => quarantined.push(record),
    mostWaitingRows: waiting,
  })
  const tag = (number: number, code: string) => ({
    number,
    code,
    org: 'ln.a',
    unit: '℃',
    rangeLow: -50,
    rangeHigh: 400,
    expectedIntervalSeconds: 5,
  })
  gate.directory.define({
    tags: [tag(1, 'T1'), tag(2, 'T2'), tag(3, 'SECRET')],
    sources: [
      {
        code: 'GW',
        org: 'ln.a',
        protocol: 'mqtt',
        credentialDigest: createHash('sha256').update('right').digest('hex'),
        tagCodes: ['T1', 'T2'],
      },
    ],
    alarms: [],
  })
  gate.defined()
  const source: Admitted = { code: 'GW' }
  const offer = (message: unknown) => {
    const body = JSON.stringify(message)
    return gate.offer(source, readRows(body) as Rows, () => body)
  }
  return {
    gate,
    source,
    offer,
    kept,
    live,
    lost,
    quarantined,
    pass: (ms: number) => {
      now += ms
    },
    onDisk: (write: () => Promise<void>) => {
      disk = write
    },
  }
}
const t1 = (value: unknown, ms = 0, more = {}) => ({ tag: 'T1', time: NOW + ms, value, ...more })

test('a good sample is journaled, shown and judged', async () => {
  const { gate, offer, kept, live } = gateWith()
  const verdict = offer(t1(21.5))
  await verdict.durable
  expect(verdict).toMatchObject({ accepted: 1, refused: [] })
  expect(kept[0]).toMatchObject({ length: 1, receivedAt: NOW })
  expect([kept[0]!.tagNumbers[0], kept[0]!.times[0], kept[0]!.values[0], kept[0]!.historical[0]]).toEqual([1, NOW, 21.5, 0])
  expect(live).toEqual([{ index: 0, value: 21.5, quality: 0, time: NOW }])
  expect([gate.current.values[0], gate.current.qualities[0]]).toEqual([21.5, 0])
})
test('each wrong row is refused with its own reason, the good ones beside it are kept', () => {
  const { offer, kept, gate } = gateWith()
  const verdict = offer([
    t1(20),
    { tag: 'NOBODY', time: NOW, value: 1 },
    { tag: 'SECRET', time: NOW, value: 1 },
    { tag: 'T2', time: NOW, value: 401 },
    { tag: 'T2', time: NOW + CLOCK_AHEAD_MS + 1, value: 1 },
    { tag: 'T2', time: NOW - 91 * 86_400_000, value: 1 },
    { tag: 'T2', time: NOW, value: 70, unit: '℉' },
    { tag: 'T2', time: NOW, value: 'hot' },
    { tag: 'T2', time: 'yesterday', value: 1 },
    t1(20),
    { tag: 'T2', time: NOW, value: 2, unit: '℃' },
  ])
  expect(verdict.refused.map(({ index, reason }) => [index, reason])).toEqual([
    [1, 'unknown_tag'],
    [2, 'unknown_tag'],
    [3, 'out_of_range'],
    [4, 'clock_ahead'],
    [5, 'too_old'],
    [6, 'wrong_unit'],
    [7, 'malformed'],
    [8, 'malformed'],
    [9, 'duplicate'],
  ])
  expect(verdict.accepted).toBe(2)
  expect(kept[0]!.length).toBe(2)
  expect(Object.fromEntries(gate.traffic('GW').refused)).toEqual({
    unknown_tag: 2,
    out_of_range: 1,
    clock_ahead: 1,
    too_old: 1,
    wrong_unit: 1,
    malformed: 2,
    duplicate: 1,
  })
})
test('refused samples go to quarantine as they came; a repetition does not', () => {
  const { offer, quarantined } = gateWith()
  offer(t1(999))
  offer([t1(20), t1(20)])
  expect(quarantined).toEqual([
    {
      at: NOW,
      sourceCode: 'GW',
      org: 'ln.a',
      reason: 'out_of_range',
      tagCode: 'T1',
      detail: '999 not in -50…400 ℃',
      payload: JSON.stringify(t1(999)),
      truncated: false,
    },
  ])
})
test('a value beyond the range is not archived, yet the sensor is shown as bad and judged as bad', () => {
  const { gate, offer, live, kept } = gateWith()
  offer(t1(20))
  offer(t1(5000, 5000))
  expect(kept.length).toBe(1)
  expect([gate.current.values[0], gate.current.qualities[0]]).toEqual([20, 2])
  expect(live.at(-1)).toEqual({ index: 0, value: Number.NaN, quality: 2, time: NOW + 5000 })
})
test('an older sample is kept as historical and raises no live alarm', () => {
  const { offer, kept, live } = gateWith()
  offer(t1(20))
  offer(t1(399, -30_000))
  expect(kept[1]!.historical[0]).toBe(1)
  expect(live.length).toBe(1)
})
test('a backlog after an outage is archived in order and raises no live alarm, the first punctual sample does', () => {
  const { offer, live, pass } = gateWith()
  offer(t1(20))
  pass(600_000)
  for (let second = 1; second <= 500; second += 10) offer(t1(300, second * 1000))
  expect(live.length).toBe(1)
  offer(t1(300, 599_000))
  expect(live.length).toBe(2)
})
test('a clock that is steadily two minutes slow still raises live alarms, once it is known', () => {
  const { offer, live, pass } = gateWith()
  for (let i = 0; i < 40; i++) {
    offer(t1(20, i * 60_000 - 120_000))
    pass(60_000)
  }
  expect(live.length).toBeGreaterThan(15)
})
test('a repetition is recognised among the last sixteen samples, late ones included', () => {
  const { offer } = gateWith()
  for (let i = 0; i < 10; i++) offer(t1(i, i * 1000))
  offer(t1(1.5, 1500))
  expect(offer([t1(3, 3000), t1(1.5, 1500)]).refused.map((row) => row.reason)).toEqual(['duplicate', 'duplicate'])
})
test('what a device that died had sent is stale: not cleared, not heard, pushed live', () => {
  const { gate, offer, live, lost, pass } = gateWith()
  offer([t1(21), { tag: 'T2', time: NOW, value: 5 }])
  gate.current.takeChanged()
  pass(2000)
  gate.markStale('GW', ['T1', 'SECRET', 'NOBODY'], 'DDEATH')
  expect([gate.current.values[0], gate.current.qualities[0], gate.current.receivedAt[0]]).toEqual([21, 3, NOW])
  expect(gate.current.qualities[1]).toBe(0)
  expect(gate.current.takeChanged()).toEqual([0])
  expect(lost).toEqual([{ index: 0, now: NOW + 2000 }])
  gate.markStale('GW', 'all', 'NDEATH')
  expect([gate.current.qualities[0], gate.current.qualities[1], gate.current.qualities[2]]).toEqual([3, 3, 3])
  expect(lost.map(({ index }) => index)).toEqual([0, 0, 1])
  gate.markStale('STRANGER', 'all', 'NDEATH')
  expect([lost.length, live.length]).toEqual([3, 2])
  offer(t1(22, 2000))
  expect([gate.current.values[0], gate.current.qualities[0]]).toEqual([22, 0])
})
test('null and bad quality are kept as bad, never as a value', () => {
  const { gate, offer, kept } = gateWith()
  offer([t1(null), { tag: 'T2', time: NOW, value: 7, quality: 'bad' }])
  expect([kept[0]!.values[0], kept[0]!.qualities[0], kept[0]!.values[1], kept[0]!.qualities[1]]).toEqual([Number.NaN, 2, 7, 2])
  expect(gate.current.qualities[0]).toBe(2)
})
test('when too much waits for the disk the door closes, and nothing of the message is taken', async () => {
  const { offer, onDisk, kept } = gateWith({ waiting: 2 })
  let flush = () => {}
  onDisk(
    () =>
      new Promise((resolve) => {
        flush = resolve
      }),
  )
  const first = offer([t1(1), { tag: 'T2', time: NOW, value: 1 }])
  const second = offer(t1(2, 1000))
  await expect(second.durable).rejects.toThrow('full')
  expect(second).toMatchObject({ accepted: 0, refused: [{ reason: 'overload' }] })
  flush()
  await first.durable
  expect(offer(t1(3, 2000)).accepted).toBe(1)
  expect(kept.length).toBe(2)
})
test('a disk that fails acknowledges nothing', async () => {
  const { offer, onDisk } = gateWith()
  onDisk(() => Promise.reject(new Error('no space left')))
  await expect(offer(t1(1)).durable).rejects.toThrow('no space left')
})
test('only the right credential of a known source is admitted', () => {
  const { gate } = gateWith()
  expect(gate.admit('GW', 'right')).toEqual({ code: 'GW' })
  expect(gate.admit('GW', 'wrong')).toBeNull()
  expect(gate.admit('STRANGER', 'STRANGER')).toBeNull()
})
test('a new definition keeps every current value, and takes away what is no longer allowed', () => {
  const { gate, offer } = gateWith()
  offer(t1(20))
  const [source] = [...gate.directory.sources.values()]
  gate.directory.define({
    tags: [
      { number: 9, code: 'NEW', org: 'ln.a', unit: 'kPa', rangeLow: 0, rangeHigh: 1, expectedIntervalSeconds: 1 },
      { number: 1, code: 'T1', org: 'ln.a', unit: '℃', rangeLow: 0, rangeHigh: 10, expectedIntervalSeconds: 1 },
    ],
    sources: [{ ...source!.definition, tagCodes: ['NEW'] }],
    alarms: [],
  })
  gate.defined()
  expect([gate.current.values[gate.directory.indexOf(1)!], gate.directory.tags.rangeHigh[gate.directory.indexOf(1)!]]).toEqual([20, 10])
  expect(offer([{ tag: 'NEW', time: NOW, value: 0.5 }, t1(5, 1000)]).refused.map((row) => row.reason)).toEqual(['unknown_tag'])
})

test('while the door is shut a sample is judged and neither kept nor acknowledged; sent again once it is open it is kept, and not judged twice', async () => {
  const { gate, offer, kept, live } = gateWith()
  gate.shut(true)
  const sample = { tag: 'T1', time: NOW, value: 350 }
  const shut = offer(sample)
  await expect(shut.durable).rejects.toThrow('the door is full')
  expect(shut.refused).toMatchObject([{ tag: 'T1', reason: 'overload' }])
  expect(live).toEqual([{ index: 0, value: 350, quality: 0, time: NOW }])
  expect(kept).toEqual([])
  await expect(offer(sample).durable).rejects.toThrow()
  expect(live).toHaveLength(1)
  gate.shut(false)
  const open = offer(sample)
  await open.durable
  expect(open).toMatchObject({ accepted: 1, refused: [] })
  expect(kept.map((columns) => [...columns.values.subarray(0, columns.length)])).toEqual([[350]])
  expect(live).toHaveLength(1)
})
test('the figures of the platform itself come in while the door is shut', async () => {
  const { gate } = gateWith()
  const [known] = [...gate.directory.sources.values()]
  gate.directory.define({
    tags: [{ number: 9, code: 'OWN', org: 'ln', unit: '', rangeLow: 0, rangeHigh: 1, expectedIntervalSeconds: 5 }],
    sources: [{ ...known!.definition, code: '@platform', protocol: 'platform', credentialDigest: '', tagCodes: ['OWN'] }],
    alarms: [],
  })
  gate.defined()
  gate.shut(true)
  const verdict = gate.offer({ code: '@platform' }, readRows(JSON.stringify({ tag: 'OWN', time: NOW, value: 1 })) as Rows, null)
  await verdict.durable
  expect(verdict.accepted).toBe(1)
  expect(gate.admit('@platform', '')).toBeNull()
})
test('an hour that was filled afterwards is remembered for its tag; what was judged live is not', async () => {
  const { gate, offer } = gateWith()
  await offer(t1(20)).durable
  expect(gate.lateHours.answer(null).hours).toEqual([])
  await offer(t1(20, -7_200_000, { historical: true })).durable
  const hour = Math.floor((NOW - 7_200_000) / 3_600_000) * 3_600_000
  expect(gate.lateHours.answer(null).hours).toEqual([{ tagNumber: 1, hour }])
})
