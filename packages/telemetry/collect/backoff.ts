/** How long to wait before a source that failed is tried again: longer each time, never at the same moment as its neighbours. */

const FIRST_MS = 1000 // default, not from a standard
const LONGEST_MS = 60_000 // default, not from a standard

/** @param failures in a row, from 1. @param random in [0, 1). @returns ms: half of the doubled time is certain, half is chance. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16))
  return Math.round(full / 2 + (full / 2) * random)
}
