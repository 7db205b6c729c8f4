/** How the trend of a tag shows the one time range: each sample of a short piece of the past, buckets of anything longer. Pure. */
import type { TimeWindow } from '@anyuan/ui'

export type TrendWindow = { lastMinutes: number } | TimeWindow

const MINUTE_MS = 60_000
const RAW_UP_TO_MS = 15 * MINUTE_MS // default, not from a standard: 900 samples at 1 Hz

/** A short fixed window shows each sample; a longer one shows buckets with least and greatest value. */
export const showsSamples = (window: TrendWindow): window is TimeWindow =>
  !('lastMinutes' in window) && window.to - window.from <= RAW_UP_TO_MS

/** The ends of a window, epoch ms. */
export const endsOf = (window: TrendWindow, now: number): TimeWindow =>
  'lastMinutes' in window ? { from: now - window.lastMinutes * MINUTE_MS, to: now } : window
