/** How far a trend can be zoomed, and what stays under the cursor. */

const SHORTEST_MS = 5000 // default, not from a standard
const LONGEST_MS = 10 * 366 * 86_400_000 // default, not from a standard

/** A new window: `factor` < 1 goes in around `centre`; never below 5 s nor above ten years. */
export function zoomed(from: number, to: number, centre: number, factor: number): [number, number] {
  const span = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (to - from) * factor))
  const share = (centre - from) / (to - from)
  const start = centre - share * span
  return [Math.round(start), Math.round(start + span)]
}
