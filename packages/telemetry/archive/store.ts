/** The archive over an engine: exactly-once storing in raw samples and roll-ups, and retention. Reading is in history.ts. */
import type { SampleColumns } from '../journal/columns.ts'
import type { Engine } from './engine.ts'
import { type Day, type DayRows, doubtful, gather, missingRows, NewestTimes, pick, SampleKeys } from './gather.ts'
import { readBuckets, readLatest, readMoment, readRaw, readStats } from './history.ts'
import { DEFAULT_RETENTION, type Retention, type SampleArchive } from './port.ts'
import { createTables, DAY_MS, HOUR_MS, insertRollup, insertSamples, ROLLUPS, rollupExpressions } from './schema.ts'

export interface StoreOptions {
  engine: Engine
  /** ms since 1970; retention counts from it. */
  now: () => number
  retention?: Retention
  /** Told of what failed beside any request: dropping old days. */
  onFault?: (error: unknown) => void
}

const REMEMBERED_TOKENS = 100_000 // default, not from a standard

/**
 * Opens the archive. How a batch gets in exactly once, whatever moment the process dies:
 * 1. a batch is split by day, so that it makes one part, an atomic thing, in each table;
 * 2. roll-ups are written first and the samples last: samples that are there say that all is there;
 * 3. rows not newer than all known of their tag are looked up among the samples and left out if they are there;
 * 4. after opening, and after a failure, a batch may have been left half done: then a bucket whose roll-up counts more than the samples do
 *    has had its share, and is left alone. This ends with the first batch that stored something, because batches come in order.
 */
