/** The few things the archive needs of a ClickHouse, embedded or remote. All SQL is the archive's; an engine only carries it. In the SQL `{rows}` stands for a table of the columns handed over beside it, once. */
import type { Rows, Table } from './native.ts'

export interface Engine {
  readonly name: string
  /** Codecs, SimpleAggregateFunction and fsync settings: what ClickHouse has had since 21. Debian's 18.16 has none of them. */
  readonly modern: boolean
  /** Statements that change something, one at a time. */
  run(sql: string, rows?: Rows): Promise<void>
  /** The writer's own questions, in line with `run`. */
  ask(sql: string, rows?: Rows): Promise<Table>
  /** History reading, beside the writer. */
  select(sql: string): Promise<Table>
  /** Forgets columns that were handed over. */
  release(rows: Rows): Promise<void>
  close(): Promise<void>
}

export const isModern = (version: string): boolean => Number(version.split('.')[0]) >= 21

/** So that one statement makes one part per table: parts are atomic, and the archive's exactly-once rests on that. */
export const WRITER_SETTINGS: Readonly<Record<string, number>> = {
  min_insert_block_size_rows: 4_194_304, // default, not from a standard: above the archive's own limit of rows per statement
  min_insert_block_size_bytes: 0,
  max_threads: 1, // one thread groups in the order of arrival, which sorts quickly; measured twice as fast as two, and the other core is for merges
  max_query_size: 16 * 1024 * 1024, // default, not from a standard
}
/** Rows come grouped: letting the engine group them once more on insert only costs. */
export const MODERN_WRITER_SETTINGS: Readonly<Record<string, number>> = { max_insert_threads: 1, async_insert: 0, optimize_on_insert: 0 }
