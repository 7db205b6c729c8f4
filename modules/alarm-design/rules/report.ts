/** The report of a rehearsal: what the settings as they are, and as they would be, made of the same samples. */
import { SEVERITIES, type Severity } from '@anyuan/kernel'
import { bucketOf, kpiOf } from '@anyuan/monitoring/kpi'
import type { Lost, RehearsalReport, RehearsedOccurrence, RunFigures } from '../contract.ts'

/** One run of the engine. Suppressed occurrences were raised and shown to nobody. */
export interface Run {
  occurrences: readonly (RehearsedOccurrence & { suppressed: boolean })[]
}
/** A real occurrence that a person recorded an action for. */
export interface Handled {
  alarmNumber: number
  raisedAt: number
  until: number | null
}
export interface Rehearsed {
  from: number
  to: number
  samples: number
  daysWithData: number
  before: Run
  after: Run
  handled: readonly Handled[]
}

const MOST_LISTED = 200 // default, not from a standard
const GRAVEST: Severity = 1

type One = Run['occurrences'][number]
const overlap = (a: { raisedAt: number; until: number | null }, b: { raisedAt: number; until: number | null }): boolean =>
  a.raisedAt <= (b.until ?? Number.POSITIVE_INFINITY) && b.raisedAt <= (a.until ?? Number.POSITIVE_INFINITY)
const bare = ({ suppressed: _, ...occurrence }: One): RehearsedOccurrence => occurrence

export function reportOf({ from, to, samples, daysWithData, before, after, handled }: Rehearsed): RehearsalReport {
  const shown = before.occurrences.filter((one) => !one.suppressed)
  const later = byAlarm(after.occurrences)
  const lost = shown.flatMap((one) => lossOf(one, later.get(one.alarmNumber) ?? [], handled))
  const earlier = byAlarm(shown)
  const added = after.occurrences.filter(
    (one) => !one.suppressed && !(earlier.get(one.alarmNumber) ?? []).some((other) => overlap(one, other)),
  )
  const [trueLost, otherLost] = [lost.filter((one) => one.why.length > 0), lost.filter((one) => one.why.length === 0)]
  const window = { from, to, daysWithData }
  const numbers = [...new Set([...before.occurrences, ...after.occurrences].map((one) => one.alarmNumber))].toSorted((a, b) => a - b)
  return {
    from,
    to,
    samples,
    daysWithData,
    before: figuresOf(before.occurrences, window),
    after: figuresOf(after.occurrences, window),
    alarms: numbers.map((alarmNumber) => {
      const of = (run: Run) => run.occurrences.filter((one) => one.alarmNumber === alarmNumber)
      const tagNumber = (of(before)[0] ?? of(after)[0])?.tagNumber ?? 0
      return { alarmNumber, tagNumber, before: figuresOf(of(before), window), after: figuresOf(of(after), window) }
    }),
    trueLost: trueLost.slice(0, MOST_LISTED),
    otherLost: otherLost.slice(0, MOST_LISTED),
    lostCount: lost.length,
    trueLostCount: trueLost.length,
    added: added.slice(0, MOST_LISTED).map(bare),
    addedCount: added.length,
  }
}

/** Nothing where the officer would still be told while it lasted, as gravely as before. A later rise within it is a delay, no loss. */
function lossOf(one: One, later: readonly One[], handled: readonly Handled[]): Lost[] {
  const meanwhile = later.filter((other) => overlap(one, other))
  const shown = meanwhile.filter((other) => !other.suppressed)
  const gravest = shown.reduce<Severity | null>(
    (worst, { worst: { severity } }) => (worst === null || severity < worst ? severity : worst),
    null,
  )
  if (gravest !== null && gravest <= one.worst.severity) return []
  const wasHandled = handled.some((real) => real.alarmNumber === one.alarmNumber && overlap(one, real))
  return [
    {
      ...bare(one),
      how: gravest !== null ? 'lowered' : meanwhile.length > 0 ? 'suppressed' : 'hidden',
      why: [...(one.worst.severity === GRAVEST ? (['gravest'] as const) : []), ...(wasHandled ? (['handled'] as const) : [])],
      severityAfter: gravest,
    },
  ]
}

function byAlarm(occurrences: readonly One[]): Map<number, One[]> {
  const all = new Map<number, One[]>()
  for (const one of occurrences) {
    const there = all.get(one.alarmNumber)
    if (there) there.push(one)
    else all.set(one.alarmNumber, [one])
  }
  return all
}

function figuresOf(
  occurrences: readonly One[],
  { from, to, daysWithData }: { from: number; to: number; daysWithData: number },
): RunFigures {
  const shown = occurrences.filter((one) => !one.suppressed)
  const report = kpiOf({
    from,
    to,
    occurrences: shown.map((one) => ({
      alarmNumber: one.alarmNumber,
      severity: one.worst.severity,
      raisedAt: one.raisedAt,
      acknowledgedAt: null,
      returnedAt: one.until,
      drill: false,
      announced: true,
      late: false,
      reannounced: 0,
    })),
    watched: new Set(shown.map((one) => bucketOf(one.raisedAt))),
    unauthorisedChanges: null,
  })
  return {
    raised: shown.length,
    suppressed: occurrences.length - shown.length,
    perDay: daysWithData > 0 ? shown.length / daysWithData : null,
    maximumTenMinutes: report.figures.find((figure) => figure.key === 'maximum')?.value ?? 0,
    chattering: report.chattering.length,
    standingSeconds: shown.reduce((sum, one) => sum + ((one.until ?? to) - one.raisedAt) / 1000, 0), // unit
    bySeverity: SEVERITIES.map((severity) => ({
      severity,
      count: shown.filter((one) => one.worst.severity === severity).length,
    })),
  }
}
