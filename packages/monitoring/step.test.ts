/** The life cycle, told as stories. Times in seconds; officer Li acts. */
import { expect, test } from 'vitest'
import { NORMAL } from './state.ts'
import { step } from './step.ts'
import { alarm, LEVELS, type Line, play } from './stories.ts'

const story = (title: string, definition: ReturnType<typeof alarm>, lines: readonly Line[]) =>
  test(title, () => expect(play(definition, lines)).toEqual(lines))

story('an alarm rises, is acknowledged, handled, returns, and is over', alarm(), [
  [1, 'H', 'unacknowledged H of 1, at H', 'raised'],
  [5, 'ack', 'acknowledged H of 1, at H, seen by Li at 5', 'acknowledged'],
  [9, 'handle', 'acknowledged H of 1, at H, seen by Li at 5, handled by Li at 9', 'handled'],
  [20, 'ok', 'normal', 'returned, closed'],
])
story('an alarm that returns unseen waits for someone to see it', alarm(), [
  [1, 'H', 'unacknowledged H of 1, at H', 'raised'],
  [2, 'ok', 'returned_unacknowledged H of 1, gone at 2', 'returned'],
  [90, 'ack', 'normal', 'acknowledged, closed'],
])
story('a breach that flickers inside the on-delay never rises', alarm({ onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [9, 'ok', 'normal', 'timer_stopped'],
  [9.5, 'H', 'normal, H waits for 19.5', 'timer_started'],
  [19, 'ok', 'normal', 'timer_stopped'],
  [60, 'tick', 'normal'],
])
story('a change of level inside the on-delay keeps the timer, and the level at its end is what rises', alarm({ onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [6, 'HH', 'normal, HH waits for 10', 'timer_started'],
  [9, 'tick', 'normal, HH waits for 10'],
  [10, 'tick', 'unacknowledged HH of 10, at HH', 'raised'],
])
story('the condition must stay away for the off-delay; coming back starts it anew', alarm({ offDelaySeconds: 10 }), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [5, 'ok', 'unacknowledged H of 0, gone, waits for 15', 'timer_started'],
  [14, 'H', 'unacknowledged H of 0, at H', 'timer_stopped'],
  [20, 'ok', 'unacknowledged H of 0, gone, waits for 30', 'timer_started'],
  [29, 'tick', 'unacknowledged H of 0, gone, waits for 30'],
  [30, 'tick', 'returned_unacknowledged H of 0, gone at 30', 'returned'],
])
story('an alarm acknowledged during its off-delay is over when the delay is', alarm({ offDelaySeconds: 10 }), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [5, 'ok', 'unacknowledged H of 0, gone, waits for 15', 'timer_started'],
  [6, 'ack', 'acknowledged H of 0, gone, waits for 15, seen by Li at 6', 'acknowledged'],
  [15, 'tick', 'normal', 'returned, closed'],
])
story('a delay that was over before the next input ends first, however late the tick', alarm({ onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [11, 'ok', 'returned_unacknowledged H of 11, gone at 11', 'raised, returned'],
])
story('the worst level is latched until it is acknowledged', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'HH', 'unacknowledged HH of 0, at HH', 'escalated'],
  [2, 'H', 'unacknowledged HH of 0, at H', 'eased'],
  [3, 'ack', 'acknowledged H of 0, at H, seen by Li at 3', 'acknowledged'],
])
story('a graver level after the acknowledgement asks to be acknowledged anew, and handled anew', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ack', 'acknowledged H of 0, at H, seen by Li at 1', 'acknowledged'],
  [2, 'handle', 'acknowledged H of 0, at H, seen by Li at 1, handled by Li at 2', 'handled'],
  [3, 'HH', 'unacknowledged HH of 0, at HH', 'escalated'],
  [4, 'ack', 'acknowledged HH of 0, at HH, seen by Li at 4', 'acknowledged'],
])
story('an acknowledged alarm may ease without a word; growing grave again is news', alarm(), [
  [0, 'HH', 'unacknowledged HH of 0, at HH', 'raised'],
  [1, 'ack', 'acknowledged HH of 0, at HH, seen by Li at 1', 'acknowledged'],
  [2, 'H', 'acknowledged H of 0, at H, seen by Li at 1', 'eased'],
  [3, 'HH', 'unacknowledged HH of 0, at HH', 'escalated'],
])
story('whoever acknowledged "high" has not acknowledged "low"', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ack', 'acknowledged H of 0, at H, seen by Li at 1', 'acknowledged'],
  [2, 'L', 'unacknowledged L of 0, at L', 'escalated'],
])
story('a breach of an alarm that returned unseen is a new occurrence, the former one is closed', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ok', 'returned_unacknowledged H of 0, gone at 1', 'returned'],
  [2, 'HH', 'unacknowledged HH of 2, at HH', 'closed, raised'],
])
story('a new occurrence of a returned alarm waits out its on-delay, also over an acknowledgement', alarm({ onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [10, 'tick', 'unacknowledged H of 10, at H', 'raised'],
  [11, 'ok', 'returned_unacknowledged H of 10, gone at 11', 'returned'],
  [12, 'H', 'returned_unacknowledged H of 10, gone at 11, H waits for 22', 'timer_started'],
  [15, 'ack', 'normal, H waits for 22', 'acknowledged, closed'],
  [22, 'tick', 'unacknowledged H of 22, at H', 'raised'],
])
story('a latched alarm stands until it has been seen and reset', alarm({ latched: true }), [
  [0, 'HH', 'unacknowledged HH of 0, at HH', 'raised'],
  [1, 'reset', 'no: alarms.condition_holds'],
  [2, 'ok', 'latched HH of 0, gone at 2', 'returned, latched'],
  [3, 'reset', 'no: alarms.not_acknowledged'],
  [4, 'ack', 'latched HH of 0, gone at 2, seen by Li at 4', 'acknowledged'],
  [5, 'ack', 'no: alarms.already_acknowledged'],
  [6, 'handle', 'latched HH of 0, gone at 2, seen by Li at 4, handled by Li at 6', 'handled'],
  [7, 'reset', 'normal', 'reset, closed'],
])
story('a latched alarm cannot be reset while the condition is on its way back', alarm({ latched: true, onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [10, 'tick', 'unacknowledged H of 10, at H', 'raised'],
  [11, 'ack', 'acknowledged H of 10, at H, seen by Li at 11', 'acknowledged'],
  [12, 'ok', 'latched H of 10, gone at 12, seen by Li at 11', 'returned, latched'],
  [13, 'H', 'latched H of 10, gone at 12, H waits for 23, seen by Li at 11', 'timer_started'],
  [14, 'reset', 'no: alarms.condition_holds'],
  [23, 'tick', 'unacknowledged H of 23, at H', 'closed, raised'],
])
story('a shelved alarm goes on inside and comes back by itself', alarm(), [
  [0, 'shelve 10', 'shelved by Li until 600 [normal]', 'shelved'],
  [100, 'H', 'shelved by Li until 600 [unacknowledged H of 100, at H]', 'raised'],
  [200, 'HH', 'shelved by Li until 600 [unacknowledged HH of 100, at HH]', 'escalated'],
  [600, 'tick', 'unacknowledged HH of 100, at HH', 'unshelved'],
])
story('shelving loses no timer', alarm({ onDelaySeconds: 600 }), [
  [0, 'H', 'normal, H waits for 600', 'timer_started'],
  [420, 'shelve 60', 'shelved by Li until 4020 [normal, H waits for 600]', 'shelved'],
  [600, 'tick', 'shelved by Li until 4020 [unacknowledged H of 600, at H]', 'raised'],
  [700, 'unshelve', 'unacknowledged H of 600, at H', 'unshelved'],
])
story('an acknowledged alarm that still holds comes off the shelf unacknowledged', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ack', 'acknowledged H of 0, at H, seen by Li at 1', 'acknowledged'],
  [2, 'shelve 1', 'shelved by Li until 62 [acknowledged H of 0, at H, seen by Li at 1]', 'shelved'],
  [30, 'unshelve', 'unacknowledged H of 0, at H', 'unshelved'],
])
story('an alarm that came and went on the shelf is still there to be seen', alarm(), [
  [0, 'shelve 1', 'shelved by Li until 60 [normal]', 'shelved'],
  [10, 'H', 'shelved by Li until 60 [unacknowledged H of 10, at H]', 'raised'],
  [20, 'ok', 'shelved by Li until 60 [returned_unacknowledged H of 10, gone at 20]', 'returned'],
  [60, 'tick', 'returned_unacknowledged H of 10, gone at 20', 'unshelved'],
])
story('a very late tick ends delay and shelf in the order in which they were over', alarm({ onDelaySeconds: 10 }), [
  [0, 'H', 'normal, H waits for 10', 'timer_started'],
  [1, 'shelve 1', 'shelved by Li until 61 [normal, H waits for 10]', 'shelved'],
  [900, 'tick', 'unacknowledged H of 900, at H', 'raised, unshelved'],
])
story('a delay goes on when the shelf ends before it', alarm({ onDelaySeconds: 600 }), [
  [0, 'H', 'normal, H waits for 600', 'timer_started'],
  [10, 'shelve 1', 'shelved by Li until 70 [normal, H waits for 600]', 'shelved'],
  [70, 'tick', 'normal, H waits for 600', 'unshelved'],
  [600, 'tick', 'unacknowledged H of 600, at H', 'raised'],
])
story('when delay and shelf end in the same instant, the alarm rises before it is uncovered', alarm({ onDelaySeconds: 60 }), [
  [0, 'H', 'normal, H waits for 60', 'timer_started'],
  [0, 'shelve 1', 'shelved by Li until 60 [normal, H waits for 60]', 'shelved'],
  [60, 'tick', 'unacknowledged H of 60, at H', 'raised, unshelved'],
])
story('suppression by design ends only by design', alarm(), [
  [0, 'suppress', 'suppressed by Li [normal]', 'suppressed'],
  [10, 'H', 'suppressed by Li [unacknowledged H of 10, at H]', 'raised'],
  [99_999, 'tick', 'suppressed by Li [unacknowledged H of 10, at H]'],
  [100_000, 'unsuppress', 'unacknowledged H of 10, at H', 'unsuppressed'],
])
story('an alarm out of service comes back when its time is up, or when called', alarm(), [
  [0, 'remove 60', 'out of service by Li until 60 [normal]', 'taken_out_of_service'],
  [60, 'tick', 'normal', 'returned_to_service'],
  [70, 'remove', 'out of service by Li [normal]', 'taken_out_of_service'],
  [99_999, 'tick', 'out of service by Li [normal]'],
  [100_000, 'back', 'normal', 'returned_to_service'],
  [100_001, 'remove 60', 'no: alarms.until_not_ahead'],
])
story('an act without meaning is refused and changes nothing', alarm(), [
  [0, 'ack', 'no: alarms.nothing_standing'],
  [0, 'handle', 'no: alarms.nothing_standing'],
  [0, 'reset', 'no: alarms.nothing_standing'],
  [0, 'unshelve', 'no: alarms.not_shelved'],
  [0, 'unsuppress', 'no: alarms.not_suppressed'],
  [0, 'back', 'no: alarms.not_out_of_service'],
  [1, 'shelve 61', 'no: alarms.shelved_too_long'],
  [2, 'H', 'unacknowledged H of 2, at H', 'raised'],
  [3, 'reset', 'no: alarms.not_latched'],
  [4, 'ack', 'acknowledged H of 2, at H, seen by Li at 4', 'acknowledged'],
  [5, 'ack', 'no: alarms.already_acknowledged'],
  [6, 'handle', 'acknowledged H of 2, at H, seen by Li at 4, handled by Li at 6', 'handled'],
  [7, 'handle', 'no: alarms.already_handled'],
  [8, 'shelve 10', 'shelved by Li until 608 [acknowledged H of 2, at H, seen by Li at 4, handled by Li at 6]', 'shelved'],
  [9, 'ack', 'no: alarms.set_aside'],
  [9, 'handle', 'no: alarms.set_aside'],
  [9, 'shelve 10', 'no: alarms.set_aside'],
  [9, 'suppress', 'no: alarms.set_aside'],
  [9, 'unsuppress', 'no: alarms.not_suppressed'],
])
story('handling an alarm does not acknowledge it', alarm(), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'handle', 'unacknowledged H of 0, at H, handled by Li at 1', 'handled'],
  [2, 'ok', 'returned_unacknowledged H of 0, gone at 2, handled by Li at 1', 'returned'],
])

