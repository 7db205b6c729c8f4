/** What the tags read at a moment that is past, with the same face as the live values: whatever shows a value shows it from here in playback. */
import type { LiveValue } from '../live/values.ts'

/** What a screen asks of values, live or past. */
export interface Readings {
  watch(tagNumbers: readonly number[] | 'all'): () => void
  readonly values: {
    get(tagNumber: number): LiveValue | undefined
    subscribeTag(tagNumber: number, listener: () => void): () => void
    /** Hears which tags changed. */
    subscribeAll(listener: (tagNumbers: ReadonlySet<number>) => void): () => void
  }
}
/** Row i of every column belongs together; a tag of which nothing is known is absent. */
export interface MomentColumns {
  tagNumbers: readonly number[]
  times: readonly number[]
  values: readonly (number | null)[]
  qualities: readonly number[]
}
export interface MomentAsk {
  at: number
  /** All tags below; undefined with no `tags`: everything in sight. */
  under?: string
  tags?: readonly number[]
}
export interface PastStatus {
  /** The moment whose values are held; null: none. */
  shown: number | null
  error: unknown
}
const GATHER_MS = 10 // one drawing asks once, however many of its parts want a value
const AGAIN_MS = 3000 // default, not from a standard: after an outage
const MOST_CHOSEN = 500 // as many as one question takes

export class PastReadings implements Readings {
  private readonly load: (ask: MomentAsk) => Promise<MomentColumns>
  private moment: number | null = null
  private held: ReadonlyMap<number, LiveValue> = new Map()
  private readonly wants = new Set<{ tagNumbers: readonly number[] } | { under: string | undefined }>()
  private readonly perTag = new Map<number, Set<() => void>>()
  private readonly everyChange = new Set<(tagNumbers: ReadonlySet<number>) => void>()
  private readonly statusListeners = new Set<() => void>()
  private status: PastStatus = { shown: null, error: null }
  private timer: ReturnType<typeof setTimeout> | null = null
  private busy = false
  private answered = ''
  readonly values: Readings['values']

  /** @param load one question at a time is asked; the newest moment is next. */
  constructor(load: (ask: MomentAsk) => Promise<MomentColumns>) {
    this.load = load
    this.values = {
      get: (tagNumber) => this.held.get(tagNumber),
      subscribeTag: (tagNumber, listener) => {
        const listeners = this.perTag.get(tagNumber) ?? new Set()
        this.perTag.set(tagNumber, listeners.add(listener))
        return () => {
          listeners.delete(listener)
          if (listeners.size === 0 && this.perTag.get(tagNumber) === listeners) this.perTag.delete(tagNumber)
        }
      },
      subscribeAll: (listener) => {
        this.everyChange.add(listener)
        return () => this.everyChange.delete(listener)
      },
    }
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.statusListeners.add(listener)
    return () => this.statusListeners.delete(listener)
  }
  readonly getStatus = (): PastStatus => this.status

  /** Null ends playback: what was held is let go. */
  setMoment(at: number | null): void {
    if (at === this.moment) return
    this.moment = at
    if (at === null) this.take(null, { tagNumbers: [], times: [], values: [], qualities: [] }, null)
    else this.wake()
  }
  watch(tagNumbers: readonly number[] | 'all'): () => void {
    return this.want(tagNumbers === 'all' ? { under: undefined } : { tagNumbers })
  }
  /** All tags of a place: one question for a whole map. */
  watchBelow(under: string | undefined): () => void {
    return this.want({ under })
  }
  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.moment = null
  }

  private want(want: { tagNumbers: readonly number[] } | { under: string | undefined }): () => void {
    this.wants.add(want)
    this.wake()
    return () => void this.wants.delete(want)
  }
  private wake(afterMs = GATHER_MS): void {
    if (this.moment === null || this.busy) return
    if (this.timer) clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = null
      void this.ask()
    }, afterMs)
  }
  private question(): MomentAsk | null {
    if (this.moment === null || this.wants.size === 0) return null
    const places = new Set<string | undefined>()
    const chosen = new Set<number>()
    for (const want of this.wants)
      if ('tagNumbers' in want) for (const tagNumber of want.tagNumbers) chosen.add(tagNumber)
      else places.add(want.under)
    const [under] = places
    if (places.size > 1 || (places.size === 1 && under === undefined) || chosen.size > MOST_CHOSEN) return { at: this.moment }
    const tags = chosen.size > 0 ? { tags: [...chosen].sort((a, b) => a - b) } : {}
    if (under === undefined && chosen.size === 0) return null
    return under === undefined ? { at: this.moment, ...tags } : { at: this.moment, under, ...tags }
  }
  private async ask(): Promise<void> {
    const question = this.question()
    if (!question || this.busy) return
    const key = JSON.stringify(question)
    if (key === this.answered) return
    this.busy = true
    let again = GATHER_MS
    try {
      const columns = await this.load(question)
      // back at live meanwhile: nothing of the past is shown any more
      if (this.moment !== null) {
        this.answered = key
        this.take(question.at, columns, null)
      }
    } catch (error) {
      // values of another moment must not stand under this one
      if (this.moment !== null) this.take(null, { tagNumbers: [], times: [], values: [], qualities: [] }, error)
      again = AGAIN_MS
    } finally {
      this.busy = false
      this.wake(again)
    }
  }
  private take(shown: number | null, columns: MomentColumns, error: unknown): void {
    const before = this.held
    const next = new Map<number, LiveValue>()
    const changed = new Set<number>()
    columns.tagNumbers.forEach((tagNumber, i) => {
      const was = before.get(tagNumber)
      const is = { value: columns.values[i] ?? null, time: columns.times[i]!, quality: columns.qualities[i]! }
      const same = was !== undefined && was.value === is.value && was.time === is.time && was.quality === is.quality
      next.set(tagNumber, same ? was : is)
      if (!same) changed.add(tagNumber)
    })
    for (const tagNumber of before.keys()) if (!next.has(tagNumber)) changed.add(tagNumber)
    this.held = next
    this.status = { shown, error }
    if (shown === null) this.answered = ''
    if (changed.size > 0) for (const each of this.everyChange) each(changed)
    for (const tagNumber of changed) for (const each of this.perTag.get(tagNumber) ?? []) each()
    for (const each of this.statusListeners) each()
  }
}
