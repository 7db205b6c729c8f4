/** Which codec keeps values (and the time of a sample) in the least room on plant-like data. */
import { openEngine } from '../../packages/telemetry/archive/open.ts'
import { type Figure, report, withTempDir } from '../harness.ts'
import { Plant } from './plant.ts'

const CODECS = {
  value: ['LZ4', 'ZSTD(1)', 'ZSTD(3)', 'Gorilla, ZSTD(1)', 'FPC(12), ZSTD(1)', 'Delta, ZSTD(1)'],
  time: ['ZSTD(1)', 'Delta, ZSTD(1)', 'DoubleDelta, ZSTD(1)'],
  lagMs: ['ZSTD(1)', 'T64, ZSTD(1)'],
} as const
const TYPES = { value: 'Float64', time: 'Int64', lagMs: 'Int32' } as const

await withTempDir(async (dir) => {
  const engine = await openEngine({ dir })
  const figures: Figure[] = []
  for (const [rate, everyMs, tags] of [
    ['1 Hz', 1000, 20],
    ['5 s', 5000, 100],
  ] as const) {
    const batch = new Plant(tags, everyMs).batch(Date.UTC(2026, 4, 1), 86_400_000 / everyMs)
    const lagMs = Int32Array.from(batch.times, (time) => 80 + ((time * 7919) % 40))
    const rows = { tag: batch.tagNumbers, time: batch.times, value: batch.values, lagMs }
    for (const [column, codecs] of Object.entries(CODECS) as [keyof typeof CODECS, readonly string[]][]) {
      for (const codec of codecs) {
        await engine.run(
          `CREATE TABLE tried (tag UInt32, time Int64, value Float64, lagMs Int32, it ${TYPES[column]} CODEC(${codec})) ENGINE = MergeTree ORDER BY (tag, time) SETTINGS min_bytes_for_wide_part = 0 SETTINGS allow_suspicious_codecs = 1`,
        )
        const began = performance.now()
        await engine.run(
          `INSERT INTO tried SELECT tag, toInt64(time), value, lagMs, ${column === 'time' ? 'toInt64(time)' : column} FROM {rows}`,
          rows,
        )
        const seconds = (performance.now() - began) / 1000
        const size = (
          await engine.select(
            "SELECT toFloat64(sum(column_data_compressed_bytes)) AS size FROM system.parts_columns WHERE active AND table = 'tried' AND column = 'it'",
          )
        ).floats('size')[0]!
        figures.push({
          what: `${column} at ${rate}, ${codec}, written in ${seconds.toFixed(2)} s`,
          value: size / batch.length,
          unit: 'bytes/sample',
        })
        await engine.run('DROP TABLE tried')
      }
    }
  }
  report('archive-codecs', figures, { engine: engine.name, samples: 'see plant.ts' })
  await engine.close()
})
process.exit(0)
