/** How much room samples take and how fast history answers: a day of 1,000 tags at 1 Hz (86.4 M samples), and a month of some. */
import { openEngine } from '../../packages/telemetry/archive/open.ts'
import { openStore } from '../../packages/telemetry/archive/store.ts'
import { type Figure, quantile, report, withTempDir } from '../harness.ts'
import { Plant } from './plant.ts'

const DAY = 86_400_000
const START = Date.UTC(2026, 4, 1)
const DAY_TAGS = Number(process.argv[2] ?? 1000)
const MONTH_TAGS = 4
const QUERIES = 200

await withTempDir(async (dir) => {
  const engine = await openEngine({ dir })
  const archive = await openStore({ engine, now: () => START + DAY })
  const figures: Figure[] = []
  const settle = async () => {
    for (const table of ['samples', 'minute', 'hour']) await engine.run(`OPTIMIZE TABLE ${table} FINAL`)
  }
  const size = async (what: string, goal?: Figure['goal']) => {
    const before = await archive.stats()
    await settle()
    const { bytesOnDisk, samples, minute, hour } = await archive.stats()
    figures.push({ what: `${what}, with roll-ups`, value: bytesOnDisk / samples.rows, unit: 'bytes/sample', goal })
    figures.push({ what: `${what}, as left by the inserts`, value: before.bytesOnDisk / before.samples.rows, unit: 'bytes/sample' })
    figures.push({ what: `${what}, samples alone`, value: samples.bytesOnDisk / samples.rows, unit: 'bytes/sample' })
    figures.push({
      what: `${what}, minutes and hours`,
      value: (minute.bytesOnDisk + hour.bytesOnDisk) / samples.rows,
      unit: 'bytes/sample',
    })
    const columns = await engine.select(
      "SELECT concat(table, '.', column) AS name, toFloat64(sum(column_data_compressed_bytes)) AS size FROM system.parts_columns WHERE active AND database = currentDatabase() GROUP BY name ORDER BY name",
    )
    const sizes = columns.floats('size')
    console.log(
      what,
      Object.fromEntries(columns.strings('name').map((name, i) => [name, Math.round((sizes[i]! / samples.rows) * 1000) / 1000])),
    )
  }
  const wipe = async () => {
    for (const table of ['samples', 'minute', 'hour']) await engine.run(`TRUNCATE TABLE ${table}`)
  }

  const slow = new Plant(300, 5000)
  for (let minute = 0; minute < 1440; minute += 60) await archive.insert(slow.batch(START + minute * 60_000, 720), `slow ${minute}`)
  await size('300 tags every 5 s for a day')
  await wipe()

  const plant = new Plant(DAY_TAGS, 1000)
  const TICKS = 240
  for (let second = 0; second < 86_400; second += TICKS) await archive.insert(plant.batch(START + second * 1000, TICKS), `day ${second}`)
  await size(`${DAY_TAGS} tags at 1 Hz for a day`, { atMost: 2.5 })
  const rows = (await archive.stats()).samples.rows

  const time = async (queries: number, query: (i: number) => Promise<unknown>): Promise<number[]> => {
    const taken: number[] = []
    for (let i = 0; i < queries; i++) {
      const began = performance.now()
      await query(i)
      taken.push(performance.now() - began)
    }
    return taken
  }
  const tagOf = (i: number) => 1 + ((i * 7919) % DAY_TAGS)
  const dayOf = (i: number) => archive.buckets({ tagNumbers: [tagOf(i)], from: START, to: START + DAY, buckets: 500 })
  const rolled = await time(QUERIES, dayOf)
  figures.push({ what: '24 h of one tag, 500 buckets, p95', value: quantile(rolled, 0.95), unit: 'ms', goal: { atMost: 50 } })
  figures.push({ what: '24 h of one tag, 500 buckets, p50', value: quantile(rolled, 0.5), unit: 'ms' })
  const fine = await time(QUERIES, (i) => archive.buckets({ tagNumbers: [tagOf(i)], from: START, to: START + DAY, buckets: 2500 }))
  figures.push({ what: '24 h of one tag from raw samples, 2,500 buckets, p95', value: quantile(fine, 0.95), unit: 'ms' })
  const eight = await time(50, (i) =>
    archive.buckets({ tagNumbers: [0, 1, 2, 3, 4, 5, 6, 7].map((k) => tagOf(i + k)), from: START, to: START + DAY, buckets: 500 }),
  )
  figures.push({ what: '24 h of eight tags, 500 buckets, p95', value: quantile(eight, 0.95), unit: 'ms' })

  const month = new Plant(MONTH_TAGS, 1000)
  const FIRST_MONTH_TAG = 1_000_000
  for (let day = -30; day < 0; day++) await archive.insert(month.batch(START + day * DAY, 86_400, FIRST_MONTH_TAG), `month ${day}`)
  const monthOf = (buckets: number) => (i: number) =>
    archive.buckets({ tagNumbers: [FIRST_MONTH_TAG + (i % MONTH_TAGS)], from: START - 30 * DAY, to: START, buckets })
  const monthTimes = await time(50, monthOf(500))
  figures.push({ what: '30 days of one tag, 500 buckets, p95', value: quantile(monthTimes, 0.95), unit: 'ms' })
  const monthRaw = await time(20, monthOf(60_000))
  figures.push({ what: '30 days of one tag from 2.6 M raw samples, p95', value: quantile(monthRaw, 0.95), unit: 'ms' })

  const live = new Plant(8300, 1000)
  let at = START + DAY
  const insertOne = async () => {
    await archive.insert(live.batch(at, 10, 2_000_000), `live ${at}`)
    at += 10_000
  }
  await insertOne()
  const quiet = await time(20, insertOne)
  let reading = true
  let read = 0
  const readers = [0, 1].map(async (k) => {
    for (let i = k; reading; i++) {
      await monthOf(60_000)(i)
      read++
    }
  })
  const busy = await time(20, insertOne)
  reading = false
  await Promise.all(readers)
  figures.push({ what: 'insert of 83,000 rows with nobody reading, p95', value: quantile(quiet, 0.95), unit: 'ms' })
  figures.push({ what: `insert of 83,000 rows while two read 30 days raw (${read} answers), p95`, value: quantile(busy, 0.95), unit: 'ms' })
  figures.push({ what: 'memory of the process', value: process.memoryUsage.rss() / 2 ** 20, unit: 'MiB' })
  report('archive-history', figures, { engine: engine.name, rows, queries: QUERIES })
  await archive.close()
})
process.exit(0)
