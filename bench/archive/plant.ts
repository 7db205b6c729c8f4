/** Samples like those of a plant: each tag a slow random walk around its set-point, two decimals, a sampling clock of its own, a few per mille of bad quality. */
import { newColumns, type SampleColumns } from '@anyuan/telemetry/journal'

export class Plant {
  readonly #values: Float64Array
  readonly #phases: Uint16Array
  #state = 12_345
  readonly tags: number
  readonly everyMs: number

  constructor(tags: number, everyMs: number) {
    this.tags = tags
    this.everyMs = everyMs
    this.#values = Float64Array.from({ length: tags }, () => 20 + this.#dice() * 200)
    this.#phases = Uint16Array.from({ length: tags }, () => Math.floor(this.#dice() * Math.min(1000, everyMs)))
  }
  #dice(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0 // Numerical Recipes' generator: fast, good enough for noise
    return this.#state / 4_294_967_296
  }
  /** `ticks` samples of every tag from `from` on, tick by tick as they would come; `receivedAt` follows the last by 80 ms. */
  batch(from: number, ticks: number, firstTagNumber = 1): SampleColumns {
    const columns = newColumns(ticks * this.tags, from + ticks * this.everyMs + 80)
    let row = 0
    for (let tick = 0; tick < ticks; tick++) {
      for (let tag = 0; tag < this.tags; tag++) {
        const moves = this.#dice() < 0.5
        if (moves) this.#values[tag] = this.#values[tag]! + (this.#dice() + this.#dice() - 1) * 0.2
        columns.tagNumbers[row] = firstTagNumber + tag
        columns.times[row] = from + tick * this.everyMs + this.#phases[tag]!
        columns.values[row] = Math.round(this.#values[tag]! * 100) / 100
        columns.qualities[row] = this.#dice() < 0.002 ? 2 : 0
        row++
      }
    }
    return columns
  }
}