const limits = { maxShelveMinutes: 60 }
const raised = step(alarm(), NORMAL, { type: 'process', breach: LEVELS.H ?? null }, 1000)

test('only the occurrence that was on the screen can be acknowledged', () => {
  if (!raised.ok) throw new Error('an alarm must rise')
  const act = step(
    alarm(),
    raised.state,
    { type: 'operator', action: { action: 'acknowledge', seenOccurrence: '7-1' }, by: 'Li', limits },
    2000,
  )
  expect(act).toEqual({ ok: false, code: 'alarms.not_what_was_seen', params: { seen: '7-1', standing: '7-1000' } })
})
test('an alarm that grew graver while the key came down is not acknowledged', () => {
  if (!raised.ok) throw new Error('an alarm must rise')
  const graver = step(alarm(), raised.state, { type: 'process', breach: LEVELS.HH ?? null }, 1500)
  if (!graver.ok) throw new Error('an alarm must grow')
  const action = { action: 'acknowledge', seenOccurrence: '7-1000', seenSeverity: 3 } as const
  expect(step(alarm(), graver.state, { type: 'operator', action, by: 'Li', limits }, 1501)).toMatchObject({
    code: 'alarms.not_what_was_seen',
  })
})
test('an event says what, when, by whom, about which occurrence, and what came of it', () => {
  expect(raised.ok && raised.events).toEqual([
    {
      at: 1000,
      alarmNumber: 7,
      type: 'raised',
      occurrence: '7-1000',
      breach: LEVELS.H,
      by: null,
      note: null,
      drill: false,
      state: raised.ok && raised.state,
    },
  ])
})
test('two rises within one millisecond bear two names', () => {
  const names: string[] = []
  let state = NORMAL as Parameters<typeof step>[1]
  for (const word of ['H', 'ok', 'H', 'ok', 'H'] as const) {
    const next = step(alarm(), state, { type: 'process', breach: LEVELS[word] ?? null }, 1000)
    if (!next.ok) throw new Error('the process is never refused')
    names.push(...next.events.flatMap((it) => (it.type === 'raised' ? [it.occurrence ?? ''] : [])))
    state = next.state
  }
  expect(names).toEqual(['7-1000', '7-1000.2', '7-1000.3'])
})
test('an equally severe level further out is graver: H to HH asks again', () => {
  const [H, HH] = [LEVELS.H, LEVELS.HH]
  if (!H || !HH) throw new Error('levels')
  const acknowledged = {
    state: 'acknowledged',
    occurrence: '7-1',
    raisedAt: 1,
    worst: H,
    current: H,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
    acknowledged: { by: 'Li', at: 2 },
  } as const
  const next = step(alarm(), acknowledged, { type: 'process', breach: { ...HH, severity: 3 } }, 3)
  expect(next).toMatchObject({
    ok: true,
    state: { state: 'unacknowledged', worst: { reason: 'high_high' } },
    events: [{ type: 'escalated' }],
  })
})
test('what latched before the latch was configured away still takes its reset', () => {
  const H = LEVELS.H
  if (!H) throw new Error('levels')
  const latched = {
    state: 'latched',
    occurrence: '7-1',
    raisedAt: 1,
    worst: H,
    current: null,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
    returnedAt: 2,
    acknowledged: { by: 'Li', at: 2 },
    onDueAt: null,
    pending: null,
  } as const
  const action = { action: 'reset', seenOccurrence: '7-1' } as const
  expect(step(alarm({ latched: false }), latched, { type: 'operator', action, by: 'Li', limits }, 3)).toMatchObject({
    state: { state: 'normal' },
  })
})

test('what comes back into service by the clock says that nobody tested it; a person says how it was tested', () => {
  const away = {
    state: 'out_of_service',
    inner: NORMAL,
    since: 0,
    until: 60_000,
    by: 'Li',
    reason: 'repair',
    compensatingMeasure: 'a man',
    work: 'JX-7',
  } as const
  const notes = (...args: Parameters<typeof step>) => {
    const outcome = step(...args)
    return outcome.ok ? outcome.events.map((it) => [it.type, it.by, it.note]) : outcome.code
  }
  expect(notes(alarm(), away, { type: 'tick' }, 60_000)).toEqual([['returned_to_service', null, 'untested']])
  const action = { action: 'return_to_service', testResult: 'rose within 4 s' } as const
  expect(notes(alarm(), away, { type: 'operator', action, by: 'Li', limits: { maxShelveMinutes: 60 } }, 1000)).toEqual([
    ['returned_to_service', 'Li', 'rose within 4 s'],
  ])
})
