/** What a sample costs, in nanoseconds: `node packages/monitoring/engine.bench.ts`. Prints medians of three; asserts nothing. */
import { cpuUsage } from 'node:process'
import { quality } from '@anyuan/kernel'
import { AlarmEngine } from './engine.ts'
import type { AlarmDefinition, Condition } from './shapes.ts'
import { PLAIN } from './stories.ts'

const TAGS = 100_000
const ROUNDS = 40
const limit: Condition = {
  kind: 'limit',
  deadband: 1,
  levels: [
    { kind: 'low_low', threshold: 5, severity: 1 },
    { kind: 'low', threshold: 15, severity: 3 },
    { kind: 'high', threshold: 85, severity: 3 },
    { kind: 'high_high', threshold: 95, severity: 1 },
  ],
}
const rate: Condition = { kind: 'rate_of_change', perSecond: 1000, windowSeconds: 30, severity: 2 }
const flat: Condition = { kind: 'flat_line', windowSeconds: 300, span: 0.001, severity: 3 }
const silent: Condition = { kind: 'no_data', afterSeconds: 30, severity: 3 }
const bad: Condition = { kind: 'bad_quality', severity: 4 }

const START_MS = 1_763_870_000_000
/** One second of values for all tags, a few of them beyond a limit by `loudShare`. */
const valuesOf = (loudShare: number): Float64Array =>
  Float64Array.from({ length: TAGS + 97 }, (_, i) =>
    ((i * 2_654_435_761) % 4_294_967_296) / 4_294_967_296 < loudShare ? 90 : 20 + ((i * 37) % 60),
  )

function nanosPerSample(conditions: readonly Condition[], loudShare: number): { nanos: number; events: number } {
  let events = 0
  let number = 0
  const definitions: AlarmDefinition[] = Array.from({ length: TAGS }, (_, tagNumber) => tagNumber + 1).flatMap((tagNumber) =>
    conditions.map((condition) => ({
      ...PLAIN,
      alarmNumber: ++number,
      tagNumber,
      condition,
      onDelaySeconds: 0,
      offDelaySeconds: 0,
      latched: false,
    })),
  )
  const sink = (told: readonly unknown[]) => {
    events += told.length
  }
  const engine = new AlarmEngine({ definitions, tagIndexOf: (tag) => tag - 1, startedAt: START_MS, sink })
  const values = valuesOf(loudShare)
  let now = START_MS
  const second = () => {
    now += 1000
    // Every second the values move on by one tag, so that limits are crossed both ways.
    const shift = (now / 1000) % 97
    for (let tag = 0; tag < TAGS; tag++) engine.sample(tag, values[tag + shift]!, quality.good, now, now)
    engine.tick(now)
  }
  for (let i = 0; i < 10; i++) second()
  events = 0
  const from = cpuUsage() // processor time, so that a neighbour on the machine does not count
  for (let i = 0; i < ROUNDS; i++) second()
  return { nanos: (cpuUsage(from).user * 1000) / (TAGS * ROUNDS), events }
}

const CASES: readonly (readonly [title: string, conditions: readonly Condition[], loudShare: number])[] = [
  ['no alarm on the tag', [], 0],
  ['one limit, nothing crossed', [limit], 0],
  ['one limit, 0.1 % of samples beyond', [limit], 0.001],
  ['rate of change', [rate], 0],
  ['flat line', [flat], 0],
  ['limit + rate + flat + no data + bad quality', [limit, rate, flat, silent, bad], 0],
]
console.log(`${TAGS} tags, ${ROUNDS} s at 1 Hz, median of 3, tick and scan included`)
for (const [title, conditions, loudShare] of CASES) {
  const runs = [1, 2, 3].map(() => nanosPerSample(conditions, loudShare)).sort((a, b) => a.nanos - b.nanos)
  const median = runs[1]!
  console.log(`${title.padEnd(46)} ${median.nanos.toFixed(1).padStart(8)} ns/sample ${String(median.events).padStart(8)} events`)
}
