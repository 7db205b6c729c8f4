/** The columns of each sheet: what stands in a cell, and where in the thing it belongs. One table for the template, the reading, the diff and the marks. */
import { AssetDetail, AssetKind, TagKind } from '@anyuan/assets/contract'
import type { OrgLevel } from '@anyuan/organisation/contract'
import type { SheetName } from '../contract.ts'

export type CellMeaning =
  | { kind: 'text' }
  | { kind: 'number' }
  | { kind: 'flag' }
  | { kind: 'instant' }
  | { kind: 'severity' }
  /** The words are `${words}.${option}`. */
  | { kind: 'choice'; words: string; options: readonly string[] }
  /** A unit of the organisation, by code, `code name` or path. */
  | { kind: 'unit' }
  /** An asset, by code or `code name`. */
  | { kind: 'asset' }
  /** Codes of sources, comma between. */
  | { kind: 'sources' }

export interface Column {
  key: string
  /** Key of the heading's word. */
  heading: string
  unit?: string
  meaning: CellMeaning
  /** Where in the thing; empty for what belongs elsewhere (the parent of a unit, the sources of a tag). */
  path: readonly string[]
  required: boolean
  width: number
  example: string | number | null
}

const text: CellMeaning = { kind: 'text' }
const number: CellMeaning = { kind: 'number' }
const severity: CellMeaning = { kind: 'severity' }
const flag: CellMeaning = { kind: 'flag' }
const choice = (words: string, options: readonly string[]): CellMeaning => ({ kind: 'choice', words, options })
type More = Partial<Pick<Column, 'unit' | 'required' | 'width' | 'example' | 'heading'>>
const column = (sheet: SheetName, key: string, meaning: CellMeaning, path: string, more: More = {}): Column => ({
  key,
  heading: `imports.column.${sheet}.${key}`,
  meaning,
  path: path === '' ? [] : path.split('.'),
  required: false,
  width: 14, // default, not from a standard
  example: null,
  ...more,
})

const units = (key: string, meaning: CellMeaning, path: string, more?: More) => column('units', key, meaning, path, more)
const UNITS: readonly Column[] = [
  units('code', text, 'code', { required: true, width: 18, example: 'E01' }), // default, not from a standard
  units('name', text, 'name', { required: true, width: 28, example: '某某化工有限公司' }), // default, not from a standard
  units('parent', { kind: 'unit' }, '', { required: true, width: 28 }), // default, not from a standard
  units('level', choice('organisation.level', ['enterprise', 'area', 'unit'] satisfies OrgLevel[]), 'level', {
    required: true,
    example: 'enterprise',
  }),
  units('label', text, '', { example: 'e01' }),
  units('nameEn', text, 'nameEn'),
  units('trade', text, 'trade', { example: '精细化工' }),
  units('phone', text, 'phone', { example: '024-00000000' }),
  units('lon', number, 'position.lon', { unit: '°' }),
  units('lat', number, 'position.lat', { unit: '°' }),
  units('enabled', flag, 'enabled'),
]

const assets = (key: string, meaning: CellMeaning, path: string, more?: More) => column('assets', key, meaning, path, more)
const detailOf = (kind: AssetKind) => AssetDetail.options.find((option) => option.shape.kind.value === kind)!
const GAS = detailOf('gas_detector').shape
const TANK = detailOf('tank').shape
const options = (schema: unknown): readonly string[] => (schema as { options: readonly string[] }).options
const ASSETS: readonly Column[] = [
  assets('code', text, 'code', { required: true, width: 18, example: 'V-101' }), // default, not from a standard
  assets('name', text, 'name', { required: true, width: 24, example: '一号液氨储罐' }), // default, not from a standard
  assets('org', { kind: 'unit' }, 'org', { required: true, width: 28 }), // default, not from a standard
  assets('kind', choice('assets.asset_kind', AssetKind.options), 'detail.kind', { required: true, example: 'tank' }),
  assets('lon', number, 'position.lon', { unit: '°' }),
  assets('lat', number, 'position.lat', { unit: '°' }),
  assets('substance', text, 'detail.substance.name', { example: '液氨' }),
  assets('cas', text, 'detail.substance.cas', { example: '7664-41-7' }),
  assets('volume', number, 'detail.volumeCubicMetres', { unit: 'm³', example: 500 }), // default, not from a standard
  assets('pressureClass', choice('assets.pressure', options('pressureClass' in TANK ? TANK.pressureClass : null)), 'detail.pressureClass', {
    example: 'medium',
  }),
  assets('height', number, 'detail.heightMetres', { unit: 'm' }),
  assets('process', text, 'detail.process'),
  assets('medium', choice('assets.medium', options('medium' in GAS ? GAS.medium : null)), 'detail.medium'),
  assets('principle', choice('assets.principle', options('principle' in GAS ? GAS.principle : null)), 'detail.principle'),
  assets('mountingHeight', number, 'detail.mountingHeightMetres', { unit: 'm' }),
  assets('calibrationDue', { kind: 'instant' }, 'detail.calibrationDueAt'),
  assets('floor', number, 'detail.floorSquareMetres', { unit: 'm²' }),
  assets('mastHeight', number, 'detail.mastHeightMetres', { unit: 'm' }),
  assets('streamUrl', text, 'detail.streamUrl'),
  assets('lanes', number, 'detail.lanes'),
  assets('description', text, 'detail.description', { width: 24 }), // default, not from a standard
]

