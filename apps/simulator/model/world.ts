/** The living province (活的园区): steps every tank, reactor, line and cloud once a second and reads the instruments when their gateway asks. Pure but for the runs it reads at the start. */
import type { QualityName } from '@anyuan/kernel'
import {
  type LocalPoint,
  type Province,
  type ProvinceAsset,
  type ProvinceTag,
  projectionAt,
  type RandomStream,
  randomStream,
  SUBSTANCES,
  type Substance,
} from '@anyuan/province'
import { moveOn, type Wander, wander } from './drift.ts'
import { type Eastman, eastman } from './eastman.ts'
import { type FaultLine, faultLine } from './faults.ts'
import { blownAway, type Detector, type Release, spreadGas } from './gas.ts'
import { type Instrument, instrument } from './instrument.ts'
import { newReactor, type Reactor, stepReactor } from './reactor.ts'
import { levelPercent, newTank, stepTank, type Tank } from './tank.ts'
import { type WeatherModel, weatherModel } from './weather.ts'

/** What one gateway sends at one moment: columns, as on the wire. `qualities` is null where all are good. */
export interface Batch {
  sourceCode: string
  tags: string[]
  timeMs: number
  values: number[]
  qualities: QualityName[] | null
}

export interface TankPlace {
  asset: ProvinceAsset
  tank: Tank
  random: RandomStream
  at: LocalPoint
}
export interface ReactorPlace {
  asset: ProvinceAsset
  reactor: Reactor
  random: RandomStream
}
interface Line {
  flow: Wander
  nominal: { flow: number; pressure: number }
  /** Share of the nominal flow at which the line runs. */
  load: number
  random: RandomStream
}
export interface ParkWorld {
  code: string
  name: string
  weather: WeatherModel
  tanks: Map<string, TankPlace>
  reactors: Map<string, ReactorPlace>
  lines: Map<string, Line>
  warehouses: Map<string, number>
  detectors: Map<string, Detector>
  releases: Release[]
}

export interface World {
  readonly province: Province
  readonly parks: ReadonlyMap<string, ParkWorld>
  readonly instruments: ReadonlyMap<string, Instrument>
  readonly eastman: Eastman
  readonly faults: FaultLine
  nowMs: number
  /** Steps the physics, second by second, up to `epochMs`. */
  stepTo(epochMs: number): void
  /** Reads all instruments of a source as they stand; the samples carry `timeMs`. */
  sample(sourceCode: string, timeMs: number): Batch
}

/** Same province, seed and start → same values for the same calls. `faults: false` leaves the sensors sound. */
export function createWorld(
  province: Province,
  { seed, startMs, faults = true }: { seed: number; startMs: number; faults?: boolean },
): World {
  const start = Math.floor(startMs / 1000) * 1000
  const parks = new Map(province.parks.map((park) => [park.code, emptyPark(seed, park.code, park.name, start)]))
  const setpoints = new Map(
    province.tags.flatMap(({ play }) =>
      play.model === 'reactor' && play.variable === 'temperature' ? [[play.of, play.nominal] as const] : [],
    ),
  )
  for (const park of province.parks) {
    const projection = projectionAt(park.centre)
    for (const asset of province.assets)
      if (asset.code.startsWith(`${park.code}-`))
        furnish(parks.get(park.code)!, asset, projection.local(asset.position), seed, start, setpoints.get(asset.code))
  }
  const instruments = new Map(province.tags.map((tag) => [tag.code, instrument(seed, tag)]))
  for (const tag of province.tags) if (tag.play.model === 'flow') furnishLine(parkOf(parks, tag), tag, seed)
  const plays = province.sources.map((source) => source.tagCodes.map((code) => instruments.get(code)!))
  const bySource = new Map(province.sources.map((source, i) => [source.code, plays[i]!]))
  const line = faultLine(
    seed,
    [...instruments.values()],
    province.sources.map((source) => source.code),
  )
  const te = eastman(start)
  if (faults) standingFaults(seed, instruments, parks)

  const world: World = {
    province,
    parks,
    instruments,
    eastman: te,
    faults: line,
    nowMs: start,
    stepTo(epochMs) {
      while (world.nowMs + 1000 <= epochMs) {
        world.nowMs += 1000
        for (const park of parks.values()) stepPark(park, world.nowMs)
        if (faults) line.step(world.nowMs)
      }
    },
    sample(sourceCode, timeMs) {
      const skewMs = line.skew?.sourceCode === sourceCode ? line.skew.skewMs : 0
      const batch: Batch = { sourceCode, tags: [], timeMs: timeMs + skewMs, values: [], qualities: null }
      for (const it of bySource.get(sourceCode) ?? []) {
        const process = processValue(parkOf(parks, it.tag), it.tag, te, world.nowMs)
        const read = process === null ? null : it.read(process, world.nowMs)
        if (read === null) continue
        if (read.quality !== 'good') batch.qualities ??= batch.tags.map(() => 'good')
        batch.tags.push(it.tag.code)
        batch.values.push(read.value)
        batch.qualities?.push(read.quality)
      }
      return batch
    },
  }
  return world
}

