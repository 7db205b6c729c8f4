/** What the use cases of sources ask of the world. */
import type { Audit, Clock, Outbox, Transact } from '@anyuan/kernel'
import type { EdgeCompleteness } from '@anyuan/telemetry/edge/contract'
import type {
  BrowseNode,
  Connection,
  ConnectionFault,
  ConnectionTest,
  ProvisionedTag,
  QuarantineEntry,
  RefusalReason,
  SourceActivity,
  SourcePoint,
  SourceTraffic,
} from '../contract.ts'
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
  /** What one source did in the last hour; null when the pipeline is not reached. */
  activity: (sourceCode: string) => Promise<SourceActivity>
  /** What an edge agent delivered. Rejects when the pipeline is not reached. */
  completeness: (sourceCode: string) => Promise<EdgeCompleteness | null>
  /** Seals a secret for the role that dials. */
  seal: (secret: string) => string
  unseal: (sealed: string) => string
  /** Tags as a gateway has to know them; codes that do not exist are left out. */
  tagSettings: (codes: readonly string[]) => Promise<ProvisionedTag[]>
  /** Where gateways push to. */
  ingestUrl: string
  /** Offers kept payloads to the gate again; nothing refused means taken, or there already. Rejects when the pipeline is not reached. */
  reprocess: (
    records: readonly Pick<QuarantineEntry, 'id' | 'sourceCode' | 'tagCode' | 'payload'>[],
  ) => Promise<{ id: number; accepted: number; refused: { reason: RefusalReason; detail: string | null }[] }[]>
  /** Tries a connection from where sources are fetched. Rejects when the pipeline is not reached. */
  testConnection: (connection: Connection, points: SourcePoint[], sourceCode: string) => Promise<ConnectionTest>
  browse: (
    connection: Connection,
    nodeId: string | null,
  ) => Promise<{ ok: true; nodes: BrowseNode[] } | { ok: false; fault: ConnectionFault; detail: string | null }>
}
