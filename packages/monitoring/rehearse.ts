/** Rehearsal (推演): the same engine, calculated tags and suppression rules over samples of the past. Nobody acts; time goes as the samples say. */
import type { EpochMs } from '@anyuan/kernel'
import { DueHeap } from './due-heap.ts'
import { AlarmEngine, type AlarmEngineEvent } from './engine.ts'
import { FormulaNet, type FormulaSource } from './formula/index.ts'
import { selectDefinitions } from './plans.ts'
import { AlarmPlan, type AlarmPlanInput, type AssetStates, type Breach, type CalendarSpans, type SuppressionRule } from './shapes.ts'
import { liveOf } from './state.ts'

export interface RehearsalSetup {
  /** Every tag that is watched or read; `formula` makes it a calculated one. */
  tags: readonly { number: number; code: string; expectedIntervalSeconds: number; formula?: string | null }[]
  plans: readonly AlarmPlanInput[]
  suppressions?: readonly SuppressionRule[]
  assetStates?: AssetStates
  calendars?: CalendarSpans
  /** Epoch ms. */
  from: EpochMs
}
/** Samples of one tag, oldest first; `values` NaN where there was none, `qualities` codes of the kernel. */
export interface TagSamples {
  tagNumber: number
  times: ArrayLike<number>
  values: ArrayLike<number>
  qualities: ArrayLike<number>
}
/** One occurrence as it would have been. `until` null: its condition still held at the end. */
export interface Rehearsed {
  alarmNumber: number
  tagNumber: number
  raisedAt: EpochMs
  until: EpochMs | null
  worst: Breach
  /** It was shown to nobody, from its rise to its return. */
  suppressed: boolean
}
export interface RehearsalRun {
  /** Takes the samples of all tags up to `until`; each block begins where the last one ended. */
  feed(blocks: readonly TagSamples[], until: EpochMs): void
  /** Ends the run. Occurrences in the order in which they rose. */
  finish(): Rehearsed[]
}

const SCAN_MS = 1000 // default, not from a standard: as the pipeline looks for what is silent or stale

/** What nobody's acknowledging would distort has no part in it: rises by waiting, the sound again, the latch, the word of what was done. */
const unattended = (plan: AlarmPlanInput): AlarmPlan => ({
  ...AlarmPlan.parse(plan),
  severityRises: [],
  reannounceSeconds: null,
  latched: false,
  confirmRequired: false,
})

class Story {
  readonly all: Rehearsed[] = []
  readonly #open = new Map<number, Rehearsed>()

  readonly hear = (events: readonly AlarmEngineEvent[]): void => {
    for (const { type, at, alarmNumber, tagNumber, breach, state } of events) {
      if (type === 'raised' && breach) {
        const one = { alarmNumber, tagNumber, raisedAt: at, until: null, worst: breach, suppressed: state.state === 'suppressed' }
        this.#open.set(alarmNumber, one)
        this.all.push(one)
        continue
      }
      const one = this.#open.get(alarmNumber)
      if (!one) continue
      const live = liveOf(state)
      if (type === 'escalated' && live.state !== 'normal') one.worst = live.worst
      else if (type === 'suppressed' && at === one.raisedAt)
        one.suppressed = true // rule and rise came in one message
      else if (type === 'unsuppressed' && one.until === null) one.suppressed = false
      else if (type === 'returned') {
        one.until = at
        this.#open.delete(alarmNumber)
      }
    }
  }
}

/** Begins a rehearsal; feed it block by block. */
export function startRehearsal({ tags, plans, suppressions = [], assetStates = {}, calendars = {}, from }: RehearsalSetup): RehearsalRun {
  const indexOf = new Map(tags.map((tag, index) => [tag.number, index]))
  const indexOfCode = new Map(tags.map((tag, index) => [tag.code, index]))
  const intervalMs = Float64Array.from(tags, (tag) => tag.expectedIntervalSeconds * 1000)
  const sources: FormulaSource[] = tags.flatMap(({ code, formula }, tagIndex) => (formula ? [{ name: code, formula, tagIndex }] : []))
  for (const { code, when } of suppressions) if ('formula' in when) sources.push({ name: code, formula: when.formula, tagIndex: null })
  const net = new FormulaNet(sources, (code) => indexOfCode.get(code))

  const tagIndexOf = (number: number) => indexOf.get(number)
  const parsed = plans.map(unattended)
  let reselectAt: EpochMs | null = null
  const inForce = (now: EpochMs) => {
    const selected = selectDefinitions(parsed, { states: assetStates, calendars, now })
    reselectAt = selected.nextBoundaryAt
    return selected.definitions
  }
  const story = new Story()
  const engine = new AlarmEngine({ definitions: inForce(from), suppressions, tagIndexOf, startedAt: from, sink: story.hear })
  const looksForSilence = sources.length > 0 || parsed.some(({ condition }) => condition.kind === 'no_data')

  let now = from
  let scannedAt = from
  const settle = (): void => {
    if (!net.isDirty) return
    net.settle(({ tagIndex, name }, value, quality, timeMs) => {
      if (tagIndex === null) engine.ruleHolds(name, !Number.isNaN(value) && value !== 0, now)
      else if (timeMs !== Number.NEGATIVE_INFINITY) engine.sample(tagIndex, value, quality, timeMs, now)
    })
  }
  /** When something happens by itself next. */
  const nextAt = (): EpochMs => {
    const scan = looksForSilence ? scannedAt + SCAN_MS : Infinity
    return Math.min(scan, engine.nextDueAt ?? Infinity, reselectAt ?? Infinity)
  }
  const passTo = (until: EpochMs): void => {
    settle()
    for (let next = nextAt(); next <= until; next = nextAt()) {
      now = Math.max(now, next)
      if (reselectAt !== null && now >= reselectAt) engine.reconfigure(inForce(now), tagIndexOf, now, suppressions)
      if (now - scannedAt >= SCAN_MS) {
        scannedAt = now
        net.loseStale(intervalMs, now)
      }
      settle()
      engine.tick(now)
    }
    now = until
  }

  return {
    feed(blocks, until) {
      const upcoming = new DueHeap(blocks.length)
      const at = new Int32Array(blocks.length)
      blocks.forEach(({ times }, block) => {
        if (times.length > 0) upcoming.set(block, times[0]!)
      })
      for (let block = upcoming.peekDue(until); block >= 0; block = upcoming.peekDue(until)) {
        const { tagNumber, times, values, qualities } = blocks[block]!
        const row = at[block]!
        const time = times[row]!
        const tagIndex = indexOf.get(tagNumber)
        if (time > now) passTo(time)
        if (tagIndex !== undefined) {
          engine.sample(tagIndex, values[row]!, qualities[row]!, time, now)
          net.hear(tagIndex, values[row]!, qualities[row]!, time, now)
        }
        at[block] = row + 1
        upcoming.set(block, row + 1 < times.length ? times[row + 1]! : null)
      }
      if (until > now) passTo(until)
    },
    finish() {
      settle()
      return story.all
    },
  }
}

/** A whole rehearsal at once, for samples that are there already. @param until epoch ms, the end of the window */
export function rehearse(setup: RehearsalSetup, samples: readonly TagSamples[], until: EpochMs): Rehearsed[] {
  const run = startRehearsal(setup)
  run.feed(samples, until)
  return run.finish()
}
