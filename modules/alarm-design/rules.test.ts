/** When a record of alarm-design may be opened and closed. */
import { type Instant, orgPath } from '@anyuan/kernel'
import { expect, test } from 'vitest'
import { close, open } from './rules.ts'

const now = '2026-05-01T08:00:00.000Z' as Instant
const later = '2026-05-02T08:00:00.000Z' as Instant
const officer = { name: '示例安全员', scope: ['ln.a'] }
const opened = () => {
  const outcome = open({ org: orgPath('ln.a.x'), name: '示例' }, '0b0d3f4c-7c1e-4c2b-9a55-1f6f3a8c2d10', officer, now)
  if (!outcome.ok) throw new Error('expected a record')
  return outcome.state
}

test('a record is open from the moment it is made, and the house is told', () => {
  expect(opened()).toMatchObject({ state: 'open', openedBy: '示例安全员', openedAt: now })
})
test('nobody opens a record outside their own scope', () => {
  const id = '0b0d3f4c-7c1e-4c2b-9a55-1f6f3a8c2d10'
  expect(open({ org: orgPath('ln.b'), name: '示例' }, id, officer, now)).toMatchObject({ ok: false, code: 'alarm-design.outside_scope' })
})
test('a record is closed once, with its conclusion', () => {
  const closed = close(opened(), { conclusion: '完成' }, '示例安全员', later)
  expect(closed).toMatchObject({ ok: true, state: { state: 'closed', closedAt: later, conclusion: '完成' } })
  if (!closed.ok) throw new Error('expected a closed record')
  expect(close(closed.state, { conclusion: '再次' }, 'x', later)).toMatchObject({ ok: false, code: 'alarm-design.already_closed' })
})
