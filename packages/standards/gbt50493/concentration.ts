/** Concentrations of a gas in air, from one unit into another. Parts are by volume; masses at 101.3 kPa and a stated temperature. */

export type ConcentrationUnit = 'ppm' | 'mg/m3' | '%VOL'

const LITRES_PER_MOL_AT_ZERO = 22.4 // ideal gas at 0 °C and 101.3 kPa, as GBZ/T 300 rounds it (from knowledge)
const ZERO_CELSIUS_KELVIN = 273.15 // SI
/** Limits of GBZ 2.1 are converted at 20 °C: 24.04 L/mol. */
export const REFERENCE_CELSIUS = 20 // GBZ 2.1 practice (from knowledge)

const PPM_PER_VOL_PERCENT = 10_000 // default, not from a standard: by definition

/** Molar volume of an ideal gas in litres per mole at 101.3 kPa: 24.04 at 20 °C, 24.45 at 25 °C. */
export const molarVolumeLitres = (celsius: number): number =>
  (LITRES_PER_MOL_AT_ZERO * (ZERO_CELSIUS_KELVIN + celsius)) / ZERO_CELSIUS_KELVIN

/** mg/m³ of a gas of the given molar mass (g/mol). */
export const mgPerCubicMetreFromPpm = (ppm: number, molarMassGramsPerMol: number, celsius = REFERENCE_CELSIUS): number =>
  (ppm * molarMassGramsPerMol) / molarVolumeLitres(celsius)

/** ppm by volume of a gas of the given molar mass (g/mol). */
export const ppmFromMgPerCubicMetre = (mgPerCubicMetre: number, molarMassGramsPerMol: number, celsius = REFERENCE_CELSIUS): number =>
  (mgPerCubicMetre * molarVolumeLitres(celsius)) / molarMassGramsPerMol

/** Null when a mass is asked for and the molar mass is not known: a guess would be no conversion. */
export function convert(
  value: number,
  from: ConcentrationUnit,
  to: ConcentrationUnit,
  molarMassGramsPerMol: number | undefined,
): number | null {
  if (from === to) return value
  if ((from === 'mg/m3' || to === 'mg/m3') && molarMassGramsPerMol === undefined) return null
  const mass = molarMassGramsPerMol ?? Number.NaN
  const ppm = from === 'ppm' ? value : from === '%VOL' ? value * PPM_PER_VOL_PERCENT : ppmFromMgPerCubicMetre(value, mass)
  return to === 'ppm' ? ppm : to === '%VOL' ? ppm / PPM_PER_VOL_PERCENT : mgPerCubicMetreFromPpm(ppm, mass)
}
