/**
 * The pipeline's clock (稳钟): runs with the monotonic clock and follows the machine's wall clock gently. When the wall clock is stepped, the house does not
 * jump with it: alarms would end before they began, and punctual samples would look an hour late. It holds its time, says so, and asks the sources, whose
 * clocks were not touched: when most of them go with the wall clock (it was set right, or the machine had slept), it follows.
 */

/** What differs by more is a step, by less is drift. */
const STEP_MS = 2000 // default, not from a standard
/** Drift is made good at this share of the time that passes: never backwards. */
const SLEW = 0.05 // default, not from a standard
const VOTE_MS = 5000 // default, not from a standard: how long the sources are listened to before it is decided
const NOBODY_MS = 60_000 // default, not from a standard: without any source the wall clock is believed

export interface SteadyClockOptions {
  /** Epoch ms of the machine. */
  wall: () => number
  /** Milliseconds that only ever grow, at the true pace. */
  monotonicMs: () => number
}

export class SteadyClock {
  readonly #wall: () => number
  readonly #monotonicMs: () => number
  #held: number
  #at: number
  /** When the votes of the present doubt began, monotonic; null while wall and held agree. */
  #doubtSince: number | null = null
  #everHeard = false
  /** Newest sample time of each source since the votes began. */
  readonly #heard = new Map<string, number>()
  #steps = 0

  constructor({ wall, monotonicMs }: SteadyClockOptions) {
    this.#wall = wall
    this.#monotonicMs = monotonicMs
    this.#held = wall()
    this.#at = monotonicMs()
  }

  /** Epoch ms. Goes back only when the sources say that it was wrong. */
  readonly now = (): number => {
    const at = this.#monotonicMs()
    const passed = Math.max(0, at - this.#at)
    this.#at = at
    this.#held += passed
    const wall = this.#wall()
    const ahead = wall - this.#held
    if (Math.abs(ahead) <= STEP_MS) {
      this.#held += Math.max(-passed * SLEW, Math.min(passed * SLEW, ahead))
      this.#settle()
      return Math.round(this.#held)
    }
    if (this.#doubtSince === null) {
      this.#doubtSince = at
      this.#everHeard = false
      this.#steps++
    }
    if (at - this.#doubtSince >= VOTE_MS) this.#decide(at, wall)
    return Math.round(this.#held)
  }

  /** For tickets: valid as long as either clock says so. */
  readonly earliest = (): number => Math.min(this.now(), this.#wall())
  /** For "from the future": while it is in doubt, what either clock allows. */
  readonly latest = (): number => Math.max(this.now(), this.#wall())

  /** Wall clock minus this one; 0 while they agree to within drift. */
  get steppedByMs(): number {
    const now = this.now()
    return this.#doubtSince === null ? 0 : Math.round(this.#wall() - now)
  }
  /** How many steps of the wall clock were noticed since the start. */
  get steps(): number {
    return this.#steps
  }

  /** A source's live sample. Only looked at while it is in doubt. */
  hear(sourceCode: string, deviceTimeMs: number): void {
    if (this.#doubtSince === null) return
    this.#everHeard = true
    const former = this.#heard.get(sourceCode)
    if (former === undefined || deviceTimeMs > former) this.#heard.set(sourceCode, deviceTimeMs)
  }

  /** After a restart: nothing that is on the disk already happened later than now. */
  notBefore(knownMs: number): void {
    if (knownMs > this.now()) this.#held = knownMs
  }

  #decide(at: number, wall: number): void {
    if (this.#heard.size === 0) {
      // held for whom? only for sources that may yet speak
      if (!this.#everHeard && at - this.#doubtSince! >= NOBODY_MS) this.#follow(wall)
      return
    }
    let forWall = 0
    for (const time of this.#heard.values()) if (Math.abs(time - wall) < Math.abs(time - this.#held)) forWall++
    if (forWall * 2 > this.#heard.size) {
      this.#follow(wall)
      return
    }
    this.#heard.clear()
    this.#doubtSince = at
  }
  #follow(wall: number): void {
    this.#held = wall
    this.#settle()
  }
  #settle(): void {
    this.#doubtSince = null
    this.#heard.clear()
  }
}
