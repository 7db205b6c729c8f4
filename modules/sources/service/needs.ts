/** What the use cases of sources ask of the world. */
import type { Audit, Clock, Outbox, Transact } from '@anyuan/kernel'
import type { BrowseNode, Connection, ConnectionFault, ConnectionTest, SourcePoint, SourceTraffic } from '../contract.ts'
import type { SourcesStore, Tx } from '../store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: SourcesStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
  organisationExists: (path: string) => Promise<boolean>
  /** Which of these tag codes exist in the scope. */
  knownTagCodes: (scope: readonly string[], codes: readonly string[]) => Promise<Set<string>>
  /** What the pipeline counts per source; null when it is not reached. */
  traffic: () => Promise<Map<string, SourceTraffic> | null>
  /** Seals a secret for the role that dials. */
  seal: (secret: string) => string
  /** Tries a connection from where sources are fetched. Rejects when the pipeline is not reached. */
  testConnection: (connection: Connection, points: SourcePoint[]) => Promise<ConnectionTest>
  browse: (
    connection: Connection,
    nodeId: string | null,
  ) => Promise<{ ok: true; nodes: BrowseNode[] } | { ok: false; fault: ConnectionFault; detail: string | null }>
}
