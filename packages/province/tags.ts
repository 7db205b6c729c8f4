/** Tags (测点) of tanks, reactors, pipes and warehouses: unit, range, limits, delays, guidance, and what the simulator plays on them. */
import type { OrgPath, Position, Severity } from '@anyuan/kernel'
import { type GuidanceKey, guidance } from './guidance.ts'
import type { Limit, Play, ProvinceTag, ProvinceTagAlarms, TagKind } from './shapes.ts'
import { type Substance, vapourPressureKilopascals } from './substances.ts'

/** What all tags of one asset share. */
export interface TagOwner {
  code: string
  name: string
  nameEn: string
  org: OrgPath
  position: Position
  phone: string
  owner: string
}

export const limit = (threshold: number, severity: Severity): Limit => ({ threshold, severity, enabled: true })
const QUIET: ProvinceTagAlarms = { deadband: 0, onDelaySeconds: 0, offDelaySeconds: 0, latched: false }
/** A minute without data is twelve missed samples. default, not from a standard */
export const SILENT = { noData: { afterSeconds: 60, severity: 4 as const, enabled: true } }

interface TagSpec {
  suffix: string
  name: string
  nameEn: string
  kind: TagKind
  unit: string
  range: [number, number]
  alarms?: Partial<ProvinceTagAlarms>
  guidance: GuidanceKey | null
  play: Omit<Play, 'of' | 't90Seconds' | 'decimals'> & { of?: string; t90Seconds?: number; decimals?: number }
}

/** Makes one tag of `owner`; the code is the asset's with the instrument's letters behind. */
export function makeTag(owner: TagOwner, spec: TagSpec): ProvinceTag {
  const words = spec.guidance ? guidance(spec.guidance, owner.phone) : { guidance: null, guidanceEn: null }
  return {
    code: `${owner.code}-${spec.suffix}`,
    name: `${owner.name} ${spec.name}`,
    nameEn: `${owner.nameEn} ${spec.nameEn}`,
    org: owner.org,
    assetCode: owner.code,
    kind: spec.kind,
    unit: spec.unit,
    rangeLow: spec.range[0],
    rangeHigh: spec.range[1],
    expectedIntervalSeconds: 5,
    owner: owner.owner,
    position: owner.position,
    alarms: { ...QUIET, ...spec.alarms },
    ...words,
    play: { decimals: 2, t90Seconds: 0, of: owner.code, ...spec.play },
  }
}

export const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits
/** Design pressure of a pressure tank, MPa gauge: vapour pressure at 52 °C. default, not from a standard */
export const designPressureMegapascals = (of: Substance): number => round((vapourPressureKilopascals(of, 52) - 101.325) / 1000, 2) // default, not from a standard

/** Level, temperature, and pressure where the tank has one. */
export function tankTags(owner: TagOwner, of: Substance, blanketed: boolean): ProvinceTag[] {
  const tags = [
    makeTag(owner, {
      suffix: 'LT01',
      name: '液位',
      nameEn: 'level',
      kind: 'level',
      unit: '%',
      range: [0, 100],
      alarms: {
        lowLow: limit(5, 3),
        low: limit(10, 4),
        high: limit(85, 3),
        highHigh: limit(92, 2),
        deadband: 1,
        onDelaySeconds: 10,
        offDelaySeconds: 10,
        ...SILENT,
      }, // default, not from a standard
      guidance: 'tank_level',
      play: { model: 'tank', variable: 'level', nominal: 50, noise: 0.05 },
    }),
    makeTag(owner, {
      suffix: 'TT01',
      name: '温度',
      nameEn: 'temperature',
      kind: 'temperature',
      unit: '℃',
      range: [-40, 100],
      alarms: { high: limit(42, 3), highHigh: limit(48, 2), deadband: 0.5, onDelaySeconds: 30, offDelaySeconds: 30 }, // default, not from a standard
      guidance: 'tank_temperature',
      play: { model: 'tank', variable: 'temperature', nominal: 15, noise: 0.05 },
    }),
  ]
  if (of.storage === 'pressure') {
    const design = Math.max(0.2, designPressureMegapascals(of))
    const high = Math.max(0.16, round((vapourPressureKilopascals(of, 46) - 101.325) / 1000, 2)) // default, not from a standard
    tags.push(
      makeTag(owner, {
        suffix: 'PT01',
        name: '压力',
        nameEn: 'pressure',
        kind: 'pressure',
        unit: 'MPa',
        range: [-0.1, round(design * 1.6, 1)],
        alarms: {
          high: limit(high, 2),
          highHigh: limit(design, 1),
          deadband: round(design * 0.01, 3),
          onDelaySeconds: 5,
          offDelaySeconds: 10,
        }, // default, not from a standard
        guidance: 'tank_pressure',
        play: { model: 'tank', variable: 'pressure', nominal: high / 2, noise: design * 0.0008, decimals: 4 },
      }),
    )
  } else if (blanketed)
    tags.push(
      makeTag(owner, {
        suffix: 'PT01',
        name: '氮封压力',
        nameEn: 'blanketing pressure',
        kind: 'pressure',
        unit: 'kPa',
        range: [-1, 5],
        alarms: {
          low: limit(-0.3, 3),
          high: limit(1.8, 3),
          highHigh: limit(2.2, 2),
          deadband: 0.05,
          onDelaySeconds: 10,
          offDelaySeconds: 10,
        }, // default, not from a standard
        guidance: 'tank_pressure',
        play: { model: 'tank', variable: 'pressure', nominal: 0.6, noise: 0.01, decimals: 3 },
      }),
    )
  return tags
}

