import { buildProvince, type ProvinceTag } from '@anyuan/province'
import { describe, expect, it } from 'vitest'
import { createIncidents, INCIDENT_IDS, type IncidentId } from './incidents.ts'
import { createWorld, type World } from './world.ts'

const START = Date.UTC(2026, 10, 23, 2, 0, 0)
const province = buildProvince({ seed: 42, scale: 0.2 })

type Level = 'lowLow' | 'low' | 'high' | 'highHigh' | 'state'
function breachOf(tag: ProvinceTag, value: number): Level | null {
  const { alarms } = tag
  if (alarms.state && (value === 1) === alarms.state.alarmWhen) return 'state'
  if (alarms.lowLow && value <= alarms.lowLow.threshold) return 'lowLow'
  if (alarms.highHigh && value >= alarms.highHigh.threshold) return 'highHigh'
  if (alarms.low && value <= alarms.low.threshold) return 'low'
  if (alarms.high && value >= alarms.high.threshold) return 'high'
  return null
}
/** Steps and samples everything every 5 s; answers with the first second at which each tag reached each level. */
function watch(world: World, seconds: number, each: () => void = () => {}): Map<string, number> {
  const tags = new Map(world.province.tags.map((tag) => [tag.code, tag]))
  const reached = new Map<string, number>()
  const from = world.nowMs
  for (let s = 5; s <= seconds; s += 5) {
    for (let k = 4; k >= 0; k--) {
      world.stepTo(from + (s - k) * 1000)
      each()
    }
    for (const source of world.province.sources) {
      const batch = world.sample(source.code, world.nowMs)
      batch.tags.forEach((code, i) => {
        const level = breachOf(tags.get(code)!, batch.values[i]!)
        if (level !== null && batch.values[i]! <= tags.get(code)!.rangeHigh && !reached.has(`${code} ${level}`))
          reached.set(`${code} ${level}`, s)
      })
    }
  }
  return reached
}
function play(id: IncidentId, seconds: number, scaleProvince = province) {
  const world = createWorld(scaleProvince, { seed: 42, startMs: START, faults: false })
  const incidents = createIncidents(world)
  watch(world, 60)
  expect(incidents.start(id)).toEqual({ ok: true })
  const view = incidents.list().find((one) => one.id === id)!
  const reached = watch(world, seconds, () => incidents.step())
  return { world, incidents, view, reached }
}

describe('the living province', () => {
  it('gives the same values twice for the same seed and start, and others for another seed', () => {
    const run = (seed: number) => {
      const world = createWorld(province, { seed, startMs: START })
      const batches = []
      for (let s = 5; s <= 120; s += 5) {
        world.stepTo(START + s * 1000)
        for (const source of province.sources) batches.push(world.sample(source.code, START + s * 1000))
      }
      return JSON.stringify(batches)
    }
    const first = run(1)
    expect(run(1)).toBe(first)
    expect(run(2)).not.toBe(first)
  })

  it('is calm: without faults nothing reaches a limit in two hours', () => {
    const world = createWorld(province, { seed: 42, startMs: START, faults: false })
    expect([...watch(world, 7200).keys()]).toEqual([])
  })

  it('stands with a handful of alarms, fewer than fifteen, in the whole province', () => {
    const whole = buildProvince({ seed: 42, scale: 1 })
    const world = createWorld(whole, { seed: 42, startMs: START })
    const tags = new Map(whole.tags.map((tag) => [tag.code, tag]))
    world.stepTo(START + 900_000)
    const standing = new Set<string>()
    for (const source of whole.sources) {
      const batch = world.sample(source.code, world.nowMs)
      batch.tags.forEach((code, i) => {
        if (breachOf(tags.get(code)!, batch.values[i]!) || (batch.qualities && batch.qualities[i] !== 'good')) standing.add(code)
      })
      const sent = new Set(batch.tags)
      for (const code of source.tagCodes) if (!sent.has(code) && tags.get(code)!.alarms.noData) standing.add(code)
    }
    expect(standing.size).toBeGreaterThanOrEqual(4)
    expect(standing.size).toBeLessThan(15)
  })

  it('keeps every value a number inside the range of its tag when the sensors are sound', () => {
    const world = createWorld(province, { seed: 3, startMs: START, faults: false })
    world.stepTo(START + 60_000)
    const tags = new Map(province.tags.map((tag) => [tag.code, tag]))
    let read = 0
    for (const source of province.sources) {
      const batch = world.sample(source.code, world.nowMs)
      expect(batch.tags).toHaveLength(source.tagCodes.length)
      batch.tags.forEach((code, i) => {
        const { rangeLow, rangeHigh } = tags.get(code)!
        expect(batch.values[i]! >= rangeLow && batch.values[i]! <= rangeHigh, `${code} ${batch.values[i]}`).toBe(true)
        read++
      })
    }
    expect(read).toBe(province.tags.length)
  })
})

