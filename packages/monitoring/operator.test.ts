/** Exercises, and what the class and the design allow a person: told as stories. Times in seconds; officer Li acts. */
import { expect, test } from 'vitest'
import { NORMAL } from './state.ts'
import { step } from './step.ts'
import { alarm, inputOf, type Line, play } from './stories.ts'

const story = (title: string, definition: ReturnType<typeof alarm>, lines: readonly Line[]) =>
  test(title, () => expect(play(definition, lines)).toEqual(lines))
story('a drill is acknowledged and handled like an alarm, and gives way to the process at once', alarm({ onDelaySeconds: 5 }), [
  [0, 'drill', 'unacknowledged drill of 0, drill', 'drill'],
  [1, 'drill', 'no: alarms.already_standing'],
  [2, 'ack', 'acknowledged drill of 0, seen by Li at 2, drill', 'acknowledged'],
  [3, 'handle', 'acknowledged drill of 0, seen by Li at 2, drill, handled by Li at 3', 'handled'],
  [4, 'end', 'normal', 'closed'],
  [5, 'end', 'no: alarms.no_drill'],
  [6, 'drill', 'unacknowledged drill of 6, drill', 'drill'],
  [7, 'H', 'normal, H waits for 12', 'closed, timer_started'],
  [8, 'drill', 'no: alarms.condition_holds'],
  [12, 'tick', 'unacknowledged H of 12, at H', 'raised'],
  [13, 'drill', 'no: alarms.already_standing'],
])
test('every entry of a drill says so', () => {
  const drill = step(alarm(), NORMAL, inputOf('drill', NORMAL), 0)
  if (!drill.ok) throw new Error('a drill of a quiet alarm')
  const real = step(alarm(), drill.state, inputOf('H', drill.state), 1000)
  expect(real.ok && [...drill.events, ...real.events].map((it) => [it.type, it.drill, it.by, it.note])).toEqual([
    ['drill', true, 'Li', 'monthly exercise'],
    ['closed', true, null, 'real'],
    ['raised', false, null, null],
  ])
})
story('what the design covers is judged and told; a person may shelve over it, and only the design lifts it', alarm(), [
  [0, 'design', 'suppressed by SR-1 [normal]', 'suppressed'],
  [1, 'H', 'suppressed by SR-1 [unacknowledged H of 1, at H]', 'raised'],
  [2, 'ack', 'no: alarms.set_aside'],
  [3, 'unsuppress', 'no: alarms.suppressed_by_design'],
  [4, 'suppress', 'no: alarms.set_aside'],
  [5, 'shelve 10', 'shelved by Li until 605 [unacknowledged H of 1, at H]', 'unsuppressed, shelved'],
  [6, 'design', 'shelved by Li until 605 [unacknowledged H of 1, at H]'],
  [7, 'unshelve', 'unacknowledged H of 1, at H', 'unshelved'],
  [8, 'design', 'suppressed by SR-1 [unacknowledged H of 1, at H]', 'suppressed'],
  [9, 'lift', 'unacknowledged H of 1, at H', 'unsuppressed'],
])
story(
  'its class says how long an alarm may be shelved and out of service, and whether it may be suppressed',
  alarm({ maxShelveMinutes: 5, maxOutOfServiceDays: 1, suppressible: false }),
  [
    [0, 'shelve 6', 'no: alarms.shelved_too_long'],
    [1, 'suppress', 'no: alarms.not_suppressible'],
    [2, 'remove 86403', 'no: alarms.out_of_service_too_long'],
    [3, 'remove 86403', 'out of service by Li until 86403 [normal]', 'taken_out_of_service'],
    [4, 'shelve 1', 'no: alarms.set_aside'],
    [86403, 'tick', 'normal', 'returned_to_service'],
  ],
)
