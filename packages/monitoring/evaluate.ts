/** The hot path: one sample against the alarms of its tag. Allocates nothing, and speaks only when a level changes. */
import { type EpochMs, quality as qualityCodes } from '@anyuan/kernel'
import { type AlarmMemory, FLAT_BUCKETS, RATE_ROWS, WINDOW_STEPS } from './memory.ts'
import { type AlarmTable, KIND, NO_LEVEL } from './table.ts'

/** Told of a change: the alarm's index, its level now (`NO_LEVEL`: the condition is gone), and the value that made it so. */
export type EmitLevel = (alarm: number, level: number, value: number) => void

/** Fewer samples in a window than these say nothing about a stuck sensor. */
const FLAT_SAMPLES = 3 // default, not from a standard
/** The level of a kind that has but one. */
const HOLDS = 0

const BAD = qualityCodes.bad

/**
 * Which limit holds at `value`. A level begins at its threshold and, once it holds, ends beyond it by the dead-band.
 * A threshold newly crossed goes before one that is only held by the dead-band.
 */
function limitLevel(table: AlarmTable, alarm: number, former: number, value: number): number {
  if (former < 0 && value < table.enterHigh[alarm]! && value > table.enterLow[alarm]!) return NO_LEVEL
  const at = alarm * 4 // default, not from a standard: four slots, LL L H HH
  const [lowLow, low, high, highHigh] = [0, 1, 2, 3] as const
  const deadband = table.deadband[alarm]!
  if (value >= table.threshold[at + highHigh]!) return highHigh
  if (value <= table.threshold[at]!) return lowLow
  if (former === highHigh && value >= table.threshold[at + highHigh]! - deadband) return highHigh
  if (former === lowLow && value <= table.threshold[at]! + deadband) return lowLow
  if (value >= table.threshold[at + high]!) return high
  if (value <= table.threshold[at + low]!) return low
  if (former >= high && value >= table.threshold[at + high]! - deadband) return high
  if ((former === low || former === lowLow) && value <= table.threshold[at + low]! + deadband) return low
  return NO_LEVEL
}

/**
 * The mean rate per second since the newest kept sample that is at least a window old; NaN while there is none.
 * Keeps about one sample to an eighth of the window, so the span measured is between one window and nine eighths.
 */
function rateSince(memory: AlarmMemory, row: number, windowMs: number, timeMs: number, value: number): number {
  const base = row * RATE_ROWS
  let head = memory.rateHead[row]!
  let length = memory.rateLength[row]!
  while (length > 1 && timeMs - memory.rateTime[base + ((head + 1) % RATE_ROWS)]! >= windowMs) {
    head = (head + 1) % RATE_ROWS
    length -= 1
  }
  const ageMs = length > 0 ? timeMs - memory.rateTime[base + head]! : 0
  const rate = ageMs >= windowMs ? ((value - memory.rateValue[base + head]!) / ageMs) * 1000 : Number.NaN
  const newest = base + ((head + length - 1 + RATE_ROWS) % RATE_ROWS)
  if (length === 0 || timeMs - memory.rateTime[newest]! >= windowMs / WINDOW_STEPS) {
    // A full ring cannot be: kept samples are an eighth apart, and all but one of those older than the window are gone.
    const slot = base + ((head + length) % RATE_ROWS)
    memory.rateTime[slot] = timeMs
    memory.rateValue[slot] = value
    length += 1
  }
  memory.rateHead[row] = head
  memory.rateLength[row] = length
  return rate
}

/** Whether the values of the last window lie within `span`: 1 yes, 0 no, -1 not yet known (too short, too few). */
function flatness(memory: AlarmMemory, row: number, windowMs: number, span: number, timeMs: number, value: number): number {
  const base = row * FLAT_BUCKETS
  const bucket = Math.floor(timeMs / (windowMs / WINDOW_STEPS))
  // After a silence longer than the window nothing is known of the time between: begin anew.
  const anew = !(timeMs - memory.flatNewestMs[row]! <= windowMs)
  const first = anew ? bucket - FLAT_BUCKETS + 1 : memory.flatBucket[row]! + 1
  for (let b = Math.max(first, bucket - FLAT_BUCKETS + 1); b <= bucket; b++) {
    const slot = base + (b % FLAT_BUCKETS)
    memory.flatLeast[slot] = Infinity
    memory.flatGreatest[slot] = -Infinity
    memory.flatSamples[slot] = 0
  }
  if (anew) memory.flatSinceMs[row] = timeMs
  memory.flatBucket[row] = bucket
  memory.flatNewestMs[row] = timeMs
  const slot = base + (bucket % FLAT_BUCKETS)
  if (value < memory.flatLeast[slot]!) memory.flatLeast[slot] = value
  if (value > memory.flatGreatest[slot]!) memory.flatGreatest[slot] = value
  memory.flatSamples[slot]! += 1

  let least = Infinity
  let greatest = -Infinity
  let samples = 0
  for (let b = base; b < base + FLAT_BUCKETS; b++) {
    if (memory.flatLeast[b]! < least) least = memory.flatLeast[b]!
    if (memory.flatGreatest[b]! > greatest) greatest = memory.flatGreatest[b]!
    samples += memory.flatSamples[b]!
  }
  if (greatest - least > span) return 0
  return timeMs - memory.flatSinceMs[row]! >= windowMs && samples >= FLAT_SAMPLES ? 1 : -1
}

