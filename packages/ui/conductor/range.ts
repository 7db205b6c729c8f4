/** The time conductor (时间导引条) in the address: one time range for map, panels and trends, and the moment that is shown. Pure. */

/** Lengths that follow now, in minutes. */
export const LASTS = { '10m': 10, '1h': 60, '8h': 480, '24h': 1440, '7d': 10_080, '30d': 43_200, '1y': 525_600 } as const
export type LastName = keyof typeof LASTS
export const DEFAULT_LAST: LastName = '1h'

/** Both ends in epoch ms. */
export interface TimeWindow {
  from: number
  to: number
}
export interface ConductorState {
  /** The length that follows now, also the one that is returned to. */
  last: LastName
  /** A piece of the past that stands still; null: the range follows now. */
  fixed: TimeWindow | null
  /** The moment that everything shows, epoch ms, a whole second; null is live. */
  moment: number | null
}
export const LIVE: ConductorState = { last: DEFAULT_LAST, fixed: null, moment: null }

const MINUTE_MS = 60_000
const SECOND_MS = 1000
const SHORTEST_MS = 5 * SECOND_MS // default, not from a standard
const LONGEST_MS = 10 * 366 * 86_400_000 // default, not from a standard
const FOLLOWS_WITHIN = 0.02
/** Where the moment stands when the window has to move for it. */
const MARGIN = 0.1
const PARAMS = ['last', 'range', 'at'] as const

export const isLast = (text: string): text is LastName => Object.hasOwn(LASTS, text)
const spanOf = (last: LastName): number => LASTS[last] * MINUTE_MS
const second = (at: number): number => Math.round(at / SECOND_MS) * SECOND_MS
/** Not all that an engine takes for a date is one: `GD-1` would be the first of January. */
const parse = (text: string): number => (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN)
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** What the address says; null when it names no time at all. What cannot be read is passed over. */
export function readConductor(params: URLSearchParams): ConductorState | null {
  if (!PARAMS.some((name) => params.has(name))) return null
  const last = params.get('last') ?? ''
  const [from, to, ...more] = (params.get('range') ?? '').split('..').map(parse)
  const moment = parse(params.get('at') ?? '')
  const isWindow = from !== undefined && to !== undefined && more.length === 0 && from < to // NaN is below nothing
  return {
    last: isLast(last) ? last : DEFAULT_LAST,
    fixed: isWindow ? { from, to } : null,
    moment: Number.isFinite(moment) ? second(moment) : null,
  }
}
/** The address with this time in it; what is as ever is left out, foreign parameters stay. */
export function writeConductor(params: URLSearchParams, { last, fixed, moment }: ConductorState): URLSearchParams {
  const next = new URLSearchParams(params)
  for (const name of PARAMS) next.delete(name)
  if (last !== DEFAULT_LAST) next.set('last', last)
  if (fixed) next.set('range', `${iso(fixed.from)}..${iso(fixed.to)}`)
  if (moment !== null) next.set('at', iso(moment))
  return next
}
/** The part of an address that names the time, to be compared. */
export const conductorText = (state: ConductorState | null): string =>
  state ? writeConductor(new URLSearchParams(), state).toString() : ''

/** Both ends of the range as it is now. */
export const windowAt = ({ last, fixed }: ConductorState, now: number): TimeWindow => fixed ?? { from: now - spanOf(last), to: now }

/** Everything is shown as it is now, and the range follows. */
export const backToLive = ({ last }: ConductorState): ConductorState => ({ last, fixed: null, moment: null })

/** Pulls to a moment: the range stands still around it; now or later is live again. */
export function pulledTo(state: ConductorState, at: number, now: number): ConductorState {
  const moment = second(at)
  if (moment > now - SECOND_MS) return backToLive(state)
  const held = windowAt(state, now)
  const window = { from: second(held.from), to: second(held.to) }
  // the same window while the hand moves in it: nothing that depends on the range alone is drawn again
  if (moment >= window.from && moment <= window.to) return { ...state, fixed: state.fixed ?? window, moment }
  const span = window.to - window.from
  const to = Math.min(second(now), second(moment < window.from ? moment + span * (1 - MARGIN) : moment + span * MARGIN))
  return { ...state, fixed: { from: to - span, to }, moment }
}

/** One of the named lengths: live it follows now, else it stands around the moment. */
export function lastOf(state: ConductorState, last: LastName, now: number): ConductorState {
  if (state.moment === null) return { last, fixed: null, moment: null }
  const span = spanOf(last)
  const to = Math.min(second(now), second(state.moment + span / 2))
  return { last, fixed: { from: to - span, to }, moment: state.moment }
}

/** Another range. While live, a window of a named length that ends now goes on following; nothing reaches beyond now. */
export function rangedTo(state: ConductorState, from: number, to: number, now: number): ConductorState {
  const span = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, to - from))
  const end = Math.min(to, now)
  const named = (Object.keys(LASTS) as LastName[]).find((name) => Math.abs(spanOf(name) - span) < span * FOLLOWS_WITHIN)
  if (state.moment === null && named && now - end < span * FOLLOWS_WITHIN) return { last: named, fixed: null, moment: null }
  return { ...state, fixed: { from: second(end - span), to: second(end) } }
}
/** `factor` below 1 goes in; `centre` (epoch ms) stays where it is. */
export function zoomedBy(state: ConductorState, factor: number, centre: number, now: number): ConductorState {
  const { from, to } = windowAt(state, now)
  const span = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (to - from) * factor))
  const start = centre - ((centre - from) / (to - from)) * span
  return rangedTo(state, start, start + span, now)
}
/** `share` of the range's length, to the past where negative. */
export function pannedBy(state: ConductorState, share: number, now: number): ConductorState {
  const { from, to } = windowAt(state, now)
  const by = (to - from) * share
  return rangedTo(state, from + by, to + by, now)
}
