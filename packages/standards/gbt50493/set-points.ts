/** Are a gas detector's alarm set-points (报警设定值) and range what GB/T 50493-2019 5.5 asks for? Never a silent pass: what cannot be checked says so. */
import { EDITION, type Fact, maxOf, minOf, type Rule, ruleOf, weakest } from './facts.ts'
import { type GasBasis, type GasMedium, type GasUnit, gasUnitOf, type Missing, type SetPointLimits, setPointLimits } from './limits.ts'

/** Every code a finding may carry; the words live with the module that shows them. */
export const SET_POINT_FINDINGS = [
  'gbt50493.level1_too_high',
  'gbt50493.level2_too_high',
  'gbt50493.level1_differs',
  'gbt50493.level2_differs',
  'gbt50493.levels_inverted',
  'gbt50493.level_missing',
  'gbt50493.level_not_positive',
  'gbt50493.level_beyond_range',
  'gbt50493.range_differs',
  'gbt50493.range_missing',
  'gbt50493.idlh_basis',
  'gbt50493.oxygen_low_differs',
  'gbt50493.oxygen_high_differs',
  'gbt50493.oxygen_alarms_in_air',
  'gbt50493.unit_not_checkable',
  'gbt50493.lel_unknown',
  'gbt50493.oel_unknown',
  'gbt50493.molar_mass_unknown',
] as const
export type SetPointFindingCode = (typeof SET_POINT_FINDINGS)[number]

/**
 * One finding. `limit` and `actual` are in `unit`; null where there is none. An `error` breaks the standard or logic; a
 * `warning` departs from a recommendation (宜), rests on a fact that is not sure, or says what could not be checked.
 */
export interface GasSetPointFinding extends Fact {
  code: SetPointFindingCode
  severity: 'error' | 'warning'
  clause: string
  limit: number | null
  actual: number | null
  unit: string
}

/**
 * A detector as set. For oxygen `level1` is the deficiency alarm (欠氧) and `level2` the enrichment alarm (富氧), both in %VOL.
 * What the site states of the gas (`oel`, `idlh`, `lelVolPercent`, `molarMassGramsPerMol`) goes before the data held here.
 */
export interface GasDetectorSetting extends GasBasis {
  medium: GasMedium
  /** %LEL, %VOL, ppm, mg/m3, %OEL, LEL·m; any other text is answered with a finding. */
  unit: string
  level1: number | null
  level2: number | null
  range: { low: number; high: number } | null
}

const CONVERTED_SLACK = 0.01 // default, not from a standard: forgives rounding where a unit was converted
const RANGE_SLACK = 0.1 // default, not from a standard: makers round their ranges
const ORDINARY_OXYGEN_VOL_PERCENT = 20.9 // default, not from a standard: dry air

type Draft = Omit<GasSetPointFinding, 'unit' | 'clause' | keyof Fact>
type Report = (draft: Draft, rule: Fact & { clause: string }) => void
type Levels = Pick<GasDetectorSetting, 'level1' | 'level2' | 'range'>

const MISSING_CODES: Readonly<Record<Exclude<Missing, 'idlh'>, SetPointFindingCode>> = {
  unit: 'gbt50493.unit_not_checkable',
  lel: 'gbt50493.lel_unknown',
  oel: 'gbt50493.oel_unknown',
  molar_mass: 'gbt50493.molar_mass_unknown',
}

/** What holds whatever the gas: two levels, in order, within the range. */
function checkLogic({ level1, level2, range }: Levels, report: Report): void {
  const two = ruleOf('G1')
  for (const level of [level1, level2]) {
    if (level === null) report({ code: 'gbt50493.level_missing', severity: 'warning', limit: null, actual: null }, two)
    else if (!(level > 0)) report({ code: 'gbt50493.level_not_positive', severity: 'error', limit: 0, actual: level }, two)
    else if (range && (level > range.high || level < range.low)) {
      const limit = level > range.high ? range.high : range.low
      report({ code: 'gbt50493.level_beyond_range', severity: 'error', limit, actual: level }, two)
    }
  }
  if (level1 !== null && level2 !== null && level2 < level1) {
    report({ code: 'gbt50493.levels_inverted', severity: 'error', limit: level1, actual: level2 }, two)
  }
}

/** The range must reach `high` and not go beyond `widest`, beginning at the rule's least value. */
function checkRange(range: Levels['range'], rule: Rule, high: number, widest: number, report: Report): void {
  if (!range) {
    report({ code: 'gbt50493.range_missing', severity: 'warning', limit: high, actual: null }, rule)
    return
  }
  const differs = (limit: number, actual: number) => report({ code: 'gbt50493.range_differs', severity: 'warning', limit, actual }, rule)
  if (range.low !== minOf(rule)) differs(minOf(rule), range.low)
  if (range.high < high * (1 - RANGE_SLACK)) differs(high, range.high)
  if (range.high > widest * (1 + RANGE_SLACK)) differs(widest, range.high)
}

const isAbove = (level: number | null, limit: number, isConverted: boolean): level is number =>
  level !== null && level > limit * (1 + (isConverted ? CONVERTED_SLACK : 0))

function checkAgainst({ level1, level2 }: Levels, limits: SetPointLimits, report: Report): void {
  if (isAbove(level1, limits.level1, limits.isConverted)) {
    report({ code: 'gbt50493.level1_too_high', severity: 'error', limit: limits.level1, actual: level1 }, limits)
  }
  if (isAbove(level2, limits.level2, limits.isConverted)) {
    report({ code: 'gbt50493.level2_too_high', severity: 'error', limit: limits.level2, actual: level2 }, limits)
  }
}

