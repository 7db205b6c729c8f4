/** A ClickHouse server or cluster through its HTTP door. Columns handed over go into a table in its memory and are dropped when released. */
import { Readable } from 'node:stream'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { type Engine, isModern, MODERN_WRITER_SETTINGS, WRITER_SETTINGS } from './engine.ts'
import { columnType, type Rows, readNative, type Table, writeNative } from './native.ts'

export interface ClickHouseOptions {
  /** http://user:password@host:port/database */
  url: string
}

/** Connects, and makes the database where it is missing. */
export async function openClickHouse({ url }: ClickHouseOptions): Promise<Engine> {
  const address = new URL(url)
  const database = address.pathname.slice(1) || 'default'
  if (!/^[a-z_][a-z0-9_]*$/i.test(database)) throw new Error(`not a database name: ${database}`)
  const credentials = { username: decodeURIComponent(address.username) || 'default', password: decodeURIComponent(address.password) }
  const connect = (name: string) =>
    createClient({
      url: address.origin,
      database: name,
      ...credentials,
      request_timeout: 120_000,
      log: { level: ClickHouseLogLevel.OFF }, // what fails is thrown, and logged once by who asked
      compression: { request: false, response: false },
    })
  const first = connect('default')
  await bytesOf((await first.exec({ query: `CREATE DATABASE IF NOT EXISTS ${database}` })).stream)
  await first.close()
  const client = connect(database)
  const version = readNative(await bytesOf((await client.exec({ query: 'SELECT version() AS version FORMAT Native' })).stream)).strings(
    'version',
  )[0]!
  const modern = isModern(version)
  const writing = { clickhouse_settings: { ...WRITER_SETTINGS, ...(modern ? MODERN_WRITER_SETTINGS : {}) } }
  const tables = new WeakMap<Rows, string>()
  const prefix = `rows_${process.pid}_${Date.now().toString(36)}`
  let counter = 0

  const command = async (query: string): Promise<void> => {
    await bytesOf((await client.exec({ query, ...writing })).stream)
  }
  async function placed(sql: string, rows: Rows | undefined): Promise<string> {
    if (!rows) return sql
    let table = tables.get(rows)
    if (!table) {
      table = `${prefix}_${counter++}`
      await command(`CREATE TABLE ${table} (${Object.entries(rows).map(([name, data]) => `${name} ${columnType(data)}`)}) ENGINE = Memory`)
      const values = Readable.from(writeNative(rows), { objectMode: false })
      await bytesOf((await client.exec({ query: `INSERT INTO ${table} FORMAT Native`, values, ...writing })).stream)
      tables.set(rows, table)
    }
    return sql.replace('{rows}', table)
  }
  const table = async (query: string): Promise<Table> =>
    readNative(await bytesOf((await client.exec({ query: `${query} FORMAT Native`, ...writing })).stream))

  /** A server that restarted meanwhile has an empty table: what was made of it is worth nothing, and the caller must begin anew. */
  async function stillThere(rows: Rows | undefined): Promise<void> {
    if (!rows) return
    const name = tables.get(rows)
    const expected = Object.values(rows)[0]?.length ?? 0
    const found = (await table(`SELECT toFloat64(count()) AS n FROM ${name}`)).floats('n')[0]
    if (found !== expected) throw new Error(`the server holds ${found} of ${expected} rows handed over: it restarted`)
  }
  // Left by an archive that was killed; one archive writes to a database at a time.
  const left = await table(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'Memory' AND match(name, '^rows_[0-9]+_')",
  )
  if (left.rows > 0) for (const name of left.strings('name')) await command(`DROP TABLE ${name}`)

  return {
    name: `ClickHouse ${version}`,
    modern,
    async run(sql, rows) {
      await command(await placed(sql, rows))
      await stillThere(rows)
    },
    async ask(sql, rows) {
      const answer = await table(await placed(sql, rows))
      await stillThere(rows)
      return answer
    },
    select: table,
    async release(rows) {
      const name = tables.get(rows)
      if (!name) return
      tables.delete(rows)
      await command(`DROP TABLE ${name}`)
    },
    close: () => client.close(),
  }
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
