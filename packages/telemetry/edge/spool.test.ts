/** The spool on a real disk: numbers without a gap over restarts and kills, bounded, and honest about what it had to drop. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newColumns, type SampleColumns } from '../journal/index.ts'
import { HOUR_MS } from './digest.ts'
import { Spool, type SpoolOptions } from './spool.ts'

const MORNING = Date.parse('2026-11-23T00:00:00Z')
let dir: string
let now: number
let spool: Spool
const options = (): SpoolOptions => ({ dir, limitBytes: 1e9, limitHours: 72, codeOf: (number) => `T${number}`, now: () => now })

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'anyuan-spool-'))
  now = MORNING
})
afterEach(async () => {
  await spool.close()
  rmSync(dir, { recursive: true })
})

/** Values count on from `first`, one a second. */
function batch(first: number, length: number): SampleColumns {
  const columns = newColumns(length, now)
  for (let i = 0; i < length; i++) {
    columns.tagNumbers[i] = 1 + (i % 2)
    columns.times[i] = MORNING + (first + i) * 1000
    columns.values[i] = first + i
  }
  return columns
}
async function all(from = spool.start, most = 1000): Promise<number[]> {
  const values: number[] = []
  for (let at = from; ; ) {
    const rows = await spool.read(at, most)
    if (!rows) return values
    expect(rows.from).toBe(at)
    values.push(...rows.values)
    at += rows.values.length
  }
}
const counting = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('rows are read as they were written, in portions of any size, from memory and from the disk', async () => {
  spool = await Spool.open(options())
  await Promise.all([spool.append(batch(0, 10)), spool.append(batch(10, 7))])
  await spool.append(batch(17, 5))
  expect(await all(0, 4)).toEqual(counting(0, 22))
  await spool.close()
  spool = await Spool.open(options())
  expect([spool.start, spool.end]).toEqual([0, 22])
  for (const most of [1, 3, 8, 100]) expect(await all(0, most)).toEqual(counting(0, 22))
  expect(await all(13, 5)).toEqual(counting(13, 22))
})

test('after a kill every acknowledged row is there once, numbered without a gap, and counted in its hour', {
  timeout: 60_000,
}, async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'spool.testchild.ts'), dir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged = await new Promise<number>((resolve) => {
    let last = 0
    child.stdout.on('data', (chunk: Buffer) => {
      last = Number(chunk.toString().trim().split('\n').at(-1)) || last
      if (last > 3000) child.kill('SIGKILL')
    })
    child.on('exit', () => resolve(last))
  })
  const epochs = new Set<string>()
  for (let round = 0; round < 2; round++) {
    spool = await Spool.open(options())
    epochs.add(spool.epoch)
    expect(spool.end).toBeGreaterThanOrEqual(acknowledged)
    expect(await all()).toEqual(counting(0, spool.end))
    expect(spool.hours.changedSince(0).reduce((sum, hour) => sum + hour.rows, 0)).toBe(spool.end)
    if (round === 0) await spool.close()
  }
  expect(epochs.size).toBe(1)
})

test('a full spool gives up its oldest rows; only those that the park never had are counted as lost, hour by hour', async () => {
  spool = await Spool.open({ ...options(), limitBytes: 64_000 })
  await spool.append(batch(0, 100))
  spool.plan.answered({ taken: [[0, 40]] })
  for (let first = 100; first < 12_000; first += 100) {
    now += 1000
    await spool.append(batch(first, 100))
    await spool.settle()
  }
  expect(spool.start).toBeGreaterThan(4000)
  expect(spool.bytes).toBeLessThanOrEqual(64_000)
  expect(readdirSync(dir).reduce((sum, file) => sum + statSync(join(dir, file)).size, 0)).toBeLessThan(80_000)
  expect(spool.droppedRows).toBe(spool.start - 40)
  expect(await all()).toEqual(counting(spool.start, 12_000))
  const hours = spool.hours.changedSince(0)
  expect(hours.reduce((sum, hour) => sum + hour.rows, 0)).toBe(12_000)
  expect(hours.reduce((sum, hour) => sum + hour.lost, 0)).toBe(spool.droppedRows)
  const start = spool.start
  await spool.close()
  spool = await Spool.open({ ...options(), limitBytes: 64_000 })
  expect([spool.start, spool.end, spool.droppedRows]).toEqual([start, 12_000, start - 40])
  expect(await all()).toEqual(counting(start, 12_000))
})

test('rows older than the spool may hold go too', async () => {
  spool = await Spool.open({ ...options(), limitBytes: 640_000 }) // a mark a segment of 10 kB
  for (let first = 0; first < 5000; first += 500) {
    await spool.append(batch(first, 500))
    now += 24 * HOUR_MS
  }
  await spool.settle()
  expect(spool.start).toBeGreaterThanOrEqual(2500)
  expect(await all()).toEqual(counting(spool.start, 5000))
})

test('room is made from rows that the park has, never from others', async () => {
  spool = await Spool.open({ ...options(), limitBytes: 640_000 })
  for (let first = 0; first < 5000; first += 500) await spool.append(batch(first, 500))
  expect(await spool.makeRoom()).toBe(false)
  spool.plan.answered({ taken: [[0, 2600]] })
  expect(await spool.makeRoom()).toBe(true)
  expect(spool.start).toBeGreaterThan(0)
  expect(spool.start).toBeLessThanOrEqual(2600)
  expect(spool.droppedRows).toBe(0)
  expect(await all()).toEqual(counting(spool.start, 5000))
})

test('an hour is found again whole, wherever its rows lie', async () => {
  spool = await Spool.open(options())
  for (let first = 0; first < 9000; first += 500) await spool.append(batch(first, 500))
  const found: number[] = []
  for await (const rows of spool.hour(MORNING + HOUR_MS, spool.firstOfTime(MORNING + HOUR_MS), spool.end, 700)) found.push(...rows.values)
  expect(found).toEqual(counting(3600, 7200))
})
