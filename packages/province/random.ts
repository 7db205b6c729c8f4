/** Chance that repeats itself: the same seed and name give the same stream, on every machine and in every order of building. */

/** A stream of pseudo-random numbers. `next` is in [0, 1); `normal` has mean 0 and standard deviation 1. */
export interface RandomStream {
  next(): number
  between(low: number, high: number): number
  whole(low: number, high: number): number
  normal(): number
  pick<T>(from: readonly T[]): T
  chance(probability: number): boolean
}

/** FNV-1a over the UTF-16 code units, 32 bit. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * Opens the stream `name` of `seed` (mulberry32). Streams of different names are independent, so that a new tank here
 * does not change the weather there.
 */
export function randomStream(seed: number, name: string): RandomStream {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ hashText(name)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    // Box–Muller; 1 - next() keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (from) => from[Math.floor(next() * from.length)]!,
    chance: (probability) => next() < probability,
  }
}
