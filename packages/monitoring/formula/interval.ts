/**
 * Arithmetic that knows what it does not know: every part of a formula (公式) yields the span of values that it may still have. What is known has a
 * span of one value, an unknown input the whole axis. So `2 of 3` is certain as soon as two are, and `max({A}, {B}) > 25` as soon as one is.
 * IEEE 754 operations are monotone: rounding never makes a span lie.
 */

/** Yields the lower end of the span; the upper one lies in `upper` until the next part runs. Allocates nothing. */
export type Part = (inputs: Float64Array) => number

let upper = 0

const span = (low: number, high: number): number => {
  // A division by nothing, an overflow, a number that is none: nothing is known.
  if (!(low <= high) || low === Infinity || high === -Infinity) {
    upper = Infinity
    return -Infinity
  }
  upper = high
  return low
}

const TRUE = 1
const FALSE = 0
const UNDECIDED = -1
const truth = (low: number, high: number): number => (low > 0 || high < 0 ? TRUE : low === 0 && high === 0 ? FALSE : UNDECIDED)
const truthOf = (part: Part, inputs: Float64Array): number => {
  const low = part(inputs)
  return truth(low, upper)
}
const verdict = (decided: number): number => (decided === UNDECIDED ? span(0, 1) : span(decided, decided))

/** The value, or NaN while it cannot be decided. */
export function certainly(part: Part, inputs: Float64Array): number {
  const low = part(inputs)
  return low === upper ? low + 0 : Number.NaN // + 0: no minus nought
}

export const constant =
  (value: number): Part =>
  () =>
    span(value, value)
export const input =
  (slot: number): Part =>
  (inputs) => {
    const value = inputs[slot]!
    return span(value, value)
  }

type Combine = (aLow: number, aHigh: number, bLow: number, bHigh: number) => number
const both =
  (combine: Combine) =>
  (a: Part, b: Part): Part =>
  (inputs) => {
    const aLow = a(inputs)
    const aHigh = upper
    const bLow = b(inputs)
    return combine(aLow, aHigh, bLow, upper)
  }

/** Nought times whatever it may be is nought. */
const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y)
/** Infinite by infinite: anything between, and nought is the end that keeps the span whole. */
const over = (x: number, y: number): number => {
  const quotient = x / y
  return Number.isNaN(quotient) ? 0 : quotient
}
const corners = (op: (x: number, y: number) => number, aLow: number, aHigh: number, bLow: number, bHigh: number): number => {
  const [p, q, r, s] = [op(aLow, bLow), op(aLow, bHigh), op(aHigh, bLow), op(aHigh, bHigh)] as const
  return span(Math.min(p, q, r, s), Math.max(p, q, r, s))
}

const isLess: Combine = (aLow, aHigh, bLow, bHigh) => verdict(aHigh < bLow ? TRUE : aLow >= bHigh ? FALSE : UNDECIDED)
const isEqual = (aLow: number, aHigh: number, bLow: number, bHigh: number): number =>
  aHigh < bLow || bHigh < aLow ? FALSE : aLow === aHigh && bLow === bHigh ? TRUE : UNDECIDED
const not = (decided: number): number => (decided === UNDECIDED ? UNDECIDED : 1 - decided)

