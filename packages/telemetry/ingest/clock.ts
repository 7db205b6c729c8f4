/**
 * How far a source's clock is off (时钟偏差), told apart from late data. A clock that is behind makes every sample look late by the same amount; a backlog is
 * later than what the same source sent before. So the least lag of the last ten to twenty minutes is the clock, and what exceeds it is lateness.
 */

const WINDOW_MS = 600_000 // default, not from a standard
export const LATE_MS = 60_000 // default, not from a standard

export class SourceClock {
  #windowEndsAt = 0
  #leastNow = Number.POSITIVE_INFINITY
  #leastBefore = 0
  #started = false
  #hadWindow = false

  /** Least lag (receive minus device time, ms) seen in the running and the former window; 0 until a window was full. */
  get offsetMs(): number {
    return Math.min(this.#leastBefore, this.#leastNow)
  }

  /** The same as measured, for showing: null before anything was noted. */
  get measuredMs(): number | null {
    const least = this.#hadWindow ? Math.min(this.#leastBefore, this.#leastNow) : this.#leastNow
    return Number.isFinite(least) ? least : null
  }

  note(lagMs: number, now: number): void {
    if (!this.#started || now >= this.#windowEndsAt) {
      // the first window counts as punctual: after a restart a backlog must not pass for a slow clock
      if (this.#started && Number.isFinite(this.#leastNow)) {
        this.#leastBefore = this.#leastNow
        this.#hadWindow = true
      }
      this.#started = true
      this.#leastNow = Number.POSITIVE_INFINITY
      this.#windowEndsAt = now + WINDOW_MS
    }
    if (lagMs < this.#leastNow) this.#leastNow = lagMs
  }

  isLate(lagMs: number): boolean {
    return lagMs - Math.max(0, this.offsetMs) > LATE_MS
  }
}
