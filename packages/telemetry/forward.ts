/**
 * Carries the sample journal into the archive (归档): in order, in large batches, each under a token that says which bytes of the journal it is.
 * The range being sent is marked before it is sent; after a crash that very range is sent again first, so that the archive can tell it is the same.
 */

import type { SampleArchive } from './archive/port.ts'
import { decodeColumns, type Journal, type Position, type SampleColumns } from './journal/index.ts'

export interface ForwardOptions {
  journal: Journal
  /** Name of this journal in the tokens, unique for ever. */
  journalId: string
  archive: Pick<SampleArchive, 'insert'>
  onFault: (error: unknown) => void
  /** Journal kept behind what is archived, for the repetition check after a restart. */
  keepBytes?: number
  /** A batch waits this long for company. */
  everyMs?: number
}

export interface Forwarder {
  /** Everything before it is in the archive. */
  archivedUpTo(): Position
  /** Journal that waits for the archive. */
  backlogBytes(): number
  /** Since when the archive has not taken a batch, by the monotonic clock in ms; null while it does. */
  awaySinceMs(): number | null
  /** Resolves when all that was in the journal at the time of the call is in the archive. */
  drained(): Promise<void>
  stop(): Promise<void>
}

const ROWS_PER_BATCH = 500_000 // default, not from a standard
const KEEP_BYTES = 64 * 1024 * 1024 // default, not from a standard
const EVERY_MS = 3000 // default, not from a standard: three inserts into three tables cost what thousands of samples do
/** An archive that is long at a batch is given fewer and larger ones: many tags in one insert make nearly a roll-up row a sample. */
const REST_PER_WORK = 4 // default, not from a standard
const MOST_REST_MS = 5000 // default, not from a standard
const RETRY_MS = 500
const SLOW_MS = 15_000 // default, not from a standard: longer than the largest batch takes

export async function startForwarder({
  journal,
  journalId,
  archive,
  onFault,
  keepBytes = KEEP_BYTES,
  everyMs = EVERY_MS,
}: ForwardOptions): Promise<Forwarder> {
  let archived = Math.max((await journal.loadMark('archived')) ?? 0, journal.start())
  const sendingTo = await journal.loadMark('sending')
  let repeatTo: Position | null = sendingTo !== null && sendingTo > archived ? sendingTo : null
  let stopped = false
  let awaySinceMs: number | null = null
  /** An insert that takes long is as good as an archive that is away. */
  let inserting: number | null = null
  let wake = () => {}
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** The next batch: exactly the marked range after a crash, else as much as a batch holds. */
  async function gather(): Promise<{ batches: SampleColumns[]; to: Position } | null> {
    const batches: SampleColumns[] = []
    let rows = 0
    let to = archived
    for await (const entry of journal.read(archived)) {
      const columns = decodeColumns(entry.payload)
      batches.push(columns)
      rows += columns.length
      to = entry.next
      if (repeatTo !== null ? to >= repeatTo : rows >= ROWS_PER_BATCH) break
    }
    return batches.length > 0 ? { batches, to } : null
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const batch = await gather()
        if (!batch) {
          await pause(everyMs)
          continue
        }
        if (repeatTo === null) await journal.saveMark('sending', batch.to)
        const began = performance.now()
        inserting = began
        await archive.insert(batch.batches, `${journalId}:${archived}-${batch.to}`)
        const tookMs = performance.now() - began
        archived = batch.to
        repeatTo = null
        awaySinceMs = null
        inserting = null
        await journal.saveMark('archived', archived)
        await journal.truncateBefore(Math.max(0, archived - keepBytes))
        if (batch.batches.reduce((sum, columns) => sum + columns.length, 0) < ROWS_PER_BATCH)
          await pause(Math.max(everyMs, Math.min(MOST_REST_MS, REST_PER_WORK * tookMs)))
      } catch (error) {
        // the archive is away, or its answer was lost: the same range again, under the same token
        repeatTo = (await journal.loadMark('sending')) ?? repeatTo
        if (repeatTo !== null && repeatTo <= archived) repeatTo = null
        if (inserting !== null) awaySinceMs ??= inserting // else it is the journal that failed
        inserting = null
        onFault(error)
        await pause(RETRY_MS)
      }
    }
  }
  const running = run()
  return {
    archivedUpTo: () => archived,
    backlogBytes: () => journal.end() - archived,
    awaySinceMs: () => awaySinceMs ?? (inserting !== null && performance.now() - inserting > SLOW_MS ? inserting : null),
    async drained() {
      const goal = journal.end()
      while (archived < goal && !stopped) {
        wake()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      stopped = true
      wake()
      await running
    },
  }
}
