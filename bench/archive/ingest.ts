/** How fast samples get into the archive, beside what the engine takes when nothing else is asked of it. */
import { openEngine } from '../../packages/telemetry/archive/open.ts'
import { openStore } from '../../packages/telemetry/archive/store.ts'
import { decodeColumns, encodeColumns, openJournal } from '../../packages/telemetry/journal/index.ts'
import { type Figure, median, quantile, report, withTempDir } from '../harness.ts'
import { Plant } from './plant.ts'

const RUNS = 3
const BATCHES = 30
const ROWS = 250_000 // what the forwarder sends at most
const SHAPES = [
  { name: '8,300 tags at 1 Hz, 30 s a batch', tags: 8_300, ticks: 30 },
  { name: '100,000 tags at 1 Hz, 2 s a batch', tags: 100_000, ticks: 2 },
]
const START = Date.UTC(2026, 4, 1, 1)
const figures: Figure[] = []
let engineName = ''

for (const { name, tags, ticks } of SHAPES) {
  const raw: number[] = []
  const stored: number[] = []
  const latencies: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await withTempDir(async (dir) => {
      const plant = new Plant(tags, 1000)
      const batches = Array.from({ length: BATCHES }, (_, i) => plant.batch(START + i * ticks * 1000, ticks))
      const rows = batches.reduce((sum, batch) => sum + batch.length, 0)
      const engine = await openEngine({ dir })
      engineName = engine.name
      await engine.run('CREATE TABLE plain (tag UInt32, time Int64, value Float64, quality UInt8) ENGINE = MergeTree ORDER BY (tag, time)')
      let began = performance.now()
      for (const { tagNumbers, times, values, qualities } of batches)
        await engine.run('INSERT INTO plain SELECT tag, toInt64(time), value, quality FROM {rows}', {
          tag: tagNumbers,
          time: times,
          value: values,
          quality: qualities,
        })
      raw.push((rows * 1000) / (performance.now() - began))
      await engine.run('DROP TABLE plain')

      const archive = await openStore({ engine, now: () => START })
      await archive.insert(plant.batch(START - 60_000, 1), 'first') // the archive learns the tags
      began = performance.now()
      for (const [i, batch] of batches.entries()) {
        const before = performance.now()
        await archive.insert(batch, `batch ${i}`)
        latencies.push(performance.now() - before)
      }
      stored.push((rows * 1000) / (performance.now() - began))
      await archive.close()
    })
  }
  figures.push(
    {
      what: `archive.insert, durable, rolled up: ${name}`,
      value: median(stored),
      unit: 'rows/s',
      runs: stored,
      goal: { atLeast: 500_000 },
      limit: { what: 'the engine’s columnar insert', value: median(raw) },
    },
    { what: `one batch, p95: ${name}`, value: quantile(latencies, 0.95), unit: 'ms' },
  )
}

await withTempDir(async (dir) => {
  const batch = new Plant(1000, 1000).batch(START, ROWS / 1000)
  const encoding: number[] = []
  for (let run = 0; run < 20; run++) {
    const began = performance.now()
    decodeColumns(encodeColumns(batch))
    encoding.push((batch.length * 1000) / (performance.now() - began))
  }
  figures.push({ what: 'encode and decode a batch', value: median(encoding), unit: 'points/s', goal: { atLeast: 5_000_000 } })
  const journal = await openJournal({ dir, name: 'bench' })
  const small = encodeColumns(new Plant(100, 1000).batch(START, 1))
  const WAITING = 200
  let acknowledged = 0
  const until = performance.now() + 3000
  await Promise.all(
    Array.from({ length: WAITING }, async () => {
      while (performance.now() < until) {
        await journal.append(small)
        acknowledged++
      }
    }),
  )
  figures.push({ what: `journal, batches of 100 points, ${WAITING} waiting`, value: (acknowledged * 100) / 3, unit: 'points/s' })
  const alone: number[] = []
  for (let i = 0; i < 300; i++) {
    const began = performance.now()
    await journal.append(small)
    alone.push(performance.now() - began)
  }
  figures.push({ what: 'journal, one append alone, p99', value: quantile(alone, 0.99), unit: 'ms' })
  await journal.close()
})
report('archive-ingest', figures, { engine: engineName, rowsPerBatch: ROWS, batches: BATCHES, runs: RUNS })
process.exit(0)
