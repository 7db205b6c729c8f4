/** Sensor and gateway faults at low rates: few enough that the park is calm, enough that every refusal and every quality is seen in an hour. */
import { type RandomStream, randomStream } from '@anyuan/province'
import type { Instrument } from './instrument.ts'

/** A gateway whose clock is wrong: `skewMs` is added to its times. */
export interface ClockSkew {
  sourceCode: string
  skewMs: number
  untilMs: number
}
export interface FaultLine {
  skew: ClockSkew | null
  step(nowMs: number): void
}

const FULL_SIZE = 8400
const MINUTE = 60_000
/** Mean minutes between two faults of a kind in a full-sized province. default, not from a standard */
const EVERY_MINUTES = { spike: 3, stuck: 20, dropout: 15, bad: 25, drift: 45, skew: 60 }

/** Steps once a second. Switches and replayed runs are left alone but for silence: a stuck switch would be an incident. */
export function faultLine(seed: number, instruments: readonly Instrument[], sourceCodes: readonly string[]): FaultLine {
  const random = randomStream(seed, 'faults')
  const wild = instruments.filter(({ tag }) => tag.kind !== 'switch' && tag.play.model !== 'te' && tag.play.model !== 'reactor')
  const perSecond = (minutes: number): number => instruments.length / FULL_SIZE / minutes / 60
  const self: FaultLine = {
    skew: null,
    step(nowMs) {
      if (self.skew !== null && nowMs >= self.skew.untilMs) self.skew = null
      for (const kind of ['spike', 'stuck', 'dropout', 'bad', 'drift'] as const) {
        if (!random.chance(perSecond(EVERY_MINUTES[kind]))) continue
        const it = random.pick(wild)
        if (it.fault === null) it.fault = make(kind, it, random, nowMs)
      }
      if (random.chance(perSecond(EVERY_MINUTES.skew)) && self.skew === null)
        self.skew = { sourceCode: random.pick(sourceCodes), skewMs: random.chance(0.5) ? 7 * MINUTE : -90_000, untilMs: nowMs + 2 * MINUTE }
    },
  }
  return self
}

function make(
  kind: 'spike' | 'stuck' | 'dropout' | 'bad' | 'drift',
  it: Instrument,
  random: RandomStream,
  nowMs: number,
): Instrument['fault'] {
  const span = it.tag.rangeHigh - it.tag.rangeLow
  switch (kind) {
    case 'spike':
      return { kind }
    case 'stuck':
      return { kind, value: null, untilMs: nowMs + random.between(5, 15) * MINUTE }
    case 'dropout':
      return { kind, untilMs: nowMs + random.between(1.2, 3) * MINUTE }
    case 'bad':
      return { kind, untilMs: nowMs + random.between(1, 2) * MINUTE }
    case 'drift':
      return { kind, amount: span * random.between(-0.02, 0.02), fromMs: nowMs, untilMs: nowMs + 40 * MINUTE }
  }
}
