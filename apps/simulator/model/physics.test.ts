import { buildProvince, randomStream, substance } from '@anyuan/province'
import { describe, expect, it } from 'vitest'
import { readRun } from './eastman.ts'
import { type Detector, downwind, type Release, spreadGas } from './gas.ts'
import { newReactor, stepReactor } from './reactor.ts'
import { levelPercent, newTank, stepTank } from './tank.ts'
import { beijingHour, weatherModel } from './weather.ts'

const START = Date.UTC(2026, 4, 20, 0, 0, 0)
const DAY = 86_400

describe('the tanks', () => {
  it('lose and gain nothing but what moves in and out, over three days', () => {
    for (const name of ['a', 'b', 'c']) {
      const random = randomStream(5, name)
      const tank = newTank(random, substance('methanol'), 2000, 12, START)
      const first = tank.volumeCubicMetres
      let [least, most] = [100, 0]
      for (let s = 1; s <= 3 * DAY; s++) {
        stepTank(tank, random, 12, START + s * 1000)
        least = Math.min(least, levelPercent(tank))
        most = Math.max(most, levelPercent(tank))
      }
      expect(tank.volumeCubicMetres).toBeCloseTo(first + tank.inCubicMetres - tank.outCubicMetres, 3)
      expect(tank.inCubicMetres + tank.outCubicMetres).toBeGreaterThan(500)
      expect(least).toBeGreaterThan(20)
      expect(most).toBeLessThan(80)
    }
  })

  it('spill what does not fit', () => {
    const random = randomStream(5, 'spill')
    const tank = newTank(random, substance('methanol'), 100, 12, START)
    tank.movement = { kind: 'fill', toPercent: 1000, cubicMetresPerSecond: 1 }
    for (let s = 1; s <= 120; s++) stepTank(tank, random, 12, START + s * 1000)
    expect(levelPercent(tank)).toBe(100)
    expect(tank.spilledCubicMetres).toBeGreaterThan(10)
  })
})

describe('the weather', () => {
  it('is warmest and windiest after noon, as a mean of thirty days', () => {
    const weather = weatherModel(1, 'SY', START)
    const hours = Array.from({ length: 24 }, () => ({ n: 0, wind: 0, celsius: 0 }))
    for (let s = 1; s <= 30 * DAY; s++) {
      const now = START + s * 1000
      weather.step(now)
      if (s % 60 !== 0) continue
      const hour = hours[Math.floor(beijingHour(now))]!
      hour.n++
      hour.wind += weather.now.windMetresPerSecond
      hour.celsius += weather.now.temperatureCelsius
    }
    const mean = (hour: number, what: 'wind' | 'celsius') => hours[hour]![what] / hours[hour]!.n
    expect(mean(14, 'wind')).toBeGreaterThan(mean(3, 'wind') + 1)
    expect(mean(15, 'celsius')).toBeGreaterThan(mean(4, 'celsius') + 5)
  })
})

describe('the reactors', () => {
  it('keep their temperature within five kelvin through a day of batches', () => {
    const random = randomStream(9, 'r')
    const reactor = newReactor(random, 75, START)
    let hottest = 0
    const phases = new Set<string>()
    for (let s = 1; s <= DAY; s++) {
      stepReactor(reactor, random, START + s * 1000)
      hottest = Math.max(hottest, reactor.temperatureCelsius)
      phases.add(reactor.phase)
    }
    expect(hottest).toBeLessThan(80)
    expect(phases.size).toBe(6)
  })
})

describe('a plume', () => {
  const weather = { ...weatherModel(1, 'SY', START).now, meanWindMetresPerSecond: 3, meanWindFromDegrees: 270, stability: 'D' as const }
  const chlorine = substance('chlorine')
  const detector = (x: number, y: number): Detector => ({ of: chlorine, medium: 'toxic', at: { x, y }, heightMetres: 0.5, present: 0 })

  it('reaches detectors downwind in order of distance and leaves those upwind and beside it clean', () => {
    const release: Release = {
      of: chlorine,
      at: { x: 0, y: 0 },
      heightMetres: 1,
      kgPerSecond: 0.04,
      widthMetres: 0,
      startedMs: START,
      stoppedMs: null,
    }
    const row = [50, 150, 300, 600].map((x) => detector(x, 0))
    const clean = [detector(-30, 0), detector(100, 120)]
    const arrived = row.map(() => 0)
    for (let s = 1; s <= 400; s++) {
      spreadGas([release], [...row, ...clean], weather, START + s * 1000)
      row.forEach((d, i) => {
        if (arrived[i] === 0 && d.present > 0.33) arrived[i] = s
      })
    }
    expect(arrived.every((s) => s > 0)).toBe(true)
    expect([...arrived].sort((a, b) => a - b)).toEqual(arrived)
    expect(row.map((d) => d.present)).toEqual(row.map((d) => d.present).sort((a, b) => b - a))
    expect(clean.map((d) => d.present)).toEqual([0, 0])
  })

  it('blows with the wind: a west wind carries it east', () => {
    expect(downwind({ x: 0, y: 0 }, { x: 100, y: 0 }, 270).downwindMetres).toBeCloseTo(100, 6)
    expect(downwind({ x: 0, y: 0 }, { x: 0, y: -80 }, 0).downwindMetres).toBeCloseTo(80, 6)
  })
})

describe('the Tennessee Eastman runs', () => {
  it('are whole and fit the ranges of their tags', () => {
    const tags = buildProvince({ seed: 1, scale: 0.05 }).tags.filter((tag) => tag.play.model === 'te')
    for (const name of ['d00_te', 'd01_te', 'd06_te'] as const) {
      const run = readRun(name)
      expect(run.rows).toHaveLength(960)
      for (const tag of tags) {
        const column = run.columns.indexOf(tag.play.variable)
        expect(column).toBeGreaterThanOrEqual(0)
        for (const row of run.rows)
          expect(row[column]! >= tag.rangeLow && row[column]! <= tag.rangeHigh, `${tag.code} ${row[column]}`).toBe(true)
      }
    }
  })
})
