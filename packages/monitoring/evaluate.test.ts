/** Each kind of condition, sample by sample. */
import { quality } from '@anyuan/kernel'
import { describe, expect, test } from 'vitest'
import { evaluateSample, scanNoData } from './evaluate.ts'
import { createMemory, primeMemory } from './memory.ts'
import type { AlarmDefinition, Condition } from './shapes.ts'
import { Condition as ConditionShape } from './shapes.ts'
import { NORMAL } from './state.ts'
import { alarm, LEVELS } from './stories.ts'
import { breachAt, compileAlarms, levelOf, NO_LEVEL, UNKNOWN_LEVEL } from './table.ts'

type Sample = readonly [second: number, value: number, quality?: number]

/** Feeds samples of tag 3 to one alarm; answers with what was emitted: `second:reason` or `second:gone`. */
function bench(condition: Condition, tags = 1) {
  const table = compileAlarms([alarm({ condition })], (tag) => (tag === 3 ? tags - 1 : undefined))
  const memory = createMemory(table, 0)
  const heard: string[] = []
  let second = 0
  const emit = (index: number, level: number, value: number) =>
    void heard.push(`${second}:${breachAt(table, index, level, value)?.reason ?? 'gone'}`)
  return {
    table,
    memory,
    feed(...samples: Sample[]): string[] {
      heard.length = 0
      for (const [at, value, code] of samples) {
        second = at
        evaluateSample(table, memory, tags - 1, value, code ?? quality.good, at * 1000, at * 1000, emit)
      }
      return [...heard]
    },
    scan(...seconds: number[]): string[] {
      heard.length = 0
      for (const at of seconds) {
        second = at
        scanNoData(table, memory, at * 1000, emit)
      }
      return [...heard]
    },
  }
}
const limits = alarm().condition

describe('limits LL 10, L 20, H 80, HH 90 with a dead-band of 2', () => {
  test('a level holds from its threshold on', () => {
    expect(bench(limits).feed([1, 79.99], [2, 80], [3, 89.99], [4, 90])).toEqual(['2:high', '4:high_high'])
    expect(bench(limits).feed([1, 20.01], [2, 20], [3, 10.01], [4, 10])).toEqual(['2:low', '4:low_low'])
  })
  test('a level ends beyond its threshold by the dead-band', () => {
    expect(bench(limits).feed([1, 81], [2, 79], [3, 78], [4, 77.99])).toEqual(['1:high', '4:gone'])
    expect(bench(limits).feed([1, 19], [2, 22], [3, 22.01])).toEqual(['1:low', '3:gone'])
  })
  test('HH eases to H beyond its own dead-band, and H stays by its own', () => {
    expect(bench(limits).feed([1, 95], [2, 88], [3, 87.99], [4, 78], [5, 77])).toEqual(['1:high_high', '3:high', '5:gone'])
  })
  test('from HH straight to within the dead-band of H is still H', () => {
    expect(bench(limits).feed([1, 95], [2, 79])).toEqual(['1:high_high', '2:high'])
  })
  test('from one side to the other in a single sample', () => {
    expect(bench(limits).feed([1, 95], [2, 5], [3, 85])).toEqual(['1:high_high', '2:low_low', '3:high'])
  })
  test('a value that rests says nothing twice', () => {
    expect(bench(limits).feed([1, 85], [2, 85], [3, 86], [4, 84])).toEqual(['1:high'])
  })
  test('with only HH set, HH works alone', () => {
    const condition: Condition = { kind: 'limit', deadband: 1, levels: [{ kind: 'high_high', threshold: 90, severity: 1 }] }
    expect(bench(condition).feed([1, 85], [2, 91], [3, 89], [4, 88.9])).toEqual(['2:high_high', '4:gone'])
  })
  test.each([
    ['bad', 99, quality.bad],
    ['stale', 99, quality.stale],
    ['NaN', Number.NaN, quality.good],
    ['infinite', Infinity, quality.good],
  ])('a value that is %s neither raises nor clears', (_name, value, code) => {
    expect(bench(limits).feed([1, value, code])).toEqual([])
    expect(bench(limits).feed([1, 85], [2, value, code], [3, Number.NaN], [4, 50])).toEqual(['1:high', '4:gone'])
  })
  test('an uncertain value counts', () => expect(bench(limits).feed([1, 85, quality.uncertain])).toEqual(['1:high']))
})

