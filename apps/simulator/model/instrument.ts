/** What an instrument (仪表) makes of a process value: response time, noise, resolution, range — and now and then a fault. */
import type { QualityName } from '@anyuan/kernel'
import { type ProvinceTag, randomStream } from '@anyuan/province'

export type Fault =
  | { kind: 'drift'; amount: number; fromMs: number; untilMs: number }
  | { kind: 'stuck'; value: number | null; untilMs: number }
  | { kind: 'dropout'; untilMs: number }
  | { kind: 'bad'; untilMs: number }
  | { kind: 'spike' }

export interface Instrument {
  readonly tag: ProvinceTag
  fault: Fault | null
  /** Reads `process` at `nowMs`; null where the instrument sends nothing. */
  read(process: number, nowMs: number): { value: number; quality: QualityName } | null
}

export function instrument(seed: number, tag: ProvinceTag): Instrument {
  const random = randomStream(seed, `instrument:${tag.code}`)
  const { noise, decimals, t90Seconds } = tag.play
  const scale = 10 ** decimals
  // A toxic or combustible detector shows no negative gas; a saturated one shows its full scale.
  const least = tag.kind === 'toxic_gas' || tag.kind === 'combustible_gas' ? 0 : tag.rangeLow
  let shown: number | null = null
  let readMs = 0
  const self: Instrument = {
    tag,
    fault: null,
    read(process, nowMs) {
      if (shown === null || t90Seconds === 0) shown = process
      else shown += (process - shown) * (1 - Math.exp((-Math.LN10 * (nowMs - readMs)) / 1000 / t90Seconds)) // 90 % after t90
      readMs = nowMs
      const noisy = noise > 0 ? shown + noise * random.normal() : shown
      const wrapped = tag.unit === '°' ? (noisy + 360) % 360 : noisy
      let value = Math.round(Math.min(tag.rangeHigh, Math.max(least, wrapped)) * scale) / scale
      let quality: QualityName = 'good'
      const { fault } = self
      if (fault !== null) {
        if ('untilMs' in fault && nowMs >= fault.untilMs) self.fault = null
        else if (fault.kind === 'dropout') return null
        else if (fault.kind === 'bad') quality = 'bad'
        else if (fault.kind === 'stuck') value = fault.value ??= value
        else if (fault.kind === 'drift') value = drifted(value, fault, nowMs)
        else {
          // One wild reading beyond the range: the front door refuses it.
          value = tag.rangeHigh + (tag.rangeHigh - tag.rangeLow) * 0.3
          self.fault = null
        }
      }
      return { value, quality }
    },
  }
  const drifted = (value: number, fault: Extract<Fault, { kind: 'drift' }>, nowMs: number): number => {
    const share = Math.min(1, (nowMs - fault.fromMs) / 600_000)
    return Math.round(Math.min(tag.rangeHigh, Math.max(least, value + fault.amount * share)) * scale) / scale
  }
  return self
}
