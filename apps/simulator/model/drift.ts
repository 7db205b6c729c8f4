/** The one kind of chance in the physics: a value that wanders about zero and is pulled back (Ornstein–Uhlenbeck). */
import type { RandomStream } from '@anyuan/province'

export interface Wander {
  value: number
  readonly deviation: number
  readonly timeSeconds: number
}
/** `deviation` is the standard deviation in the long run; `timeSeconds` the correlation time. Starts anywhere in its distribution. */
export const wander = (random: RandomStream, deviation: number, timeSeconds: number): Wander => ({
  value: deviation * random.normal(),
  deviation,
  timeSeconds,
})

/** Moves on by `seconds`: exact for any step, so that the step does not change the statistics. */
export function moveOn(it: Wander, random: RandomStream, seconds: number): void {
  const keep = Math.exp(-seconds / it.timeSeconds)
  it.value = it.value * keep + it.deviation * Math.sqrt(1 - keep * keep) * random.normal()
}
