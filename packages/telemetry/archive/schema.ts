/** The archive's tables and the expressions that fill and read them. One text for every engine; what an old ClickHouse lacks is switched by `modern`. */

export const DAY_MS = 86_400_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

/** Roll-ups (汇总), finest first. A roll-up partition holds whole days, so a batch within one day makes one part in each table. */
export const ROLLUPS = [
  { table: 'minute', stepMs: MINUTE_MS, partitionDays: 30 },
  { table: 'hour', stepMs: HOUR_MS, partitionDays: 360 },
] as const
export type RollupTable = (typeof ROLLUPS)[number]['table']

/** Values of good and uncertain quality (kernel `quality` 0 and 1) enter minimum, maximum, mean and last; all samples enter the count. */
const USABLE = 'quality < 2 AND isFinite(value)'

/** Column type, writing and reading expression of an aggregate: plain values where the engine has SimpleAggregateFunction, else states. */
function aggregates(modern: boolean) {
  const simple = (fn: string, type: string, argument: string) => ({
    type: modern ? `SimpleAggregateFunction(${fn}, ${type})` : `AggregateFunction(${fn}, ${type})`,
    write: modern ? `${fn}(${argument})` : `${fn}State(${argument})`,
    read: (column: string) => (modern ? `${fn}(${column})` : `${fn}Merge(${column})`),
  })
  return {
    count: simple('sum', 'UInt64', 'toUInt64(1)'),
    usable: simple('sum', 'UInt64', `toUInt64(${USABLE})`),
    minimum: simple('min', 'Float64', `if(${USABLE}, value, inf)`),
    maximum: simple('max', 'Float64', `if(${USABLE}, value, -inf)`),
    total: simple('sum', 'Float64', `if(${USABLE}, value, 0.)`),
    lastAt: simple('max', 'Int64', 'time'),
    worst: simple('max', 'UInt8', 'quality'),
    last: {
      type: 'AggregateFunction(argMaxIf, Float64, Int64, UInt8)',
      write: `argMaxIfState(value, time, toUInt8(${USABLE}))`,
      read: (column: string) => `argMaxIfMerge(${column})`,
    },
  }
}
type Aggregates = ReturnType<typeof aggregates>
const COLUMNS = [
  'count',
  'usable',
  'minimum',
  'maximum',
  'total',
  'lastAt',
  'worst',
  'last',
] as const satisfies readonly (keyof Aggregates)[]
const CODECS: Record<(typeof COLUMNS)[number], string> = {
  count: 'T64, ZSTD(1)',
  usable: 'T64, ZSTD(1)',
  minimum: 'ZSTD(1)',
  maximum: 'ZSTD(1)',
  total: 'ZSTD(1)',
  lastAt: 'DoubleDelta, ZSTD(1)',
  worst: 'ZSTD(1)',
  last: 'ZSTD(1)',
}

/** Statements that make the tables where they are missing. */
export function createTables(modern: boolean): string[] {
  const codec = (text: string) => (modern ? ` CODEC(${text})` : '')
  // Durable when the insert returns, and still when merging has replaced its parts.
  const settings = modern
    ? ' SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, index_granularity = 8192'
    : ' SETTINGS index_granularity = 8192'
  const samples = `CREATE TABLE IF NOT EXISTS samples (
    tag UInt32${codec('ZSTD(1)')}, time Int64${codec('DoubleDelta, ZSTD(1)')}, value Float64${codec('ZSTD(1)')}, quality UInt8${codec('ZSTD(1)')}, lagMs Int32${codec('ZSTD(1)')}
  ) ENGINE = MergeTree PARTITION BY intDiv(time, ${DAY_MS}) ORDER BY (tag, time)${settings}`
  const columns = aggregates(modern)
  return [
    samples,
    ...ROLLUPS.map(
      ({ table, partitionDays }) => `CREATE TABLE IF NOT EXISTS ${table} (
    tag UInt32${codec('ZSTD(1)')}, bucket Int64${codec('DoubleDelta, ZSTD(1)')}, ${COLUMNS.map((name) => `${name} ${columns[name].type}${codec(CODECS[name])}`).join(', ')}
  ) ENGINE = AggregatingMergeTree PARTITION BY intDiv(bucket, ${partitionDays * DAY_MS}) ORDER BY (tag, bucket)${settings}`,
    ),
  ]
}

const STAGED = '(SELECT tag, toInt64(time) AS time, value, quality, lagMs FROM {rows})'

export const insertSamples = `INSERT INTO samples (tag, time, value, quality, lagMs) SELECT tag, time, value, quality, lagMs FROM ${STAGED}`

export function insertRollup(modern: boolean, table: RollupTable, stepMs: number): string {
  const columns = aggregates(modern)
  return `INSERT INTO ${table} (tag, bucket, ${COLUMNS.join(', ')}) SELECT tag, intDiv(time, ${stepMs}) * ${stepMs} AS bucket, ${COLUMNS.map((name) => columns[name].write).join(', ')} FROM ${STAGED} GROUP BY tag, bucket`
}

/** Reading expressions over a roll-up's columns; the same names as `rawExpressions`. */
export function rollupExpressions(modern: boolean): Record<(typeof COLUMNS)[number], string> {
  const columns = aggregates(modern)
  return Object.fromEntries(COLUMNS.map((name) => [name, columns[name].read(name)])) as Record<(typeof COLUMNS)[number], string>
}

/** The same figures straight from samples. */
export const rawExpressions: Record<(typeof COLUMNS)[number], string> = {
  count: 'count()',
  usable: `countIf(${USABLE})`,
  minimum: `min(if(${USABLE}, value, inf))`,
  maximum: `max(if(${USABLE}, value, -inf))`,
  total: `sum(if(${USABLE}, value, 0.))`,
  lastAt: 'max(time)',
  worst: 'max(quality)',
  last: `argMaxIf(value, time, toUInt8(${USABLE}))`,
}
