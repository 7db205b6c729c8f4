/** Reading the archive: raw samples, buckets with a min–max envelope, newest samples, sizes. */
import type { Engine } from './engine.ts'
import type { Table } from './native.ts'
import type {
  ArchiveStats,
  BucketHistory,
  BucketQuery,
  EdgeSample,
  LatestSamples,
  MomentQuery,
  RawHistory,
  RawQuery,
  TableStats,
  TagBuckets,
} from './port.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, ROLLUPS, rawExpressions, rollupExpressions } from './schema.ts'

const whole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} must be a whole number, not ${value}`)
  return value
}
const tagList = (tags: readonly number[] | Uint32Array): string => Array.from(tags, (tag) => whole(tag, 'tag number')).join(',')

export async function readRaw(engine: Engine, { tagNumber, from, to, limit }: RawQuery): Promise<RawHistory> {
  const wanted = whole(limit, 'limit')
  const found = await engine.select(
    `SELECT toFloat64(time) AS at, value, quality, lagMs FROM samples WHERE tag = ${whole(tagNumber, 'tag number')} AND time >= ${whole(from, 'from')} AND time < ${whole(to, 'to')} ORDER BY time LIMIT ${wanted + 1}`,
  )
  if (found.rows === 0)
    return {
      times: new Float64Array(0),
      values: new Float64Array(0),
      qualities: new Uint8Array(0),
      lagsMs: new Int32Array(0),
      truncated: false,
    }
  return {
    times: found.floats('at').subarray(0, wanted),
    values: found.floats('value').subarray(0, wanted),
    qualities: found.uint8('quality').subarray(0, wanted),
    lagsMs: found.int32('lagMs').subarray(0, wanted),
    truncated: found.rows > wanted,
  }
}

type Grid = Pick<BucketHistory, 'start' | 'bucketMs' | 'length' | 'source'>
/** A roll-up may make buckets wider by this factor; else finer data are read. */
const MOST_WIDENING = 1.25 // default, not from a standard

/**
 * Chooses the coarsest data that can answer: buckets are a multiple of the roll-up's step and begin on its border, so no sample is counted in
 * the wrong bucket. Before `rawSince` (ms) only roll-ups exist.
 */
export function chooseGrid({ from, to, buckets }: Pick<BucketQuery, 'from' | 'to' | 'buckets'>, rawSince: number): Grid {
  const wanted = Math.max(1, Math.ceil((to - from) / buckets))
  for (const { table, stepMs } of [...ROLLUPS].reverse()) {
    const bucketMs = Math.ceil(wanted / stepMs) * stepMs
    const forced = from < rawSince && stepMs === MINUTE_MS
    if (bucketMs > wanted * MOST_WIDENING && !forced) continue
    const start = Math.floor(from / stepMs) * stepMs
    return { start, bucketMs, length: Math.ceil((to - start) / bucketMs), source: table }
  }
  return { start: from, bucketMs: wanted, length: Math.ceil((to - from) / wanted), source: 'raw' }
}

const MOST_BUCKETS = 100_000 // default, not from a standard: per tag
const MOST_TAGS = 1000 // default, not from a standard

export async function readBuckets(engine: Engine, query: BucketQuery, rawSince: number): Promise<BucketHistory> {
  const { tagNumbers } = query
  const [from, to, buckets] = [whole(query.from, 'from'), whole(query.to, 'to'), whole(query.buckets, 'buckets')]
  if (to <= from) throw new RangeError('to must be after from')
  if (buckets < 1 || buckets > MOST_BUCKETS) throw new RangeError(`buckets must be 1 to ${MOST_BUCKETS}`)
  if (tagNumbers.length > MOST_TAGS) throw new RangeError(`at most ${MOST_TAGS} tags at a time`)
  const grid = chooseGrid({ from, to, buckets }, rawSince)
  const { start, bucketMs, length, source } = grid
  const tags = new Map(tagNumbers.map((tagNumber) => [tagNumber, emptyTag(tagNumber, length)]))
  if (tags.size === 0) return { ...grid, tags: [] }
  const list = tagList([...tags.keys()])
  const column = source === 'raw' ? 'time' : 'bucket'
  const read = source === 'raw' ? rawExpressions : rollupExpressions(engine.modern)
  // A sample within the last bucket but at or after `to` is left out where samples are read; a roll-up's border bucket is shown whole.
  const found = await engine.select(
    `SELECT tag, toUInt32(intDiv(${column} - ${start}, ${bucketMs})) AS k, toUInt32(${read.count}) AS n, toUInt32(${read.usable}) AS usables, toFloat64(${read.minimum}) AS low, toFloat64(${read.maximum}) AS high, toFloat64(${read.total}) AS sums, toFloat64(${read.last}) AS latest, toUInt8(${read.worst}) AS grade
     FROM ${source === 'raw' ? 'samples' : source} WHERE tag IN (${list}) AND ${column} >= ${start} AND ${column} < ${to} GROUP BY tag, k`,
  )
  if (found.rows > 0) fillBuckets(tags, found)
  const lookback = Math.min(Math.max(to - from, HOUR_MS), DAY_MS)
  const edges = await Promise.all([
    edge(engine, list, Math.max(0, start - lookback), start, 'argMax', 'max'),
    edge(engine, list, to, to + lookback, 'argMin', 'min'),
  ])
  for (const tag of tags.values()) {
    tag.before = edges[0].get(tag.tagNumber) ?? null
    tag.after = edges[1].get(tag.tagNumber) ?? null
  }
  return { ...grid, tags: tagNumbers.map((tagNumber) => tags.get(tagNumber)!) }
}

function fillBuckets(tags: ReadonlyMap<number, TagBuckets>, found: Table): void {
  const [tag, k, n, usable] = [found.uint32('tag'), found.uint32('k'), found.uint32('n'), found.uint32('usables')]
  const [low, high, sum, latest, grade] = [
    found.floats('low'),
    found.floats('high'),
    found.floats('sums'),
    found.floats('latest'),
    found.uint8('grade'),
  ]
  for (let i = 0; i < found.rows; i++) {
    const target = tags.get(tag[i]!)!
    const at = k[i]!
    target.counts[at] = n[i]!
    target.worstQuality[at] = grade[i]!
    if (usable[i] === 0) continue // no usable sample: the gap stays a gap
    target.minimum[at] = low[i]!
    target.maximum[at] = high[i]!
    target.mean[at] = sum[i]! / usable[i]!
    target.last[at] = latest[i]!
  }
}

const emptyTag = (tagNumber: number, length: number): TagBuckets => ({
  tagNumber,
  minimum: new Float64Array(length).fill(Number.NaN),
  maximum: new Float64Array(length).fill(Number.NaN),
  mean: new Float64Array(length).fill(Number.NaN),
  last: new Float64Array(length).fill(Number.NaN),
  counts: new Uint32Array(length),
  worstQuality: new Uint8Array(length),
  before: null,
  after: null,
})

async function edge(
  engine: Engine,
  list: string,
  from: number,
  to: number,
  pick: 'argMax' | 'argMin',
  bound: 'max' | 'min',
): Promise<Map<number, EdgeSample>> {
  const found = await engine.select(
    `SELECT tag, toFloat64(${bound}(time)) AS at, ${pick}(value, time) AS one, ${pick}(quality, time) AS grade FROM samples WHERE tag IN (${list}) AND time >= ${from} AND time < ${to} GROUP BY tag`,
  )
  if (found.rows === 0) return new Map()
  const [tag, at, one, grade] = [found.uint32('tag'), found.floats('at'), found.floats('one'), found.uint8('grade')]
  return new Map(Array.from(tag, (tagNumber, i) => [tagNumber, { time: at[i]!, value: one[i]!, quality: grade[i]! }]))
}

const MOST_LISTED_TAGS = 5000 // default, not from a standard: beyond that all tags are read and chosen here

/** Looks at ever longer stretches of the past, so that a house that is running answers from its last minutes. */
export async function readLatest(engine: Engine, tagNumbers: readonly number[] | Uint32Array, now: number): Promise<LatestSamples> {
  const missing = new Set<number>(tagNumbers)
  const rows: LatestRow[] = []
  let to = Number.MAX_SAFE_INTEGER
  for (const back of [10 * MINUTE_MS, 2 * HOUR_MS, DAY_MS, 7 * DAY_MS, 40 * DAY_MS, now]) {
    if (missing.size === 0) break
    const from = Math.max(0, now - back)
    const filter = missing.size <= MOST_LISTED_TAGS ? `tag IN (${tagList([...missing])}) AND ` : ''
    const found = await engine.select(
      `SELECT tag, toFloat64(max(time)) AS at, argMax(value, time) AS one, argMax(quality, time) AS grade, argMax(lagMs, time) AS lag FROM samples WHERE ${filter}time >= ${from} AND time < ${to} GROUP BY tag`,
    )
    to = from
    if (found.rows === 0) continue
    const [tag, at, one, grade, lag] = [
      found.uint32('tag'),
      found.floats('at'),
      found.floats('one'),
      found.uint8('grade'),
      found.int32('lag'),
    ]
    for (let i = 0; i < found.rows; i++)
      if (missing.delete(tag[i]!)) rows.push({ tag: tag[i]!, at: at[i]!, one: one[i]!, grade: grade[i]!, lag: lag[i]! })
  }
  return columnsOf(rows)
}

interface LatestRow {
  tag: number
  at: number
  one: number
  grade: number
  lag: number
}
const columnsOf = (rows: readonly LatestRow[]): LatestSamples => ({
  tagNumbers: Uint32Array.from(rows, (row) => row.tag),
  times: Float64Array.from(rows, (row) => row.at),
  values: Float64Array.from(rows, (row) => row.one),
  qualities: Uint8Array.from(rows, (row) => row.grade),
  lagsMs: Int32Array.from(rows, (row) => row.lag),
})

/** Looks first at the minutes before the moment, where the samples of a running house are, then as far back as allowed. */
export async function readMoment(engine: Engine, { tagNumbers, time, lookbackMs }: MomentQuery, rawSince: number): Promise<LatestSamples> {
  const missing = new Set<number>(tagNumbers)
  const rows: LatestRow[] = []
  const raw = whole(time, 'time') >= rawSince
  const { last, lastAt } = rollupExpressions(engine.modern)
  // a minute's last value may be told only when that minute is over
  let to = raw ? time + 1 : time + 1 - MINUTE_MS
  for (const back of [2 * MINUTE_MS, 20 * MINUTE_MS, whole(lookbackMs, 'look-back')]) {
    if (missing.size === 0) break
    const from = Math.max(0, time - Math.min(back, lookbackMs))
    if (from >= to) continue
    const among = `tag IN (${tagList([...missing])})`
    const found = await engine.select(
      raw
        ? `SELECT tag, toFloat64(max(time)) AS at, argMax(value, time) AS one, argMax(quality, time) AS grade, argMax(lagMs, time) AS lag FROM samples WHERE ${among} AND time >= ${from} AND time < ${to} GROUP BY tag`
        : `SELECT tag, toFloat64(${lastAt}) AS at, toFloat64(${last}) AS one, toUInt8(0) AS grade, toInt32(0) AS lag FROM minute WHERE ${among} AND bucket >= ${from} AND bucket < ${to} GROUP BY tag HAVING ${rollupExpressions(engine.modern).usable} > 0`,
    )
    to = from
    if (found.rows === 0) continue
    const [tag, at, one] = [found.uint32('tag'), found.floats('at'), found.floats('one')]
    const [grade, lag] = [found.uint8('grade'), found.int32('lag')]
    for (let i = 0; i < found.rows; i++)
      if (missing.delete(tag[i]!)) rows.push({ tag: tag[i]!, at: at[i]!, one: one[i]!, grade: grade[i]!, lag: lag[i]! })
  }
  return columnsOf(rows)
}

export async function readStats(engine: Engine): Promise<Omit<ArchiveStats, 'stored' | 'alreadyThere' | 'tooOld'>> {
  const found = await engine.select(
    "SELECT table AS name, toFloat64(sum(rows)) AS n, toFloat64(sum(bytes_on_disk)) AS size, toFloat64(count()) AS pieces FROM system.parts WHERE active AND database = currentDatabase() AND table IN ('samples', 'minute', 'hour') GROUP BY table",
  )
  const names = found.rows === 0 ? [] : found.strings('name')
  const of = (table: string): TableStats => {
    const i = names.indexOf(table)
    return i < 0
      ? { rows: 0, bytesOnDisk: 0, parts: 0 }
      : { rows: found.floats('n')[i]!, bytesOnDisk: found.floats('size')[i]!, parts: found.floats('pieces')[i]! }
  }
  const [samples, minute, hour] = [of('samples'), of('minute'), of('hour')]
  return { engine: engine.name, samples, minute, hour, bytesOnDisk: samples.bytesOnDisk + minute.bytesOnDisk + hour.bytesOnDisk }
}
