/** chDB: the ClickHouse engine inside this process. Columns go in through Arrow without a copy; history is read on connections of its own beside the writer. */
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Session as ChdbSession, QueryOptions, SessionOptions } from 'chdb'
import { type Engine, isModern, MODERN_WRITER_SETTINGS, WRITER_SETTINGS } from './engine.ts'
import { type ColumnData, columnType, type Rows, readNative, type Table } from './native.ts'

interface ArrowColumn {
  name: string
  format: string
  length: number
  nullCount: 0
  buffers: [null, Buffer]
}
/** The typed face leaves out the Arrow door that `registerArrowTable` uses; that one knows no unsigned integers. The version is pinned. */
interface ChdbModule {
  Session: new (path: string, options?: SessionOptions) => ChdbSession
  _arrowRegisterColumns(connection: unknown, name: string, columns: ArrowColumn[]): void
  _arrowUnregister(connection: unknown, name: string): void
}

const ARROW_FORMAT = { UInt32: 'I', Int32: 'i', UInt8: 'C', Float64: 'g' } as const
const NATIVE: QueryOptions = { format: 'Native' }

export interface ChdbOptions {
  dir: string
  /** History queries at the same time. */
  readers?: number
  memoryBytes?: number
}

/** Opens chDB on `dir`. One per process, and that process forked, not a worker thread (it crashes at exit there). */
export async function openChdb({ dir, readers = 2, memoryBytes = 1_500_000_000 }: ChdbOptions): Promise<Engine> {
  mkdirSync(dir, { recursive: true })
  const chdb = createRequire(import.meta.url)('chdb') as ChdbModule
  const connectionArgs = [
    '--background_pool_size=2', // default, not from a standard: merges on a small machine
    `--max_server_memory_usage=${memoryBytes}`,
    `--mark_cache_size=${128 * 1024 * 1024}`, // default, not from a standard
    `--primary_index_cache_size=${64 * 1024 * 1024}`, // default, not from a standard
  ]
  const writer = new chdb.Session(dir, { connectionArgs })
  for (const [name, value] of Object.entries({ ...WRITER_SETTINGS, ...MODERN_WRITER_SETTINGS })) writer.query(`SET ${name} = ${value}`)
  const version = writer.query('SELECT version()').replaceAll('"', '').trim()
  const idle = Array.from({ length: readers }, () => {
    const session = new chdb.Session(dir, { connectionArgs })
    session.query('SET max_query_size = 16777216')
    return session
  })
  const all = [writer, ...idle]
  const queue: ((session: ChdbSession) => void)[] = []
  let counter = 0

  async function onWriter<T>(sql: string, rows: Rows | undefined, work: (sql: string) => Promise<T>): Promise<T> {
    if (!rows) return work(sql)
    const name = `rows${counter++}`
    chdb._arrowRegisterColumns(writer.connection, name, Object.entries(rows).map(arrowColumn))
    try {
      const selected = Object.keys(rows).map((column) => `assumeNotNull(${column}) AS ${column}`)
      return await work(sql.replace('{rows}', `(SELECT ${selected.join(', ')} FROM arrowstream('${name}'))`))
    } finally {
      chdb._arrowUnregister(writer.connection, name)
    }
  }

  const borrow = (): Promise<ChdbSession> => {
    const session = idle.pop()
    return session ? Promise.resolve(session) : new Promise((resolve) => queue.push(resolve))
  }
  const giveBack = (session: ChdbSession) => {
    const next = queue.shift()
    if (next) next(session)
    else idle.push(session)
  }

  return {
    name: `chDB ${version}`,
    modern: isModern(version),
    run: (sql, rows) =>
      onWriter(sql, rows, async (text) => {
        await writer.queryAsync(text)
      }),
    ask: (sql, rows) => onWriter(sql, rows, async (text): Promise<Table> => readNative((await writer.queryAsync(text, NATIVE)).bytes())),
    async select(sql) {
      const session = await borrow()
      try {
        return readNative((await session.queryAsync(sql, NATIVE)).bytes())
      } finally {
        giveBack(session)
      }
    },
    release: async () => {},
    async close() {
      for (const session of all) session.close()
    },
  }
}

const arrowColumn = ([name, data]: [string, ColumnData]): ArrowColumn => ({
  name,
  format: ARROW_FORMAT[columnType(data)],
  length: data.length,
  nullCount: 0,
  buffers: [null, Buffer.from(data.buffer, data.byteOffset, data.byteLength)],
})
