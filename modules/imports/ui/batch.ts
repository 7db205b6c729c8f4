/** A batch as the screen needs it: what is going on, and the counts that matter. */
import type { paths } from '@anyuan/ui'

export type Batch = paths['/api/imports/batches/{id}']['get']['responses'][200]['content']['application/json']
export type BatchRow = paths['/api/imports/batches/{id}/rows']['get']['responses'][200]['content']['application/json']['items'][number]
export type Verdict = BatchRow['verdict']

const WORKING: ReadonlySet<Batch['state']['state']> = new Set(['checking', 'applying', 'undoing'])
export const isWorking = (batch: Batch): boolean => WORKING.has(batch.state.state)

/** Over all sheets; null until the file is checked. */
export function totals(batch: Batch): Record<Verdict, number> | null {
  if (!batch.counts) return null
  const sheets = Object.values(batch.counts)
  const sum = (verdict: Verdict) => sheets.reduce((all, sheet) => all + sheet[verdict], 0)
  return { new: sum('new'), changed: sum('changed'), unchanged: sum('unchanged'), wrong: sum('wrong') }
}

/** 选择 → 检查 → 导入 → 结果 */
export function stepOf({ state }: Batch): number {
  switch (state.state) {
    case 'checking':
    case 'checked':
      return 1
    case 'failed':
      return state.during === 'check' ? 1 : state.during === 'apply' ? 2 : 3 // place in the list of steps
    case 'applying':
      return 2
    case 'applied':
    case 'undoing':
    case 'undone':
      return 3
  }
}
