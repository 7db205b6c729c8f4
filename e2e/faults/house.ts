/** The house of the fault test: PostgreSQL beside it, the broker behind a line that can be cut, the archive on a volume that can be filled, a clock that can be stepped. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { foundPark, type Park } from '../support/park.ts'
import { type Line, openProxy } from '../support/proxy.ts'
import { launchServer, type TestServer } from '../support/server.ts'
import { type FakeClock, findFaketime, openFakeClock } from './clock.ts'
import { openDatabase, type TestDatabase } from './database.ts'
import { type Load, openLoad } from './load.ts'
import { type Operator, openOperator } from './operator.ts'
import { mountVolume, type Volume } from './volume.ts'
import { type Watcher, watchAlarms } from './watcher.ts'

export interface Bench {
  server: TestServer
  database: TestDatabase
  park: Park
  /** Between the load and the broker. */
  line: Line
  load: Load
  operator: Operator
  watcher: Watcher
  /** Null where mounting is not allowed. */
  archiveVolume: Volume | null
  /** Null where mounting is not allowed, or none was asked for. */
  journalVolume: Volume | null
  /** Null where libfaketime is missing. */
  clock: FakeClock | null
  close(): Promise<void>
}

const START_WITHIN_MS = 180_000
const ARCHIVE_MEBIBYTES = 1024 // default, not from a standard

export interface BenchOptions {
  /** The journals on a volume of their own too: in memory, so not for tests of what the disk holds. */
  journalMebibytes?: number
}

/** @param alarmTags tags of the faults' own alarms; @param delayed such with an on-delay in seconds */
export async function openBench(
  alarmTags: readonly string[],
  delayed: Readonly<Record<string, number>>,
  { journalMebibytes }: BenchOptions = {},
): Promise<Bench> {
  const database = await openDatabase()
  const scratch = mkdtempSync(join(tmpdir(), 'anyuan-faults-'))
  const library = findFaketime()
  const clock = library ? openFakeClock(library, join(scratch, 'clock')) : null
  let archiveVolume: Volume | null = null
  let journalVolume: Volume | null = null
  const settings = { ANYUAN_DATABASE_URL: database.url, ...clock?.environment }
  const closing: (() => Promise<unknown> | unknown)[] = [() => rmSync(scratch, { recursive: true, force: true }), () => database.remove()]
  const close = async () => {
    for (const one of closing.reverse()) await one()
  }
  try {
    const server = await launchServer({
      settings,
      prepare(dataDir) {
        archiveVolume = mountVolume(join(dataDir, 'archive'), ARCHIVE_MEBIBYTES)
        if (journalMebibytes) journalVolume = mountVolume(join(dataDir, 'pipeline'), journalMebibytes)
      },
    })
    closing.push(() => stopUnmounting(server, () => [archiveVolume, journalVolume]))
    await server.ready(START_WITHIN_MS)
    const park = await foundPark(server)
    const line = await openProxy(Number(new URL(server.mqtt).port))
    closing.push(() => line.close())
    const watcher = watchAlarms(server, park.duty)
    closing.push(() => watcher.close())
    const load = await openLoad(park, `mqtt://127.0.0.1:${line.port}`)
    closing.push(() => load.close())
    for (const [code, onDelaySeconds] of Object.entries(delayed))
      await park.addTag({ code, alarms: { high: { threshold: 900, severity: 1 }, onDelaySeconds } })
    const operator = await openOperator(park, server.mqtt, watcher, alarmTags, Object.keys(delayed))
    closing.push(() => operator.close())
    return { server, database, park, line, load, operator, watcher, archiveVolume, journalVolume, clock, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The volume is given back between the end of the house and the removal of its folder. */
async function stopUnmounting(server: TestServer, volumes: () => (Volume | null)[]): Promise<void> {
  await server.end()
  for (const volume of volumes()) volume?.unmount()
  await server.stop()
  if (existsSync(server.dataDir)) rmSync(server.dataDir, { recursive: true, force: true })
}
