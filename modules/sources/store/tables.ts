/** The tables of the module, and what a row of sources carries. */
import type { Generated, Kysely } from 'kysely'
import type { Connection, QuarantineEntry, Source, SourcePoint } from '../contract.ts'

export interface SourceTable {
  id: string
  org: string
  code: string
  name: string
  protocol: Source['protocol']
  credential_digest: string
  credential_set_at: string
  enabled: boolean
  changed_at: string
  connection: unknown
  points: unknown
  addresses: string[]
  via_edge: boolean
}
interface QuarantineTable {
  id: Generated<number>
  org: string
  at: string
  source_code: string
  reason: string
  tag_code: string | null
  detail: string | null
  payload: string
  truncated: boolean
  processed_at: string | null
  processed_by: string | null
  tried_at: string | null
  tried_reason: string | null
  tried_detail: string | null
}
interface ProvisionTable {
  id: string
  source_id: string
  org: string
  code_digest: string
  made_at: string
  made_by: string
  expires_at: string
  redeemed_at: string | null
  redeemed_from: string | null
  revoked_at: string | null
}
export interface SourcesTables {
  source: SourceTable
  source_tag: { source_id: string; org: string; tag_code: string }
  quarantine: QuarantineTable
  provision: ProvisionTable
}
export type Tx = Kysely<SourcesTables>
/** `truncated` may be left out where the payload is whole. */
export type NewQuarantineEntry = Omit<QuarantineEntry, 'id' | 'truncated' | 'processed' | 'lastTry'> & { truncated?: boolean }

/** What the pipeline needs to let a source in. */
export interface SourceKey {
  code: string
  org: string
  protocol: Source['protocol']
  credentialDigest: string
  tagCodes: string[]
  connection: Connection
  points: SourcePoint[]
  addresses: string[]
}
/** What is set on a source besides its row; secrets in the connection are sealed. */
export interface SourceSettings {
  connection: Connection
  points: SourcePoint[]
  addresses: string[]
}