/**
 * Judges one sample by all alarms of its tag and emits each level that changed. A value that is bad, NaN or infinite
 * moves neither limits nor rates nor flat lines nor states: their former level stays until a good value comes.
 *
 * @param tagIndex as given by `tagIndexOf` at compile time; an index without alarms is fine
 * @param value in the tag's unit; NaN for null
 * @param quality `quality` code of the kernel
 * @param deviceTimeMs epoch ms by the device, not before the tag's former sample (late samples are not judged)
 * @param now epoch ms by the receiver
 */
export function evaluateSample(
  table: AlarmTable,
  memory: AlarmMemory,
  tagIndex: number,
  value: number,
  quality: number,
  deviceTimeMs: EpochMs,
  now: EpochMs,
  emit: EmitLevel,
): void {
  if (tagIndex >= table.tagCount) return
  const isBad = quality >= BAD || value - value !== 0 // NaN and infinities have no difference of 0
  const end = table.start[tagIndex + 1]!
  for (let alarm = table.start[tagIndex]!; alarm < end; alarm++) {
    const former = memory.level[alarm]!
    let level = former
    let shown = value
    switch (table.kind[alarm]) {
      case KIND.limit:
        if (!isBad) level = limitLevel(table, alarm, former, value)
        break
      case KIND.rate_of_change: {
        if (isBad) break
        shown = rateSince(memory, table.historyRow[alarm]!, table.windowMs[alarm]!, deviceTimeMs, value)
        if (!Number.isNaN(shown)) level = Math.abs(shown) >= table.setting[alarm]! ? HOLDS : NO_LEVEL
        break
      }
      case KIND.flat_line: {
        if (isBad) break
        const flat = flatness(memory, table.historyRow[alarm]!, table.windowMs[alarm]!, table.setting[alarm]!, deviceTimeMs, value)
        if (flat === 1) level = HOLDS
        else if (flat === 0) level = NO_LEVEL
        break
      }
      case KIND.no_data:
        memory.heardAtMs[alarm] = now
        level = NO_LEVEL
        break
      case KIND.bad_quality:
        level = isBad ? HOLDS : NO_LEVEL
        break
      case KIND.state:
        if (!isBad) level = (value >= 0.5 ? 1 : 0) === table.setting[alarm]! ? HOLDS : NO_LEVEL // default, not from a standard: half way
        break
    }
    if (level === former) continue
    memory.level[alarm] = level
    emit(alarm, level, shown)
  }
}

/**
 * The tag's device is known to be gone (its death was told): emits the silence at once and that nothing can be trusted.
 * Whatever else holds or does not hold stays as it is, and the silence goes on counting from what was last heard.
 */
export function evaluateLoss(table: AlarmTable, memory: AlarmMemory, tagIndex: number, emit: EmitLevel): void {
  if (tagIndex >= table.tagCount) return
  const end = table.start[tagIndex + 1]!
  for (let alarm = table.start[tagIndex]!; alarm < end; alarm++) {
    const kind = table.kind[alarm]
    if ((kind !== KIND.no_data && kind !== KIND.bad_quality) || memory.level[alarm] === HOLDS) continue
    memory.level[alarm] = HOLDS
    emit(alarm, HOLDS, Number.NaN)
  }
}

/** Emits every tag that has been silent for too long. Only a sample ends a silence. Meant to run once a second. */
export function scanNoData(table: AlarmTable, memory: AlarmMemory, now: EpochMs, emit: EmitLevel): void {
  const { silenceAlarms, windowMs } = table
  for (let i = 0; i < silenceAlarms.length; i++) {
    const alarm = silenceAlarms[i]!
    if (memory.level[alarm] === HOLDS || now - memory.heardAtMs[alarm]! < windowMs[alarm]!) continue
    memory.level[alarm] = HOLDS
    emit(alarm, HOLDS, Number.NaN)
  }
}
