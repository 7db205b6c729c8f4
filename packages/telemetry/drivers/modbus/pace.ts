/** The pace of polling: rounds are counted from the start, so that lateness does not add up. Pure. */

/** @param round that just ended. @param elapsedMs since round 0 began. @returns the next that is still to come; those that were missed are not made up for. */
export const nextRound = (round: number, elapsedMs: number, intervalMs: number): number =>
  Math.max(round + 1, Math.ceil(elapsedMs / intervalMs))
