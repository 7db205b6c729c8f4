/** Scripted incidents (预设事件): each bends the physics of one place and lets it go again. What is seen follows from the physics, not from the script. */
import { isWithin } from '@anyuan/kernel'
import { substance } from '@anyuan/province'
import { type Release, readingOf } from './gas.ts'
import { levelPercent } from './tank.ts'
import type { ParkWorld, ReactorPlace, TankPlace, World } from './world.ts'

export const INCIDENT_IDS = ['chlorine-leak', 'tank-overfill', 'hot-reactor', 'gateway-outage', 'te-fault-1', 'te-fault-6'] as const
export type IncidentId = (typeof INCIDENT_IDS)[number]

/** What a page shows of an incident; `running` carries the state. Matches the simulation contract. */
export interface IncidentView {
  id: IncidentId
  nameZh: string
  nameEn: string
  parkCode: string
  parkName: string
  placeZh: string
  seenZh: string
  seenEn: string
  running: boolean
  startedAt: number | null
}
/** Why an incident did not start. */
export type StartOutcome = { ok: true } | { ok: false; code: 'already_running' | 'no_such_park' | 'no_place' }

export interface Incidents {
  list(): IncidentView[]
  start(id: IncidentId, parkCode?: string): StartOutcome
  stop(id: IncidentId): boolean
  /** Once a second, after the world has stepped. */
  step(): void
  /** Whether the gateway is cut off just now: it goes on sampling and keeps what it cannot send. */
  isCut(sourceCode: string): boolean
  readonly cut: ReadonlySet<string>
}

interface Place {
  zh: string
  /** Bends the physics; answers with how to let go. */
  begin(): { end(): void; step?(): void }
}
interface Script {
  nameZh: string
  nameEn: string
  seenZh: string
  seenEn: string
  homePark: string
  place(park: ParkWorld): Place | null
}

/** A leaking flange of a liquid chlorine outlet, flashing. default, not from a standard */
const CHLORINE_LEAK = { of: substance('chlorine'), heightMetres: 1, kgPerSecond: 0.1, widthMetres: 8 }
const OVERFILL_SECONDS = 300

export function createIncidents(world: World): Incidents {
  const cut = new Set<string>()
  const running = new Map<IncidentId, { parkCode: string; placeZh: string; startedAt: number; end(): void; step?(): void }>()
  const enterpriseOf = (org: string): string =>
    world.province.units.find((unit) => unit.level === 'enterprise' && isWithin(org, unit.path))?.name ?? ''
  const named = (asset: TankPlace['asset'] | ReactorPlace['asset']): string => `${enterpriseOf(asset.org)} · ${asset.name}`
  const scripts = scriptsOf(world, cut, named)
  const parkFor = (id: IncidentId, parkCode?: string): ParkWorld | undefined => world.parks.get(parkCode ?? scripts[id].homePark)

  return {
    cut,
    isCut: (sourceCode) => cut.has(sourceCode),
    list: () =>
      INCIDENT_IDS.map((id) => {
        const script = scripts[id]
        const now = running.get(id)
        const park = parkFor(id, now?.parkCode)
        return {
          id,
          nameZh: script.nameZh,
          nameEn: script.nameEn,
          parkCode: park?.code ?? script.homePark,
          parkName: park?.name ?? '',
          placeZh: now?.placeZh ?? (park && script.place(park)?.zh) ?? '',
          seenZh: script.seenZh,
          seenEn: script.seenEn,
          running: now !== undefined,
          startedAt: now?.startedAt ?? null,
        }
      }),
    start(id, parkCode) {
      if (running.has(id)) return { ok: false, code: 'already_running' }
      const park = parkFor(id, parkCode)
      if (!park) return { ok: false, code: 'no_such_park' }
      // One plant plays one run at a time.
      if (id.startsWith('te-') && (running.has('te-fault-1') || running.has('te-fault-6'))) return { ok: false, code: 'already_running' }
      const place = scripts[id].place(park)
      if (!place) return { ok: false, code: 'no_place' }
      running.set(id, { parkCode: park.code, placeZh: place.zh, startedAt: world.nowMs, ...place.begin() })
      return { ok: true }
    },
    stop(id) {
      const now = running.get(id)
      if (!now) return false
      now.end()
      running.delete(id)
      return true
    },
    step() {
      for (const incident of running.values()) incident.step?.()
    },
  }
}

