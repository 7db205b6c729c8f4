/** What a protocol driver (协议驱动) is: a folder that turns a protocol's messages into rows for the gate, and the gate's verdict into the protocol's acknowledgement. */
import type { Gate } from '../ingest/gate.ts'

export interface Driver {
  /** Where it listens, for the log and the sources page. */
  readonly address: string
  close(): Promise<void>
}

export interface DriverContext {
  gate: Gate
  onFault: (what: string, error: unknown) => void
}
