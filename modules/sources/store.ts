/** The SQL of sources, quarantine and provisioning. */
import { provisionRows } from './store/provision.ts'
import { quarantineRows } from './store/quarantine.ts'
import { sourceRows } from './store/sources.ts'

export type { NewQuarantineEntry, SourceKey, SourceSettings, SourcesTables, Tx } from './store/tables.ts'
export const sourcesStore = { ...sourceRows, ...quarantineRows, ...provisionRows }
export type SourcesStore = typeof sourcesStore
