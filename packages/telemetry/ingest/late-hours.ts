/** Which hours of which tags received samples that no alarm has judged live (补传时段): so that somebody can judge them afterwards. */
import type { EpochMs } from '@anyuan/kernel'

const HOUR_MS = 3_600_000
const MOST_WAITING = 200_000 // default, not from a standard: tag-hours held while nobody asks
const MOST_TOLD = 5000 // default, not from a standard: tag-hours in one answer

export interface LateHour {
  tagNumber: number
  /** Beginning of the hour, epoch ms. */
  hour: EpochMs
}
export interface LateAnswer {
  /** Null: nothing waits. */
  batch: number | null
  hours: LateHour[]
  /** Tag-hours that came while too many waited: they are not known. */
  dropped: number
}

export class LateHours {
  readonly #waiting = new Map<EpochMs, Set<number>>()
  #count = 0
  #dropped = 0
  #told: { batch: number; hours: LateHour[] } | null = null
  #batch = 0

  note(tagNumber: number, timeMs: EpochMs): void {
    const hour = timeMs - (timeMs % HOUR_MS)
    const tags = this.#waiting.get(hour)
    if (tags?.has(tagNumber)) return
    if (this.#count >= MOST_WAITING) {
      this.#dropped++
      return
    }
    this.#count++
    if (tags) tags.add(tagNumber)
    else this.#waiting.set(hour, new Set([tagNumber]))
  }

  /** @param taken the batch that the asker has kept; null: none. The same answer comes again until its batch is taken. */
  answer(taken: number | null): LateAnswer {
    if (this.#told && this.#told.batch === taken) this.#told = null
    this.#told ??= this.#next()
    return { batch: this.#told?.batch ?? null, hours: this.#told?.hours ?? [], dropped: this.#dropped }
  }

  /** What comes to an hour after it was told is told again. */
  #next(): { batch: number; hours: LateHour[] } | null {
    if (this.#count === 0) return null
    const hours: LateHour[] = []
    for (const [hour, tags] of this.#waiting) {
      for (const tagNumber of tags) {
        if (hours.length === MOST_TOLD) break
        hours.push({ tagNumber, hour })
        tags.delete(tagNumber)
      }
      if (tags.size === 0) this.#waiting.delete(hour)
      if (hours.length === MOST_TOLD) break
    }
    this.#count -= hours.length
    return { batch: ++this.#batch, hours }
  }
}
