/** Repeat count (计次): an alarm that calls only at the n-th rise within a window. Times in seconds. */
import { quality } from '@anyuan/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import type { AlarmDefinition } from './shapes.ts'
import { alarm, type Line, play, tell } from './stories.ts'

const thrice = (more: Partial<AlarmDefinition> = {}) => alarm({ raiseAfterCount: { count: 3, windowSeconds: 60 }, ...more })
const story = (title: string, definition: ReturnType<typeof alarm>, lines: readonly Line[]) =>
  test(title, () => expect(play(definition, lines)).toEqual(lines))

story('two spikes within the minute call nobody, the third does, and counting begins anew', thrice(), [
  [0, 'H', 'normal, H holds, counted at 0', 'counted'],
  [1, 'ok', 'normal, counted at 0', 'timer_stopped'],
  [20, 'H', 'normal, H holds, counted at 0 20', 'counted'],
  [21, 'ok', 'normal, counted at 0 20', 'timer_stopped'],
  [40, 'H', 'unacknowledged H of 40, at H', 'raised'],
  [41, 'ok', 'returned_unacknowledged H of 40, gone at 41', 'returned'],
  [50, 'H', 'returned_unacknowledged H of 40, gone at 41, H holds, counted at 50', 'counted'],
  [51, 'ack', 'normal, H holds, counted at 50', 'acknowledged, closed'],
])
story('a spike that is a minute old counts no longer', thrice(), [
  [0, 'H', 'normal, H holds, counted at 0', 'counted'],
  [1, 'ok', 'normal, counted at 0', 'timer_stopped'],
  [30, 'H', 'normal, H holds, counted at 0 30', 'counted'],
  [31, 'ok', 'normal, counted at 0 30', 'timer_stopped'],
  [60, 'H', 'normal, H holds, counted at 30 60', 'counted'],
])
story('one long breach is one rise, also where its level changes', thrice(), [
  [0, 'H', 'normal, H holds, counted at 0', 'counted'],
  [5, 'HH', 'normal, HH holds, counted at 0', 'timer_started'],
  [50, 'H', 'normal, H holds, counted at 0', 'timer_started'],
])
story('only what outlasts the on-delay is counted', thrice({ onDelaySeconds: 5, raiseAfterCount: { count: 2, windowSeconds: 60 } }), [
  [0, 'H', 'normal, H waits for 5', 'timer_started'],
  [4, 'ok', 'normal', 'timer_stopped'],
  [10, 'H', 'normal, H waits for 15', 'timer_started'],
  [15, 'tick', 'normal, H holds, counted at 15', 'counted'],
  [20, 'ok', 'normal, counted at 15', 'timer_stopped'],
  [22, 'H', 'normal, H waits for 27, counted at 15', 'timer_started'],
  [27, 'tick', 'unacknowledged H of 27, at H', 'raised'],
])

const open = (definition: AlarmDefinition, startedAt: number, journal: AlarmEngineEvent[]) =>
  new AlarmEngine({ definitions: [definition], tagIndexOf: (tag) => tag, startedAt, sink: (events) => void journal.push(...events) })
const send = (engine: AlarmEngine, value: number, second: number) => engine.sample(3, value, quality.good, second * 1000, second * 1000)

test('killed after the second of three, it rises at the third', () => {
  const journal: AlarmEngineEvent[] = []
  const before = open(thrice(), 0, journal)
  for (const [second, value] of [
    [1, 85],
    [2, 50],
    [10, 85],
  ] as const)
    send(before, value, second)
  expect(before.remembered()).toHaveLength(1)
  const after = open(thrice(), 11_000, journal)
  after.restore(before.remembered(), 11_000)
  send(after, 86, 12)
  expect(tell(after.stateOf(7)!)).toBe('normal, H holds, counted at 1 10')
  send(after, 50, 13)
  send(after, 85, 14)
  expect(journal.map((it) => it.type)).toEqual(['counted', 'timer_stopped', 'counted', 'timer_stopped', 'raised'])
})

test('counting that is configured away raises what holds, and nothing that is past', () => {
  const journal: AlarmEngineEvent[] = []
  const engine = open(thrice(), 0, journal)
  send(engine, 85, 1)
  engine.reconfigure([alarm()], (tag) => tag, 5000)
  engine.tick(5000)
  expect(journal.map((it) => it.type)).toEqual(['counted', 'raised'])
  const quiet = open(thrice(), 0, [])
  send(quiet, 85, 1)
  send(quiet, 50, 2)
  quiet.reconfigure([alarm()], (tag) => tag, 5000)
  quiet.tick(5000)
  expect(quiet.standing()).toEqual([])
})

test('it rises exactly where a plain reading of the rule says, whatever the spikes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 120 }),
      (gaps, count, windowSeconds) => {
        const journal: AlarmEngineEvent[] = []
        const engine = open(alarm({ raiseAfterCount: { count, windowSeconds } }), 0, journal)
        const expected: number[] = []
        let since: number[] = []
        let second = 0
        for (const gap of gaps) {
          second += gap + 1
          send(engine, 85, second)
          send(engine, 50, second + 0.5)
          since = [...since.filter((at) => at > second - windowSeconds), second]
          if (since.length < count) continue
          expected.push(second * 1000)
          since = []
        }
        expect(journal.filter((it) => it.type === 'raised').map((it) => it.at)).toEqual(expected)
      },
    ),
    { numRuns: 100 },
  )
})
