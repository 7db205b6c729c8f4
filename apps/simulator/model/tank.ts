/** A tank (储罐) that fills and empties in batches: volume by mass balance, temperature towards the air, pressure from both. */
import { type RandomStream, type Substance, vapourPressureKilopascals } from '@anyuan/province'

export interface Tank {
  readonly capacityCubicMetres: number
  readonly of: Substance
  volumeCubicMetres: number
  temperatureCelsius: number
  /** Gauge pressure: MPa of a pressure tank, kPa of a blanketed one. */
  gaugePressure: number
  /** What came in and went out since the start, m³. */
  inCubicMetres: number
  outCubicMetres: number
  spilledCubicMetres: number
  movement: { kind: 'hold'; untilMs: number } | { kind: 'fill' | 'empty'; toPercent: number; cubicMetresPerSecond: number }
}

const HOUR_MS = 3_600_000
const FEED_CELSIUS = 18 // default, not from a standard
export const levelPercent = (tank: Tank): number => (100 * tank.volumeCubicMetres) / tank.capacityCubicMetres

export function newTank(random: RandomStream, of: Substance, capacityCubicMetres: number, airCelsius: number, nowMs: number): Tank {
  const tank: Tank = {
    capacityCubicMetres,
    of,
    volumeCubicMetres: capacityCubicMetres * random.between(0.26, 0.74),
    temperatureCelsius: airCelsius + random.between(1, 4),
    gaugePressure: 0,
    inCubicMetres: 0,
    outCubicMetres: 0,
    spilledCubicMetres: 0,
    movement: { kind: 'hold', untilMs: nowMs + random.between(0, 2) * HOUR_MS },
  }
  if (random.chance(0.3)) tank.movement = nextMovement(tank, random)
  settlePressure(tank, 1)
  return tank
}

/** From the middle it goes either way, from the ends back: never near a limit of its own accord. */
function nextMovement(tank: Tank, random: RandomStream): Tank['movement'] {
  const level = levelPercent(tank)
  const up = level < 35 || (level < 62 && random.chance(0.5))
  const cubicMetresPerSecond = (tank.capacityCubicMetres * random.between(0.08, 0.22)) / 3600 // default, not from a standard
  return {
    kind: up ? 'fill' : 'empty',
    toPercent: up ? random.between(Math.min(level + 8, 74), 78) : random.between(22, Math.max(level - 8, 26)),
    cubicMetresPerSecond,
  }
}

/** One second. A tank that is filled beyond its brim spills into the bund. */
export function stepTank(tank: Tank, random: RandomStream, airCelsius: number, nowMs: number): void {
  const { movement } = tank
  if (movement.kind === 'hold') {
    if (nowMs >= movement.untilMs) tank.movement = nextMovement(tank, random)
  } else if (movement.kind === 'fill') {
    const moved = movement.cubicMetresPerSecond
    const room = tank.capacityCubicMetres - tank.volumeCubicMetres
    tank.inCubicMetres += moved
    tank.spilledCubicMetres += Math.max(0, moved - room)
    tank.temperatureCelsius += ((FEED_CELSIUS - tank.temperatureCelsius) * moved) / (tank.volumeCubicMetres + moved)
    tank.volumeCubicMetres += Math.min(moved, room)
    if (levelPercent(tank) >= movement.toPercent) rest(tank, random, nowMs)
  } else {
    const moved = Math.min(movement.cubicMetresPerSecond, tank.volumeCubicMetres)
    tank.outCubicMetres += moved
    tank.volumeCubicMetres -= moved
    if (levelPercent(tank) <= movement.toPercent) rest(tank, random, nowMs)
  }
  const exchangeSeconds = 3600 * (8 + 0.02 * tank.volumeCubicMetres) // default, not from a standard
  tank.temperatureCelsius += (airCelsius + 2 - tank.temperatureCelsius) / exchangeSeconds
  settlePressure(tank, 1 / 45)
}

function rest(tank: Tank, random: RandomStream, nowMs: number): void {
  tank.movement = { kind: 'hold', untilMs: nowMs + random.between(0.5, 5) * HOUR_MS }
}

function settlePressure(tank: Tank, share: number): void {
  const filling = tank.movement.kind === 'fill'
  const emptying = tank.movement.kind === 'empty'
  let aim: number
  if (tank.of.storage === 'pressure') {
    // Below its boiling point the vapour alone would draw a vacuum; nitrogen keeps 0.05 MPa.
    const vapour = Math.max(0.05, (vapourPressureKilopascals(tank.of, tank.temperatureCelsius) - 101.325) / 1000)
    aim = vapour * (filling ? 1.03 : emptying ? 0.97 : 1)
  } else aim = filling ? 0.95 : emptying ? 0.35 : 0.6
  tank.gaugePressure += (aim - tank.gaugePressure) * share
}
