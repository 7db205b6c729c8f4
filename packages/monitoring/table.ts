/** Alarm definitions compiled into columns (typed arrays), so that the hot path reads numbers side by side and no objects. */
import type { AlarmDefinition, Breach, ConditionKind, LimitLevel } from './shapes.ts'

/** The kind of an alarm that is not watched at present: it is never judged. */
export const UNWATCHED = 255 // default, not from a standard: no kind has it

export const KIND = { limit: 0, rate_of_change: 1, flat_line: 2, no_data: 3, bad_quality: 4, state: 5 } as const satisfies Record<
  ConditionKind,
  number
>

/** A limit alarm's four slots, lowest first. Other kinds have the single level 0. */
export const SLOTS = ['low_low', 'low', 'high', 'high_high'] as const satisfies readonly LimitLevel['kind'][]
/** The level of an alarm whose condition does not hold. */
export const NO_LEVEL = -1
/** The level after a start or a new configuration that the former breach does not fit: whatever comes next is news. */
export const UNKNOWN_LEVEL = -2

/**
 * Alarms sorted by tag: those of tag `t` are `start[t]` up to, not with, `start[t + 1]`. Thresholds are in the tag's own
 * unit, windows in milliseconds; an absent limit is infinite and so never reached.
 */
export interface AlarmTable {
  readonly alarmCount: number
  readonly tagCount: number
  /** By alarm index. */
  readonly definitions: readonly AlarmDefinition[]
  readonly indexOf: ReadonlyMap<number, number>
  /** Alarm numbers whose tag the caller does not know: kept, never evaluated. */
  readonly unplaced: readonly number[]
  readonly start: Int32Array
  readonly kind: Uint8Array
  /** Four thresholds to an alarm: LL, L, H, HH. */
  readonly threshold: Float64Array
  readonly deadband: Float64Array
  /** The first limit met on the way up, and on the way down: between the two nothing is wrong. */
  readonly enterHigh: Float64Array
  readonly enterLow: Float64Array
  /** Rate of change: units per second. Flat line: span. State: 1 or 0, the value that alarms. */
  readonly setting: Float64Array
  /** Rate of change and flat line: window. No data: the silence that alarms. */
  readonly windowMs: Float64Array
  /** Row of this alarm among those of its kind that keep a history, else -1. */
  readonly historyRow: Int32Array
  readonly rateCount: number
  readonly flatCount: number
  /** Alarm indices that watch for silence. */
  readonly silenceAlarms: Int32Array
}

interface Filling {
  table: AlarmTable
  rates: number
  flats: number
}

function fill({ table, rates, flats }: Filling, alarm: number, definition: AlarmDefinition): Filling {
  const { condition } = definition
  if (!definition.watched) {
    table.kind[alarm] = UNWATCHED
    return { table, rates, flats }
  }
  table.kind[alarm] = KIND[condition.kind]
  switch (condition.kind) {
    case 'limit': {
      const at = (slot: (typeof SLOTS)[number], absent: number): number =>
        condition.levels.find((l) => l.kind === slot)?.threshold ?? absent
      const [lowLow, low, high, highHigh] = [
        at('low_low', -Infinity),
        at('low', -Infinity),
        at('high', Infinity),
        at('high_high', Infinity),
      ]
      table.threshold.set([lowLow, low, high, highHigh], alarm * 4) // default, not from a standard: four slots
      table.deadband[alarm] = condition.deadband
      table.enterHigh[alarm] = Math.min(high, highHigh)
      table.enterLow[alarm] = Math.max(low, lowLow)
      return { table, rates, flats }
    }
    case 'rate_of_change':
      table.setting[alarm] = condition.perSecond
      table.windowMs[alarm] = condition.windowSeconds * 1000
      table.historyRow[alarm] = rates
      return { table, rates: rates + 1, flats }
    case 'flat_line':
      table.setting[alarm] = condition.span
      table.windowMs[alarm] = condition.windowSeconds * 1000
      table.historyRow[alarm] = flats
      return { table, rates, flats: flats + 1 }
    case 'no_data':
      table.windowMs[alarm] = condition.afterSeconds * 1000
      return { table, rates, flats }
    case 'bad_quality':
      return { table, rates, flats }
    case 'state':
      table.setting[alarm] = condition.alarmWhen ? 1 : 0
      return { table, rates, flats }
  }
}

/**
 * Compiles definitions for the hot path.
 *
 * @param definitions as configured; alarm numbers are unique
 * @param tagIndexOf the caller's dense index (0, 1, 2 …) of a tag number, undefined for a tag it does not know
 * @throws RangeError when an alarm number comes twice
 */
