/**
 * Calculated tags (计算测点) and the formulas of suppression rules, kept up with what comes in. A result is journaled, shown and judged like any other value.
 * All values of one message are taken in before anything is computed, so that no result is made of half a message.
 */
import { FormulaNet, type FormulaSource, type NetRefusal } from '@anyuan/monitoring'
import type { PipelineSettings } from '../definition.ts'
import type { CurrentValues } from '../ingest/current.ts'
import type { Directory } from '../ingest/directory.ts'
import { looseColumns, type SampleColumns } from '../journal/index.ts'

export interface CalculationOptions {
  directory: Directory
  current: CurrentValues
  now: () => number
  /** Writes one batch to the journal; resolves when it is durable. */
  journal: (columns: SampleColumns) => Promise<void>
  /** A result, in order of device time per tag. */
  onResult: (tagIndex: number, value: number, quality: number, deviceTimeMs: number, now: number) => void
  /** The formula of a suppression rule is certainly true, or not. */
  onRule: (code: string, holds: boolean, now: number) => void
}

interface Result {
  tagIndex: number
  value: number
  quality: number
  timeMs: number
}

export class Calculation {
  readonly #options: CalculationOptions
  #net = new FormulaNet([], () => undefined)
  #isScheduled = false
  #kept: Promise<void> = Promise.resolve()

  constructor(options: CalculationOptions) {
    this.#options = options
  }

  /** Formulas that are not computed, and why. To be shown, not hidden. */
  get refused(): readonly NetRefusal[] {
    return this.#net.refused
  }

  /** Takes over a definition. Call it after the directory has. */
  define({ tags, suppressions }: Pick<PipelineSettings, 'tags' | 'suppressions'>): void {
    const { directory } = this.#options
    const indexOfCode = new Map(tags.map((tag) => [tag.code, directory.indexOf(tag.number)]))
    const sources: FormulaSource[] = tags.flatMap(({ code, formula }) =>
      formula === undefined ? [] : [{ name: code, formula, tagIndex: indexOfCode.get(code) ?? null }],
    )
    for (const { code, when } of suppressions) if ('formula' in when) sources.push({ name: code, formula: when.formula, tagIndex: null })
    this.#net = new FormulaNet(sources, (code) => indexOfCode.get(code))
    this.prime()
  }

  /** Takes in the current values there are, those that are not stale. */
  prime(): void {
    const { directory, current, now } = this.#options
    const at = now()
    for (const index of this.#net.inputs) {
      const receivedAt = current.receivedAt[index]!
      if (current.seen(index)) this.#net.hear(index, current.values[index]!, current.qualities[index]!, current.times[index]!, receivedAt)
    }
    this.#net.loseStale(directory.tags.expectedIntervalMs, at)
    if (this.#net.isDirty) this.#schedule()
  }

  /** A live value came. One look into an array where it feeds no formula. */
  hear(tagIndex: number, value: number, quality: number, deviceTimeMs: number, now: number): void {
    if (this.#net.hear(tagIndex, value, quality, deviceTimeMs, now)) this.#schedule()
  }

  /** What a tag last sent is not known any more. */
  lose(tagIndex: number, now: number): void {
    if (this.#net.lose(tagIndex, now)) this.#schedule()
  }

  /** Looks for inputs that were silent for too long. Meant to run once a second. */
  scan(now: number): void {
    if (this.#net.loseStale(this.#options.directory.tags.expectedIntervalMs, now)) this.#schedule()
  }

  /** Resolves once all results are on the disk. */
  async settled(): Promise<void> {
    this.#settle()
    await this.#kept
  }

  /** After the message that is being taken in, before anything else comes. */
  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    queueMicrotask(() => this.#settle())
  }

  #settle(): void {
    this.#isScheduled = false
    const { onRule, now } = this.#options
    const at = now()
    const results: Result[] = []
    this.#net.settle((source, value, quality, timeMs) => {
      if (source.tagIndex === null) onRule(source.name, !Number.isNaN(value) && value !== 0, at)
      else if (this.#isNews(source.tagIndex, value, quality, timeMs)) results.push({ tagIndex: source.tagIndex, value, quality, timeMs })
    })
    if (results.length > 0) this.#take(results, at)
  }

  /** A result that did not change is told once in the tag's expected interval, so that it is neither silent nor a flood. */
  #isNews(tagIndex: number, value: number, quality: number, timeMs: number): boolean {
    const { current, directory } = this.#options
    if (timeMs === Number.NEGATIVE_INFINITY) return false
    if (!current.seen(tagIndex) || !Object.is(current.values[tagIndex], value) || current.qualities[tagIndex] !== quality) return true
    return timeMs - current.times[tagIndex]! >= directory.tags.expectedIntervalMs[tagIndex]!
  }

  #take(results: readonly Result[], now: number): void {
    const { current, directory, journal, onResult } = this.#options
    const columns = looseColumns(results.length, now)
    results.forEach(({ tagIndex, value, quality, timeMs: newestInputMs }, row) => {
      // two messages of one instant may each change it; the archive keeps one value to an instant
      const timeMs = Math.max(newestInputMs, current.times[tagIndex]! + 1)
      current.set(tagIndex, timeMs, now, value, quality)
      columns.tagNumbers[row] = directory.tags.numbers[tagIndex]!
      columns.times[row] = timeMs
      columns.values[row] = value
      columns.qualities[row] = quality
      onResult(tagIndex, value, quality, timeMs, now)
    })
    columns.length = results.length
    // a journal that fails is told, and ends the process, by whoever owns it
    this.#kept = Promise.all([this.#kept, journal(columns)]).then(
      () => {},
      () => {},
    )
  }
}