function cannotCheck(missing: Missing, rule: Rule, report: Report): void {
  const code = missing === 'idlh' ? 'gbt50493.oel_unknown' : MISSING_CODES[missing]
  report({ code, severity: 'warning', limit: null, actual: null }, rule)
}

/** Open path (线型): the standard names the set-points themselves, 1 and 2 LEL·m. */
function checkOpenPath(setting: Levels, report: Report): void {
  const levels = [
    ['A9', setting.level1, 'gbt50493.level1_too_high', 'gbt50493.level1_differs'],
    ['A10', setting.level2, 'gbt50493.level2_too_high', 'gbt50493.level2_differs'],
  ] as const
  for (const [id, level, tooHigh, differs] of levels) {
    const rule = ruleOf(id)
    if (level === null || level === maxOf(rule)) continue
    const isHigh = level > maxOf(rule)
    report({ code: isHigh ? tooHigh : differs, severity: isHigh ? 'error' : 'warning', limit: maxOf(rule), actual: level }, rule)
  }
  checkRange(setting.range, ruleOf('R4'), maxOf(ruleOf('R4')), maxOf(ruleOf('R4')), report)
}

function checkCombustible(setting: GasDetectorSetting, unit: GasUnit, report: Report): void {
  if (unit === 'LEL·m') {
    checkOpenPath(setting, report)
    return
  }
  const limits = setPointLimits('lel', unit, setting)
  if (typeof limits === 'string') {
    cannotCheck(limits, ruleOf('A1'), report)
    return
  }
  checkAgainst(setting, limits, report)
  checkRange(setting.range, ruleOf('R1'), limits.rangeHigh, limits.rangeHigh, report)
}

function checkToxic(setting: GasDetectorSetting, unit: GasUnit, report: Report): void {
  const byOel = setPointLimits('oel', unit, setting)
  if (typeof byOel === 'string') {
    cannotCheck(byOel, ruleOf('A3'), report)
    return
  }
  const byIdlh = setPointLimits('idlh', unit, setting)
  const { range } = setting
  const [fitting, widest] = [byOel.rangeHigh, typeof byIdlh === 'string' ? byOel.rangeHigh : Math.max(byOel.rangeHigh, byIdlh.rangeHigh)]
  checkRange(range, ruleOf('R2'), fitting, widest, report)

  const exceeds = isAbove(setting.level1, byOel.level1, byOel.isConverted) || isAbove(setting.level2, byOel.level2, byOel.isConverted)
  // IDLH serves only where the detector's range is too coarse for the OEL (GB/T 50493-2019 5.5.2); where it is the stricter of the two, the OEL stands.
  const isTooCoarse = range !== null && range.high > fitting * (1 + RANGE_SLACK)
  if (!exceeds || !isTooCoarse || typeof byIdlh === 'string' || byIdlh.level1 <= byOel.level1) {
    checkAgainst(setting, byOel, report)
    return
  }
  report(
    { code: 'gbt50493.idlh_basis', severity: 'warning', limit: byOel.level1, actual: setting.level1 },
    { clause: byOel.clause, ...weakest(byOel, byIdlh) },
  )
  checkAgainst(setting, byIdlh, report)
}

function checkOxygen({ level1, level2, range }: GasDetectorSetting, unit: GasUnit, report: Report): void {
  const [low, high] = [ruleOf('A7'), ruleOf('A8')]
  if (unit !== '%VOL') {
    cannotCheck('unit', low, report)
    return
  }
  const inAir = (limit: number) =>
    ({ code: 'gbt50493.oxygen_alarms_in_air', severity: 'error', limit: ORDINARY_OXYGEN_VOL_PERCENT, actual: limit }) as const
  if (level1 !== null && level1 >= ORDINARY_OXYGEN_VOL_PERCENT) report(inAir(level1), low)
  else if (level1 !== null && level1 < minOf(low)) {
    report({ code: 'gbt50493.oxygen_low_differs', severity: 'warning', limit: minOf(low), actual: level1 }, low)
  }
  if (level2 !== null && level2 <= ORDINARY_OXYGEN_VOL_PERCENT) report(inAir(level2), high)
  else if (level2 !== null && level2 > maxOf(high)) {
    report({ code: 'gbt50493.oxygen_high_differs', severity: 'warning', limit: maxOf(high), actual: level2 }, high)
  }
  checkRange(range, ruleOf('R3'), maxOf(ruleOf('R3')), maxOf(ruleOf('R3')), report)
}

/**
 * Checks a gas detector against GB/T 50493-2019 5.5: set-points, range, and whether they make sense together.
 *
 * @returns findings, gravest kind first within the order of the checks; empty only when everything was checked and found right
 */
export function checkGasSetPoints(setting: GasDetectorSetting): GasSetPointFinding[] {
  const findings: GasSetPointFinding[] = []
  const report: Report = (draft, rule) => {
    findings.push({ ...draft, unit: setting.unit, clause: `${EDITION.standard} ${rule.clause}`, ...weakest(rule) })
  }
  checkLogic(setting, report)
  const unit = gasUnitOf(setting.unit)
  if (unit === undefined) cannotCheck('unit', ruleOf('A1'), report)
  else if (setting.medium === 'combustible') checkCombustible(setting, unit, report)
  else if (setting.medium === 'toxic') checkToxic(setting, unit, report)
  else checkOxygen(setting, unit, report)
  return findings.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}
