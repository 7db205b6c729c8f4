/** The window of a tag's trend as it stands in the address: a length that follows now, or a fixed piece of the past. Pure. */
export const RANGES = { '10m': 10, '1h': 60, '8h': 480, '24h': 1440, '7d': 10_080, '30d': 43_200, '1y': 525_600 } as const
export type RangeName = keyof typeof RANGES
export type TrendWindow = { lastMinutes: number } | { from: number; to: number }

const MINUTE_MS = 60_000
const RAW_UP_TO_MS = 15 * MINUTE_MS // default, not from a standard: 900 samples at 1 Hz
const FOLLOWS_WITHIN = 0.02

export const isRange = (text: string): text is RangeName => text in RANGES

/** `from` and `to` are epoch ms as text; when they make no window, the range counts, and one hour when that is unknown too. */
export function windowOf(params: { range: string; from: string; to: string }): TrendWindow {
  const from = Number(params.from)
  const to = Number(params.to)
  if (params.from !== '' && params.to !== '' && Number.isFinite(from) && Number.isFinite(to) && from < to) return { from, to }
  return { lastMinutes: RANGES[isRange(params.range) ? params.range : '1h'] }
}

/** What zooming to a window writes into the address. A window of one of the lengths that ends now goes on following. */
export function zoomTo(from: number, to: number, now: number): { range: string; from: string; to: string } {
  const span = to - from
  const named = (Object.keys(RANGES) as RangeName[]).find((name) => Math.abs(RANGES[name] * MINUTE_MS - span) < span * FOLLOWS_WITHIN)
  if (named && Math.abs(now - to) < span * FOLLOWS_WITHIN) return { range: named, from: '', to: '' }
  // nothing is known beyond now
  const end = Math.min(to, now)
  return { range: '', from: String(Math.round(end - span)), to: String(Math.round(end)) }
}

/** A short fixed window shows each sample; a longer one shows buckets with least and greatest value. */
export const showsSamples = (window: TrendWindow): window is { from: number; to: number } =>
  !('lastMinutes' in window) && window.to - window.from <= RAW_UP_TO_MS

/** The ends of a window, epoch ms. */
export const endsOf = (window: TrendWindow, now: number): { from: number; to: number } =>
  'lastMinutes' in window ? { from: now - window.lastMinutes * MINUTE_MS, to: now } : window
