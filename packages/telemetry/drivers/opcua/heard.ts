/**
 * What was last heard of each node, and when it has to be said again (重申). A server tells of changes only; while its keep-alives come, what it did not
 * mention is unchanged, and the house has to know that, for silence would pass for loss. Pure.
 */

export interface Said {
  /** Place of the point. */
  index: number
  /** In the clock of the device, epoch ms. */
  time: number
  value: number
  quality: number
}

interface Memory {
  /** The newest time said, of a change or of a repetition; the time of the newest change alone. */
  saidTime: number
  changedTime: number
  value: number
  quality: number
  /** By our own clock. */
  saidAt: number
}

/** A value that is older than this when it comes is said again at once: it has stood since. */
const OLD_MS = 30_000 // default, not from a standard

export class Heard {
  readonly #intervalsMs: readonly number[]
  readonly #memories: (Memory | undefined)[]

  /** @param intervalsMs how often each point is expected to report. */
  constructor(intervalsMs: readonly number[]) {
    this.#intervalsMs = intervalsMs
    this.#memories = new Array<Memory | undefined>(intervalsMs.length)
  }

  /** The server tells of a value. @param now by our own clock, any origin. @param serverNow by the server's. */
  change({ index, time, value, quality }: Said, now: number, serverNow: number): Said {
    const before = this.#memories[index]
    // the clock of the device may be behind that of the server, by which repetitions are timed: a true change must still be the newest
    const said = before && time > before.changedTime && time <= before.saidTime ? before.saidTime + 1 : time
    const newest = !before || said >= before.saidTime
    if (newest)
      this.#memories[index] = {
        saidTime: said,
        changedTime: time,
        value,
        quality,
        saidAt: serverNow - time > OLD_MS ? Number.NEGATIVE_INFINITY : now,
      }
    return { index, time: said, value, quality }
  }

  /** Values that stand unchanged and were not said for their interval. @param serverNow the server's clock when it last gave a sign of life. */
  repeat(now: number, serverNow: number): Said[] {
    const due: Said[] = []
    this.#memories.forEach((memory, index) => {
      if (!memory || now - memory.saidAt < this.#intervalsMs[index]! || serverNow <= memory.saidTime) return
      memory.saidAt = now
      memory.saidTime = serverNow
      due.push({ index, time: serverNow, value: memory.value, quality: memory.quality })
    })
    return due
  }

  /** The connection was lost and is mended: what stands is said again as soon as the server gives a sign of life. */
  hurry(): void {
    for (const memory of this.#memories) if (memory) memory.saidAt = Number.NEGATIVE_INFINITY
  }

  /** The server knows this point no more. */
  forget(index: number): void {
    this.#memories[index] = undefined
  }
}
