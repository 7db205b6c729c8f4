/** Opens the archive that the settings name: a ClickHouse server by its address, else chDB in a folder. */
import type { Engine } from './engine.ts'
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
  /** Told of what failed beside any request. */
  onFault?: (error: unknown) => void
}

/** Loads the engine when it is needed: a process that only asks must not carry it. */
export const openEngine = async ({ dir, clickhouseUrl }: Pick<ArchiveOptions, 'dir' | 'clickhouseUrl'>): Promise<Engine> =>
  clickhouseUrl ? (await import('./clickhouse.ts')).openClickHouse({ url: clickhouseUrl }) : (await import('./chdb.ts')).openChdb({ dir })

/** chDB must be opened in a process of its own: the archive role, apps/server/archive.ts. */
export const openArchive = async ({ dir, clickhouseUrl, retention, now = Date.now, onFault }: ArchiveOptions): Promise<SampleArchive> =>
  openStore({ engine: await openEngine({ dir, clickhouseUrl }), now, retention, onFault })
