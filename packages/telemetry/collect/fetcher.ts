/** What a fetching door (采集驱动) is: it goes to a source, reads, and delivers rows. It runs in a worker thread and knows of the house only what stands here. */

import type {
  BrowseNode,
  CollectorStatus,
  ConnectionFault,
  ConnectionOf,
  ConnectionTest,
  FETCHING_PROTOCOLS,
  SourcePoint,
} from '../connection.ts'
import type { RefusedRow } from '../ingest/gate.ts'
import type { Rows } from '../ingest/rows.ts'

export type FetchingProtocol = (typeof FETCHING_PROTOCOLS)[number]
/** A connection whose password, if it has one, is open: it lives in memory only. */
export type FetchingConnection = ConnectionOf<FetchingProtocol>

export interface FetchPoint extends SourcePoint {
  /** How often the tag is expected to report, in ms. */
  expectedIntervalMs: number
}

/** All that a fetcher needs to begin. */
export interface FetchJob<C extends FetchingConnection = FetchingConnection> {
  sourceCode: string
  connection: C
  points: readonly FetchPoint[]
  /** Folder of the whole house; a door keeps below it what it must keep. */
  dataDir: string
  /** Networks to which the house may dial; absent: any. */
  networks?: readonly string[]
}

export type PointFault = CollectorStatus['points'][number]

/** What became of rows that were delivered, told when the accepted ones are on the disk. */
export interface Delivered {
  accepted: number
  refused: RefusedRow[]
}

export interface FetchContext {
  /** Offers rows to the gate. Rejects when they may not be on the disk. */
  deliver(rows: Rows): Promise<Delivered>
  /** Something came that cannot be read at all: it goes to quarantine. */
  refuse(detail: string, payload: string): void
  /** Reading goes on, all but for these points. */
  connected(faults: readonly PointFault[]): void
  /** The connection is gone and the door mends it by itself: until `connected` nothing is known of the source. */
  reconnecting(fault: ConnectionFault, detail: string | null): void
  /** Ends the fetcher. */
  signal: AbortSignal
}

/** One protocol. `fetch` resolves when its signal is raised, and rejects when the source cannot be read: then it is begun anew after a while. */
export interface FetchingDoor<C extends FetchingConnection = FetchingConnection> {
  fetch(job: FetchJob<C>, context: FetchContext): Promise<void>
  /** Goes as far as it comes, and never rejects. */
  test(job: FetchJob<C>, signal: AbortSignal): Promise<ConnectionTest>
  /** Nodes below `address`, or the uppermost. @throws CannotConnect */
  browse?(job: FetchJob<C>, address: string | null, signal: AbortSignal): Promise<BrowseNode[]>
}

/** Why a source cannot be read, in a word that is known to the page. */
export class CannotConnect extends Error {
  readonly fault: ConnectionFault
  constructor(fault: ConnectionFault, detail: string) {
    super(detail)
    this.name = 'CannotConnect'
    this.fault = fault
  }
}

/** The fault of any error: a door's own word, or `unexpected`. */
export const faultOf = (error: unknown): { fault: ConnectionFault; detail: string } =>
  error instanceof CannotConnect
    ? { fault: error.fault, detail: error.message }
    : { fault: 'unexpected', detail: error instanceof Error ? error.message : String(error) }

/** Resolves after `ms`, or as soon as `signal` is raised. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
