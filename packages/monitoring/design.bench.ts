/** What the rest costs: formulas, a new definition, a rehearsal. `node packages/monitoring/design.bench.ts`. Prints medians of three; asserts nothing. */
import { cpuUsage } from 'node:process'
import { quality } from '@anyuan/kernel'
import { AlarmEngine } from './engine.ts'
import { FormulaNet } from './formula/index.ts'
import { rehearse } from './rehearse.ts'
import type { AlarmDefinition } from './shapes.ts'
import { alarm } from './stories.ts'

const TAGS = 100_000
const NOW = 1_763_870_000_000
const median = (measure: () => number): number => [measure(), measure(), measure()].sort((a, b) => a - b)[1]!
/** Milliseconds of processor time, so that a neighbour on the machine does not count. */
const clocked = (work: () => void): number => {
  const from = cpuUsage()
  work()
  return cpuUsage(from).user / 1000
}
const say = (what: string, value: number, unit: string) => console.log(`${what.padEnd(66)} ${value.toFixed(1).padStart(9)} ${unit}`)

/** 1,000 formulas of three tags each: 3,000 of the tags feed one. */
const net = (): FormulaNet =>
  new FormulaNet(
    Array.from({ length: 1000 }, (_, i) => ({
      name: `V${i}`,
      formula: `votes(2, {${i * 3}} >= 25, {${i * 3 + 1}} >= 25, {${i * 3 + 2}} >= 25)`,
      tagIndex: TAGS + i,
    })),
    (code) => Number(code),
  )
const ROUNDS = 20
const hearing = (from: number, to: number, each: number) =>
  median(() => {
    const it = net()
    it.settle(() => {})
    const ms = clocked(() => {
      for (let round = 0; round < ROUNDS; round++)
        for (let tag = from; tag < to; tag++) {
          it.hear(tag, (tag * 7 + round) % 40, quality.good, NOW + round, NOW + round)
          if (tag % each === each - 1) it.settle(() => {})
        }
    })
    return (ms * 1e6) / (ROUNDS * (to - from))
  })
say('a value of a tag that feeds no formula', hearing(3000, TAGS, 97), 'ns')
say('a value of a tag that feeds a vote of three, computed with each value', hearing(0, 3000, 1), 'ns')
say('a value of a tag that feeds a vote of three, computed per message', hearing(0, 3000, 300), 'ns')

const engineOf = (definitions: AlarmDefinition[]) =>
  new AlarmEngine({ definitions, tagIndexOf: (tag) => tag - 1, startedAt: NOW, sink: () => {} })
const plans = Array.from({ length: TAGS }, (_, i) => alarm({ alarmNumber: (i + 1) * 8, tagNumber: i + 1 }))
say(
  'engine of 100,000 alarms begins',
  median(() => clocked(() => engineOf(plans))),
  'ms',
)
const running = engineOf(plans)
for (let tag = 0; tag < 1000; tag++) running.sample(tag, 95, quality.good, NOW, NOW)
say(
  'new definition, 100,000 alarms, one of them changed',
  median(() => {
    const changed = plans.map((plan, i) => (i === 500 ? { ...plan, onDelaySeconds: Math.random() } : plan))
    return clocked(() => running.reconfigure(changed, (tag) => tag - 1, NOW + 1000))
  }),
  'ms',
)
say(
  'new definition, 100,000 alarms, all read anew',
  median(() => {
    const fresh = plans.map((plan) => structuredClone(plan))
    return clocked(() => running.reconfigure(fresh, (tag) => tag - 1, NOW + 2000))
  }),
  'ms',
)

/** Ten tags at 1 Hz over a day, one calculated tag, a silence watched. */
const SECONDS = 86_400
const samples = Array.from({ length: 10 }, (_, tag) => ({
  tagNumber: tag + 1,
  times: Float64Array.from({ length: SECONDS }, (_, i) => NOW + i * 1000),
  values: Float64Array.from({ length: SECONDS }, (_, i) => 50 + 40 * Math.sin(i / (500 + tag))),
  qualities: new Uint8Array(SECONDS),
}))
const setup = {
  tags: [
    ...samples.map(({ tagNumber }) => ({ number: tagNumber, code: `T${tagNumber}`, expectedIntervalSeconds: 1, formula: null })),
    { number: 11, code: 'D', expectedIntervalSeconds: 1, formula: 'max({T1}, {T2}) - min({T1}, {T2})' },
  ],
  plans: [
    ...samples.map(({ tagNumber }) => alarm({ alarmNumber: tagNumber * 8, tagNumber })),
    alarm({ alarmNumber: 88, tagNumber: 11 }),
    alarm({ alarmNumber: 11, tagNumber: 1, condition: { kind: 'no_data', afterSeconds: 30, severity: 3 } }),
  ],
  from: NOW,
}
let rises = 0
const ms = median(() =>
  clocked(() => {
    rises = rehearse(setup, samples, NOW + SECONDS * 1000).length
  }),
)
say(`rehearsal: ${(SECONDS * 10).toLocaleString('en')} samples, ${rises} rises`, (SECONDS * 10) / ms / 1000, 'M samples/s')