export const OPERATORS: Readonly<Record<string, (a: Part, b: Part) => Part>> = {
  '+': both((aLow, aHigh, bLow, bHigh) => span(aLow + bLow, aHigh + bHigh)),
  '-': both((aLow, aHigh, bLow, bHigh) => span(aLow - bHigh, aHigh - bLow)),
  '*': both((aLow, aHigh, bLow, bHigh) => corners(times, aLow, aHigh, bLow, bHigh)),
  '/': both((aLow, aHigh, bLow, bHigh) => (bLow <= 0 && bHigh >= 0 ? span(1, 0) : corners(over, aLow, aHigh, bLow, bHigh))),
  '<': both(isLess),
  '>': both((aLow, aHigh, bLow, bHigh) => isLess(bLow, bHigh, aLow, aHigh)),
  '<=': both((aLow, aHigh, bLow, bHigh) => verdict(aHigh <= bLow ? TRUE : aLow > bHigh ? FALSE : UNDECIDED)),
  '>=': both((aLow, aHigh, bLow, bHigh) => verdict(bHigh <= aLow ? TRUE : bLow > aHigh ? FALSE : UNDECIDED)),
  '==': both((aLow, aHigh, bLow, bHigh) => verdict(isEqual(aLow, aHigh, bLow, bHigh))),
  '!=': both((aLow, aHigh, bLow, bHigh) => verdict(not(isEqual(aLow, aHigh, bLow, bHigh)))),
  '&&': both((aLow, aHigh, bLow, bHigh) => {
    const [a, b] = [truth(aLow, aHigh), truth(bLow, bHigh)] as const
    return verdict(a === FALSE || b === FALSE ? FALSE : a === TRUE && b === TRUE ? TRUE : UNDECIDED)
  }),
  '||': both((aLow, aHigh, bLow, bHigh) => {
    const [a, b] = [truth(aLow, aHigh), truth(bLow, bHigh)] as const
    return verdict(a === TRUE || b === TRUE ? TRUE : a === FALSE && b === FALSE ? FALSE : UNDECIDED)
  }),
}

export const SIGNS: Readonly<Record<string, (a: Part) => Part>> = {
  '-': (a) => (inputs) => {
    const low = a(inputs)
    return span(-upper, -low)
  },
  '+': (a) => a,
  '!': (a) => (inputs) => verdict(not(truthOf(a, inputs))),
}

const fold =
  (parts: readonly Part[], combine: (sum: number, next: number) => number): Part =>
  (inputs) => {
    let low = parts[0]!(inputs)
    let high = upper
    for (let i = 1; i < parts.length; i++) {
      low = combine(low, parts[i]!(inputs))
      high = combine(high, upper)
    }
    return span(low, high)
  }
const plus = (a: number, b: number): number => a + b

/** How many hold: least and most. */
const held =
  (parts: readonly Part[], give: (least: number, most: number) => number): Part =>
  (inputs) => {
    let least = 0
    let most = 0
    for (const part of parts) {
      const decided = truthOf(part, inputs)
      if (decided === TRUE) least += 1
      if (decided !== FALSE) most += 1
    }
    return give(least, most)
  }

/** At least `needed` of the parts hold (表决). */
export const votes = (needed: number, parts: readonly Part[]): Part =>
  held(parts, (least, most) => verdict(least >= needed ? TRUE : most < needed ? FALSE : UNDECIDED))

/** Functions by name, with the least and the greatest number of arguments. `votes` stands by itself: its first argument is a plain number. */
export const FUNCTIONS: Readonly<Record<string, { least: number; most: number; make: (parts: readonly Part[]) => Part }>> = {
  abs: {
    least: 1,
    most: 1,
    make:
      ([a]) =>
      (inputs) => {
        const low = a!(inputs)
        const high = upper
        if (low >= 0) return span(low, high)
        return high <= 0 ? span(-high, -low) : span(0, Math.max(-low, high))
      },
  },
  min: { least: 1, most: Infinity, make: (parts) => fold(parts, Math.min) },
  max: { least: 1, most: Infinity, make: (parts) => fold(parts, Math.max) },
  sum: { least: 1, most: Infinity, make: (parts) => fold(parts, plus) },
  mean: { least: 1, most: Infinity, make: (parts) => OPERATORS['/']!(fold(parts, plus), constant(parts.length)) },
  count: { least: 1, most: Infinity, make: (parts) => held(parts, span) },
  if: {
    least: 3,
    most: 3,
    make:
      ([condition, yes, no]) =>
      (inputs) => {
        const decided = truthOf(condition!, inputs)
        if (decided !== UNDECIDED) return decided === TRUE ? yes!(inputs) : no!(inputs)
        const low = yes!(inputs)
        const high = upper
        const otherLow = no!(inputs)
        return span(Math.min(low, otherLow), Math.max(high, upper))
      },
  },
}
