/** How a batch goes on: which step may follow which. */
import { type Instant, type Refusal, refuse } from '@anyuan/kernel'
import type { ImportBatch, ImportCounts, ImportMode, ImportState, ImportsError, VerdictCounts } from '../contract.ts'

type Next = { ok: true; state: ImportState } | Refusal<ImportsError>
const WORKING = new Set<ImportState['state']>(['checking', 'applying', 'undoing'])
const sum = (counts: ImportCounts, of: (one: VerdictCounts) => number): number =>
  Object.values(counts).reduce((all, one) => all + of(one), 0)

export const wrongRows = (counts: ImportCounts): number => sum(counts, (one) => one.wrong)
export const goodRows = (counts: ImportCounts): number => sum(counts, (one) => one.new + one.changed)
export const allRows = (counts: ImportCounts): number => sum(counts, (one) => one.new + one.changed + one.unchanged + one.wrong)

/** A batch that failed while it was applied may be applied again: nothing of it was written. */
export function beginApply({ state, counts, fileKept }: ImportBatch, mode: ImportMode): Next {
  if (WORKING.has(state.state)) return refuse('imports.still_working')
  const again = state.state === 'failed' && state.during === 'apply'
  if ((state.state !== 'checked' && !again) || !counts) return refuse('imports.not_checked')
  if (!fileKept) return refuse('imports.file_gone')
  if (mode === 'all_or_nothing' && wrongRows(counts) > 0) return refuse('imports.wrong_rows', { count: wrongRows(counts) })
  if (goodRows(counts) === 0) return refuse('imports.nothing_to_do')
  return { ok: true, state: { state: 'applying', mode, done: 0, total: allRows(counts) } }
}

export function beginUndo({ state, counts, fileKept }: ImportBatch): Next {
  if (WORKING.has(state.state)) return refuse('imports.still_working')
  if (state.state !== 'applied' || !counts) return refuse('imports.not_applied')
  if (!fileKept) return refuse('imports.file_gone')
  return { ok: true, state: { state: 'undoing', mode: state.mode, at: state.at, by: state.by, done: 0, total: goodRows(counts) } }
}

export const applied = (mode: ImportMode, at: Instant, by: string): ImportState => ({ state: 'applied', mode, at, by, refusedUndo: [] })
