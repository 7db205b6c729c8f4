/** A set of sequence numbers (序号区间) as half-open ranges: what was taken in, and therefore what is missing. */

export type Range = readonly [from: number, to: number]

export class Ranges {
  /** Flat and ascending: from, to, from, to…; neighbours never touch. */
  #edges: number[] = []

  static of(ranges: Iterable<Range>): Ranges {
    const set = new Ranges()
    for (const [from, to] of ranges) set.add(from, to)
    return set
  }

  get count(): number {
    return this.#edges.length / 2
  }
  /** One more than the greatest number in the set; 0 when it is empty. */
  get end(): number {
    return this.#edges.at(-1) ?? 0
  }

  add(from: number, to: number): void {
    if (to <= from) return
    const edges = this.#edges
    let first = this.#rangeEndingFrom(from)
    const begin = first
    let low = from
    let high = to
    while (first < edges.length && edges[first]! <= to) {
      low = Math.min(low, edges[first]!)
      high = Math.max(high, edges[first + 1]!)
      first += 2
    }
    edges.splice(begin, first - begin, low, high)
  }

  /** What of [from, to) is not in the set, ascending. */
  gaps(from: number, to: number): Range[] {
    const gaps: Range[] = []
    const edges = this.#edges
    let at = from
    for (let i = this.#rangeEndingFrom(from); i < edges.length && edges[i]! < to && at < to; i += 2) {
      if (edges[i]! > at) gaps.push([at, edges[i]!])
      at = Math.max(at, edges[i + 1]!)
    }
    if (at < to) gaps.push([at, to])
    return gaps
  }

  /** The first number from `from` on that is not in the set. */
  coveredFrom(from: number): number {
    const i = this.#rangeEndingFrom(from)
    return i < this.#edges.length && this.#edges[i]! <= from ? Math.max(from, this.#edges[i + 1]!) : from
  }

  list(most = Number.POSITIVE_INFINITY): Range[] {
    const list: Range[] = []
    for (let i = 0; i < this.#edges.length && list.length < most; i += 2) list.push([this.#edges[i]!, this.#edges[i + 1]!])
    return list
  }

  /** Index of the first range that ends at or after `at`. */
  #rangeEndingFrom(at: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#edges[middle * 2 + 1]! < at) low = middle + 1
      else high = middle
    }
    return low * 2
  }
}

/** How many numbers the ranges hold together. */
export const sizeOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0)