export async function openStore({ engine, now, retention = DEFAULT_RETENTION, onFault = () => {} }: StoreOptions): Promise<SampleArchive> {
  for (const statement of createTables(engine.modern)) await engine.run(statement)
  let keep = retention
  let line: Promise<unknown> = Promise.resolve()
  /** Writing is one thing at a time; a failed one does not stop the next. */
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const result = line.then(work)
    line = result.catch(() => {})
    return result
  }
  const done = new Set<string>()
  const newest = new NewestTimes()
  let uncertain = true
  let sweptDay = 0
  const counted = { stored: 0, alreadyThere: 0, tooOld: 0 }

  async function insert(batches: readonly SampleColumns[], token: string): Promise<void> {
    if (done.has(token)) return
    // A day less than the retention, so that the samples against which a repeated batch is compared are surely still there.
    const { days, tooOld } = gather(batches, now() - (keep.rawDays - 1) * DAY_MS)
    const careful = uncertain
    let stored = 0
    let offered = 0
    const unknown: { tags: Set<number>; from: number }[] = []
    try {
      for (const day of days) {
        const { count, unknownTags } = await insertDay(day, careful)
        offered += day.rows.tag.length
        stored += count
        if (unknownTags.size > 0) unknown.push({ tags: unknownTags, from: least(day.rows.time) })
      }
      if (stored > 0) {
        uncertain = false
        for (const { tags, from } of unknown) await learnNewest(tags, from)
      } else if (careful) newest.forget() // what follows may be the half-done batch: its tags must stay in doubt
    } catch (error) {
      uncertain = true
      newest.forget()
      throw error
    }
    counted.tooOld += tooOld
    counted.stored += stored
    counted.alreadyThere += offered - stored
    done.add(token)
    if (Math.floor(now() / DAY_MS) !== sweptDay) inLine(sweep).catch(onFault) // a new day: the oldest may go
    if (done.size > REMEMBERED_TOKENS) done.delete(done.values().next().value!)
  }

  async function insertDay(day: Day, careful: boolean): Promise<{ count: number; unknownTags: Set<number> }> {
    const { indexes, unknownTags } = doubtful(day, newest, careful)
    let rows = day.rows
    if (indexes.length > 0) rows = missingRows(day.rows, indexes, await storedAmong(pick(day.rows, indexes)))
    if (rows.tag.length === 0) return { count: 0, unknownTags }
    try {
      for (const { table, stepMs } of [...ROLLUPS].reverse()) {
        const share = careful ? await withoutRolledUp(rows, table, stepMs) : rows
        if (share.tag.length > 0) await engine.run(insertRollup(engine.modern, table, stepMs), share)
        if (share !== rows) await engine.release(share)
      }
      await engine.run(insertSamples, rows)
    } finally {
      await engine.release(rows)
    }
    return { count: rows.tag.length, unknownTags }
  }

  async function storedAmong(rows: DayRows): Promise<SampleKeys> {
    const { tag, time } = rows
    const keys = { tag, time }
    const found = await engine.ask(
      `SELECT tag, toFloat64(time) AS at FROM samples WHERE time >= ${least(time)} AND time <= ${greatest(time)} AND (tag, time) IN (SELECT tag, toInt64(time) FROM {rows})`,
      keys,
    )
    await engine.release(keys)
    const present = new SampleKeys()
    if (found.rows === 0) return present
    const tags = found.uint32('tag')
    const times = found.floats('at')
    for (let i = 0; i < found.rows; i++) present.add(tags[i]!, times[i]!)
    return present
  }

  /** Leaves out the rows whose buckets already count more in the roll-up than in the samples: the interrupted attempt got that far. */
  async function withoutRolledUp(rows: DayRows, table: string, stepMs: number): Promise<DayRows> {
    const dayStart = Math.floor(rows.time[0]! / DAY_MS) * DAY_MS
    const from = Math.floor(least(rows.time) / stepMs) * stepMs
    const to = Math.floor(greatest(rows.time) / stepMs) * stepMs
    const perDay = DAY_MS / stepMs
    const bucketKey = (tag: number, time: number) => tag * perDay + Math.floor((time - dayStart) / stepMs)
    const tags = { tag: Uint32Array.from(new Set(rows.tag)) }
    const balance = new Map<number, number>()
    const counts = async (sql: string, sign: number) => {
      const found = await engine.ask(sql, tags)
      if (found.rows === 0) return
      const [tag, bucket, count] = [found.uint32('tag'), found.floats('at'), found.floats('rows')]
      for (let i = 0; i < found.rows; i++) {
        const key = bucketKey(tag[i]!, bucket[i]!)
        balance.set(key, (balance.get(key) ?? 0) + sign * count[i]!)
      }
    }
    const ofTags = 'tag IN (SELECT tag FROM {rows})'
    const count = rollupExpressions(engine.modern).count
    await counts(
      `SELECT tag, toFloat64(bucket) AS at, toFloat64(${count}) AS rows FROM ${table} WHERE bucket >= ${from} AND bucket <= ${to} AND ${ofTags} GROUP BY tag, bucket`,
      1,
    )
    await counts(
      `SELECT tag, toFloat64(intDiv(time, ${stepMs}) * ${stepMs}) AS at, toFloat64(count()) AS rows FROM samples WHERE time >= ${from} AND time < ${to + stepMs} AND ${ofTags} GROUP BY tag, at`,
      -1,
    )
    await engine.release(tags)
    const kept: number[] = []
    for (let i = 0; i < rows.tag.length; i++) if ((balance.get(bucketKey(rows.tag[i]!, rows.time[i]!)) ?? 0) <= 0) kept.push(i)
    return kept.length === rows.tag.length ? rows : pick(rows, Uint32Array.from(kept))
  }

  /** Learns how new the stored samples of `tags` are, given that all of a batch since `from` is stored. */
  async function learnNewest(tags: Set<number>, from: number): Promise<void> {
    const keys = { tag: Uint32Array.from(tags) }
    const lastAt = rollupExpressions(engine.modern).lastAt
    const found = await engine.ask(
      `SELECT tag, toFloat64(${lastAt}) AS at FROM hour WHERE bucket >= ${Math.floor(from / HOUR_MS) * HOUR_MS} AND tag IN (SELECT tag FROM {rows}) GROUP BY tag`,
      keys,
    )
    await engine.release(keys)
    if (found.rows === 0) return
    const [tag, at] = [found.uint32('tag'), found.floats('at')]
    for (let i = 0; i < found.rows; i++) newest.set(tag[i]!, at[i]!)
  }

  /** Drops whole partitions: cheap, exact, and the same on every version. */
  async function sweep(): Promise<void> {
    const today = Math.floor(now() / DAY_MS)
    sweptDay = today
    const limits = [
      { table: 'samples', before: today - keep.rawDays, days: 1 },
      ...ROLLUPS.map(({ table, partitionDays }) => ({ table, before: today - keep.rollupDays, days: partitionDays })),
    ]
    for (const { table, before, days } of limits) {
      const found = await engine.ask(
        `SELECT DISTINCT partition FROM system.parts WHERE active AND database = currentDatabase() AND table = '${table}'`,
      )
      if (found.rows === 0) continue
      for (const partition of found.strings('partition')) {
        if ((Number(partition) + 1) * days <= before) await engine.run(`ALTER TABLE ${table} DROP PARTITION ${Number(partition)}`)
      }
    }
  }
  await inLine(sweep)

  return {
    insert: (batches, token) =>
      inLine(() => insert('length' in batches && 'times' in batches ? [batches] : (batches as readonly SampleColumns[]), token)),
    raw: (query) => readRaw(engine, query),
    buckets: (query) => readBuckets(engine, query, now() - (keep.rawDays - 1) * DAY_MS),
    latest: (tagNumbers) => readLatest(engine, tagNumbers, now()),
    at: (query) => readMoment(engine, query, now() - (keep.rawDays - 1) * DAY_MS),
    stats: async () => ({ ...(await readStats(engine)), ...counted }),
    setRetention: (next) =>
      inLine(() => {
        keep = next
        return sweep()
      }),
    close: () => inLine(() => engine.close()),
  }
}

function least(values: Float64Array): number {
  let result = Number.POSITIVE_INFINITY
  for (const value of values) if (value < result) result = value
  return result
}
function greatest(values: Float64Array): number {
  let result = Number.NEGATIVE_INFINITY
  for (const value of values) if (value > result) result = value
  return result
}
