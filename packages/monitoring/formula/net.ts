/** All formulas (公式) of one pipeline as a net: a value that comes in is passed on to what is computed from it, and further on, in order. No clock, no I/O. */
import { type EpochMs, quality as qualityCodes, type Refusal, refuse } from '@anyuan/kernel'
import { DueHeap } from '../due-heap.ts'
import { compileFormula, type Formula, type FormulaRefusal } from './formula.ts'

export interface FormulaSource {
  /** Tag code of a calculated tag (计算测点), or code of a suppression rule. */
  name: string
  formula: string
  /** Index of the tag that takes the result; null where no tag does. */
  tagIndex: number | null
}
/** A formula that is not computed, and why. `params.name` names it. */
export type NetRefusal = Refusal<FormulaRefusal | 'formula.unknown_tag' | 'formula.circle'>
/** A formula was computed anew. @param value NaN while it cannot be decided @param deviceTimeMs of the newest input, -Infinity when none was ever heard */
export type EmitResult = (source: FormulaSource, value: number, quality: number, deviceTimeMs: EpochMs) => void

const { bad: BAD, stale: STALE } = qualityCodes
/** An input is stale after so many of its expected intervals. */
const STALE_INTERVALS = 3 // default, not from a standard

interface Node {
  source: FormulaSource
  formula: Formula
  /** Tag indexes, in the order of `formula.inputs`. */
  reads: readonly number[]
}

/** Formulas in an order in which each comes after what it reads; those that read themselves by any way round are refused. */
function order(nodes: readonly Node[]): { sorted: Node[]; refused: NetRefusal[] } {
  const byTag = new Map(nodes.flatMap((node) => (node.source.tagIndex === null ? [] : [[node.source.tagIndex, node] as const])))
  const before = (node: Node): Node[] => node.reads.flatMap((tagIndex) => byTag.get(tagIndex) ?? [])
  const sorted: Node[] = []
  const refused: NetRefusal[] = []
  const seen = new Map<Node, 'open' | 'done' | 'circle'>()
  const visit = (start: Node): void => {
    // its own stack: a chain of formulas may be longer than the machine's
    const path: { node: Node; left: Node[] }[] = [{ node: start, left: before(start) }]
    seen.set(start, 'open')
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.pop()
      if (next === undefined) {
        path.pop()
        if (seen.get(top.node) === 'circle') continue
        seen.set(top.node, 'done')
        sorted.push(top.node)
      } else if (!seen.has(next)) {
        seen.set(next, 'open')
        path.push({ node: next, left: before(next) })
      } else if (path.some((it) => it.node === next)) {
        const circle = path.slice(path.findIndex((it) => it.node === next)).map((it) => it.node)
        const names = [...circle, next].map((it) => it.source.name).reverse()
        for (const node of circle) {
          if (seen.get(node) !== 'circle') refused.push(refuse('formula.circle', { name: node.source.name, path: names.join(' → ') }))
          seen.set(node, 'circle')
        }
      }
    }
  }
  for (const node of nodes) if (!seen.has(node)) visit(node)
  return { sorted, refused }
}

export class FormulaNet {
  /** To be shown, not hidden. */
  readonly refused: readonly NetRefusal[]
  readonly #nodes: readonly Node[]
  /** By formula: where its inputs begin; one more than there are. */
  readonly #start: Int32Array
  readonly #values: Float64Array
  readonly #views: readonly Float64Array[]
  readonly #qualities: Uint8Array
  readonly #times: Float64Array
  /** By tag index: its row, -1 when it feeds no formula. */
  readonly #row: Int32Array
  /** By row. */
  readonly #slots: readonly { slot: number; formula: number }[][]
  readonly #tags: readonly number[]
  readonly #isComputed: Uint8Array
  readonly #heardAt: Float64Array
  readonly #isLost: Uint8Array
  readonly #dirty: DueHeap

