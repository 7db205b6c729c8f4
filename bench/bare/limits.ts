/** In a process of its own: how fast the engine takes plain columns, and how fast the journal takes batches, with nothing else to do. */
import { openEngine } from '../../packages/telemetry/archive/open.ts'
import { encodeColumns, openJournal } from '../../packages/telemetry/journal/index.ts'
import { Plant } from '../archive/plant.ts'
import { withTempDir } from '../harness.ts'

const ROWS = 250_000
const BATCHES = 20
const START = Date.UTC(2026, 4, 1, 1)

const engineRowsPerSecond = await withTempDir(async (dir) => {
  const plant = new Plant(10_000, 1000)
  const batches = Array.from({ length: BATCHES }, (_, i) => plant.batch(START + i * 25_000, ROWS / 10_000))
  const engine = await openEngine({ dir })
  await engine.run('CREATE TABLE plain (tag UInt32, time Int64, value Float64, quality UInt8) ENGINE = MergeTree ORDER BY (tag, time)')
  const began = performance.now()
  for (const { tagNumbers, times, values, qualities } of batches)
    await engine.run('INSERT INTO plain SELECT tag, toInt64(time), value, quality FROM {rows}', {
      tag: tagNumbers,
      time: times,
      value: values,
      quality: qualities,
    })
  const rate = (ROWS * BATCHES * 1000) / (performance.now() - began)
  await engine.close()
  return rate
})
/** @param points of one entry @param waiting appends at the same time */
const journalPointsPerSecond = (points: number, waiting: number) =>
  withTempDir(async (dir) => {
    const journal = await openJournal({ dir, name: 'bare' })
    const bytes = encodeColumns(new Plant(points, 1000).batch(START, 1))
    let kept = 0
    const began = performance.now()
    const until = began + 2000
    await Promise.all(
      Array.from({ length: waiting }, async () => {
        while (performance.now() < until) {
          await journal.append(bytes)
          kept += points
        }
      }),
    )
    const rate = (kept * 1000) / (performance.now() - began)
    await journal.close()
    return rate
  })
const journalBatches = await journalPointsPerSecond(10_000, 8)
const journalSingles = await journalPointsPerSecond(1, 2000)
process.send!({ engineRowsPerSecond, journalBatches, journalSingles }, () => process.exit(0))
