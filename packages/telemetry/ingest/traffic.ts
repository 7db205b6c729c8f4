/** What each source sent (流量): accepted, refused by reason, lag, rate. Counted since the pipeline started. */
import type { RefusalReason } from '../wire.ts'

const RATE_SECONDS = 10
const LAGS_KEPT = 256 // default, not from a standard

export class Traffic {
  connections = 0
  lastReceivedAt: number | null = null
  accepted = 0
  historical = 0
  /** Holes in the sequence of messages, kept by drivers whose protocol numbers them. */
  gaps: number | null = null
  readonly refused = new Map<RefusalReason, number>()
  readonly #perSecond = new Uint32Array(RATE_SECONDS + 1)
  #second = 0
  readonly #lags = new Float64Array(LAGS_KEPT)
  #lagCount = 0

  note(accepted: number, historical: number, lagMs: number | null, now: number): void {
    this.lastReceivedAt = now
    this.accepted += accepted
    this.historical += historical
    this.#turnTo(Math.floor(now / 1000))
    this.#perSecond[this.#second % this.#perSecond.length]! += accepted
    if (lagMs !== null) this.#lags[this.#lagCount++ % LAGS_KEPT] = lagMs
  }

  refuse(reason: RefusalReason, count = 1): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + count)
  }

  /** Mean of the last ten full seconds. */
  acceptedPerSecond(now: number): number {
    this.#turnTo(Math.floor(now / 1000))
    let sum = 0
    for (const count of this.#perSecond) sum += count
    return (sum - this.#perSecond[this.#second % this.#perSecond.length]!) / RATE_SECONDS
  }

  medianLagMs(): number | null {
    const kept = Math.min(this.#lagCount, LAGS_KEPT)
    if (kept === 0) return null
    return this.#lags.slice(0, kept).sort()[kept >> 1]!
  }

  #turnTo(second: number): void {
    if (second - this.#second > this.#perSecond.length) this.#perSecond.fill(0)
    else for (let s = this.#second + 1; s <= second; s++) this.#perSecond[s % this.#perSecond.length] = 0
    this.#second = Math.max(this.#second, second)
  }
}