describe('the incidents', () => {
  it('are all listed with a place, in Chinese and English', () => {
    const listed = createIncidents(createWorld(province, { seed: 42, startMs: START })).list()
    expect(listed.map((one) => one.id)).toEqual([...INCIDENT_IDS])
    for (const one of listed)
      for (const text of [one.nameZh, one.nameEn, one.parkName, one.placeZh, one.seenZh, one.seenEn]) expect(text, one.id).not.toBe('')
  })

  it('chlorine leak: chlorine detectors reach level 1 and 2, and fall again after the stop', () => {
    const { world, incidents, reached } = play('chlorine-leak', 900)
    const codes = [...reached.keys()].map((key) => key.split(' ')[0]!)
    const kinds = new Set(codes.map((code) => world.instruments.get(code)!.tag.play.variable))
    expect([...kinds]).toEqual(['chlorine'])
    expect(new Set(codes).size).toBeGreaterThanOrEqual(2)
    expect([...reached.keys()].some((key) => key.endsWith('highHigh'))).toBe(true)
    // Nearer detectors first: the first to alarm stands closer than the last.
    const park = world.parks.get('SY')!
    const distance = (code: string): number => {
      const { at } = park.detectors.get(code.replace('-AT01', ''))!
      return Math.hypot(at.x - park.releases[0]!.at.x, at.y - park.releases[0]!.at.y)
    }
    expect(distance(codes[0]!)).toBeLessThan(distance(codes.at(-1)!))
    expect(distance(codes[0]!)).toBeLessThan(100)
    incidents.stop('chlorine-leak')
    watch(world, 1800)
    expect(watch(world, 60)).toEqual(new Map())
  })

  it('tank overfill: the level of the named tank passes high, then high-high within five minutes, and then spills', () => {
    const { world, view, reached } = play('tank-overfill', 600)
    const high = [...reached].filter(([key]) => key.endsWith('LT01 high'))
    const highHigh = [...reached].filter(([key]) => key.endsWith('LT01 highHigh'))
    expect(high).toHaveLength(1)
    expect(highHigh).toHaveLength(1)
    expect(high[0]![1]).toBeLessThan(highHigh[0]![1])
    expect(highHigh[0]![1]).toBeLessThanOrEqual(300)
    const tank = world.parks.get('PJ')!.tanks.get(high[0]![0].replace('-LT01 high', ''))!
    expect(view.placeZh).toContain(tank.asset.name)
    expect(tank.tank.spilledCubicMetres).toBeGreaterThan(0)
    const gas = [...reached].filter(([key]) => key.includes('-AT01 '))
    expect(gas.length).toBeGreaterThan(0)
    for (const [key, second] of gas) {
      expect(key.startsWith(tank.asset.code.slice(0, 3))).toBe(true)
      expect(second).toBeGreaterThan(highHigh[0]![1])
    }
  })

  it('hot reactor: the temperature passes high, then high-high within ten minutes, and comes back when cooling does', () => {
    const { world, incidents, reached } = play('hot-reactor', 900)
    const high = [...reached].find(([key]) => key.endsWith('TT01 high'))!
    const highHigh = [...reached].find(([key]) => key.endsWith('TT01 highHigh'))!
    expect(high[1]).toBeLessThan(highHigh[1])
    expect(highHigh[1]).toBeLessThan(600)
    incidents.stop('hot-reactor')
    watch(world, 2400)
    expect(watch(world, 60)).toEqual(new Map())
  })

  it('gateway outage: the source is cut while it lasts', () => {
    const { incidents } = play('gateway-outage', 10)
    const [code] = incidents.cut
    expect(code).toMatch(/^GW-HLD-E/)
    expect(incidents.isCut(code!)).toBe(true)
    incidents.stop('gateway-outage')
    expect(incidents.isCut(code!)).toBe(false)
  })

  it('TE fault 6: A feed falls to its low-low limit within two minutes, later the reactor pressure passes high-high', () => {
    const { reached } = play('te-fault-6', 4000)
    expect(reached.get('PJ-E01-P01-XMEAS1 lowLow')).toBeLessThan(120)
    expect(reached.get('PJ-E01-P01-XMEAS7 highHigh')).toBeGreaterThan(120)
  })

  it('TE fault 1: A feed passes its high limit', () => {
    const { reached } = play('te-fault-1', 4000)
    expect(reached.has('PJ-E01-P01-XMEAS1 high')).toBe(true)
    expect(reached.has('PJ-E01-P01-XMEAS7 highHigh')).toBe(false)
  })

  it('refuses to start twice, in a park that is not there, or where there is no such plant', () => {
    const incidents = createIncidents(createWorld(province, { seed: 42, startMs: START }))
    expect(incidents.start('chlorine-leak', 'XX')).toEqual({ ok: false, code: 'no_such_park' })
    expect(incidents.start('te-fault-1', 'SY')).toEqual({ ok: false, code: 'no_place' })
    expect(incidents.start('te-fault-1')).toEqual({ ok: true })
    expect(incidents.start('te-fault-6')).toEqual({ ok: false, code: 'already_running' })
  })
})
