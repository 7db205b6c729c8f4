/** What the use cases of assets and tags ask of the world. */
import type { Audit, Clock, Outbox, Transact } from '@anyuan/kernel'
import type { CurrentValue, History, Moment, RawSeries } from '../contract.ts'
import type { AssetsStore, Tx } from '../store.ts'

/** What the archive and the pipeline know of tags; fulfilled by `apps/server`. Rejects as an outage when they are away. */
export interface Readings {
  history(tagNumbers: readonly number[], from: number, to: number, buckets: number): Promise<History>
  raw(tagNumber: number, from: number, to: number, limit: number): Promise<RawSeries>
  current(tagNumbers: readonly number[]): Promise<CurrentValue[]>
  /** The last sample of each tag at or before a moment, at most `lookbackMs` old; tags without one are absent. */
  at(tagNumbers: readonly number[], time: number, lookbackMs: number): Promise<Omit<Moment, 'at'>>
}

export interface Needs {
  transact: Transact<Tx>
  store: AssetsStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
  organisationExists: (path: string) => Promise<boolean>
  readings: Readings
}
