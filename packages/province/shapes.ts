/** What a province is made of, as plain data. The shapes fit the organisation, assets and sources contracts field by field; `play` is for the simulator alone. */
import type { Instant, OrgPath, Outline, Position, Severity } from '@anyuan/kernel'

export type Level = 'province' | 'city' | 'park' | 'enterprise' | 'area' | 'unit'
export interface ProvinceUnit {
  path: OrgPath
  level: Level
  code: string
  name: string
  nameEn: string
  position: Position | null
  outline: Outline | null
  trade: string | null
  phone: string | null
  /** Declared grade of a major-hazard unit (重大危险源等级, 1 is the gravest), synthetic; null for what is none. */
  majorHazardGrade: 1 | 2 | 3 | 4 | null
}

export interface ProvinceGround {
  id: string
  org: OrgPath
  kind: 'plot' | 'road' | 'pipe_rack' | 'water' | 'building' | 'green' | 'fence' | 'bund'
  name: string | null
  widthMetres: number | null
  outline: Outline
}

export interface NamedSubstance {
  name: string
  cas: string | null
}
export type PressureClass = 'atmospheric' | 'low' | 'medium' | 'high'
export type ProvinceAssetDetail =
  | { kind: 'plant'; process: string }
  | { kind: 'tank'; substance: NamedSubstance; volumeCubicMetres: number; pressureClass: PressureClass; heightMetres: number }
  | { kind: 'reactor'; process: string; volumeCubicMetres: number }
  | { kind: 'warehouse'; substances: NamedSubstance[]; floorSquareMetres: number }
  | {
      kind: 'gas_detector'
      substance: NamedSubstance
      medium: 'combustible' | 'toxic' | 'oxygen'
      principle: 'catalytic' | 'infrared' | 'electrochemical' | 'photoionisation'
      mountingHeightMetres: number
      calibrationDueAt: Instant
    }
  | { kind: 'weather_station'; mastHeightMetres: number }
  | { kind: 'camera'; streamUrl: null }
  | { kind: 'gate'; lanes: number }
  | { kind: 'pipe'; substance: NamedSubstance }

export interface ProvinceAsset {
  code: string
  org: OrgPath
  name: string
  nameEn: string
  position: Position
  outline: Outline | null
  detail: ProvinceAssetDetail
}

export type TagKind =
  | 'temperature'
  | 'pressure'
  | 'level'
  | 'flow'
  | 'composition'
  | 'combustible_gas'
  | 'toxic_gas'
  | 'oxygen'
  | 'weather'
  | 'switch'
  | 'other'
export interface Limit {
  threshold: number
  severity: Severity
  enabled: boolean
}
export interface ProvinceTagAlarms {
  lowLow?: Limit
  low?: Limit
  high?: Limit
  highHigh?: Limit
  deadband: number
  onDelaySeconds: number
  offDelaySeconds: number
  latched: boolean
  noData?: { afterSeconds: number; severity: Severity; enabled: boolean }
  badQuality?: { severity: Severity; enabled: boolean }
  state?: { alarmWhen: boolean; severity: Severity; enabled: boolean }
}
export interface ProvinceGuidance {
  cause: string
  consequence: string
  action: string
  phone: string | null
}

/** Which process value a tag reads, and how well: the simulator plays it. `noise` is one standard deviation in the tag's unit; `t90Seconds` the sensor's response. */
export interface Play {
  model: 'tank' | 'reactor' | 'flow' | 'warehouse' | 'gas' | 'oxygen' | 'weather' | 'switch' | 'te'
  /** Code of the tank, reactor, loop, warehouse, detector, station or row column that is read. */
  of: string
  variable: string
  nominal: number
  noise: number
  decimals: number
  t90Seconds: number
}
export interface ProvinceTag {
  code: string
  name: string
  nameEn: string
  org: OrgPath
  assetCode: string | null
  kind: TagKind
  unit: string
  rangeLow: number
  rangeHigh: number
  expectedIntervalSeconds: number
  owner: string | null
  position: Position
  alarms: ProvinceTagAlarms
  guidance: ProvinceGuidance | null
  guidanceEn: ProvinceGuidance | null
  play: Play
}

/** One gateway (接入网关): who sends which tags. */
export interface ProvinceSource {
  code: string
  name: string
  nameEn: string
  org: OrgPath
  parkCode: string
  protocol: 'mqtt' | 'http'
  tagCodes: string[]
}

export interface ProvincePark {
  code: string
  name: string
  nameEn: string
  org: OrgPath
  centre: { lon: number; lat: number }
}

export interface Province {
  seed: number
  scale: number
  parks: ProvincePark[]
  units: ProvinceUnit[]
  ground: ProvinceGround[]
  assets: ProvinceAsset[]
  tags: ProvinceTag[]
  sources: ProvinceSource[]
}
