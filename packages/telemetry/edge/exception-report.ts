/** Exception reporting (变化上报): a sample within the dead-band of the last one sent is left out, until the longest silence is over. Pure. */
import { looseColumns, type SampleColumns } from '../journal/index.ts'

export interface ExceptionRule {
  /** In the tag's unit: a change by more is sent. */
  deadband: number
  /** The longest time between two samples sent, by device time. */
  mostSilentMs: number
}

interface Last {
  sentTime: number
  sentValue: number
  sentQuality: number
  /** The newest sample left out. It is sent before the break, so that a trend rises where it rose and not since the last sample sent. */
  heldTime: number
  heldValue: number
}

/** @param rules by tag number; tags without one are let through. */
export class ExceptionReport {
  readonly #rules: ReadonlyMap<number, ExceptionRule>
  readonly #last = new Map<number, Last>()
  /** Rows left out for good. */
  thinnedRows = 0

  constructor(rules: ReadonlyMap<number, ExceptionRule>) {
    this.#rules = rules
  }

  /** What of a batch is sent, in order; samples held back before may come in again. */
  take(columns: SampleColumns): SampleColumns {
    if (this.#rules.size === 0) return columns
    const out = looseColumns(columns.length * 2, columns.receivedAt)
    let length = 0
    const put = (tagNumber: number, time: number, value: number, quality: number, historical: number) => {
      out.tagNumbers[length] = tagNumber
      out.times[length] = time
      out.values[length] = value
      out.qualities[length] = quality
      out.historical[length] = historical
      length++
    }
    for (let i = 0; i < columns.length; i++) {
      const tagNumber = columns.tagNumbers[i]!
      const time = columns.times[i]!
      const value = columns.values[i]!
      const quality = columns.qualities[i]!
      const rule = this.#rules.get(tagNumber)
      const last = this.#last.get(tagNumber)
      const newest = !last || time > Math.max(last.sentTime, last.heldTime)
      if (rule && last && newest && isQuiet(rule, last, time, value, quality)) {
        this.thinnedRows++
        last.heldTime = time
        last.heldValue = value
        continue
      }
      if (rule && newest) {
        if (last && Number.isFinite(last.heldTime)) {
          put(tagNumber, last.heldTime, last.heldValue, last.sentQuality, 0)
          this.thinnedRows--
        }
        this.#last.set(tagNumber, {
          sentTime: time,
          sentValue: value,
          sentQuality: quality,
          heldTime: Number.NEGATIVE_INFINITY,
          heldValue: Number.NaN,
        })
      }
      put(tagNumber, time, value, quality, columns.historical[i]!)
    }
    out.length = length
    return out
  }
}

const isQuiet = (rule: ExceptionRule, last: Last, time: number, value: number, quality: number): boolean =>
  quality === last.sentQuality && Math.abs(value - last.sentValue) <= rule.deadband && time - last.sentTime < rule.mostSilentMs
