/** What waiting for an acknowledgement does, and what stays after it: told as stories. Times in seconds; officer Li acts. */
import { expect, test } from 'vitest'
import type { AlarmDefinition, AlarmState } from './shapes.ts'
import { liveOf, NORMAL } from './state.ts'
import { step } from './step.ts'
import { alarm, inputOf, type Line, play } from './stories.ts'

const story = (title: string, definition: ReturnType<typeof alarm>, lines: readonly Line[]) =>
  test(title, () => expect(play(definition, lines)).toEqual(lines))

const GROWING = alarm({
  severityRises: [
    { afterSeconds: 60, severity: 2 },
    { afterSeconds: 300, severity: 1 },
  ],
})
const severities = (definition: AlarmDefinition, lines: readonly (readonly [number, string])[]) => {
  let state: AlarmState = NORMAL
  return lines.map(([second, word]) => {
    const outcome = step(definition, state, inputOf(word, state), second * 1000)
    if (outcome.ok) state = outcome.state
    const live = liveOf(state)
    return live.state === 'normal'
      ? 'normal'
      : `${live.worst.severity} ${live.state}${outcome.ok ? outcome.events.map((it) => ` ${it.type}`).join('') : ''}`
  })
}
test('an alarm that nobody acknowledges grows graver with time; one that was seen does not', () => {
  expect(
    severities(GROWING, [
      [0, 'H'],
      [59, 'tick'],
      [60, 'tick'],
      [299, 'tick'],
      [300, 'tick'],
      [301, 'ack'],
      [900, 'tick'],
    ]),
  ).toEqual([
    '3 unacknowledged raised',
    '3 unacknowledged',
    '2 unacknowledged risen',
    '2 unacknowledged',
    '1 unacknowledged risen',
    '3 acknowledged acknowledged',
    '3 acknowledged',
  ])
})
test('what waiting added is neither an escalation nor an easing of the process', () => {
  const waits = alarm({ ...GROWING, offDelaySeconds: 30 })
  expect(
    severities(waits, [
      [0, 'H'],
      [300, 'tick'],
      [301, 'ok'],
      [302, 'H'],
      [303, 'HH'],
      [304, 'H'],
      [305, 'ack'],
      [306, 'ok'],
      [400, 'tick'],
    ]),
  ).toEqual([
    '3 unacknowledged raised',
    '1 unacknowledged risen risen',
    '1 unacknowledged timer_started',
    '1 unacknowledged timer_stopped',
    '1 unacknowledged escalated',
    '1 unacknowledged eased',
    '3 acknowledged acknowledged',
    '3 acknowledged timer_started',
    'normal',
  ])
})
test('an alarm that grew graver after it was acknowledged waits anew from then', () => {
  expect(
    severities(alarm({ severityRises: [{ afterSeconds: 60, severity: 1 }] }), [
      [0, 'L'],
      [10, 'ack'],
      [100, 'H'],
      [159, 'tick'],
      [160, 'tick'],
    ]),
  ).toEqual([
    '3 unacknowledged raised',
    '3 acknowledged acknowledged',
    '3 unacknowledged escalated',
    '3 unacknowledged',
    '1 unacknowledged risen',
  ])
})
story(
  'an alarm sounds again until it is acknowledged, not while it lies on the shelf, and once after a machine stood still',
  alarm({ reannounceSeconds: 60 }),
  [
    [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
    [60, 'tick', 'unacknowledged H of 0, at H', 'reannounced'],
    [70, 'ok', 'returned_unacknowledged H of 0, gone at 70', 'returned'],
    [500, 'tick', 'returned_unacknowledged H of 0, gone at 70', 'reannounced'],
    [539, 'tick', 'returned_unacknowledged H of 0, gone at 70'],
    [540, 'tick', 'returned_unacknowledged H of 0, gone at 70', 'reannounced'],
    [541, 'shelve 10', 'shelved by Li until 1141 [returned_unacknowledged H of 0, gone at 70]', 'shelved'],
    [1140, 'tick', 'shelved by Li until 1141 [returned_unacknowledged H of 0, gone at 70]'],
    [1141, 'tick', 'returned_unacknowledged H of 0, gone at 70', 'unshelved'],
    [1201, 'tick', 'returned_unacknowledged H of 0, gone at 70', 'reannounced'],
    [1202, 'ack', 'normal', 'acknowledged, closed'],
    [9999, 'tick', 'normal'],
  ],
)
story(
  'silence is for everybody and for what sounds now; news sounds again, and silence acknowledges nothing',
  alarm({ reannounceSeconds: 60 }),
  [
    [0, 'silence', 'no: alarms.nothing_standing'],
    [1, 'H', 'unacknowledged H of 1, at H', 'raised'],
    [2, 'silence', 'unacknowledged H of 1, at H, silenced by Li', 'silenced'],
    [3, 'silence', 'no: alarms.already_silenced'],
    [4, 'HH', 'unacknowledged HH of 1, at HH', 'escalated'],
    [5, 'silence', 'unacknowledged HH of 1, at HH, silenced by Li', 'silenced'],
    [64, 'tick', 'unacknowledged HH of 1, at HH', 'reannounced'],
    [65, 'ack', 'acknowledged HH of 1, at HH, seen by Li at 65', 'acknowledged'],
    [66, 'silence', 'no: alarms.nothing_sounds'],
  ],
)
story('where it is asked for, an alarm stays after its return until somebody says what was done', alarm({ confirmRequired: true }), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ack', 'acknowledged H of 0, at H, seen by Li at 1', 'acknowledged'],
  [2, 'ok', 'returned_unhandled H of 0, gone at 2, seen by Li at 1', 'returned'],
  [3, 'ack', 'no: alarms.already_acknowledged'],
  [4, 'handle', 'normal', 'handled, closed'],
  [10, 'H', 'unacknowledged H of 10, at H', 'raised'],
  [11, 'handle', 'unacknowledged H of 10, at H, handled by Li at 11', 'handled'],
  [12, 'ok', 'returned_unacknowledged H of 10, gone at 12, handled by Li at 11', 'returned'],
  [13, 'ack', 'normal', 'acknowledged, closed'],
])
story('a latched alarm that asks for a word is reset only after it was given', alarm({ latched: true, confirmRequired: true }), [
  [0, 'H', 'unacknowledged H of 0, at H', 'raised'],
  [1, 'ok', 'latched H of 0, gone at 1', 'returned, latched'],
  [2, 'ack', 'latched H of 0, gone at 1, seen by Li at 2', 'acknowledged'],
  [3, 'reset', 'no: alarms.not_handled'],
  [4, 'handle', 'latched H of 0, gone at 1, seen by Li at 2, handled by Li at 4', 'handled'],
  [5, 'reset', 'normal', 'reset, closed'],
])
