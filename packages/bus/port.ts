/** The bus (消息总线) as its users see it. It may lose: truth is in PostgreSQL, the journal and the archive, and is asked for again by sequence number. */

export interface Bus {
  /** Tells all who subscribed at this moment. Returns at once; delivery is at most once. */
  publish(subject: string, payload: unknown): void
  /** @returns a function that ends the subscription. */
  subscribe(subject: string, handler: (payload: unknown) => void): () => void
  /** Asks the one who responds to `subject`. Rejects with `NobodyAnswers` when there is none or time runs out, else with the error the responder threw. */
  request(subject: string, payload: unknown, timeoutMs?: number): Promise<unknown>
  /** Answers requests; a second responder on the same subject is a programming error and throws. */
  respond(subject: string, handler: (payload: unknown) => unknown): () => void
  close(): Promise<void>
}

export const REQUEST_TIMEOUT_MS = 10_000 // default, not from a standard

/** The other side is down or silent: an outage, to be shown as a state with its age. */
export class NobodyAnswers extends Error {
  readonly subject: string
  constructor(subject: string, why: string) {
    super(`nobody answers ${subject}: ${why}`)
    this.name = 'NobodyAnswers'
    this.subject = subject
  }
}
