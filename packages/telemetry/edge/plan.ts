/** What the agent sends next (发送计划), pure: what is fresh goes at once on the live lane, what could not go at once is backlog. */
import type { BatchAnswer } from './contract.ts'
import { type Range, Ranges, sizeOf } from './ranges.ts'

export class SendPlan {
  /** What the park said that it has. */
  #taken: Ranges
  #liveFrom: number
  #liveInFlight: Range | null = null

  /** @param end number of the next row: what was spooled before the start is backlog, unless `rewind` calls it fresh. */
  constructor(end: number, taken: readonly Range[] = []) {
    this.#liveFrom = end
    this.#taken = Ranges.of(taken)
  }

  get taken(): Range[] {
    return this.#taken.list()
  }

  /** The first answer of a connection: what the park says replaces what we believed, for it may have been set back to an older state. */
  met(answer: Pick<BatchAnswer, 'taken'>): void {
    this.#taken = Ranges.of(answer.taken)
  }
  /** Answers of the two lanes may overtake each other: they only ever add. */
  answered(answer: Pick<BatchAnswer, 'taken'>): void {
    for (const [from, to] of answer.taken) this.#taken.add(from, to)
  }

  /**
   * The next live range, which counts as under way until `liveDone` or `liveFailed`.
   * @param freshFrom the first row young enough to be judged as live; older ones leave the lane
   */
  nextLive(freshFrom: number, end: number, mostRows: number): Range | null {
    if (this.#liveInFlight) return null
    const from = this.#taken.coveredFrom(Math.max(this.#liveFrom, freshFrom))
    const to = Math.min(end, from + mostRows, this.#taken.gaps(from, end)[0]?.[1] ?? from)
    this.#liveFrom = Math.max(from, Math.min(to, end))
    if (to <= from) return null
    this.#liveInFlight = [from, to]
    return this.#liveInFlight
  }
  liveDone(): void {
    this.#liveInFlight = null
  }
  /** It goes again, as long as it is fresh: one lost answer must not turn an alarm into history. */
  liveFailed(): void {
    if (this.#liveInFlight) this.#liveFrom = this.#liveInFlight[0]
    this.#liveInFlight = null
  }
  /** After the line was away: rows that are still fresh are live again. */
  rewind(freshFrom: number): void {
    this.#liveFrom = Math.min(this.#liveFrom, freshFrom)
  }

  /** The oldest piece that is neither taken nor the live lane's. */
  nextBacklog(start: number, freshFrom: number, mostRows: number): Range | null {
    const gap = this.#backlog(start, freshFrom)[0]
    return gap ? [gap[0], Math.min(gap[1], gap[0] + mostRows)] : null
  }
  backlogRows(start: number, freshFrom: number): number {
    return sizeOf(this.#backlog(start, freshFrom))
  }
  /** What of [from, to) the park did not acknowledge. */
  unacknowledged(from: number, to: number): Range[] {
    return this.#taken.gaps(from, to)
  }

  #backlog(start: number, freshFrom: number): Range[] {
    const end = this.#liveInFlight?.[0] ?? Math.max(this.#liveFrom, freshFrom)
    return this.#taken.gaps(start, end)
  }
}
