/** The current value (当前值) of every tag, in columns, and the recent times by which a repetition is recognised. */
import { quality } from '@anyuan/kernel'

/** How many accepted times are remembered per tag; what is older is compared in the archive. */
const REMEMBERED = 16 // default, not from a standard

const NEVER = Number.NEGATIVE_INFINITY

export class CurrentValues {
  times = new Float64Array(0)
  receivedAt = new Float64Array(0)
  values = new Float64Array(0)
  qualities = new Uint8Array(0)
  /** Indexes that changed since `takeChanged`; each at most once. */
  #changed: number[] = []
  #isChanged = new Uint8Array(0)
  #recent = new Float64Array(0)
  #next = new Uint8Array(0)
  /** The newest time accepted, shown or not: what comes from a store is never the current value. */
  #upTo = new Float64Array(0)

  grow(length: number): void {
    if (length <= this.times.length) return
    const before = this.times.length
    const column = <A extends Float64Array | Uint8Array>(make: new (n: number) => A, old: A, size: number): A => {
      const next = new make(size)
      next.set(old as never)
      return next
    }
    this.times = column(Float64Array, this.times, length).fill(NEVER, before)
    this.receivedAt = column(Float64Array, this.receivedAt, length).fill(NEVER, before)
    this.values = column(Float64Array, this.values, length).fill(Number.NaN, before)
    this.qualities = column(Uint8Array, this.qualities, length).fill(quality.stale, before)
    this.#isChanged = column(Uint8Array, this.#isChanged, length)
    this.#recent = column(Float64Array, this.#recent, length * REMEMBERED).fill(NEVER, before * REMEMBERED)
    this.#upTo = column(Float64Array, this.#upTo, length).fill(NEVER, before)
    this.#next = column(Uint8Array, this.#next, length)
  }

  seen(index: number): boolean {
    return this.times[index] !== NEVER
  }

  /** True if a sample of this time was accepted lately. */
  repeats(index: number, time: number): boolean {
    const upTo = this.#upTo[index]!
    if (time > upTo) return false
    if (time === upTo) return true
    const from = index * REMEMBERED
    for (let at = from; at < from + REMEMBERED; at++) if (this.#recent[at] === time) return true
    return false
  }

  /** Remembers an accepted time, late ones too. */
  remember(index: number, time: number): void {
    const at = this.#next[index]!
    this.#recent[index * REMEMBERED + at] = time
    this.#next[index] = (at + 1) % REMEMBERED
    if (time > this.#upTo[index]!) this.#upTo[index] = time
  }

  set(index: number, time: number, receivedAt: number, value: number, q: number): void {
    this.times[index] = time
    this.receivedAt[index] = receivedAt
    this.values[index] = value
    this.qualities[index] = q
    this.#mark(index)
  }

  /** A refused value is not shown as a value, but that the sensor speaks nonsense is. */
  setQuality(index: number, receivedAt: number, q: number): void {
    this.receivedAt[index] = receivedAt
    this.qualities[index] = q
    this.#mark(index)
  }

  /** What is shown is not known any more; when it was received stays as it is. */
  loseQuality(index: number): void {
    this.qualities[index] = Math.max(this.qualities[index]!, quality.stale)
    this.#mark(index)
  }

  takeChanged(): number[] {
    const changed = this.#changed
    this.#changed = []
    for (const index of changed) this.#isChanged[index] = 0
    return changed
  }

  #mark(index: number): void {
    if (this.#isChanged[index] === 1) return
    this.#isChanged[index] = 1
    this.#changed.push(index)
  }
}