const emptyPark = (seed: number, code: string, name: string, startMs: number): ParkWorld => ({
  code,
  name,
  weather: weatherModel(seed, code, startMs),
  tanks: new Map(),
  reactors: new Map(),
  lines: new Map(),
  warehouses: new Map(),
  detectors: new Map(),
  releases: [],
})
const parkOf = (parks: ReadonlyMap<string, ParkWorld>, { code }: { code: string }): ParkWorld =>
  parks.get(code.slice(0, code.indexOf('-')))!

const BY_CAS = new Map([...SUBSTANCES.values()].map((of) => [of.cas, of]))
const substanceOf = ({ cas }: { cas: string | null }): Substance | undefined => (cas === null ? undefined : BY_CAS.get(cas))

function furnish(
  park: ParkWorld,
  asset: ProvinceAsset,
  at: LocalPoint,
  seed: number,
  startMs: number,
  setpointCelsius: number | undefined,
): void {
  const random = randomStream(seed, `asset:${asset.code}`)
  const { detail } = asset
  if (detail.kind === 'tank') {
    const of = substanceOf(detail.substance)
    if (of)
      park.tanks.set(asset.code, {
        asset,
        at,
        random,
        tank: newTank(random, of, detail.volumeCubicMetres, park.weather.now.temperatureCelsius, startMs),
      })
  } else if (detail.kind === 'reactor') {
    if (setpointCelsius !== undefined)
      park.reactors.set(asset.code, { asset, random, reactor: newReactor(random, setpointCelsius, startMs) })
  } else if (detail.kind === 'warehouse') park.warehouses.set(asset.code, 17)
  else if (detail.kind === 'gas_detector' && detail.medium !== 'oxygen') {
    const of = substanceOf(detail.substance)
    if (of) park.detectors.set(asset.code, { of, medium: detail.medium, at, heightMetres: detail.mountingHeightMetres, present: 0 })
  }
}

function furnishLine(park: ParkWorld, tag: ProvinceTag, seed: number): void {
  const { of, variable, nominal } = tag.play
  let line = park.lines.get(of)
  if (!line) {
    const random = randomStream(seed, `line:${of}`)
    line = { flow: wander(random, 0.04, 900), nominal: { flow: 0, pressure: 0 }, load: random.between(0.92, 1.08), random }
    park.lines.set(of, line)
  }
  line.nominal[variable === 'flow' ? 'flow' : 'pressure'] = nominal
}

function stepPark(park: ParkWorld, nowMs: number): void {
  park.weather.step(nowMs)
  const air = park.weather.now.temperatureCelsius
  for (const place of park.tanks.values()) stepTank(place.tank, place.random, air, nowMs)
  for (const place of park.reactors.values()) stepReactor(place.reactor, place.random, nowMs)
  for (const line of park.lines.values()) moveOn(line.flow, line.random, 1)
  for (const [code, celsius] of park.warehouses) {
    // Heated and ventilated between 5 and 28 ℃; the rest follows the air over half a day.
    const aim = Math.min(28, Math.max(5, air + 3))
    park.warehouses.set(code, celsius + (aim - celsius) / 43_200)
  }
  if (park.releases.length > 0) {
    park.releases = park.releases.filter((release) => !blownAway(release, nowMs))
    spreadGas(park.releases, [...park.detectors.values()], park.weather.now, nowMs)
  }
}

