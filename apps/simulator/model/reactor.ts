/**
 * A semi-batch reactor (间歇反应釜): charge, heat, dose, cool, discharge. Energy balance of contents and jacket; the reaction runs at the
 * temperature's pace (Frank-Kamenetskii form of Arrhenius), so that lost cooling ends in a runaway. Figures are defaults, not of a real reactor.
 */
import type { RandomStream } from '@anyuan/province'

export type Phase = 'idle' | 'charging' | 'heating' | 'dosing' | 'cooling' | 'discharging'
export interface Reactor {
  readonly setpointCelsius: number
  phase: Phase
  phaseUntilMs: number
  temperatureCelsius: number
  jacketCelsius: number
  levelPercent: number
  /** Fed and not yet reacted, share of the whole dose. */
  unreacted: number
  dosed: number
  coolingCubicMetresPerHour: number
  pressureKilopascals: number
  agitatorRunning: boolean
  coolingLost: boolean
}

const ADIABATIC_RISE_KELVIN = 150
const DOSE_SECONDS = 5400
const JACKET_EXCHANGE_SECONDS = 600
const JACKET_LAG_SECONDS = 60
const COLD_CELSIUS = 15
/** The interlock cuts the dosing this far above the setpoint. */
const INTERLOCK_KELVIN = 22

export function newReactor(random: RandomStream, setpointCelsius: number, nowMs: number): Reactor {
  const phase = random.pick(['idle', 'heating', 'dosing', 'dosing', 'dosing', 'cooling'] as const)
  const hot = phase === 'dosing' || phase === 'cooling'
  const dosed = phase === 'dosing' ? random.between(0, 0.9) : phase === 'cooling' ? 1 : 0
  const temperatureCelsius = hot ? setpointCelsius : 28
  return {
    setpointCelsius,
    phase,
    phaseUntilMs: nowMs + random.between(2, 30) * 60_000,
    temperatureCelsius,
    jacketCelsius: hot ? setpointCelsius - 16.7 : 25,
    levelPercent: phase === 'idle' ? 3 : 55 + 20 * dosed,
    unreacted: phase === 'dosing' ? 0.022 : 0,
    dosed,
    coolingCubicMetresPerHour: hot ? 40 : 4,
    pressureKilopascals: 100,
    agitatorRunning: true,
    coolingLost: false,
  }
}

/** One second. */
export function stepReactor(reactor: Reactor, random: RandomStream, nowMs: number): void {
  const { setpointCelsius: setpoint } = reactor
  stepPhase(reactor, random, nowMs)
  const over = reactor.temperatureCelsius - setpoint
  const feeding = reactor.phase === 'dosing' && over < INTERLOCK_KELVIN
  const feed = feeding ? (reactor.coolingLost ? 2 : 1) / DOSE_SECONDS : 0
  const rate = (reactor.unreacted / 120) * Math.exp(Math.min(over, 60) / 12)
  const reacted = Math.min(rate, reactor.unreacted + feed)
  reactor.unreacted += feed - reacted
  reactor.dosed += feed
  reactor.levelPercent += 20 * feed

  const jacketAim = reactor.coolingLost ? reactor.temperatureCelsius : jacketFor(reactor, over)
  reactor.jacketCelsius += (jacketAim - reactor.jacketCelsius) / JACKET_LAG_SECONDS
  reactor.temperatureCelsius +=
    ADIABATIC_RISE_KELVIN * reacted - (reactor.temperatureCelsius - reactor.jacketCelsius) / JACKET_EXCHANGE_SECONDS
  const flow = reactor.coolingLost ? 0 : Math.min(100, Math.max(4, 2.4 * (reactor.temperatureCelsius - reactor.jacketCelsius)))
  reactor.coolingCubicMetresPerHour += (flow - reactor.coolingCubicMetresPerHour) / 20
  const vapour = 100 * Math.exp(Math.min(reactor.temperatureCelsius - setpoint, 55) / 25)
  reactor.pressureKilopascals = vapour + 0.5 * reactor.levelPercent
}

function jacketFor(reactor: Reactor, over: number): number {
  switch (reactor.phase) {
    case 'heating':
      return Math.min(reactor.temperatureCelsius + 30, reactor.setpointCelsius + 6)
    case 'dosing':
      return Math.min(reactor.setpointCelsius + 20, Math.max(COLD_CELSIUS, reactor.setpointCelsius - 16.7 - 4 * over))
    case 'cooling':
      return COLD_CELSIUS
    default:
      return 25
  }
}

function stepPhase(reactor: Reactor, random: RandomStream, nowMs: number): void {
  switch (reactor.phase) {
    case 'idle':
      if (nowMs >= reactor.phaseUntilMs) reactor.phase = 'charging'
      break
    case 'charging':
      reactor.levelPercent += 55 / 900
      reactor.temperatureCelsius += (22 - reactor.temperatureCelsius) / 900
      if (reactor.levelPercent >= 55) reactor.phase = 'heating'
      break
    case 'heating':
      if (reactor.temperatureCelsius >= reactor.setpointCelsius - 1.5) {
        reactor.phase = 'dosing'
        reactor.dosed = 0
      }
      break
    case 'dosing':
      if (reactor.dosed >= 1 && !reactor.coolingLost) reactor.phase = 'cooling'
      break
    case 'cooling':
      if (reactor.temperatureCelsius <= Math.max(30, reactor.setpointCelsius - 40)) reactor.phase = 'discharging'
      break
    case 'discharging':
      reactor.levelPercent -= 75 / 1200
      if (reactor.levelPercent <= 3) {
        reactor.phase = 'idle'
        reactor.phaseUntilMs = nowMs + random.between(10, 45) * 60_000
      }
      break
  }
}
