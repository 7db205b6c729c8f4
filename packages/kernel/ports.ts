/** What a use case may ask of the world. `apps/server` fulfils these; tests hand in fakes. */
import type { Instant } from './instant.ts'

export interface Clock {
  now(): Instant
}

/** Something that happened, told to the house in the same transaction that saved it. */
export interface DomainEvent {
  type: string
}

export interface Outbox<Tx> {
  append(tx: Tx, events: readonly DomainEvent[]): Promise<void>
}

/** Queues work that outlives the request (作业), in the transaction that asks for it: the job exists exactly if that commits. */
export interface JobQueue<Tx> {
  /** `name` is one of a module's `jobs`; `data` travels as JSON. */
  send(tx: Tx, name: string, data: object): Promise<void>
}

/** Who asks (`accountId`), and the organisation paths in which the route's permission holds for them (数据范围). */
export interface Caller {
  accountId: string
  name: string
  /** Network address the request came from. */
  address: string
  scope: readonly string[]
}

/** One transaction that sees only `scope`. The database enforces it by row-level security. */
export type Transact<Tx> = <T>(scope: readonly string[], work: (tx: Tx) => Promise<T>) => Promise<T>

/** The scope of the house itself (jobs, start-up): the empty path is an ancestor of every path. Never given to a person. */
export const WHOLE_HOUSE: readonly string[] = ['']

/** Remembers who changed what, in the same transaction as the change (审计). `before` and `after` never hold a secret. */
export interface Audit<Tx> {
  record(
    tx: Tx,
    caller: Caller,
    entry: { action: string; object: string; org: string | null; before: unknown; after: unknown },
  ): Promise<void>
}
