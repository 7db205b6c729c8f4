/** Times and numbers as the screen shows them: Beijing time (北京时间), ages, and missing values as a dash. */

export const MISSING = '—'
const BEIJING_OFFSET_MS = 8 * 3_600_000 // UTC+8 all year; no summer time since 1992

export type When = number | string | null | undefined
const toMs = (at: When): number | null => {
  if (at === null || at === undefined) return null
  const ms = typeof at === 'number' ? at : Date.parse(at)
  return Number.isFinite(ms) ? ms : null
}
const beijing = (ms: number): string => new Date(ms + BEIJING_OFFSET_MS).toISOString()

/** `11-23 02:14:36` in Beijing time. `at` is epoch ms or ISO 8601; nothing is a dash. */
export function formatTime(at: When): string {
  const ms = toMs(at)
  return ms === null ? MISSING : beijing(ms).slice(5, 19).replace('T', ' ')
}
/** `02:14:36`, for lists of one day. */
export function formatClock(at: When, withSeconds = true): string {
  const ms = toMs(at)
  return ms === null ? MISSING : beijing(ms).slice(11, withSeconds ? 19 : 16)
}
/** `2026-11-23 02:14:36.120`, for hovering and for records. */
export function formatTimeFull(at: When): string {
  const ms = toMs(at)
  return ms === null ? MISSING : beijing(ms).slice(0, 23).replace('T', ' ')
}
export function formatDate(at: When): string {
  const ms = toMs(at)
  return ms === null ? MISSING : beijing(ms).slice(0, 10)
}

/** Parts of a duration for the words `ui.age.*`: the two greatest units, so that "1 分 52 秒" stays short. Never negative. */
export function ageParts(milliseconds: number): { key: string; params: Record<string, number> } {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  if (seconds < 60) return { key: 'ui.age.seconds', params: { seconds } }
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return { key: 'ui.age.minutes_seconds', params: { minutes, seconds: seconds % 60 } }
  if (minutes < 60) return { key: 'ui.age.minutes', params: { minutes } }
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return { key: 'ui.age.hours_minutes', params: { hours, minutes: minutes % 60 } }
  return { key: 'ui.age.days_hours', params: { days: Math.floor(hours / 24), hours: hours % 24 } }
}

/** `03:08` or `1:03:08`; the sign is said in words beside it. */
export function formatCountdown(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours ? `${hours}:${rest}` : rest
}

/** A measured number: at most four significant places, thousands apart. Null, undefined and NaN are a dash, never 0. */
export function formatNumber(value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING
  if (decimals !== undefined) return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  const size = Math.abs(value)
  const places = size === 0 || size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : Math.min(6, 3 - Math.floor(Math.log10(size)))
  return value.toLocaleString('en-US', { maximumFractionDigits: places })
}
export function formatValue(value: number | null | undefined, unit: string): string {
  const text = formatNumber(value)
  return text === MISSING || unit === '' ? text : `${text} ${unit}`
}
