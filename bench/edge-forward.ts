/** `edge-forward`: how fast an edge agent's backlog reaches the park, and what live rows wait beside it. Both ends on one machine, over loopback HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BatchAnswer, Spool, startSender } from '@anyuan/telemetry/edge'
import { startTestPark, TEST_CREDENTIAL, TEST_SOURCE } from '@anyuan/telemetry/edge/testkit'
import { newColumns } from '@anyuan/telemetry/journal'
import { quantile, report } from './harness.ts'

const ROWS = process.argv.includes('--short') ? 300_000 : 2_000_000
const TAGS = 1000
const ENTRY_ROWS = 1000
const LIVE_EVERY_MS = 100

const dir = mkdtempSync(join(tmpdir(), 'anyuan-bench-edge-'))
const park = await startTestPark(Array.from({ length: TAGS }, (_, i) => ({ code: `T${i + 1}` })))
const spool = await Spool.open({ dir, limitBytes: 8e9, limitHours: 336, codeOf: (number) => `T${number}`, now: Date.now })

/** A row a tag, as of one second. */
async function fill(rows: number, firstTime: number, receivedAt: number): Promise<void> {
  for (let at = 0; at < rows; at += ENTRY_ROWS) {
    const columns = newColumns(ENTRY_ROWS, receivedAt)
    for (let i = 0; i < ENTRY_ROWS; i++) {
      columns.tagNumbers[i] = 1 + (i % TAGS)
      columns.times[i] = firstTime + at
      columns.values[i] = (at + i) % 997
    }
    await spool.append(columns)
  }
}
const now = Date.now()
const spooling = performance.now()
await fill(ROWS, now - ROWS - 3_600_000, now - 3_600_000)
const spooledPerSecond = (ROWS / (performance.now() - spooling)) * 1000

const authorization = `Basic ${Buffer.from(`${TEST_SOURCE}:${TEST_CREDENTIAL}`).toString('base64')}`
let sentBytes = 0
const began = performance.now()
const sender = startSender({
  spool,
  async post(frame, signal) {
    sentBytes += frame.byteLength
    const answer = await fetch(`${park.url}/edge/v1/batches`, {
      method: 'POST',
      headers: { authorization },
      body: new Uint8Array(frame),
      signal,
    })
    return BatchAnswer.parse(await answer.json())
  },
  report: () => ({
    version: 'bench',
    startedAt: now,
    spool: { bytes: spool.bytes, limitBytes: 8e9, limitHours: 336, lastsHours: null },
    waiting: { rows: 0, oldestAt: null },
    droppedRows: 0,
    thinnedRows: 0,
    refused: {},
    clockOffsetMs: null,
    roundTripMs: null,
    devices: [],
  }),
  takeRefusals: () => [],
  backlogShare: 0.95,
  now: Date.now,
  onFault: (error) => console.error(error),
})
const waits: number[] = []
while ((park.stream()?.missingRows ?? ROWS) > 0 || (park.stream()?.acknowledgedUpTo ?? 0) < ROWS) {
  const seen = park.live.length
  const from = performance.now()
  const columns = newColumns(1, Date.now())
  columns.tagNumbers[0] = 1
  columns.times[0] = Date.now()
  await spool.append(columns)
  while (park.live.length === seen) await new Promise((resolve) => setTimeout(resolve, 1))
  waits.push(performance.now() - from)
  await new Promise((resolve) => setTimeout(resolve, LIVE_EVERY_MS))
}
const seconds = (performance.now() - began) / 1000
report(
  'edge-forward',
  [
    { what: 'backlog, spool to park durable', value: ROWS / seconds, unit: 'rows/s' },
    { what: 'on the line', value: sentBytes / ROWS, unit: 'B/row' },
    { what: 'live row beside it, p50', value: quantile(waits, 0.5), unit: 'ms' },
    { what: 'live row beside it, max', value: Math.max(...waits), unit: 'ms' },
    { what: 'devices to spool', value: spooledPerSecond, unit: 'rows/s' },
    { what: 'in the spool', value: spool.bytes / ROWS, unit: 'B/row' },
  ],
  {
    rows: ROWS,
    tags: TAGS,
    entryRows: ENTRY_ROWS,
    backlogShare: 0.95,
    park: 'door, gate and position journal; samples into memory',
    ends: 'one process',
  },
)
await sender.stop()
await spool.close()
await park.close()
rmSync(dir, { recursive: true })