const tags = (key: string, meaning: CellMeaning, path: string, more?: More) => column('tags', key, meaning, path, more)
const limit = (name: string, example: number | null, level: number | null) => [
  tags(name, number, `alarms.${name}.threshold`, { example }),
  tags(`${name}Severity`, severity, `alarms.${name}.severity`, { example: level, width: 10 }), // default, not from a standard
]
const TAGS: readonly Column[] = [
  tags('code', text, 'code', { required: true, width: 20, example: 'TI-101' }), // default, not from a standard
  tags('name', text, 'name', { required: true, width: 26, example: '一号罐温度' }), // default, not from a standard
  tags('org', { kind: 'unit' }, 'org', { required: true, width: 28 }), // default, not from a standard
  tags('asset', { kind: 'asset' }, 'assetCode', { width: 20 }), // default, not from a standard
  tags('kind', choice('assets.tag_kind', TagKind.options), 'kind', { required: true, example: 'temperature' }),
  tags('unit', text, 'unit', { required: true, width: 10, example: '℃' }), // default, not from a standard
  tags('rangeLow', number, 'rangeLow', { required: true, example: -20 }), // default, not from a standard
  tags('rangeHigh', number, 'rangeHigh', { required: true, example: 80 }), // default, not from a standard
  tags('interval', number, 'expectedIntervalSeconds', { required: true, unit: 's', example: 5 }), // default, not from a standard
  ...limit('lowLow', null, null),
  ...limit('low', null, null),
  ...limit('high', 50, 2), // default, not from a standard
  ...limit('highHigh', 60, 1), // default, not from a standard
  tags('deadband', number, 'alarms.deadband', { example: 1 }),
  tags('onDelay', number, 'alarms.onDelaySeconds', { unit: 's', example: 5 }), // default, not from a standard
  tags('offDelay', number, 'alarms.offDelaySeconds', { unit: 's', example: 10 }), // default, not from a standard
  tags('latched', flag, 'alarms.latched'),
  tags('noData', number, 'alarms.noData.afterSeconds', { unit: 's', example: 60 }), // default, not from a standard
  tags('noDataSeverity', severity, 'alarms.noData.severity', { example: 3 }), // default, not from a standard
  tags('badQualitySeverity', severity, 'alarms.badQuality.severity'),
  tags('alarmWhen', flag, 'alarms.state.alarmWhen'),
  tags('stateSeverity', severity, 'alarms.state.severity'),
  tags('rate', number, 'alarms.rateOfChange.perSecond'),
  tags('rateWindow', number, 'alarms.rateOfChange.windowSeconds', { unit: 's' }),
  tags('rateSeverity', severity, 'alarms.rateOfChange.severity'),
  tags('flatWindow', number, 'alarms.flatLine.windowSeconds', { unit: 's' }),
  tags('flatSpan', number, 'alarms.flatLine.span'),
  tags('flatSeverity', severity, 'alarms.flatLine.severity'),
  tags('cause', text, 'guidance.cause', { width: 24, example: '冷却水中断' }), // default, not from a standard
  tags('consequence', text, 'guidance.consequence', { width: 24, example: '罐内超压' }), // default, not from a standard
  tags('action', text, 'guidance.action', { width: 30, example: '开启喷淋，联系班长' }), // default, not from a standard
  tags('phone', text, 'guidance.phone', { example: '024-00000000' }),
  tags('owner', text, 'owner'),
  tags('lon', number, 'position.lon', { unit: '°' }),
  tags('lat', number, 'position.lat', { unit: '°' }),
  tags('sources', { kind: 'sources' }, '', { width: 18 }), // default, not from a standard
  tags('enabled', flag, 'enabled'),
]

export const COLUMNS: Readonly<Record<SheetName, readonly Column[]>> = { units: UNITS, assets: ASSETS, tags: TAGS }
export const columnOf = (sheet: SheetName, key: string): Column | undefined => COLUMNS[sheet].find((one) => one.key === key)

/** What kinds of asset know of: a cell that says something else of them is refused rather than lost. */
export const detailFields = (kind: AssetKind): ReadonlySet<string> => new Set(Object.keys(detailOf(kind).shape))
