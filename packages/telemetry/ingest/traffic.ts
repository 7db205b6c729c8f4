/** What each source sent (流量): accepted, refused by reason, lag, rate. Counted since the pipeline started. */
import type { RefusalReason } from '../wire.ts'

const RATE_SECONDS = 10
const MINUTES_KEPT = 60 // default, not from a standard
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
  readonly #perMinute = new Uint32Array(MINUTES_KEPT + 1)
  #minute = 0
  readonly #lags = new Float64Array(LAGS_KEPT)
  #lagCount = 0

  note(accepted: number, historical: number, lagMs: number | null, now: number): void {
    this.lastReceivedAt = now
    this.accepted += accepted
    this.historical += historical
    this.#turnTo(Math.floor(now / 1000))
    this.#perSecond[this.#second % this.#perSecond.length]! += accepted
    this.#turnToMinute(Math.floor(now / 60_000))
    this.#perMinute[this.#minute % this.#perMinute.length]! += accepted
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

  /** Accepted in each of the last 60 full minutes, oldest first. */
  acceptedPerMinute(now: number): number[] {
    this.#turnToMinute(Math.floor(now / 60_000))
    return Array.from({ length: MINUTES_KEPT }, (_, i) => this.#perMinute[(this.#minute + 1 + i) % this.#perMinute.length]!)
  }

  medianLagMs(): number | null {
    const kept = Math.min(this.#lagCount, LAGS_KEPT)
    if (kept === 0) return null
    return this.#lags.slice(0, kept).sort()[kept >> 1]!
  }

  #turnToMinute(minute: number): void {
    if (minute - this.#minute > this.#perMinute.length) this.#perMinute.fill(0)
    else for (let m = this.#minute + 1; m <= minute; m++) this.#perMinute[m % this.#perMinute.length] = 0
    this.#minute = Math.max(this.#minute, minute)
  }

  #turnTo(second: number): void {
    if (second - this.#second > this.#perSecond.length) this.#perSecond.fill(0)
    else for (let s = this.#second + 1; s <= second; s++) this.#perSecond[s % this.#perSecond.length] = 0
    this.#second = Math.max(this.#second, second)
  }
}
