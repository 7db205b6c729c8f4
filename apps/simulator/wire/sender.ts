/** What a gateway (网关) does with a message, whatever the protocol. */
import type { Counts, Message } from './outbox.ts'

export interface Sender {
  readonly counts: Counts
  waiting(): number
  connected(): boolean
  /** Keeps the message until the front door has acknowledged it. */
  offer(message: Message): void
  /** Goes silent: the line is cut, messages pile up. */
  cut(): void
  /** The line is back: the backlog goes out first. */
  mend(): void
  /** Waits at most `graceMs` for what is on its way. */
  close(graceMs: number): Promise<void>
}
export interface Credential {
  username: string
  password: string
}
