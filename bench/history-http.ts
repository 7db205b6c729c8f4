/** `query`: a day of one tag out of 86.4 M samples in 500 buckets, asked as a page asks: over HTTP, with a session, through the api role. */
import type { History } from '@anyuan/assets/contract'
import type { ArchiveStats } from '@anyuan/telemetry/archive'
import { foundPark } from '../e2e/support/park.ts'
import { startServer } from '../e2e/support/server.ts'
import { joinBus, socketPath } from '../packages/bus/index.ts'
import { Plant } from './archive/plant.ts'
import { type Figure, median, quantile, report } from './harness.ts'
import { cpuSeconds, pssMiB } from './processes.ts'
import { isShort, runsOf } from './settings.ts'

const DAY = 86_400_000
const TAGS = isShort ? 100 : 1000
const ASKED = 50
const QUERIES = isShort ? 60 : 200
const TICKS = Math.floor(240_000 / TAGS)
const RUNS = runsOf(3)

const server = await startServer({ settings: { ANYUAN_LOG_LEVEL: 'warn' } })
try {
  const park = await foundPark(server)
  const numbers: number[] = []
  for (let i = 0; i < ASKED; i++) numbers.push((await park.addTag({ code: `T${i}` })).number)
  const bus = joinBus(socketPath(`${server.dataDir}/run`, 'archive'), () => {})
  while (!bus.connected()) await new Promise((resolve) => setTimeout(resolve, 20))
  const plant = new Plant(TAGS, 1000)
  const start = Math.floor(Date.now() / DAY) * DAY - DAY // yesterday, whole
  const filling = performance.now()
  for (let second = 0; second < 86_400; second += TICKS) {
    const ticks = Math.min(TICKS, 86_400 - second)
    await bus.request('archive.insert', [[plant.batch(start + second * 1000, ticks, numbers[0])], `day ${second}`], 120_000)
  }
  const fillSeconds = (performance.now() - filling) / 1000
  const stats = (await bus.request('archive.stats', [], 60_000)) as ArchiveStats
  const ask = async (i: number): Promise<number> => {
    const began = performance.now()
    const { series } = await park.duty.get<History>('/assets/history', {
      tags: String(numbers[(i * 7919) % ASKED]),
      from: new Date(start).toISOString(),
      to: new Date(start + DAY).toISOString(),
      buckets: '500',
    })
    const taken = performance.now() - began
    const counted = series[0]!.count.reduce((sum, count) => sum + count, 0)
    if (counted !== 86_400) throw new Error(`the answer counts ${counted} samples of 86,400`)
    return taken
  }
  /** The same question put to the archive role without HTTP, session and JSON. */
  const askArchive = async (i: number): Promise<number> => {
    const began = performance.now()
    const query = { tagNumbers: [numbers[(i * 7919) % ASKED]], from: start, to: start + DAY, buckets: 500 }
    await bus.request('archive.buckets', [query], 60_000)
    return performance.now() - began
  }
  const runs: { p50: number; p95: number; bareP95: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const taken: number[] = []
    const bare: number[] = []
    for (let i = 0; i < QUERIES; i++) {
      taken.push(await ask(run * QUERIES + i))
      bare.push(await askArchive(run * QUERIES + i))
    }
    runs.push({ p50: quantile(taken, 0.5), p95: quantile(taken, 0.95), bareP95: quantile(bare, 0.95) })
  }
  const of = (pick: (one: (typeof runs)[number]) => number) => ({ value: median(runs.map(pick)), runs: runs.map(pick) })
  const beside = (['supervisor', 'api', 'postgres'] as const).map((name) => server.pid(name))
  const figures: Figure[] = [
    {
      what: `24 h of one tag of ${(stats.samples.rows / 1e6).toFixed(1)} M samples, 500 buckets, over HTTP, p95`,
      ...of((r) => r.p95),
      unit: 'ms',
      goal: { atMost: 50 },
      limit: { what: 'the archive role alone', value: of((r) => r.bareP95).value },
    },
    { what: 'the same, p50', ...of((r) => r.p50), unit: 'ms' },
    { what: 'bytes on disk with roll-ups, as left by the inserts', value: stats.bytesOnDisk / stats.samples.rows, unit: 'bytes/sample' },
    { what: 'filling the archive through its bus', value: stats.samples.rows / fillSeconds, unit: 'samples/s' },
    { what: 'memory of supervisor, api and PostgreSQL’s main process (PSS)', value: pssMiB(beside), unit: 'MiB' },
    { what: 'processor time of archive and api since the start', value: cpuSeconds([server.pid('archive'), server.pid('api')]), unit: 's' },
  ]
  report('query', figures, { rows: stats.samples.rows, engine: stats.engine, queries: QUERIES, runs: RUNS })
  await bus.close()
} finally {
  await server.stop()
}
process.exit(0)
