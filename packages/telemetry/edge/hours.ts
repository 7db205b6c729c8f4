/** The ledger of hours (小时台账): what the agent kept and what the park took in, hour by hour of device time, and whether they agree. */
import type { CompletenessHour, HourReport, HourState } from './contract.ts'
import { digestOfRow, hourOf, NO_ROWS, RowDigest } from './digest.ts'
import type { EdgeRows } from './frame.ts'

/** Hours of one side of which no more is kept: as long as samples are taken at all, and a little. */
export const MOST_HOURS = 24 * 92 // default, not from a standard

/** The agent's side. `revision` grows with every change, so that only what changed is told. */
export class AgentHours {
  readonly #hours = new Map<number, { rows: number; lost: number; digest: RowDigest; revision: number }>()
  revision = 0

  add(rows: EdgeRows): void {
    this.revision++
    for (let i = 0; i < rows.tags.length; i++) {
      const hour = this.#of(hourOf(rows.times[i]!))
      hour.rows++
      hour.digest.add(digestOfRow(rows.tags[i]!, rows.times[i]!, rows.values[i]!, rows.qualities[i]!))
    }
    this.#forgetOldest()
  }

  /** Rows that had to be dropped before the park had them. */
  lose(rows: EdgeRows): void {
    this.revision++
    for (let i = 0; i < rows.tags.length; i++) {
      const hour = this.#of(hourOf(rows.times[i]!))
      hour.lost++
      hour.digest.subtract(digestOfRow(rows.tags[i]!, rows.times[i]!, rows.values[i]!, rows.qualities[i]!))
    }
  }

  /** @param revision hours that changed after it; 0 names all. */
  changedSince(revision: number): HourReport[] {
    const changed: HourReport[] = []
    for (const [hour, { rows, lost, digest, revision: at }] of this.#hours)
      if (at > revision) changed.push({ hour, rows, lost, digest: digest.toString() })
    return changed
  }
  restore(reports: readonly HourReport[]): void {
    this.revision++
    for (const { hour, rows, lost, digest } of reports)
      this.#hours.set(hour, { rows, lost, digest: RowDigest.parse(digest), revision: this.revision })
  }

  #of(start: number) {
    const known = this.#hours.get(start)
    if (known) {
      known.revision = this.revision
      return known
    }
    const hour = { rows: 0, lost: 0, digest: new RowDigest(), revision: this.revision }
    this.#hours.set(start, hour)
    return hour
  }
  #forgetOldest(): void {
    if (this.#hours.size <= MOST_HOURS) return
    for (const hour of [...this.#hours.keys()].sort((a, b) => a - b).slice(0, this.#hours.size - MOST_HOURS)) this.#hours.delete(hour)
  }
}

/** What the park took in of one hour, with the fate of each row. */
export interface TakenHour {
  received: number
  accepted: number
  duplicates: number
  refused: Record<string, number>
  late: number
  digest: string
}
export const nothingTaken = (): TakenHour => ({ received: 0, accepted: 0, duplicates: 0, refused: {}, late: 0, digest: NO_ROWS })

/** Both sides of an hour as the park keeps them. */
export interface HourRecord extends TakenHour {
  /** The agent's side, as last told. */
  agent: Omit<HourReport, 'hour'> | null
  /** A replay brought what the spool still held, and that was not the whole hour: nothing more can come. */
  exhausted: boolean
  /** Digest of the agent that was found equal to ours when both had counted the same rows. */
  proved: string | null
}
export const newHour = (): HourRecord => ({ ...nothingTaken(), agent: null, exhausted: false, proved: null })

/**
 * Adds rows to the hours they belong to.
 * @param refusals index of a row → why it was not accepted
 * @returns the hours that changed
 */
export function takeRows(
  hourRecord: (hour: number) => TakenHour,
  rows: EdgeRows,
  refusals: ReadonlyMap<number, string>,
  late: boolean,
): Set<number> {
  const digests = new Map<number, RowDigest>()
  for (let i = 0; i < rows.tags.length; i++) {
    const start = hourOf(rows.times[i]!)
    const hour = hourRecord(start)
    let digest = digests.get(start)
    if (!digest) {
      digest = RowDigest.parse(hour.digest)
      digests.set(start, digest)
    }
    digest.add(digestOfRow(rows.tags[i]!, rows.times[i]!, rows.values[i]!, rows.qualities[i]!))
    hour.received++
    if (late) hour.late++
    const refusal = refusals.get(i)
    if (refusal === undefined) hour.accepted++
    else if (refusal === 'duplicate') hour.duplicates++
    else hour.refused[refusal] = (hour.refused[refusal] ?? 0) + 1
  }
  for (const [start, digest] of digests) hourRecord(start).digest = digest.toString()
  return new Set(digests.keys())
}

export const agrees = ({ agent, received, digest }: HourRecord): boolean =>
  agent !== null && received === agent.rows - agent.lost && digest === agent.digest

/** @param settled every row that can still come has come. */
export function stateOf(record: HourRecord, settled: boolean): { state: HourState; missing: number } {
  const { agent, received, late, exhausted } = record
  const missing = Math.max(0, (agent?.rows ?? received) - received, agent?.lost ?? 0)
  // rows came in since the agent last told of this hour: what it told was found equal before they came
  const ahead = agent !== null && agent.digest === record.proved && received > agent.rows - agent.lost
  if (agrees(record) || ahead) return { state: missing > 0 ? 'lost' : late > 0 ? 'repaired' : 'complete', missing }
  if (settled && exhausted) return { state: 'lost', missing }
  return { state: missing > 0 ? 'incomplete' : 'open', missing }
}

export const shownHour = (hour: number, record: HourRecord, settled: boolean): CompletenessHour => ({
  hour,
  ...stateOf(record, settled),
  rows: record.agent?.rows ?? record.received,
  received: record.received,
  accepted: record.accepted,
  duplicates: record.duplicates,
  refused: record.refused,
  late: record.late,
  digest: record.digest,
  agentDigest: record.agent?.digest ?? null,
})
