/** When each alarm next wants a tick: a binary heap that knows where every entry lies, so that a timer can be moved or withdrawn. */
import type { EpochMs } from '@anyuan/kernel'

export class DueHeap {
  /** Slot → entry, entry → slot (-1: none), entry → due. */
  readonly #heap: Int32Array
  readonly #slot: Int32Array
  readonly #dueAt: Float64Array
  #length = 0

  /** @param size entries are 0 … size - 1. */
  constructor(size: number) {
    this.#heap = new Int32Array(size)
    this.#slot = new Int32Array(size).fill(-1)
    this.#dueAt = new Float64Array(size)
  }

  /** Epoch ms of the earliest timer, null when none runs. */
  get earliest(): EpochMs | null {
    return this.#length === 0 ? null : this.#dueAt[this.#heap[0]!]!
  }

  /** The entry whose timer is over by `now`, the earliest first; -1 when none is. It stays until `set`. */
  peekDue(now: EpochMs): number {
    const earliest = this.earliest
    return earliest !== null && earliest <= now ? this.#heap[0]! : -1
  }

  /** Starts, moves or (null) withdraws the timer of an entry. */
  set(entry: number, dueAt: EpochMs | null): void {
    let slot = this.#slot[entry]!
    if (dueAt === null) {
      if (slot >= 0) this.#remove(slot)
      return
    }
    if (slot < 0) {
      slot = this.#length++
      this.#place(entry, slot)
    }
    this.#dueAt[entry] = dueAt
    this.#sink(this.#climb(slot))
  }

  #remove(slot: number): void {
    this.#slot[this.#heap[slot]!] = -1
    const last = this.#heap[--this.#length]!
    if (slot === this.#length) return
    this.#place(last, slot)
    this.#sink(this.#climb(slot))
  }

  #place(entry: number, slot: number): void {
    this.#heap[slot] = entry
    this.#slot[entry] = slot
  }

  /** Earlier timers first; at the same instant the lower entry, so that the order never depends on history. */
  #isBefore(a: number, b: number): boolean {
    return this.#dueAt[a]! < this.#dueAt[b]! || (this.#dueAt[a] === this.#dueAt[b] && a < b)
  }

  #climb(from: number): number {
    let slot = from
    const entry = this.#heap[slot]!
    while (slot > 0) {
      const parent = (slot - 1) >> 1
      if (!this.#isBefore(entry, this.#heap[parent]!)) break
      this.#place(this.#heap[parent]!, slot)
      slot = parent
    }
    this.#place(entry, slot)
    return slot
  }

  #sink(from: number): void {
    let slot = from
    const entry = this.#heap[slot]!
    for (;;) {
      let child = slot * 2 + 1
      if (child >= this.#length) break
      if (child + 1 < this.#length && this.#isBefore(this.#heap[child + 1]!, this.#heap[child]!)) child += 1
      if (!this.#isBefore(this.#heap[child]!, entry)) break
      this.#place(this.#heap[child]!, slot)
      slot = child
    }
    this.#place(entry, slot)
  }
}