/** Temperature, pressure, level, jacket and agitator of a batch reactor that runs at `setpointCelsius`. */
export function reactorTags(owner: TagOwner, setpointCelsius: number): ProvinceTag[] {
  const s = setpointCelsius
  return [
    makeTag(owner, {
      suffix: 'TT01',
      name: '反应温度',
      nameEn: 'reaction temperature',
      kind: 'temperature',
      unit: '℃',
      range: [-20, 250],
      alarms: {
        high: limit(round(s + 8, 1), 2),
        highHigh: limit(round(s + 16, 1), 1),
        deadband: 1,
        onDelaySeconds: 5,
        offDelaySeconds: 10,
        ...SILENT,
      }, // default, not from a standard
      guidance: 'reactor_temperature',
      play: { model: 'reactor', variable: 'temperature', nominal: s, noise: 0.1 },
    }),
    makeTag(owner, {
      suffix: 'PT01',
      name: '反应压力',
      nameEn: 'reaction pressure',
      kind: 'pressure',
      unit: 'kPa',
      range: [0, 1000],
      alarms: { high: limit(240, 2), highHigh: limit(320, 1), deadband: 5, onDelaySeconds: 5, offDelaySeconds: 10 }, // default, not from a standard
      guidance: 'reactor_pressure',
      play: { model: 'reactor', variable: 'pressure', nominal: 150, noise: 0.6, decimals: 1 },
    }),
    makeTag(owner, {
      suffix: 'LT01',
      name: '液位',
      nameEn: 'level',
      kind: 'level',
      unit: '%',
      range: [0, 100],
      alarms: { high: limit(90, 3), deadband: 1, onDelaySeconds: 10, offDelaySeconds: 10 }, // default, not from a standard
      guidance: 'reactor_pressure',
      play: { model: 'reactor', variable: 'level', nominal: 70, noise: 0.1 },
    }),
    makeTag(owner, {
      suffix: 'TT02',
      name: '夹套温度',
      nameEn: 'jacket temperature',
      kind: 'temperature',
      unit: '℃',
      range: [-20, 200],
      guidance: 'reactor_cooling',
      play: { model: 'reactor', variable: 'jacket_temperature', nominal: 30, noise: 0.1 },
    }),
    makeTag(owner, {
      suffix: 'FT01',
      name: '冷却水流量',
      nameEn: 'cooling water flow',
      kind: 'flow',
      unit: 'm³/h',
      range: [0, 120],
      guidance: 'reactor_cooling',
      play: { model: 'reactor', variable: 'cooling_flow', nominal: 40, noise: 0.2, decimals: 1 },
    }),
    makeTag(owner, {
      suffix: 'XS01',
      name: '搅拌运行',
      nameEn: 'agitator running',
      kind: 'switch',
      unit: '',
      range: [0, 1],
      alarms: { state: { alarmWhen: false, severity: 2, enabled: true } },
      guidance: 'agitator',
      play: { model: 'reactor', variable: 'agitator', nominal: 1, noise: 0, decimals: 0 },
    }),
  ]
}

/** Flow and pressure of a line. */
export function pipeTags(owner: TagOwner, flowCubicMetresPerHour: number, megapascals: number): ProvinceTag[] {
  return [
    makeTag(owner, {
      suffix: 'FT01',
      name: '流量',
      nameEn: 'flow',
      kind: 'flow',
      unit: 'm³/h',
      range: [0, round(flowCubicMetresPerHour * 2, 0)],
      alarms: {
        low: limit(round(flowCubicMetresPerHour * 0.55, 1), 4),
        high: limit(round(flowCubicMetresPerHour * 1.45, 1), 4),
        deadband: round(flowCubicMetresPerHour * 0.02, 1),
        onDelaySeconds: 15,
        offDelaySeconds: 15,
      }, // default, not from a standard
      guidance: 'flow',
      play: { model: 'flow', variable: 'flow', nominal: flowCubicMetresPerHour, noise: flowCubicMetresPerHour * 0.003 },
    }),
    makeTag(owner, {
      suffix: 'PT01',
      name: '压力',
      nameEn: 'pressure',
      kind: 'pressure',
      unit: 'MPa',
      range: [0, round(megapascals * 2.5, 2)],
      alarms: {
        low: limit(round(megapascals * 0.6, 3), 3),
        high: limit(round(megapascals * 1.45, 3), 3),
        deadband: round(megapascals * 0.02, 3),
        onDelaySeconds: 10,
        offDelaySeconds: 10,
      }, // default, not from a standard
      guidance: 'flow',
      play: { model: 'flow', variable: 'pressure', nominal: megapascals, noise: megapascals * 0.002, decimals: 4 },
    }),
  ]
}

export function warehouseTags(owner: TagOwner): ProvinceTag[] {
  return [
    makeTag(owner, {
      suffix: 'TT01',
      name: '库温',
      nameEn: 'temperature',
      kind: 'temperature',
      unit: '℃',
      range: [-40, 80],
      alarms: { high: limit(35, 3), highHigh: limit(40, 2), deadband: 0.5, onDelaySeconds: 60, offDelaySeconds: 60 }, // default, not from a standard
      guidance: 'warehouse',
      play: { model: 'warehouse', variable: 'temperature', nominal: 18, noise: 0.05 },
    }),
    makeTag(owner, {
      suffix: 'MT01',
      name: '湿度',
      nameEn: 'humidity',
      kind: 'other',
      unit: '%RH',
      range: [0, 100],
      guidance: null,
      play: { model: 'warehouse', variable: 'humidity', nominal: 55, noise: 0.2, decimals: 1 },
    }),
  ]
}