/** What is true at the place of the instrument; null where the model knows nothing of it. */
function processValue(park: ParkWorld, { play }: ProvinceTag, te: Eastman, nowMs: number): number | null {
  switch (play.model) {
    case 'tank': {
      const tank = park.tanks.get(play.of)?.tank
      if (!tank) return null
      return play.variable === 'level' ? levelPercent(tank) : play.variable === 'temperature' ? tank.temperatureCelsius : tank.gaugePressure
    }
    case 'reactor': {
      const reactor = park.reactors.get(play.of)?.reactor
      return reactor ? reactorValue(reactor, play.variable) : null
    }
    case 'flow': {
      const line = park.lines.get(play.of)
      if (!line) return null
      const share = line.load * (1 + line.flow.value)
      // Pressure falls with the square of the flow.
      return play.variable === 'flow' ? line.nominal.flow * share : line.nominal.pressure * (1.15 - 0.15 * share * share)
    }
    case 'warehouse':
      return play.variable === 'temperature' ? (park.warehouses.get(play.of) ?? null) : Math.min(85, 0.8 * park.weather.now.humidityPercent)
    case 'gas':
      return park.detectors.get(play.of)?.present ?? null
    case 'oxygen':
    case 'switch':
      return play.nominal
    case 'te':
      return te.read(play.variable, nowMs)
    case 'weather':
      return weatherValue(park, play.variable)
  }
}

function reactorValue(reactor: Reactor, variable: string): number | null {
  switch (variable) {
    case 'temperature':
      return reactor.temperatureCelsius
    case 'pressure':
      return reactor.pressureKilopascals
    case 'level':
      return reactor.levelPercent
    case 'jacket_temperature':
      return reactor.jacketCelsius
    case 'cooling_flow':
      return reactor.coolingCubicMetresPerHour
    case 'agitator':
      return reactor.agitatorRunning ? 1 : 0
    default:
      return null
  }
}

function weatherValue({ weather: { now } }: ParkWorld, variable: string): number | null {
  switch (variable) {
    case 'temperature':
      return now.temperatureCelsius
    case 'humidity':
      return now.humidityPercent
    case 'wind_speed':
      return now.windMetresPerSecond
    case 'wind_direction':
      return now.windFromDegrees
    case 'air_pressure':
      return now.pressureHectopascals
    case 'rain':
      return now.rainMillimetresPerHour
    default:
      return null
  }
}

const FOREVER_MS = 8.64e15
/** The handful of things that are always wrong somewhere: two low tanks, a drifted detector, one out for calibration, one silent, one slow line. */
function standingFaults(seed: number, instruments: ReadonlyMap<string, Instrument>, parks: ReadonlyMap<string, ParkWorld>): void {
  const random = randomStream(seed, 'standing')
  const all = [...instruments.values()]
  const toxic = all.filter(({ tag }) => tag.kind === 'toxic_gas')
  const combustible = all.filter(({ tag }) => tag.kind === 'combustible_gas')
  const drifted = random.pick(toxic)
  drifted.fault = { kind: 'drift', amount: drifted.tag.alarms.high!.threshold * 1.12, fromMs: 0, untilMs: FOREVER_MS }
  random.pick(combustible).fault = { kind: 'bad', untilMs: FOREVER_MS }
  random.pick(combustible.filter((it) => it.fault === null)).fault = { kind: 'dropout', untilMs: FOREVER_MS }
  const tanks = [...parks.values()].flatMap((park) => [...park.tanks.values()]).filter(({ tank }) => tank.of.storage === 'atmospheric')
  for (let i = 0; i < 2; i++) {
    const { tank } = random.pick(tanks)
    tank.volumeCubicMetres = tank.capacityCubicMetres * 0.085
    tank.movement = { kind: 'hold', untilMs: FOREVER_MS }
  }
  random.pick([...parks.values()].flatMap((park) => [...park.lines.values()])).load = 0.46
}