export function compileAlarms(definitions: readonly AlarmDefinition[], tagIndexOf: (tagNumber: number) => number | undefined): AlarmTable {
  const placed: { definition: AlarmDefinition; tagIndex: number }[] = []
  const unplaced: AlarmDefinition[] = []
  let tagCount = 0
  for (const definition of definitions) {
    const tagIndex = tagIndexOf(definition.tagNumber)
    if (tagIndex === undefined) unplaced.push(definition)
    else {
      placed.push({ definition, tagIndex })
      tagCount = Math.max(tagCount, tagIndex + 1)
    }
  }
  placed.sort((a, b) => a.tagIndex - b.tagIndex || a.definition.alarmNumber - b.definition.alarmNumber)

  const sorted = [...placed.map((it) => it.definition), ...unplaced]
  const indexOf = new Map(sorted.map((it, index) => [it.alarmNumber, index]))
  if (indexOf.size !== sorted.length) throw new RangeError('an alarm number comes twice')

  const n = sorted.length
  const start = new Int32Array(tagCount + 1)
  for (const { tagIndex } of placed) start[tagIndex + 1]! += 1
  for (let tag = 0; tag < tagCount; tag++) start[tag + 1]! += start[tag]!

  const silence = placed.flatMap(({ definition }, index) => (definition.watched && definition.condition.kind === 'no_data' ? [index] : []))
  const table: AlarmTable = {
    alarmCount: n,
    tagCount,
    definitions: sorted,
    indexOf,
    unplaced: unplaced.map((it) => it.alarmNumber),
    start,
    kind: new Uint8Array(n),
    threshold: new Float64Array(n * 4), // default, not from a standard: four slots
    deadband: new Float64Array(n),
    enterHigh: new Float64Array(n),
    enterLow: new Float64Array(n),
    setting: new Float64Array(n),
    windowMs: new Float64Array(n),
    historyRow: new Int32Array(n).fill(-1),
    rateCount: 0,
    flatCount: 0,
    silenceAlarms: Int32Array.from(silence),
  }
  let filling: Filling = { table, rates: 0, flats: 0 }
  sorted.forEach((definition, alarm) => {
    filling = fill(filling, alarm, definition)
  })
  return { ...table, rateCount: filling.rates, flatCount: filling.flats }
}

/** The same alarm with other numbers: it keeps its place, its history and its state. */
const keepsItsPlace = (a: AlarmDefinition, b: AlarmDefinition): boolean => {
  const [was, is] = [a.condition, b.condition]
  if (a.tagNumber !== b.tagNumber || a.watched !== b.watched || was.kind !== is.kind) return false
  if (was.kind === 'state') return is.kind === 'state' && was.alarmWhen === is.alarmWhen
  return !('windowSeconds' in was) || ('windowSeconds' in is && was.windowSeconds === is.windowSeconds)
}

/**
 * Takes over definitions that differ from the compiled ones in numbers alone, in place: what most changes are, and all changes of limit sets by the
 * hour. Definitions that are the very same objects cost two look-ups.
 *
 * @returns indexes of the alarms that changed; null when the table has to be compiled anew, and then nothing was touched
 */
export function patchAlarms(
  table: AlarmTable,
  definitions: readonly AlarmDefinition[],
  tagIndexOf: (tagNumber: number) => number | undefined,
): number[] | null {
  if (definitions.length !== table.alarmCount) return null
  const changed: { alarm: number; definition: AlarmDefinition }[] = []
  const seen = new Uint8Array(table.alarmCount)
  for (const definition of definitions) {
    const alarm = table.indexOf.get(definition.alarmNumber)
    if (alarm === undefined || seen[alarm] === 1) return null
    seen[alarm] = 1
    const tagIndex = tagIndexOf(definition.tagNumber)
    const isPlaced = alarm < table.alarmCount - table.unplaced.length
    if (isPlaced !== (tagIndex !== undefined)) return null
    if (tagIndex !== undefined && !(table.start[tagIndex]! <= alarm && alarm < table.start[tagIndex + 1]!)) return null
    const former = table.definitions[alarm]!
    if (former === definition) continue
    if (!keepsItsPlace(former, definition)) return null
    changed.push({ alarm, definition })
  }
  const own = table.definitions as AlarmDefinition[]
  for (const { alarm, definition } of changed) {
    own[alarm] = definition
    const row = table.historyRow[alarm]!
    fill({ table, rates: row, flats: row }, alarm, definition)
  }
  return changed.map((it) => it.alarm)
}

/**
 * The breach that a level means, or null for none.
 *
 * @param value what made it so: the tag's value, for rate of change the signed rate per second, NaN where there is none
 */
export function breachAt(table: AlarmTable, alarm: number, level: number, value: number): Breach | null {
  if (level < 0) return null
  const { condition } = table.definitions[alarm]!
  const seen = Number.isFinite(value) ? value : null
  switch (condition.kind) {
    case 'limit': {
      const limit = condition.levels.find((it) => it.kind === SLOTS[level])
      return limit ? { reason: limit.kind, severity: limit.severity, value: seen, threshold: limit.threshold } : null
    }
    case 'rate_of_change':
      return { reason: 'rate_of_change', severity: condition.severity, value: seen, threshold: condition.perSecond }
    default:
      return { reason: condition.kind, severity: condition.severity, value: seen, threshold: null }
  }
}

/** The level that a former breach stands for under the present configuration; `UNKNOWN_LEVEL` when it no longer fits. */
export function levelOf(table: AlarmTable, alarm: number, breach: Breach | null): number {
  if (breach === null) return NO_LEVEL
  const { condition } = table.definitions[alarm]!
  if (condition.kind !== 'limit') return condition.kind === breach.reason && condition.severity === breach.severity ? 0 : UNKNOWN_LEVEL
  const fits = condition.levels.some((it) => it.kind === breach.reason && it.severity === breach.severity)
  return fits ? (SLOTS as readonly string[]).indexOf(breach.reason) : UNKNOWN_LEVEL
}