  /** @param indexOfCode the caller's dense index of a tag code, undefined for a code it does not know */
  constructor(sources: readonly FormulaSource[], indexOfCode: (code: string) => number | undefined) {
    const refused: NetRefusal[] = []
    const nodes = sources.flatMap((source): Node[] => {
      const formula = compileFormula(source.formula)
      if (!formula.ok) {
        refused.push({ ...formula, params: { name: source.name, ...formula.params } })
        return []
      }
      const missing = formula.inputs.find((code) => indexOfCode(code) === undefined)
      if (missing === undefined) return [{ source, formula, reads: formula.inputs.map((code) => indexOfCode(code)!) }]
      refused.push(refuse('formula.unknown_tag', { name: source.name, code: missing }))
      return []
    })
    const { sorted, refused: circles } = order(nodes)
    this.refused = [...refused, ...circles]
    this.#nodes = sorted
    this.#start = new Int32Array(sorted.length + 1)
    for (let f = 0; f < sorted.length; f++) this.#start[f + 1] = this.#start[f]! + sorted[f]!.reads.length
    const slots = this.#start[sorted.length]!
    this.#values = new Float64Array(slots).fill(Number.NaN)
    this.#views = sorted.map((_, f) => this.#values.subarray(this.#start[f]!, this.#start[f + 1]!))
    this.#qualities = new Uint8Array(slots).fill(STALE)
    this.#times = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)

    this.#tags = [...new Set(sorted.flatMap((node) => node.reads))]
    this.#row = new Int32Array(Math.max(-1, ...this.#tags) + 1).fill(-1)
    this.#slots = this.#tags.map(() => [])
    this.#tags.forEach((tagIndex, row) => {
      this.#row[tagIndex] = row
    })
    const computed = new Set(sorted.map((node) => node.source.tagIndex))
    this.#isComputed = Uint8Array.from(this.#tags, (tagIndex) => (computed.has(tagIndex) ? 1 : 0))
    this.#heardAt = new Float64Array(this.#tags.length)
    this.#isLost = new Uint8Array(this.#tags.length).fill(1)
    this.#dirty = new DueHeap(sorted.length)
    sorted.forEach(({ reads }, formula) => {
      for (const [i, tagIndex] of reads.entries()) this.#slots[this.#row[tagIndex]!]!.push({ slot: this.#start[formula]! + i, formula })
      this.#dirty.set(formula, formula) // whatever is asked for is computed once, be it only to say that it is not known
    })
  }

  /** True while something waits for `settle`. */
  get isDirty(): boolean {
    return this.#dirty.earliest !== null
  }

  /** Tag indexes that come from outside and feed a formula. */
  get inputs(): number[] {
    return this.#tags.filter((_, row) => this.#isComputed[row] === 0)
  }

  /**
   * A tag's value came. One look into an array where it feeds no formula.
   *
   * @param value NaN for null @param quality code of the kernel; bad and worse, or no number, is unknown
   * @returns whether there is something to settle
   */
  hear(tagIndex: number, value: number, quality: number, deviceTimeMs: EpochMs, now: EpochMs): boolean {
    const row = tagIndex < this.#row.length ? this.#row[tagIndex]! : -1
    if (row < 0 || this.#isComputed[row] === 1) return false
    this.#heardAt[row] = now
    this.#put(row, value, quality, deviceTimeMs)
    return true
  }

  /** A tag is known to be unknown: its device died, or it was silent for too long. @returns whether there is something to settle */
  lose(tagIndex: number, now: EpochMs): boolean {
    const row = tagIndex < this.#row.length ? this.#row[tagIndex]! : -1
    if (row < 0 || this.#isComputed[row] === 1 || this.#isLost[row] === 1) return false
    this.#put(row, Number.NaN, STALE, now)
    return true
  }

  /** Loses every input that was silent for three expected intervals. Meant to run once a second. @param expectedIntervalMs by tag index */
  loseStale(expectedIntervalMs: Float64Array, now: EpochMs): boolean {
    let some = false
    for (let row = 0; row < this.#tags.length; row++) {
      if (this.#isLost[row] === 1 || this.#isComputed[row] === 1) continue
      const tagIndex = this.#tags[row]!
      if (now - this.#heardAt[row]! > STALE_INTERVALS * expectedIntervalMs[tagIndex]!) some = this.lose(tagIndex, now) || some
    }
    return some
  }

  /** Computes what has to be, each formula at most once and after what it reads. */
  settle(emit: EmitResult): void {
    for (let f = this.#dirty.peekDue(Infinity); f >= 0; f = this.#dirty.peekDue(Infinity)) {
      this.#dirty.set(f, null)
      const { source, formula } = this.#nodes[f]!
      const value = formula.evaluate(this.#views[f]!)
      const isKnown = !Number.isNaN(value)
      let quality: number = isKnown ? qualityCodes.good : BAD
      let timeMs = Number.NEGATIVE_INFINITY
      for (let slot = this.#start[f]!; slot < this.#start[f + 1]!; slot++) {
        // of a result that is known, what is unknown did not matter; of one that is not, only that did
        if (Number.isNaN(this.#values[slot]) !== isKnown) quality = Math.max(quality, this.#qualities[slot]!)
        timeMs = Math.max(timeMs, this.#times[slot]!)
      }
      const row = source.tagIndex !== null && source.tagIndex < this.#row.length ? this.#row[source.tagIndex]! : -1
      if (row >= 0) this.#put(row, value, quality, timeMs)
      emit(source, value, quality, timeMs)
    }
  }

  #put(row: number, value: number, quality: number, timeMs: EpochMs): void {
    const isUnknown = quality >= BAD || !Number.isFinite(value)
    this.#isLost[row] = isUnknown && quality >= STALE ? 1 : 0
    for (const { slot, formula } of this.#slots[row]!) {
      this.#values[slot] = isUnknown ? Number.NaN : value
      this.#qualities[slot] = isUnknown ? Math.max(quality, BAD) : quality
      this.#times[slot] = Math.max(this.#times[slot]!, timeMs)
      this.#dirty.set(formula, formula)
    }
  }
}
