/** Opens the archive that the settings name: a ClickHouse server by its address, else chDB in a folder. */
import type { Retention, SampleArchive } from './port.ts'
import { openStore } from './store.ts'

export interface ArchiveOptions {
  /** Folder of the embedded chDB; used when there is no `clickhouseUrl`. */
  dir: string
  /** http://user:password@host:8123/database of a ClickHouse server. */
  clickhouseUrl?: string
  retention?: Retention
  /** ms since 1970; for tests. */
  now?: () => number
}

/** chDB must be opened in a process of its own, see process.ts. */
export async function openArchive({ dir, clickhouseUrl, retention, now = Date.now }: ArchiveOptions): Promise<SampleArchive> {
  // Loaded when needed: a process that only asks must not carry the engine.
  const engine = clickhouseUrl
    ? await (await import('./clickhouse.ts')).openClickHouse({ url: clickhouseUrl })
    : await (await import('./chdb.ts')).openChdb({ dir })
  return openStore({ engine, now, retention })
}