test('limits that overlap are refused by the shape', () => {
  const level = (kind: 'low' | 'high', threshold: number) => ({ kind, threshold, severity: 3 as const })
  const shape = (...levels: ReturnType<typeof level>[]) => ConditionShape.safeParse({ kind: 'limit', deadband: 0, levels }).success
  expect(shape(level('high', 80), level('low', 20))).toBe(true)
  expect(shape(level('low', 80), level('high', 80))).toBe(false)
  expect(shape(level('high', 80), level('high', 90))).toBe(false)
})

describe('rate of change of 2 per second over 10 s', () => {
  const condition: Condition = { kind: 'rate_of_change', perSecond: 2, windowSeconds: 10, severity: 2 }
  const ramp = (from: number, to: number, perSecond: number, start = 0): Sample[] =>
    Array.from({ length: to - from + 1 }, (_, i) => [from + i, start + i * perSecond] as const)
  test('is not judged before a window has passed', () => expect(bench(condition).feed(...ramp(0, 9, 5))).toEqual([]))
  test('rises when the mean slope of the last window reaches it, and falls with it', () => {
    expect(bench(condition).feed(...ramp(0, 20, 2), ...ramp(21, 40, 0, 40))).toEqual(['10:rate_of_change', '21:gone'])
  })
  test('counts falling like rising, and shows the signed rate', () => {
    const { table, memory } = bench(condition)
    const seen: number[] = []
    for (const [at, value] of ramp(0, 12, -3)) {
      evaluateSample(table, memory, 0, value, quality.good, at * 1000, at * 1000, (_alarm, _level, rate) => void seen.push(rate))
    }
    expect(seen).toEqual([-3])
  })
  test('one spike that is back within the window is seen as the slope it makes', () => {
    expect(bench(condition).feed(...ramp(0, 10, 0), [11, 25], [12, 0])).toEqual(['11:rate_of_change', '12:gone'])
  })
  test('samples rarer than the window are judged from one to the next', () => {
    expect(bench(condition).feed([0, 0], [60, 60], [120, 240], [180, 240])).toEqual(['120:rate_of_change', '180:gone'])
  })
  test('samples by the hundred to a second do not outgrow the ring', () => {
    const many = Array.from({ length: 5000 }, (_, i) => [i / 100, i / 100] as const)
    expect(bench(condition).feed(...many, [51, 90])).toEqual(['51:rate_of_change'])
  })
  test('bad values are left out of the slope', () => {
    expect(bench(condition).feed(...ramp(0, 10, 0), [11, 999, quality.bad], [12, 0])).toEqual([])
  })
})

describe('flat line: within 0.1 for 80 s', () => {
  const condition: Condition = { kind: 'flat_line', windowSeconds: 80, span: 0.1, severity: 3 }
  const flat = (from: number, to: number, value: number, every = 5): Sample[] =>
    Array.from({ length: (to - from) / every + 1 }, (_, i) => [from + i * every, value] as const)
  test('rises once the whole window has been flat, falls with the first value that is not', () => {
    expect(bench(condition).feed(...flat(0, 100, 7), [105, 7.3])).toEqual(['80:flat_line', '105:gone'])
  })
  test('noise within the span is flat, noise beyond it is life', () => {
    expect(bench(condition).feed(...flat(0, 100, 7).map(([t], i) => [t, 7 + (i % 2) * 0.09] as const))).toEqual(['80:flat_line'])
    expect(bench(condition).feed(...flat(0, 200, 7).map(([t], i) => [t, 7 + (i % 2) * 0.11] as const))).toEqual([])
  })
  test('a slow drift that stays within the span over each window is one flat line, not a chatter of many', () => {
    expect(bench(condition).feed(...flat(0, 1000, 7).map(([t]) => [t, 7 + t * 0.001] as const))).toEqual(['80:flat_line'])
  })
  test('a silence is not a flat line', () => {
    expect(bench(condition).feed([0, 7], [100, 7], [200, 7], [300, 7])).toEqual([])
  })
  test('after a silence longer than the window, the window fills anew', () => {
    expect(bench(condition).feed(...flat(0, 70, 7), ...flat(200, 300, 7))).toEqual(['280:flat_line'])
  })
  test('two samples are too few to call a sensor stuck', () => {
    expect(bench(condition).feed([0, 7], [80, 7])).toEqual([])
    expect(bench(condition).feed([0, 7], [40, 7], [80, 7])).toEqual(['80:flat_line'])
  })
})

