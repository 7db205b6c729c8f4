/** How good a sample was at a past moment. Pure. */
import { quality } from '@anyuan/kernel'

/** The live picture calls a value stale after as many missed sendings. */
const STALE_AFTER_INTERVALS = 3 // default, not from a standard
/** How far back a value of that moment may have been sent; what is older is not known. */
export const LEAST_LOOKBACK_MS = 86_400_000 // default, not from a standard
const SECOND_MS = 1000 // unit
/** A screen's clock may run a little ahead. */
export const AHEAD_AT_MOST_MS = 10_000 // default, not from a standard

/**
 * @param sampleQuality quality number of the sample itself; what was worse than stale stays so
 * @param ageMs how old the sample was at that moment
 */
export const qualityThen = (sampleQuality: number, ageMs: number, expectedIntervalSeconds: number): number =>
  ageMs > STALE_AFTER_INTERVALS * expectedIntervalSeconds * SECOND_MS ? Math.max(sampleQuality, quality.stale) : sampleQuality

/** The look-back that finds the last sample of the slowest tag while it is not stale, ms. */
export const lookbackFor = (slowestIntervalSeconds: number): number =>
  Math.max(LEAST_LOOKBACK_MS, STALE_AFTER_INTERVALS * slowestIntervalSeconds * SECOND_MS)
