/** How high a detector hangs, by how heavy its gas is against air (GB/T 50493-2019 4.1.2 and 6.1.2). */
import { type Fact, maxOf, minOf, ruleOf, weakest } from './facts.ts'

const AIR_GRAMS_PER_MOL = 28.96 // dry air; vendor pages use 29

export type GasWeight = 'heavier' | 'slightly_heavier' | 'slightly_lighter' | 'lighter'
/** From `fromMetres` to `toMetres`, counted from `datum`. */
export interface MountingHeight extends Fact {
  weight: GasWeight
  ratioToAir: number
  datum: 'above_floor' | 'above_release_source' | 'below_release_source'
  fromMetres: number
  toMetres: number
  clause: string
}

const weightOf = (ratio: number): GasWeight => {
  if (ratio >= minOf(ruleOf('D1'))) return 'heavier'
  if (ratio >= minOf(ruleOf('D2'))) return 'slightly_heavier'
  return ratio > minOf(ruleOf('D3')) ? 'slightly_lighter' : 'lighter' // GB/T 50493-2019 4.1.2: 0.8 itself counts as lighter
}
const PLACES = {
  heavier: { density: 'D1', height: 'H1', datum: 'above_floor' },
  slightly_heavier: { density: 'D2', height: 'H3', datum: 'below_release_source' },
  slightly_lighter: { density: 'D3', height: 'H4', datum: 'above_release_source' },
  lighter: { density: 'D4', height: 'H2', datum: 'above_release_source' },
} as const

/**
 * Where a detector for a gas of this molar mass belongs (GB/T 50493-2019 6.1.2).
 *
 * @param molarMassGramsPerMol of the gas, g/mol
 */
export function mountingHeightRule(molarMassGramsPerMol: number): MountingHeight {
  const ratioToAir = molarMassGramsPerMol / AIR_GRAMS_PER_MOL
  const weight = weightOf(ratioToAir)
  const { density, height, datum } = PLACES[weight]
  const rule = ruleOf(height)
  return {
    weight,
    ratioToAir,
    datum,
    fromMetres: rule.min ?? 0,
    toMetres: maxOf(rule),
    clause: rule.clause,
    ...weakest(ruleOf(density), rule),
  }
}

/** Where an oxygen detector belongs (GB/T 50493-2019 6.1.3): in the height of a breath, whatever the gas. */
export function oxygenMountingHeight(): Pick<MountingHeight, 'datum' | 'fromMetres' | 'toMetres' | 'clause'> & Fact {
  const rule = ruleOf('H5')
  return { datum: 'above_floor', fromMetres: minOf(rule), toMetres: maxOf(rule), clause: rule.clause, ...weakest(rule) }
}
