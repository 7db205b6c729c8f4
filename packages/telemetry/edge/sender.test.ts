/** Sender, spool and the park's end together, over a line that fails: the two real ends, on disk, with a real gate. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Gate } from '../ingest/gate.ts'
import { newColumns } from '../journal/index.ts'
import type { AgentRefusal, AgentReport, BatchHeader } from './contract.ts'
import { HOUR_MS, hourOf } from './digest.ts'
import { decodeFrame, type EdgeRows, unpack } from './frame.ts'
import { type EdgeReceiver, openEdgeReceiver } from './receiver.ts'
import { type Sender, startSender } from './sender.ts'
import { Spool } from './spool.ts'

const TAGS = 3
let dir: string
let gate: Gate
let archive: Map<string, number>
let live: number[]
let receiver: EdgeReceiver
let spool: Spool
let sender: Sender
let headers: BatchHeader[]
/** What the line does with a batch: called before and after it reached the park. */
let before: (header: BatchHeader, rows: EdgeRows) => Promise<void>
let after: (header: BatchHeader) => Promise<void>
let refusals: AgentRefusal[]
let clockAheadMs: number

const openPark = async () => {
  receiver = await openEdgeReceiver({ dir: join(dir, 'park'), gate, now: Date.now, onFault: () => {} })
}
const openSpool = async () => {
  spool = await Spool.open({ dir: join(dir, 'spool'), limitBytes: 1e9, limitHours: 72, codeOf: (number) => `T${number}`, now: Date.now })
}
const open = () => {
  sender = startSender({
    spool,
    async post(frame) {
      const read = decodeFrame(await unpack(frame))
      if ('malformed' in read) throw new Error(read.malformed)
      await before(read.header, read.rows)
      headers.push(read.header)
      const answer = await receiver.take({ code: 'E1' }, read.header, read.rows)
      await after(read.header)
      return answer
    },
    report: () => report,
    takeRefusals: () => refusals.splice(0),
    backlogShare: 0.95,
    now: () => Date.now() + clockAheadMs,
    onFault: () => {},
  })
}
const report: AgentReport = {
  version: '0.1.0',
  startedAt: 0,
  spool: { bytes: 0, limitBytes: 0, limitHours: 72, lastsHours: null },
  waiting: { rows: 0, oldestAt: null },
  droppedRows: 0,
  thinnedRows: 0,
  refused: {},
  clockOffsetMs: null,
  roundTripMs: null,
  devices: [],
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'anyuan-sender-'))
  archive = new Map()
  live = []
  headers = []
  refusals = []
  clockAheadMs = 0
  before = async () => {}
  after = async () => {}
  gate = new Gate({
    now: Date.now,
    journal: async (columns) => {
      for (let i = 0; i < columns.length; i++) archive.set(`${columns.tagNumbers[i]} ${columns.times[i]}`, columns.values[i]!)
    },
    onLive: (_index, value) => live.push(value),
    onQuarantine: () => {},
  })
  gate.directory.define({
    tags: Array.from({ length: TAGS }, (_, i) => ({
      number: i + 1,
      code: `T${i + 1}`,
      org: 'ln',
      unit: '',
      rangeLow: 0,
      rangeHigh: 1e9,
      expectedIntervalSeconds: 1,
    })),
    sources: [
      {
        code: 'E1',
        org: 'ln',
        protocol: 'edge',
        credentialDigest: createHash('sha256').update('c').digest('hex'),
        tagCodes: ['T1', 'T2', 'T3'],
      },
    ],
    alarms: [],
  })
  gate.defined()
  await openPark()
  await openSpool()
})
afterEach(async () => {
  await sender.stop()
  await spool.close()
  await receiver.close()
  rmSync(dir, { recursive: true })
})

/** Received at `at`, one row a second of device time up to then. */
const spoolRows = (count: number, at: number, firstValue = 0) => {
  const columns = newColumns(count, at)
  for (let i = 0; i < count; i++) {
    columns.tagNumbers[i] = 1 + (i % TAGS)
    columns.times[i] = at - (count - i) * 1000
    columns.values[i] = firstValue + i
  }
  return spool.append(columns)
}
const stream = () => receiver.completeness('E1')?.streams[0]
const complete = () =>
  expect
    .poll(() => [stream()?.acknowledgedUpTo, stream()?.hours.map((hour) => hour.state === 'complete' || hour.state === 'repaired')], {
      timeout: 15_000,
    })
    .toEqual([spool.end, spool.hours.changedSince(0).map(() => true)])
