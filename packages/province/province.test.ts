import { isWithin } from '@anyuan/kernel'
import { describe, expect, it } from 'vitest'
import {
  buildProvince,
  metresPerDegree,
  ppmFromMgPerCubicMetre,
  projectionAt,
  SUBSTANCES,
  substance,
  vapourPressureKilopascals,
} from './index.ts'

const province = buildProvince({ seed: 42, scale: 1 })
const unitPaths = new Set<string>(province.units.map((unit) => unit.path))

describe('the demo province', () => {
  it('has the size of five real parks', () => {
    const count = (level: string) => province.units.filter((unit) => unit.level === level).length
    expect(count('park')).toBe(5)
    expect(count('enterprise')).toBe(230)
    expect(province.units.filter((unit) => unit.majorHazardGrade !== null).length).toBeGreaterThan(650)
    expect(province.units.filter((unit) => unit.majorHazardGrade !== null).length).toBeLessThan(720)
    expect(province.tags.length).toBeGreaterThan(7800)
    expect(province.tags.length).toBeLessThan(8900)
    expect(province.sources).toHaveLength(235)
  })

  it('is the same for the same seed, and another for another', () => {
    const text = JSON.stringify(buildProvince({ seed: 7, scale: 0.1 }))
    expect(JSON.stringify(buildProvince({ seed: 7, scale: 0.1 }))).toBe(text)
    expect(JSON.stringify(buildProvince({ seed: 8, scale: 0.1 }))).not.toBe(text)
  })

  it('is built within a second', () => {
    const start = performance.now()
    buildProvince({ seed: 3, scale: 1 })
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('names every thing once', () => {
    for (const codes of [
      province.tags.map((t) => t.code),
      province.assets.map((a) => a.code),
      province.units.map((u) => u.code),
      province.units.map((u) => String(u.path)),
      province.ground.map((g) => g.id),
      province.sources.map((s) => s.code),
    ])
      expect(new Set(codes).size).toBe(codes.length)
  })

  it('hangs every unit, asset, tag and drawing on the tree', () => {
    for (const unit of province.units)
      if (unit.path.includes('.')) expect(unitPaths.has(unit.path.replace(/\.[^.]+$/, '')), unit.path).toBe(true)
    for (const thing of [...province.assets, ...province.tags, ...province.ground, ...province.sources])
      expect(unitPaths.has(thing.org)).toBe(true)
    const assets = new Set(province.assets.map((asset) => asset.code))
    for (const tag of province.tags) expect(tag.assetCode !== null && assets.has(tag.assetCode), tag.code).toBe(true)
  })

  it('sends every tag through exactly one gateway of its own enterprise or park', () => {
    const org = new Map(province.tags.map((tag) => [tag.code, tag.org]))
    const sent = province.sources.flatMap((source) => source.tagCodes.map((code) => ({ code, source })))
    expect(sent).toHaveLength(province.tags.length)
    for (const { code, source } of sent) expect(isWithin(org.get(code)!, source.org)).toBe(true)
    expect(province.sources.some((source) => source.protocol === 'http')).toBe(true)
  })

  it('keeps limits in order and inside the range of each tag', () => {
    for (const { alarms, rangeLow, rangeHigh, code } of province.tags) {
      const rising = [alarms.lowLow, alarms.low, alarms.high, alarms.highHigh].flatMap((limit) => (limit ? [limit.threshold] : []))
      expect(
        [...rising].sort((a, b) => a - b),
        code,
      ).toEqual(rising)
      for (const threshold of rising) expect(threshold >= rangeLow && threshold <= rangeHigh, `${code} ${threshold}`).toBe(true)
    }
  })

  it('sets gas detectors within GB/T 50493-2019 5.5.2', () => {
    let toxic = 0
    for (const tag of province.tags) {
      if (tag.kind === 'combustible_gas') {
        expect(tag.alarms.high!.threshold).toBeLessThanOrEqual(25)
        expect(tag.alarms.highHigh!.threshold).toBeLessThanOrEqual(50)
      }
      if (tag.kind === 'toxic_gas') {
        const of = SUBSTANCES.get(tag.play.variable)!
        const oelPpm = ppmFromMgPerCubicMetre(of.oelMgPerCubicMetre!, of.molarMassGramsPerMol)
        expect(tag.alarms.high!.threshold).toBeLessThanOrEqual(oelPpm)
        expect(tag.alarms.highHigh!.threshold).toBeLessThanOrEqual(2 * oelPpm)
        expect(tag.rangeHigh).toBeLessThanOrEqual(3 * oelPpm)
        toxic++
      }
    }
    expect(toxic).toBeGreaterThan(100)
  })

  it('has chlorine tanks with detectors in every park, and the Tennessee Eastman plant in Panjin, at the smallest scale too', () => {
    for (const scale of [0.05, 1]) {
      const built = buildProvince({ seed: 11, scale })
      for (const park of built.parks) {
        const tanks = built.assets.filter(
          (a) => isWithin(a.org, park.org) && a.detail.kind === 'tank' && a.detail.substance.cas === '7782-50-5',
        )
        expect(tanks.length, park.code).toBeGreaterThan(0)
        expect(built.tags.some((t) => isWithin(t.org, park.org) && t.play.model === 'gas' && t.play.variable === 'chlorine')).toBe(true)
      }
      expect(built.tags.filter((tag) => tag.play.model === 'te' && tag.code.startsWith('PJ-'))).toHaveLength(52)
    }
  })

  it('draws each enterprise inside its park and apart from its neighbours', () => {
    for (const park of province.parks) {
      const projection = projectionAt(park.centre)
      for (const asset of province.assets.filter((a) => isWithin(a.org, park.org))) {
        const { x, y } = projection.local(asset.position)
        expect(Math.hypot(x, y)).toBeLessThan(1900)
      }
    }
    const panjin = province.units.filter((unit) => unit.level === 'enterprise' && unit.code.startsWith('PJ-'))
    const middles = panjin.map((unit) => projectionAt(province.parks[3]!.centre).local(unit.position!))
    for (const [i, a] of middles.entries())
      for (const b of middles.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(60)
  })
})

describe('the ground under it', () => {
  it('finds a point again after projecting it', () => {
    const projection = projectionAt({ lon: 122.05, lat: 40.69 })
    const [lon, lat] = projection.lonLat({ x: 1234.5, y: -876.5 })
    const back = projection.local({ lon, lat })
    expect(back.x).toBeCloseTo(1234.5, 1)
    expect(back.y).toBeCloseTo(-876.5, 1)
  })

  it('knows the length of a degree at 45° north', () => {
    expect(metresPerDegree(45).lat).toBeCloseTo(111131.7, 0)
    expect(metresPerDegree(45).lon).toBeCloseTo(78846.8, 0)
  })

  it('lets liquid chlorine press with about 6.7 bar at 20 ℃', () => {
    const bar = vapourPressureKilopascals(substance('chlorine'), 20) / 100
    expect(bar).toBeGreaterThan(5.8)
    expect(bar).toBeLessThan(7.6)
  })
})
