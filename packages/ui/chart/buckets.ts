/** How finely a window can be read without inventing gaps. Pure. */

const FEWEST = 30
/**
 * Buckets for a window so that each holds at least two expected samples: narrower ones would be empty between samples and look like gaps.
 * @param spanMs length of the window
 * @param expectedIntervalSeconds how often the tag sends
 * @param most what the width of the picture can show
 */
export const bucketsFor = (spanMs: number, expectedIntervalSeconds: number, most: number): number =>
  Math.max(FEWEST, Math.min(most, Math.floor(spanMs / (2000 * expectedIntervalSeconds))))
