/** Shedding (让路): what the house gives up under overload, and in which order. History first, then long work, then frames of live values, then new samples; alarms never. */

/** 0 nothing · 1 history queries · 2 also exports, imports, rehearsals · 3 live values once a second · 4 new samples are refused and stay with their senders */
export type SheddingLevel = 0 | 1 | 2 | 3 | 4

export interface Strain {
  /** Pauses of the pipeline's loop, p99, ms. */
  loopDelayMs: number
  /** From receipt to the disk, p99, ms. */
  lagMs: number
  /** Rows that wait for the disk. */
  waitingRows: number
  /** The volume of the journal is nearly full. */
  diskFull: boolean
}

// from which strain on each level begins; default, not from a standard
const LEVELS: readonly { level: SheddingLevel; loopDelayMs: number; lagMs: number; waitingRows: number }[] = [
  { level: 1, loopDelayMs: 250, lagMs: 1000, waitingRows: 100_000 },
  { level: 2, loopDelayMs: 500, lagMs: 2500, waitingRows: 250_000 },
  { level: 3, loopDelayMs: 1000, lagMs: 5000, waitingRows: 500_000 },
  { level: 4, loopDelayMs: 4000, lagMs: 20_000, waitingRows: 1_000_000 },
]
/** It is given back one step at a time, and only when the strain has fallen to half of what took it. */
const EASED = 0.5 // default, not from a standard

/** @param former the level that stands */
export function shed(former: SheddingLevel, strain: Strain): SheddingLevel {
  if (strain.diskFull) return 4
  const reached = levelOf(strain, 1)
  if (reached >= former) return reached
  return levelOf(strain, EASED) < former ? ((former - 1) as SheddingLevel) : former
}

function levelOf({ loopDelayMs, lagMs, waitingRows }: Strain, share: number): SheddingLevel {
  const over = LEVELS.filter(
    (one) => loopDelayMs >= one.loopDelayMs * share || lagMs >= one.lagMs * share || waitingRows >= one.waitingRows * share,
  )
  return over.at(-1)?.level ?? 0
}
