/** The greatest set-points that GB/T 50493-2019 5.5.2 allows a detector, in the detector's own unit. */
import { type ConcentrationUnit, convert } from './concentration.ts'
import { type ExposureLimits, type Fact, gasSubstance, maxOf, ruleOf, weakest } from './facts.ts'

export type GasMedium = 'combustible' | 'toxic' | 'oxygen'
export type GasUnit = ConcentrationUnit | '%LEL' | '%OEL' | 'LEL·m'
export interface StatedLimit {
  value: number
  unit: 'ppm' | 'mg/m3'
}

/** What is known of the gas. What the site states goes before the data of this folder. */
export interface GasBasis {
  substanceCas?: string | undefined
  oel?: StatedLimit | undefined
  idlh?: StatedLimit | undefined
  lelVolPercent?: number | undefined
  molarMassGramsPerMol?: number | undefined
}

/** Greatest set-points in the detector's unit, the range that goes with them, and how sure that is. */
export interface SetPointLimits extends Fact {
  basis: 'lel' | 'oel' | 'idlh'
  clause: string
  level1: number
  level2: number
  rangeHigh: number
  /** True where a unit was converted, so that rounding must be forgiven. */
  isConverted: boolean
}
/** What is missing before a set-point can be judged. */
export type Missing = 'unit' | 'lel' | 'oel' | 'idlh' | 'molar_mass'

const UNITS: Readonly<Record<string, GasUnit>> = {
  '%lel': '%LEL',
  '%oel': '%OEL',
  '%vol': '%VOL',
  ppm: 'ppm',
  'mg/m3': 'mg/m3',
  'mg/m³': 'mg/m3',
  lel·m: 'LEL·m',
  'lel.m': 'LEL·m',
}
/** The unit that a tag's text means, undefined for one that this standard does not use. */
export const gasUnitOf = (text: string): GasUnit | undefined => UNITS[text.trim().toLowerCase().replaceAll(' ', '')]

type Basis = 'lel' | 'oel' | 'idlh'
const RULES = { lel: ['A1', 'A2', 'R1'], oel: ['A3', 'A4', 'R2'], idlh: ['A5', 'A6', 'R2F'] } as const
const STATED: Fact = { confidence: 'high', provenance: ['stated by the site'] }

/** MAC, else PC-TWA, else PC-STEL (rule O1: a setting of the site elsewhere; give `oel` to choose otherwise). */
const oelMgPerCubicMetre = (oel: ExposureLimits): number | null =>
  oel.macMgPerCubicMetre ?? oel.pcTwaMgPerCubicMetre ?? oel.pcStelMgPerCubicMetre

interface Reference extends Fact {
  value: number
  unit: ConcentrationUnit
}
function referenceOf(basis: Basis, gas: GasBasis): Reference | null {
  const known = gas.substanceCas === undefined ? undefined : gasSubstance(gas.substanceCas)
  if (basis === 'lel') {
    if (gas.lelVolPercent !== undefined) return { value: gas.lelVolPercent, unit: '%VOL', ...STATED }
    return known?.lel ? { value: known.lel.volPercent, unit: '%VOL', ...weakest(known.lel) } : null
  }
  const stated = gas[basis]
  if (stated) return { ...stated, ...STATED }
  if (basis === 'idlh') return known?.idlh ? { value: known.idlh.value, unit: known.idlh.unit, ...weakest(known.idlh) } : null
  const mg = known?.oel ? oelMgPerCubicMetre(known.oel) : null
  return known?.oel && mg !== null ? { value: mg, unit: 'mg/m3', ...weakest(known.oel, ruleOf('O1')) } : null
}

/** One hundred per cent of the basis in the detector's unit, or what is missing to know it. */
function whole(basis: Basis, unit: GasUnit, gas: GasBasis): (Fact & { value: number; isConverted: boolean }) | Missing {
  if (unit === 'LEL·m') return 'unit'
  const hundred = 100 // default, not from a standard: per cent
  if ((unit === '%LEL' && basis === 'lel') || (unit === '%OEL' && basis === 'oel'))
    return { value: hundred, isConverted: false, ...weakest(STATED), provenance: [] }
  if (unit === '%LEL') return 'unit'
  const reference = referenceOf(basis, gas)
  if (!reference) return basis
  const mass =
    gas.molarMassGramsPerMol ?? (gas.substanceCas === undefined ? undefined : gasSubstance(gas.substanceCas)?.molarMassGramsPerMol)
  if (unit === '%OEL') {
    const oel = referenceOf('oel', gas)
    if (!oel) return 'oel'
    const share = convert(reference.value, reference.unit, oel.unit, mass)
    return share === null ? 'molar_mass' : { value: (share / oel.value) * hundred, isConverted: true, ...weakest(reference, oel) }
  }
  const value = convert(reference.value, reference.unit, unit, mass)
  return value === null ? 'molar_mass' : { value, isConverted: reference.unit !== unit, ...weakest(reference) }
}

/**
 * The greatest set-points on one basis: per cent of LEL (combustible), of OEL (toxic), or of IDLH (toxic, where the range
 * cannot serve the OEL). Answers with what is missing when they cannot be known.
 *
 * @param unit of the detector; the limits come back in it
 */
export function setPointLimits(basis: Basis, unit: GasUnit, gas: GasBasis): SetPointLimits | Missing {
  const [level1, level2, range] = [ruleOf(RULES[basis][0]), ruleOf(RULES[basis][1]), ruleOf(RULES[basis][2])]
  const full = whole(basis, unit, gas)
  if (typeof full === 'string') return full
  const percent = full.value / 100 // default, not from a standard: per cent
  return {
    basis,
    clause: level1.clause,
    level1: maxOf(level1) * percent,
    level2: maxOf(level2) * percent,
    rangeHigh: maxOf(range) * percent,
    isConverted: full.isConverted,
    ...weakest(level1, level2, full),
  }
}