describe('no data for 30 s', () => {
  const condition: Condition = { kind: 'no_data', afterSeconds: 30, severity: 3 }
  test('a tag never heard counts from the start', () => expect(bench(condition).scan(29, 30, 31)).toEqual(['30:no_data']))
  test('a sample ends the silence, and a bad one is a sample too', () => {
    const it = bench(condition)
    expect(it.scan(30)).toEqual(['30:no_data'])
    expect(it.feed([40, Number.NaN, quality.bad])).toEqual(['40:gone'])
    expect(it.scan(69, 70)).toEqual(['70:no_data'])
  })
})

test('bad quality rises with the first bad value and falls with the first good one', () => {
  const condition: Condition = { kind: 'bad_quality', severity: 4 }
  expect(
    bench(condition).feed([1, 5], [2, 5, quality.bad], [3, 5, quality.bad], [4, 5], [5, Number.NaN], [6, 5, quality.uncertain]),
  ).toEqual(['2:bad_quality', '4:gone', '5:bad_quality', '6:gone'])
})
test('a switch alarms on the state it is told to', () => {
  expect(bench({ kind: 'state', alarmWhen: true, severity: 2 }).feed([1, 0], [2, 1], [3, 1], [4, 0, quality.bad], [5, 0])).toEqual([
    '2:state',
    '5:gone',
  ])
  expect(bench({ kind: 'state', alarmWhen: false, severity: 2 }).feed([1, 1], [2, 0])).toEqual(['2:state'])
})

test('each tag meets its own alarms only, and tags without alarms meet none', () => {
  const definitions: AlarmDefinition[] = [
    alarm({ alarmNumber: 1, tagNumber: 30 }),
    alarm({ alarmNumber: 2, tagNumber: 10 }),
    alarm({ alarmNumber: 3, tagNumber: 30 }),
  ]
  const table = compileAlarms([...definitions, alarm({ alarmNumber: 4, tagNumber: 99 })], (tag) => (tag === 99 ? undefined : tag / 10))
  const memory = createMemory(table, 0)
  const met = (tag: number): number[] => {
    const found: number[] = []
    evaluateSample(table, memory, tag, 85, quality.good, 0, 0, (index) => void found.push(table.definitions[index]!.alarmNumber))
    return found
  }
  expect([met(0), met(1), met(2), met(3), met(4)]).toEqual([[], [2], [], [1, 3], []])
  expect(table.unplaced).toEqual([4])
})
test('an alarm number given twice stops the compilation', () => {
  expect(() => compileAlarms([alarm(), alarm()], () => 0)).toThrow('comes twice')
})

test('after a restart an alarm that stands is not raised again, and still ends by its dead-band', () => {
  const it = bench(limits)
  const standing = {
    state: 'unacknowledged',
    occurrence: '7-1',
    raisedAt: 1,
    worst: LEVELS.H!,
    current: LEVELS.H!,
    offDueAt: null,
    handled: null,
    silenced: null,
    drill: false,
  } as const
  primeMemory(it.table, it.memory, 0, standing)
  expect(it.feed([1, 85], [2, 79], [3, 77])).toEqual(['3:gone'])
  primeMemory(it.table, it.memory, 0, NORMAL)
  expect(it.feed([4, 50])).toEqual([])
})
test('a level that the configuration no longer has is judged anew by the next sample', () => {
  const it = bench({ kind: 'limit', deadband: 2, levels: [{ kind: 'high', threshold: 80, severity: 3 }] })
  expect(levelOf(it.table, 0, LEVELS.HH!)).toBe(UNKNOWN_LEVEL)
  expect(levelOf(it.table, 0, { ...LEVELS.H!, severity: 2 })).toBe(UNKNOWN_LEVEL)
  expect([levelOf(it.table, 0, LEVELS.H!), levelOf(it.table, 0, null)]).toEqual([2, NO_LEVEL])
  primeMemory(it.table, it.memory, 0, { ...NORMAL, onDueAt: 1, pending: LEVELS.HH! })
  expect(it.feed([1, 50])).toEqual(['1:gone'])
})