function scriptsOf(world: World, cut: Set<string>, named: (asset: TankPlace['asset']) => string): Record<IncidentId, Script> {
  const release = (park: ParkWorld, of: Omit<Release, 'startedMs' | 'stoppedMs'>): Release => {
    const made: Release = { ...of, startedMs: world.nowMs, stoppedMs: null }
    park.releases.push(made)
    return made
  }
  const te =
    (run: 'd01_te' | 'd06_te') =>
    (park: ParkWorld): Place | null => {
      const plant = world.province.tags.find((tag) => tag.play.model === 'te')
      if (!plant?.code.startsWith(`${park.code}-`)) return null
      return {
        zh: '示例化工 TE 装置',
        begin() {
          world.eastman.play(run, world.nowMs)
          return { end: () => world.eastman.play(null, world.nowMs) }
        },
      }
    }
  return {
    'chlorine-leak': {
      nameZh: '氯气泄漏',
      nameEn: 'Chlorine leak',
      homePark: 'SY',
      seenZh: '储罐旁氯气探测器先报警，随后下风向各企业及公共区域探测器由近及远依次升高；停止后随风消散',
      seenEn: 'Detectors at the tank alarm first, then those downwind in order of distance; after the stop the cloud drifts away',
      place(park) {
        const place = bestLeak(park)
        if (!place) return null
        return {
          zh: named(place.asset),
          begin() {
            const leak = release(park, { ...CHLORINE_LEAK, at: place.at })
            return {
              end() {
                leak.stoppedMs = world.nowMs
              },
            }
          },
        }
      },
    },
    'tank-overfill': {
      nameZh: '储罐满溢',
      nameEn: 'Tank overfill',
      homePark: 'PJ',
      seenZh: '液位持续上升，约两三分钟越过高限、五分钟内越过高高限；溢出后罐组可燃气探测器报警',
      seenEn:
        'The level climbs past high within some three minutes and past high-high within five; once it spills, the combustible detectors of the farm alarm',
      place(park) {
        const place = [...park.tanks.values()]
          .filter(
            ({ tank }) =>
              tank.of.storage === 'atmospheric' &&
              tank.of.lelVolumePercent !== null &&
              tank.of.boilingCelsius < 100 &&
              levelPercent(tank) < 84,
          )
          .sort((a, b) => levelPercent(b.tank) - levelPercent(a.tank))[0]
        if (!place) return null
        const { tank } = place
        return {
          zh: named(place.asset),
          begin() {
            const rate = (tank.capacityCubicMetres * (95 - levelPercent(tank))) / 100 / OVERFILL_SECONDS
            tank.movement = { kind: 'fill', toPercent: 1000, cubicMetresPerSecond: rate }
            // Splashing down the shell, some two per cent of the liquid go into the air.
            const vapourKgPerSecond = Math.min(15, Math.max(3, 0.02 * rate * tank.of.liquidKgPerCubicMetre)) // default, not from a standard
            const spilledBefore = tank.spilledCubicMetres
            let vapour: Release | undefined
            return {
              step() {
                if (tank.spilledCubicMetres > spilledBefore)
                  vapour ??= release(park, {
                    of: tank.of,
                    at: place.at,
                    heightMetres: 0.5,
                    kgPerSecond: vapourKgPerSecond,
                    widthMetres: 20,
                  }) // default, not from a standard
              },
              end() {
                tank.movement = { kind: 'empty', toPercent: 60, cubicMetresPerSecond: tank.capacityCubicMetres / 1800 }
                if (vapour) vapour.stoppedMs = world.nowMs
              },
            }
          },
        }
      },
    },
    'hot-reactor': {
      nameZh: '反应超温',
      nameEn: 'Hot reactor',
      homePark: 'FS',
      seenZh: '冷却水流量降为零，反应温度数分钟内越过高限与高高限，压力随后升高；恢复冷却后回落',
      seenEn:
        'Cooling flow falls to nothing; the temperature passes high and high-high within minutes, the pressure follows; it falls once cooling is back',
      place(park) {
        const dosing = [...park.reactors.values()].filter(({ reactor }) => reactor.phase === 'dosing')
        const place = dosing.sort((a, b) => a.reactor.dosed - b.reactor.dosed)[0]
        if (!place) return null
        return {
          zh: named(place.asset),
          begin() {
            place.reactor.coolingLost = true
            return {
              end() {
                place.reactor.coolingLost = false
              },
            }
          },
        }
      },
    },
    'gateway-outage': {
      nameZh: '网关中断',
      nameEn: 'Gateway outage',
      homePark: 'HLD',
      seenZh: '该企业全部测点停止更新并转为陈旧；恢复后补传积压数据，按历史数据归档，不再触发报警',
      seenEn:
        'All tags of the enterprise stop and turn stale; afterwards the backlog is forwarded, archived as historical, and raises no alarm',
      place(park) {
        const source = world.province.sources.filter(
          (one) => one.parkCode === park.code && one.protocol === 'mqtt' && !one.code.endsWith('-PUB'),
        )[1]
        if (!source) return null
        return {
          zh: source.name,
          begin() {
            cut.add(source.code)
            return { end: () => void cut.delete(source.code) }
          },
        }
      },
    },
    'te-fault-1': {
      nameZh: 'TE 故障 1：A/C 进料比变化',
      nameEn: 'TE fault 1: A/C feed ratio',
      homePark: 'PJ',
      seenZh: 'A 进料流量升高越过高限，A/C 进料偏低，汽提塔温度与蒸汽量越限，约一小时内趋于新的平衡',
      seenEn:
        'A feed rises past its high limit, A and C feed falls, stripper temperature and steam pass theirs; a new balance within the hour',
      place: te('d01_te'),
    },
    'te-fault-6': {
      nameZh: 'TE 故障 6：A 进料中断',
      nameEn: 'TE fault 6: loss of A feed',
      homePark: 'PJ',
      seenZh: 'A 进料流量骤降至零触发低低限，反应压力逐步升至 3000 kPa 附近',
      seenEn: 'A feed falls to nothing (low-low); reactor pressure climbs towards 3000 kPa',
      place: te('d06_te'),
    },
  }
}

/** The chlorine tank whose plume most chlorine detectors would see in the present wind: a drill nobody sees teaches nothing. */
function bestLeak(park: ParkWorld): TankPlace | null {
  const detectors = [...park.detectors.values()].filter(({ of, medium }) => of.key === 'chlorine' && medium === 'toxic')
  let best: TankPlace | null = null
  let most = 0
  for (const place of park.tanks.values()) {
    if (place.tank.of.key !== 'chlorine') continue
    const steady: Release = { ...CHLORINE_LEAK, at: place.at, startedMs: 0, stoppedMs: null }
    const seen = detectors.filter((detector) => readingOf(steady, detector, park.weather.now, 3_600_000) > 1).length // ppm
    if (seen > most) {
      most = seen
      best = place
    }
  }
  return best
}
