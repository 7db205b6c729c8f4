/** One run of the alarm engine over samples of the past: nobody acts, time goes as the samples say. */
import { AlarmEngine, type AlarmEngineEvent } from '@anyuan/monitoring'
import { AlarmPlan, type AlarmPlanInput, type AssetStates, type CalendarSpans, type SuppressionRule } from '@anyuan/monitoring/shapes'
import type { Run } from './report.ts'

export interface Settings {
  tags: readonly { number: number; code: string; expectedIntervalSeconds: number; formula: string | null }[]
  plans: readonly AlarmPlanInput[]
  suppressions: readonly SuppressionRule[]
  assetStates: AssetStates
  calendars: CalendarSpans
}
/** Samples of one tag, oldest first; `values` NaN where there was none. */
export interface TagSamples {
  tagNumber: number
  times: Float64Array
  values: Float64Array
  qualities: Uint8Array
}
export interface RunInProgress {
  /** Takes the samples of all tags up to `until`; each block begins where the last one ended. */
  feed(blocks: readonly TagSamples[], until: number): void
  finish(): Run
}

/** Codes of the tags that a formula reads: they stand in braces. */
export const formulaInputs = (formula: string): string[] => [
  ...new Set([...formula.matchAll(/\{([^{}]+)\}/g)].map(([, code]) => code!.trim())),
]

type One = Run['occurrences'][number]

export function startRun({ tags, plans }: Settings, from: number): RunInProgress {
  const indexOf = new Map(tags.map((tag, index) => [tag.number, index]))
  const story = tellOccurrences()
  const engine = new AlarmEngine({
    definitions: plans.map((plan) => AlarmPlan.parse(plan)),
    tagIndexOf: (number) => indexOf.get(number),
    startedAt: from,
    sink: story.hear,
  })
  return {
    feed(blocks, until) {
      eachInOrder(blocks, ({ tagNumber, values, qualities }, i, time) => {
        engine.tick(time) // what was over before the sample came
        const index = indexOf.get(tagNumber)
        if (index !== undefined) engine.sample(index, values[i]!, qualities[i]!, time, time)
      })
      engine.tick(until)
    },
    finish: () => ({ occurrences: story.occurrences() }),
  }
}

/** Visits the samples of all tags by time. */
function eachInOrder(blocks: readonly TagSamples[], visit: (block: TagSamples, i: number, time: number) => void): void {
  const at = blocks.map(() => 0)
  for (;;) {
    let next = -1
    let time = Number.POSITIVE_INFINITY
    for (const [b, { times }] of blocks.entries()) {
      const candidate = times[at[b]!]
      if (candidate !== undefined && candidate < time) {
        next = b
        time = candidate
      }
    }
    if (next < 0) return
    visit(blocks[next]!, at[next]!, time)
    at[next]!++
  }
}

/** What the engine's events say of each occurrence: from its rise to its return, and the worst it was. */
function tellOccurrences() {
  const open = new Map<string, One>()
  const all: One[] = []
  return {
    hear(events: readonly AlarmEngineEvent[]): void {
      for (const { type, occurrence, breach, alarmNumber, tagNumber, at } of events) {
        if (occurrence === null) continue
        if (type === 'raised' && breach) {
          const one: One = { alarmNumber, tagNumber, raisedAt: at, until: null, worst: breach, suppressed: false }
          open.set(occurrence, one)
          all.push(one)
        }
        const one = open.get(occurrence)
        if (!one) continue
        if (type === 'escalated' && breach && breach.severity < one.worst.severity) one.worst = breach
        if (type === 'returned') one.until = at
        if (type === 'closed') {
          one.until ??= at
          open.delete(occurrence)
        }
      }
    },
    occurrences: () => all,
  }
}
