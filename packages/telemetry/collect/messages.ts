/** What goes between the pipeline and the worker thread that holds the fetchers of one protocol. Nothing but plain data crosses. */

import type { BrowseNode, ConnectionFault, ConnectionTest } from '../connection.ts'
import type { Rows } from '../ingest/rows.ts'
import type { Delivered, FetchJob, PointFault } from './fetcher.ts'

export type ToWorker =
  | { type: 'start'; run: number; job: FetchJob }
  | { type: 'stop'; run: number }
  | { type: 'delivered'; delivery: number; verdict: Delivered | null }
  | { type: 'test'; request: number; job: FetchJob }
  | { type: 'browse'; request: number; job: FetchJob; address: string | null }
  | { type: 'cancel'; request: number }

export type FromWorker =
  | { type: 'deliver'; run: number; delivery: number; rows: Rows }
  | { type: 'refuse'; run: number; detail: string; payload: string }
  | { type: 'connected'; run: number; points: PointFault[] }
  | { type: 'reconnecting'; run: number; fault: ConnectionFault; detail: string | null }
  /** `fault` is null when it ended because it was told to. */
  | { type: 'ended'; run: number; fault: ConnectionFault | null; detail: string | null }
  | { type: 'tested'; request: number; result: ConnectionTest }
  | { type: 'browsed'; request: number; nodes: BrowseNode[] }
  | { type: 'failed'; request: number; fault: ConnectionFault; detail: string }

/** What a fetcher says of its own run. */
export type OfRun = Extract<FromWorker, { run: number }>
