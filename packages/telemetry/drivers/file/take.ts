/** Takes one dropped file: reads it, offers its samples, and tells what was wrong with which cell. */
import type { FetchContext, FetchPoint } from '../../collect/fetcher.ts'
import type { ConnectionOf } from '../../connection.ts'
import type { RefusedRow } from '../../ingest/gate.ts'
import type { RefusalReason } from '../../wire.ts'
import { type FileSample, type Layout, layoutOf, rowsOfSamples } from './layout.ts'
import { recordsOf } from './records.ts'

/** One line of the list that is given back beside the file. */
export interface CellError {
  row: number
  column: string
  tag: string
  reason: RefusalReason
  detail: string
}

export interface Taken {
  /** Samples that are on the disk, now or since an earlier try. */
  kept: number
  errors: CellError[]
}

const BATCH_SAMPLES = 5000 // default, not from a standard
/** A file that is wrong from top to bottom is told by its first errors. */
const MOST_ERRORS = 10_000 // default, not from a standard

/** Resolves when all that was accepted is on the disk. Rejects when the gate is shut: then nothing of the file counts, and it is taken again. */
export async function takeFile(
  path: string,
  connection: ConnectionOf<'file'>,
  points: readonly FetchPoint[],
  { deliver, refuse, signal }: Pick<FetchContext, 'deliver' | 'refuse' | 'signal'>,
): Promise<Taken> {
  const taken: Taken = { kept: 0, errors: [] }
  let batch: FileSample[] = []
  const offer = async () => {
    const { rows, ordered } = rowsOfSamples(batch)
    batch = []
    const { accepted, refused } = await deliver(rows)
    taken.kept += accepted
    for (const row of refused)
      if (row.reason === 'duplicate') taken.kept++
      else if (taken.errors.length < MOST_ERRORS) taken.errors.push(errorOf(ordered[row.index]!, row))
  }
  const unreadable = (row: number, detail: string) => {
    refuse(detail, `${path.split('/').at(-1)}: ${detail}`)
    taken.errors.push({ row, column: '', tag: '', reason: 'malformed', detail })
  }
  let layout: Layout | null = null
  let row = 0
  const records = recordsOf(path, connection.encoding)[Symbol.asyncIterator]()
  for (;;) {
    let next: Awaited<ReturnType<typeof records.next>>
    try {
      next = await records.next()
    } catch (error) {
      // what stands before the damage is good, and is kept
      unreadable(row + 1, error instanceof Error ? error.message : String(error))
      break
    }
    if (next.done || signal.aborted) break
    row = next.value.row
    if (layout === null) {
      const found = layoutOf(next.value.cells, connection, points)
      if ('malformed' in found) {
        unreadable(row, found.malformed)
        break
      }
      layout = found
      continue
    }
    batch.push(...layout(next.value))
    if (batch.length >= BATCH_SAMPLES) await offer()
  }
  await records.return?.(undefined)
  if (batch.length > 0 && !signal.aborted) await offer()
  taken.errors.sort((a, b) => a.row - b.row)
  return taken
}

const errorOf = ({ row, column, tag }: FileSample, { reason, detail }: RefusedRow): CellError => ({
  row,
  column,
  tag,
  reason,
  detail: detail ?? '',
})
