/** The client's ledger: what was acknowledged, and how long that took. */
import { quantile } from '../harness.ts'
import type { LoadReport } from './generator.ts'

const KEPT = 2_000_000

export class Ledger {
  sent = 0
  acknowledged = 0
  refused = 0
  latestMs = 0
  readonly lost: string[] = []
  readonly #waits = new Float64Array(KEPT)
  #count = 0
  readonly #began = performance.now()
  readonly #cpu = process.cpuUsage()

  acknowledge = (samples: number, waitedMs: number): void => {
    this.acknowledged += samples
    this.#waits[this.#count++ % KEPT] = waitedMs
  }
  report(breaches: LoadReport['breaches'] = []): LoadReport {
    const seconds = (performance.now() - this.#began) / 1000
    const { user, system } = process.cpuUsage(this.#cpu)
    const waits = Array.from(this.#waits.subarray(0, Math.min(this.#count, KEPT)))
    return {
      sent: this.sent,
      acknowledged: this.acknowledged,
      refused: this.refused,
      seconds,
      ackMs: { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99), max: quantile(waits, 1) },
      breaches,
      busy: (user + system) / 1e6 / seconds,
      latestMs: this.latestMs,
      lost: this.lost,
    }
  }
}
