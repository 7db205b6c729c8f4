/** What the evaluator remembers between two samples of a tag. It can be rebuilt from the alarm states, the sliding windows excepted: those fill again. */
import type { EpochMs } from '@anyuan/kernel'
import type { AlarmState } from './shapes.ts'
import { conditionOf } from './state.ts'
import { type AlarmTable, KIND, levelOf, NO_LEVEL } from './table.ts'

/** Samples kept to a rate-of-change alarm: eight steps of an eighth of the window, the one before the window, and the newest. */
export const RATE_ROWS = 12 // default, not from a standard
/** Buckets kept to a flat-line alarm: eight of an eighth of the window, and the present one. */
export const FLAT_BUCKETS = 9 // default, not from a standard
/** Into how many steps a sliding window is cut: it is known to one such step. */
export const WINDOW_STEPS = 8 // default, not from a standard

export interface AlarmMemory {
  /** By alarm: the level last emitted, `NO_LEVEL` or `UNKNOWN_LEVEL`. */
  readonly level: Int8Array
  /** By alarm, read for no-data alone: when its tag last sent anything, by the receiver's clock. */
  readonly heardAtMs: Float64Array
  /** By rate row: a ring of device time and value, with the oldest row and the number of rows. */
  readonly rateTime: Float64Array
  readonly rateValue: Float64Array
  readonly rateHead: Int32Array
  readonly rateLength: Int32Array
  /** By flat row: least, greatest and number of samples per bucket, the number of the newest bucket, start of the unbroken run, newest sample. */
  readonly flatLeast: Float64Array
  readonly flatGreatest: Float64Array
  readonly flatSamples: Int32Array
  readonly flatBucket: Float64Array
  readonly flatSinceMs: Float64Array
  readonly flatNewestMs: Float64Array
}

/** @param startedAt epoch ms; a tag never heard counts as heard then. */
export function createMemory(table: AlarmTable, startedAt: EpochMs): AlarmMemory {
  return {
    level: new Int8Array(table.alarmCount).fill(NO_LEVEL),
    heardAtMs: new Float64Array(table.alarmCount).fill(startedAt),
    rateTime: new Float64Array(table.rateCount * RATE_ROWS),
    rateValue: new Float64Array(table.rateCount * RATE_ROWS),
    rateHead: new Int32Array(table.rateCount),
    rateLength: new Int32Array(table.rateCount),
    flatLeast: new Float64Array(table.flatCount * FLAT_BUCKETS),
    flatGreatest: new Float64Array(table.flatCount * FLAT_BUCKETS),
    flatSamples: new Int32Array(table.flatCount * FLAT_BUCKETS),
    flatBucket: new Float64Array(table.flatCount).fill(NaN),
    flatSinceMs: new Float64Array(table.flatCount).fill(NaN),
    flatNewestMs: new Float64Array(table.flatCount).fill(NaN),
  }
}

/** After a restart: the evaluator goes on from the level that the alarm's state is at, and says nothing twice. */
export function primeMemory(table: AlarmTable, memory: AlarmMemory, alarm: number, state: AlarmState): void {
  memory.level[alarm] = levelOf(table, alarm, conditionOf(state))
}

const copyRow = (from: Float64Array | Int32Array, fromRow: number, to: Float64Array | Int32Array, toRow: number, width: number): void =>
  to.set(from.subarray(fromRow * width, (fromRow + 1) * width), toRow * width)

/** After a new configuration: windows and silences of an alarm whose tag and window stayed the same go on, so that editing one alarm blinds no other. */
export function carryMemory(before: { table: AlarmTable; memory: AlarmMemory }, table: AlarmTable, memory: AlarmMemory): void {
  for (let to = 0; to < table.alarmCount; to++) {
    const from = before.table.indexOf.get(table.definitions[to]!.alarmNumber)
    if (from === undefined || before.table.definitions[from]!.tagNumber !== table.definitions[to]!.tagNumber) continue
    if (before.table.kind[from] !== table.kind[to]) continue
    memory.heardAtMs[to] = before.memory.heardAtMs[from]!
    if (before.table.windowMs[from] !== table.windowMs[to]) continue
    const [fromRow, toRow] = [before.table.historyRow[from]!, table.historyRow[to]!]
    if (table.kind[to] === KIND.rate_of_change) {
      copyRow(before.memory.rateTime, fromRow, memory.rateTime, toRow, RATE_ROWS)
      copyRow(before.memory.rateValue, fromRow, memory.rateValue, toRow, RATE_ROWS)
      memory.rateHead[toRow] = before.memory.rateHead[fromRow]!
      memory.rateLength[toRow] = before.memory.rateLength[fromRow]!
    } else if (table.kind[to] === KIND.flat_line) {
      copyRow(before.memory.flatLeast, fromRow, memory.flatLeast, toRow, FLAT_BUCKETS)
      copyRow(before.memory.flatGreatest, fromRow, memory.flatGreatest, toRow, FLAT_BUCKETS)
      copyRow(before.memory.flatSamples, fromRow, memory.flatSamples, toRow, FLAT_BUCKETS)
      memory.flatBucket[toRow] = before.memory.flatBucket[fromRow]!
      memory.flatSinceMs[toRow] = before.memory.flatSinceMs[fromRow]!
      memory.flatNewestMs[toRow] = before.memory.flatNewestMs[fromRow]!
    }
  }
}
