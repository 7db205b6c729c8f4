/** Tags and sources by dense index, for the hot path. An index, once given, belongs to its tag for the life of the process, so that a new definition moves nothing. */
import type { PipelineDefinition, SourceDefinition } from '../definition.ts'

export interface TagColumns {
  /** How many indexes were ever given. */
  length: number
  numbers: Uint32Array
  rangeLow: Float64Array
  rangeHigh: Float64Array
  expectedIntervalMs: Float64Array
  units: string[]
  orgs: string[]
  codes: string[]
  names: string[]
  kinds: (string | undefined)[]
}

export interface KnownSource {
  definition: SourceDefinition
  /** Code → tag index, for the tags on its allow-list. */
  allowed: ReadonlyMap<string, number>
}

const grown = <A extends Uint32Array | Float64Array>(make: new (n: number) => A, old: A, length: number): A => {
  const next = new make(length)
  next.set(old as never)
  return next
}

export class Directory {
  tags: TagColumns = {
    length: 0,
    numbers: new Uint32Array(0),
    rangeLow: new Float64Array(0),
    rangeHigh: new Float64Array(0),
    expectedIntervalMs: new Float64Array(0),
    units: [],
    orgs: [],
    codes: [],
    names: [],
    kinds: [],
  }
  readonly sources = new Map<string, KnownSource>()
  /** Counts definitions: who keeps an index of its own makes it anew when this has moved. */
  revision = 0
  readonly #indexOfNumber = new Map<number, number>()

  indexOf = (tagNumber: number): number | undefined => this.#indexOfNumber.get(tagNumber)

  /** Takes over a definition. Tags that went keep their index and lose their place on every allow-list. */
  define({ tags, sources }: PipelineDefinition): void {
    const fresh = tags.filter((tag) => !this.#indexOfNumber.has(tag.number))
    const columns = this.tags
    const length = columns.length + fresh.length
    if (length > columns.numbers.length) {
      const capacity = Math.max(length, Math.ceil(columns.numbers.length * 1.5))
      columns.numbers = grown(Uint32Array, columns.numbers, capacity)
      columns.rangeLow = grown(Float64Array, columns.rangeLow, capacity)
      columns.rangeHigh = grown(Float64Array, columns.rangeHigh, capacity)
      columns.expectedIntervalMs = grown(Float64Array, columns.expectedIntervalMs, capacity)
    }
    for (const tag of fresh) {
      this.#indexOfNumber.set(tag.number, columns.length)
      columns.numbers[columns.length++] = tag.number
    }
    const indexOfCode = new Map<string, number>()
    for (const tag of tags) {
      const index = this.#indexOfNumber.get(tag.number)!
      columns.rangeLow[index] = tag.rangeLow
      columns.rangeHigh[index] = tag.rangeHigh
      columns.expectedIntervalMs[index] = tag.expectedIntervalSeconds * 1000
      columns.units[index] = tag.unit
      columns.orgs[index] = tag.org
      columns.codes[index] = tag.code
      columns.names[index] = tag.name ?? tag.code
      columns.kinds[index] = tag.kind
      indexOfCode.set(tag.code, index)
    }
    this.revision++
    this.sources.clear()
    for (const definition of sources) {
      const allowed = new Map<string, number>()
      for (const code of definition.tagCodes) {
        const index = indexOfCode.get(code)
        if (index !== undefined) allowed.set(code, index)
      }
      this.sources.set(definition.code, { definition, allowed })
    }
  }
}
