/** The newest value of every watched tag. Listeners hear at most once per animation frame, and only of tags that changed. */

export interface LiveValue {
  /** Null: never seen, or the source said there is none. Never shown as 0. */
  value: number | null
  /** Device time, epoch ms. */
  time: number
  /** Quality number of the wire: 0 good, 1 uncertain, 2 bad, 3 stale, 4 out of service. */
  quality: number
}

/** A hidden tab gets no animation frames; its values must still arrive (the alarm sound and the counter live there). */
const nextFrame = (work: () => void): void => {
  if (typeof document !== 'undefined' && document.visibilityState === 'visible' && typeof requestAnimationFrame === 'function')
    requestAnimationFrame(work)
  else setTimeout(work, 250)
}

export class LiveValues {
  private readonly newest = new Map<number, LiveValue>()
  private readonly changed = new Set<number>()
  private readonly perTag = new Map<number, Set<() => void>>()
  private readonly everyChange = new Set<(tagNumbers: ReadonlySet<number>) => void>()
  private scheduled = false

  readonly get = (tagNumber: number): LiveValue | undefined => this.newest.get(tagNumber)

  /** Columns of equal length, as they come from the wire. An older sample never replaces a newer one; a new quality at the same instant does. */
  put(tagNumbers: readonly number[], times: readonly number[], values: readonly (number | null)[], qualities: readonly number[]): void {
    for (let i = 0; i < tagNumbers.length; i++) {
      const tagNumber = tagNumbers[i]!
      const time = times[i]!
      const before = this.newest.get(tagNumber)
      if (before && time < before.time) continue
      const value = values[i] ?? null
      const quality = qualities[i] ?? 2
      if (before && before.time === time && before.value === value && before.quality === quality) continue
      this.newest.set(tagNumber, { value, time, quality })
      this.changed.add(tagNumber)
    }
    if (this.changed.size > 0 && !this.scheduled) {
      this.scheduled = true
      nextFrame(() => this.flush())
    }
  }

  subscribeTag(tagNumber: number, listener: () => void): () => void {
    let listeners = this.perTag.get(tagNumber)
    if (!listeners) {
      listeners = new Set()
      this.perTag.set(tagNumber, listeners)
    }
    const mine = listeners
    mine.add(listener)
    return () => {
      mine.delete(listener)
      if (mine.size === 0 && this.perTag.get(tagNumber) === mine) this.perTag.delete(tagNumber)
    }
  }
  /** For the map: all changed tags of a frame at once, no React in between. */
  subscribeAll(listener: (tagNumbers: ReadonlySet<number>) => void): () => void {
    this.everyChange.add(listener)
    return () => this.everyChange.delete(listener)
  }

  private flush(): void {
    this.scheduled = false
    const batch = new Set(this.changed)
    this.changed.clear()
    for (const each of this.everyChange) each(batch)
    for (const tagNumber of batch) {
      const listeners = this.perTag.get(tagNumber)
      if (listeners) for (const each of listeners) each()
    }
  }
}
