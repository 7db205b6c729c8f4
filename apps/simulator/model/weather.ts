/** The weather (气象) over one park: season, day and night, wind that turns slowly and gusts. */
import type { StabilityClass } from '@anyuan/consequence'
import { type RandomStream, randomStream } from '@anyuan/province'
import { moveOn, type Wander, wander } from './drift.ts'

export interface Weather {
  temperatureCelsius: number
  humidityPercent: number
  pressureHectopascals: number
  rainMillimetresPerHour: number
  windMetresPerSecond: number
  /** Where the wind comes from, degrees clockwise from north. */
  windFromDegrees: number
  /** Means of about two minutes: what carries a plume. Never below 1.1 m/s, where the plume model ends. */
  meanWindMetresPerSecond: number
  meanWindFromDegrees: number
  stability: StabilityClass
}
export interface WeatherModel {
  readonly now: Weather
  step(epochMs: number): void
}

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000
const MEAN_SECONDS = 120

/** Hour of the day in Beijing time, 0–24. */
export const beijingHour = (epochMs: number): number => ((epochMs + BEIJING_MS) % DAY_MS) / 3_600_000

/** Daily mean air temperature of Liaoning: about −9 ℃ in January, 25 ℃ in July. default, not from a standard */
function seasonCelsius(epochMs: number): number {
  const dayOfYear = (epochMs / DAY_MS) % 365.2425
  return 8 + 17 * Math.cos((2 * Math.PI * (dayOfYear - 200)) / 365.2425) // default, not from a standard
}

/** Weather of `parkCode`; steps are one second and draw from the park's own stream. */
export function weatherModel(seed: number, parkCode: string, startMs: number): WeatherModel {
  const random = randomStream(seed, `weather:${parkCode}`)
  const prevailing = 200 + random.between(-25, 25)
  const front = wander(random, 1.5, 6 * 3600)
  const pressure = wander(random, 5, 12 * 3600)
  const moisture = wander(random, 6, 3 * 3600)
  const breeze = wander(random, 0.18, 1800)
  const gust = wander(random, 0.1, 20)
  const turn = wander(random, 30, 2 * 3600)
  const flutter = wander(random, 7, 30)
  const all: [Wander, RandomStream][] = [front, pressure, moisture, breeze, gust, turn, flutter].map((it) => [it, random])
  const now: Weather = {
    temperatureCelsius: 0,
    humidityPercent: 0,
    pressureHectopascals: 0,
    rainMillimetresPerHour: 0,
    windMetresPerSecond: 0,
    windFromDegrees: 0,
    meanWindMetresPerSecond: 0,
    meanWindFromDegrees: 0,
    stability: 'D',
  }

  const observe = (epochMs: number): void => {
    const hour = beijingHour(epochMs)
    const season = seasonCelsius(epochMs)
    const sun = Math.max(0, Math.sin((Math.PI * (hour - 6.5)) / 12)) // default, not from a standard
    now.temperatureCelsius = season + 4.5 * Math.cos((2 * Math.PI * (hour - 15)) / 24) + front.value
    now.humidityPercent = Math.min(100, Math.max(12, 62 - 2.6 * (now.temperatureCelsius - season) + moisture.value))
    now.pressureHectopascals = 1014 + pressure.value
    // Rain needs moist air and a falling glass; most days have none.
    now.rainMillimetresPerHour = now.humidityPercent > 80 && pressure.value < -5 ? (now.humidityPercent - 80) / 4 : 0
    const calm = 1.9 + 2 * sun
    now.windMetresPerSecond = Math.max(0.6, calm * Math.exp(breeze.value) * (1 + gust.value))
    now.windFromDegrees = (prevailing + turn.value + flutter.value + 720) % 360
    now.stability = stabilityOf(now.meanWindMetresPerSecond || now.windMetresPerSecond, sun)
  }
  observe(startMs)
  let meanWind = now.windMetresPerSecond
  let meanTurn = prevailing + turn.value
  const settle = (): void => {
    now.meanWindMetresPerSecond = Math.max(1.1, meanWind)
    now.meanWindFromDegrees = (meanTurn + 720) % 360
  }
  settle()

  return {
    now,
    step(epochMs) {
      for (const [it, stream] of all) moveOn(it, stream, 1)
      observe(epochMs)
      meanWind += (now.windMetresPerSecond - meanWind) / MEAN_SECONDS
      meanTurn += (prevailing + turn.value + flutter.value - meanTurn) / MEAN_SECONDS
      settle()
    },
  }
}

/** Pasquill class after wind at 10 m and sun (0 night … 1 strongest), in the middle of the table. */
function stabilityOf(wind: number, sun: number): StabilityClass {
  if (sun > 0.3) return wind < 3 ? 'B' : wind < 5 ? 'C' : 'D' // Pasquill 1961 table, moderate to slight insolation
  if (sun > 0) return wind < 3 ? 'C' : 'D' // Pasquill 1961 table, slight insolation
  return wind < 3 ? 'F' : wind < 5 ? 'E' : 'D' // Pasquill 1961 table, night
}
