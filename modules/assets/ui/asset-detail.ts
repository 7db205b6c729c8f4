/** What is particular to each kind of asset: which fields its form has, and how they become the detail that the contract asks for. Pure. */
import type { AssetKind } from '../contract.ts'
import type { Asset } from './asset.ts'

export type Detail = Asset['detail']

export type DetailField =
  | 'process'
  | 'substance'
  | 'cas'
  | 'volume'
  | 'pressure'
  | 'height'
  | 'floor'
  | 'medium'
  | 'principle'
  | 'mounting'
  | 'calibration'
  | 'mast'
  | 'stream'
  | 'lanes'
  | 'description'
export const DETAIL_FIELDS: Record<AssetKind, readonly DetailField[]> = {
  plant: ['process'],
  tank: ['substance', 'cas', 'volume', 'pressure', 'height'],
  reactor: ['process', 'volume'],
  warehouse: ['substance', 'cas', 'floor'],
  gas_detector: ['substance', 'cas', 'medium', 'principle', 'mounting', 'calibration'],
  weather_station: ['mast'],
  camera: ['stream'],
  gate: ['lanes'],
  pipe: ['substance', 'cas'],
  other: ['description'],
}
export interface DetailValues {
  process?: string | null
  /** In a warehouse several, one per line; `cas` has its lines in the same order. */
  substance?: string
  cas?: string | null
  volume?: number
  pressure?: 'atmospheric' | 'low' | 'medium' | 'high'
  height?: number | null
  floor?: number | null
  medium?: 'combustible' | 'toxic' | 'oxygen'
  principle?: 'catalytic' | 'infrared' | 'electrochemical' | 'photoionisation' | 'laser' | 'semiconductor'
  mounting?: number | null
  calibration?: string | null
  mast?: number
  stream?: string | null
  lanes?: number
  description?: string | null
}
const orNull = (text: string | null | undefined): string | null => (text == null || text.trim() === '' ? null : text.trim())
const lines = (text: string | null | undefined): string[] => (text ?? '').split('\n').map((line) => line.trim())

export function detailOf(kind: AssetKind, values: DetailValues): Detail {
  const substance = { name: values.substance?.trim() ?? '', cas: orNull(values.cas) }
  switch (kind) {
    case 'plant':
      return { kind, process: orNull(values.process) }
    case 'tank':
      return {
        kind,
        substance,
        volumeCubicMetres: values.volume ?? 0,
        pressureClass: values.pressure ?? 'atmospheric',
        heightMetres: values.height ?? null,
      }
    case 'reactor':
      return { kind, process: orNull(values.process), volumeCubicMetres: values.volume ?? 0 }
    case 'warehouse': {
      const numbers = lines(values.cas)
      const substances = lines(values.substance)
        .map((name, i) => ({ name, cas: orNull(numbers[i]) }))
        .filter(({ name }) => name !== '')
      return { kind, substances, floorSquareMetres: values.floor ?? null }
    }
    case 'gas_detector':
      return {
        kind,
        substance,
        medium: values.medium ?? 'combustible',
        principle: values.principle ?? 'catalytic',
        mountingHeightMetres: values.mounting ?? null,
        calibrationDueAt: values.calibration ?? null,
      }
    case 'weather_station':
      return { kind, mastHeightMetres: values.mast ?? 0 }
    case 'camera':
      return { kind, streamUrl: orNull(values.stream) }
    case 'gate':
      return { kind, lanes: values.lanes ?? 1 }
    case 'pipe':
      return { kind, substance: substance.name === '' ? null : substance }
    case 'other':
      return { kind, description: orNull(values.description) }
  }
}

export function valuesOf(detail: Detail): DetailValues {
  switch (detail.kind) {
    case 'plant':
      return { process: detail.process }
    case 'tank':
      return {
        substance: detail.substance.name,
        cas: detail.substance.cas,
        volume: detail.volumeCubicMetres,
        pressure: detail.pressureClass,
        height: detail.heightMetres,
      }
    case 'reactor':
      return { process: detail.process, volume: detail.volumeCubicMetres }
    case 'warehouse':
      return {
        substance: detail.substances.map(({ name }) => name).join('\n'),
        cas: detail.substances.map(({ cas }) => cas ?? '').join('\n'),
        floor: detail.floorSquareMetres,
      }
    case 'gas_detector':
      return {
        substance: detail.substance.name,
        cas: detail.substance.cas,
        medium: detail.medium,
        principle: detail.principle,
        mounting: detail.mountingHeightMetres,
        calibration: detail.calibrationDueAt,
      }
    case 'weather_station':
      return { mast: detail.mastHeightMetres }
    case 'camera':
      return { stream: detail.streamUrl }
    case 'gate':
      return { lanes: detail.lanes }
    case 'pipe':
      return { substance: detail.substance?.name, cas: detail.substance?.cas }
    case 'other':
      return { description: detail.description }
  }
}