function equal(): void {
  const told = new Map(spool.hours.changedSince(0).map((hour) => [hour.hour, hour]))
  for (const hour of stream()!.hours) expect([hour.received, hour.digest]).toEqual([told.get(hour.hour)!.rows, told.get(hour.hour)!.digest])
}

test('a backlog comes after what is live, raises nothing, and the hours agree', async () => {
  const now = Date.now()
  for (let i = 40; i > 0; i--) await spoolRows(100, now - i * 100_000, i * 1000)
  open()
  await expect.poll(() => sender.uplink.connected).toBe(true)
  await spoolRows(1, Date.now() + 1000, 777)
  await expect.poll(() => live).toEqual([777])
  await complete()
  equal()
  expect(live).toEqual([777])
  expect(archive.size).toBe(4001)
  expect(stream()!.hours.filter((hour) => hour.late > 0).length).toBeGreaterThan(0)
})

test('one lost answer does not turn live data into history', async () => {
  open()
  await expect.poll(() => sender.uplink.connected).toBe(true)
  let cut = 1
  before = async (header) => {
    if (header.rows > 0 && cut-- > 0) throw new Error('connection reset')
  }
  await spoolRows(1, Date.now(), 55)
  await expect.poll(() => live, { timeout: 5000 }).toEqual([55])
  await complete()
  expect(stream()!.hours[0]!.state).toBe('complete')
})

test('answers lost, park and agent restarted in the middle: nothing is missing, nothing is doubled', async () => {
  const now = Date.now()
  for (let i = 30; i > 0; i--) await spoolRows(300, now - i * 300_000, i * 1000)
  let batches = 0
  after = async () => {
    if (++batches % 2 === 0) throw new Error('answer lost')
  }
  open()
  await expect.poll(() => batches, { timeout: 15_000 }).toBeGreaterThan(4)
  await receiver.close()
  await openPark()
  await expect.poll(() => batches, { timeout: 15_000 }).toBeGreaterThan(6)
  await sender.stop()
  await spool.close()
  await openSpool()
  await spoolRows(10, Date.now(), 5)
  after = async () => {}
  open()
  await complete()
  equal()
  expect(archive.size).toBe(9010)
  // a batch that was durable when the park stopped, and not yet noted, comes again: the gate knows its samples
  const rows = stream()!.hours.reduce((sum, hour) => sum + hour.accepted + hour.duplicates, 0)
  expect(rows, 'each has one fate').toBe(9010)
})

test('an hour damaged on the way is replayed by itself', async () => {
  const old = hourOf(Date.now()) - 2 * HOUR_MS + 600_000 // an hour that is over for long, whatever the time is
  await spoolRows(500, old)
  let damaged = false
  before = async (header, rows) => {
    if (header.lane !== 'backlog' || damaged) return
    damaged = true
    rows.values[7] = 4711 // a fault in memory: what the checksum of the line cannot see
  }
  open()
  await complete()
  equal()
  expect(headers.some((header) => header.lane === 'repair' && header.repair?.last && header.repair.whole)).toBe(true)
  expect(stream()!.hours[0]!.state).toBe('repaired')
})

test('the clock of the agent is measured against the park', async () => {
  clockAheadMs = 90_000
  open()
  await expect.poll(() => sender.clockOffsetMs).not.toBeNull()
  expect(Math.abs(sender.clockOffsetMs! - 90_000)).toBeLessThan(2000)
})

test('what the agent refused at its own door stands in the park’s quarantine', async () => {
  refusals.push({ reason: 'unknown_tag', detail: 'X9', payload: '{"tag":"X9"}' })
  open()
  await expect.poll(() => gate.traffic('E1').refused.get('unknown_tag')).toBe(1)
  expect(refusals).toEqual([])
})
