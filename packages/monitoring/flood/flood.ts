/**
 * Alarm floods (报警泛滥): when a position gets more alarms than a person can read.
 * Our rule: a flood is recognised at the activation that makes more than 10 within 600 s, begins with the first of those, and ends at the first
 * moment when the 600 s before it hold 5 or fewer. The window slides, so that recognition does not wait for a clock mark; the KPI's buckets do not.
 */
import type { EpochMs } from '@anyuan/kernel'

export const FLOOD_WINDOW_SECONDS = 600 // ISA-18.2-2016 §16: 10-minute windows
export const FLOOD_ABOVE = 10 // ISA-18.2-2016 §16: more than 10 alarms in 10 minutes
export const FLOOD_ENDS_AT = 5 // default, not from a standard: 5 or fewer in 10 minutes

/** One flood of one position. Times in epoch ms; `endedAt` is null while it goes on. */
export interface FloodEpisode {
  startedAt: EpochMs
  /** When it was recognised: the activation that was one too many. */
  recognisedAt: EpochMs
  endedAt: EpochMs | null
  /** Activations from `startedAt` to `endedAt`. */
  activations: number
  /** The most within any 600 s. */
  peak: number
}

const WINDOW_MS = FLOOD_WINDOW_SECONDS * 1000

/**
 * The floods of one position, oldest first, as they stand at `now`.
 * @param raisedAt moments of activation, in epoch ms, ascending; those after `now` are passed over
 */
export function floodEpisodes(raisedAt: readonly EpochMs[], now: EpochMs): FloodEpisode[] {
  const episodes: FloodEpisode[] = []
  let open = null as FloodEpisode | null
  let first = 0
  for (let i = 0; i < raisedAt.length && raisedAt[i]! <= now; i++) {
    const at = raisedAt[i]!
    if (open) {
      const end = endOf(raisedAt, first, i, at)
      if (end !== null) {
        episodes.push({ ...open, endedAt: end })
        open = null
      }
    }
    while (raisedAt[first]! <= at - WINDOW_MS) first++
    const inWindow = i - first + 1
    if (open) open = { ...open, activations: open.activations + 1, peak: Math.max(open.peak, inWindow) }
    else if (inWindow > FLOOD_ABOVE)
      open = { startedAt: raisedAt[first]!, recognisedAt: at, endedAt: null, activations: inWindow, peak: inWindow }
  }
  if (open) {
    const past = raisedAt.findIndex((at) => at > now)
    episodes.push({ ...open, endedAt: endOf(raisedAt, first, past < 0 ? raisedAt.length : past, now) })
  }
  return episodes
}

/** The moment up to `at` at which the window fell to few enough, were there no further activation after the `count` first; null when it did not. */
function endOf(raisedAt: readonly EpochMs[], first: number, count: number, at: EpochMs): EpochMs | null {
  if (count - first <= FLOOD_ENDS_AT) return at
  const leaves = raisedAt[count - FLOOD_ENDS_AT - 1]! + WINDOW_MS
  return leaves <= at ? leaves : null
}

/** The flood that goes on at `now`, or null. */
export const floodNow = (raisedAt: readonly EpochMs[], now: EpochMs): FloodEpisode | null => {
  const last = floodEpisodes(raisedAt, now).at(-1)
  return last && last.endedAt === null ? last : null
}
