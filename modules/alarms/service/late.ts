/** Late data repair the figures (补传修正): hours that were filled afterwards are judged again by the same engine; what is found is recorded, and calls nobody. */
import { type EpochMs, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import { type Rehearsed, startRehearsal } from '@anyuan/monitoring'
import type { WaitingHour } from '../store/late.ts'
import { type Needs, nowhere } from './needs.ts'

const HOUR_MS = 3_600_000
/** Samples still arrive within an hour that was noted just now. */
const SETTLED_MS = 300_000 // default, not from a standard
const MOST_AT_ONCE = 5000 // default, not from a standard: tag-hours of one run; the rest waits for the next
/** Read before the first late hour, so that delays and windows are filled; and after the last, to see it return. */
const AROUND_MS = HOUR_MS // default, not from a standard
const BLOCK_MS = 6 * HOUR_MS // default, not from a standard

interface Span {
  tagNumber: number
  from: EpochMs
  to: EpochMs
  hours: WaitingHour[]
}
/** Hours of one tag that follow one another are one span. `hours` tag by tag in order of time. */
export function spansOf(hours: readonly WaitingHour[]): Span[] {
  const spans: Span[] = []
  for (const one of hours) {
    const last = spans.at(-1)
    if (last && last.tagNumber === one.tagNumber && last.to === one.hour) {
      last.to += HOUR_MS
      last.hours.push(one)
    } else spans.push({ tagNumber: one.tagNumber, from: one.hour, to: one.hour + HOUR_MS, hours: [one] })
  }
  return spans
}

export function lateService({ transact, store, clock, tags, lateHours, rehearsals, samples }: Needs) {
  const nowMs = () => toEpochMs(clock.now())

  async function judge(
    { from, to }: Span,
    { setup, read, alarmNumbers }: NonNullable<ReturnType<Awaited<ReturnType<typeof rehearsals>>>>,
    signal: AbortSignal,
  ): Promise<{ found: Rehearsed[]; followedTo: EpochMs }> {
    const followedTo = Math.min(to + AROUND_MS, nowMs())
    const run = startRehearsal({ ...setup, from: from - AROUND_MS })
    for (let at = from - AROUND_MS; at < followedTo; at += BLOCK_MS) {
      if (signal.aborted) throw new Error('the repair was cut off')
      const end = Math.min(at + BLOCK_MS, followedTo)
      run.feed(await Promise.all(read.map(async (tagNumber) => ({ tagNumber, ...(await samples(tagNumber, at, end)) }))), end)
      await new Promise((resolve) => setImmediate(resolve)) // others in this process have their turn
    }
    const found = run.finish().filter((one) => alarmNumbers.has(one.alarmNumber) && one.raisedAt >= from && one.raisedAt < to)
    return { found, followedTo }
  }

  return {
    /** Takes over from the pipeline which hours were filled; what is kept here outlives it. */
    async collectLate(): Promise<void> {
      for (let answer = await lateHours(null); answer && answer.batch !== null; answer = await lateHours(answer.batch)) {
        const { hours } = answer
        await transact(WHOLE_HOUSE, (tx) => store.noteLate(tx, hours, clock.now()))
      }
    },
    /** Judges the hours again. Run twice over the same data it leaves the same rows. @returns how many occurrences were found */
    async repairLate(signal: AbortSignal): Promise<number> {
      const waiting = await transact(WHOLE_HOUSE, (tx) => store.waitingHours(tx, toInstant(nowMs() - SETTLED_MS), MOST_AT_ONCE))
      if (waiting.length === 0) return 0
      const spans = spansOf(waiting)
      const setupOf = await rehearsals(Math.min(...spans.map((one) => one.from)) - AROUND_MS, Math.max(...spans.map((one) => one.to)))
      let count = 0
      for (const span of spans) {
        const rehearsal = setupOf(span.tagNumber)
        const judged = rehearsal && rehearsal.alarmNumbers.size > 0 ? await judge(span, rehearsal, signal) : null
        const places = judged ? await tags([...new Set(judged.found.map((one) => one.tagNumber))]) : new Map()
        await transact(WHOLE_HOUSE, async (tx) => {
          if (rehearsal && judged) {
            await store.forgetLate(tx, [...rehearsal.alarmNumbers], span.from, span.to)
            for (const found of judged.found) {
              const where = places.get(found.tagNumber) ?? nowhere(found.tagNumber)
              if (await store.addLate(tx, { found, where, followedTo: judged.followedTo })) count++
            }
          }
          await store.judgedHours(tx, span.hours)
        })
      }
      return count
    },
  }
}
