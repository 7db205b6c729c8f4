/** What the page makes of a batch. */
import { expect, test } from 'vitest'
import { type Batch, isWorking, stepOf, totals } from './batch.ts'

const batch = (state: Batch['state'], counts: Batch['counts'] = null): Batch => ({
  id: '00000000-0000-4000-8000-000000000000',
  org: 'ln',
  fileName: 'x.xlsx',
  bytes: 1,
  by: 'x',
  at: '2026-10-03T00:00:00Z',
  state,
  counts,
  notes: [],
  fileKept: true,
})
const counts = {
  units: { new: 1, changed: 0, unchanged: 0, wrong: 0 },
  assets: { new: 0, changed: 2, unchanged: 0, wrong: 0 },
  tags: { new: 3, changed: 0, unchanged: 4, wrong: 5 },
}

test('counts are those of all sheets; before the check there are none, not zeros', () => {
  expect(totals(batch({ state: 'checked' }, counts))).toEqual({ new: 4, changed: 2, unchanged: 4, wrong: 5 })
  expect(totals(batch({ state: 'checking', done: 0, total: 0 }))).toBeNull()
})
test('a batch that failed stands at the step at which it failed', () => {
  const failed = (during: 'check' | 'apply' | 'undo') => batch({ state: 'failed', during, reason: { code: 'x', params: {} } })
  expect([failed('check'), failed('apply'), failed('undo')].map(stepOf)).toEqual([1, 2, 3])
})
test('only what is being worked on is looked at again and again', () => {
  expect(isWorking(batch({ state: 'applying', mode: 'accept_good', done: 1, total: 2 }))).toBe(true)
  expect(isWorking(batch({ state: 'checked' }))).toBe(false)
})
