/** The substances (物质) of the demo province: what they are, how they are stored, what a detector sees. Figures are for play and drawing, not for design. */

export interface Substance {
  key: string
  name: string
  nameEn: string
  cas: string
  molarMassGramsPerMol: number
  liquidKgPerCubicMetre: number
  /** Normal boiling point and enthalpy of vaporisation: vapour pressure by Clausius–Clapeyron. */
  boilingCelsius: number
  vaporisationKilojoulesPerMol: number
  storage: 'atmospheric' | 'pressure'
  detects: 'toxic' | 'combustible' | 'none'
  /** Lower explosive limit, %vol; null where it does not burn. IEC 60079-20-1 values as in GB/T 50493 practice tables. */
  lelVolumePercent: number | null
  /** Occupational exposure limit (MAC or PC-TWA) of GBZ 2.1-2019 table 1, mg/m³; null where the detector is a combustible one. */
  oelMgPerCubicMetre: number | null
}

type Row = [
  string,
  string,
  string,
  string,
  number,
  number,
  number,
  number,
  Substance['storage'],
  Substance['detects'],
  number | null,
  number | null,
]
// key, zh, en, CAS, g/mol, kg/m³, boiling °C, kJ/mol, storage, detector, LEL %vol, OEL mg/m³ (GBZ 2.1-2019 table 1)
const ROWS: Row[] = [
  ['chlorine', '液氯', 'chlorine', '7782-50-5', 70.906, 1410, -34.0, 20.4, 'pressure', 'toxic', null, 1],
  ['ammonia', '液氨', 'ammonia', '7664-41-7', 17.031, 610, -33.3, 23.3, 'pressure', 'toxic', 15, 20],
  ['hydrogen_fluoride', '无水氟化氢', 'hydrogen fluoride', '7664-39-3', 20.006, 960, 19.5, 25.2, 'pressure', 'toxic', null, 2],
  ['hydrochloric_acid', '盐酸', 'hydrochloric acid', '7647-01-0', 36.461, 1150, 85, 40, 'atmospheric', 'toxic', null, 7.5],
  ['hydrogen_sulfide', '硫化氢', 'hydrogen sulfide', '7783-06-4', 34.081, 790, -60.3, 18.7, 'pressure', 'toxic', 4, 10],
  ['vinyl_chloride', '氯乙烯', 'vinyl chloride', '75-01-4', 62.498, 910, -13.4, 22.3, 'pressure', 'combustible', 3.6, 10],
  ['caustic_soda', '32%液碱', 'caustic soda 32 %', '1310-73-2', 39.997, 1350, 120, 42, 'atmospheric', 'none', null, null],
  ['lpg', '液化石油气', 'liquefied petroleum gas', '68476-85-7', 44.1, 510, -42, 18.8, 'pressure', 'combustible', 1.7, null],
  ['propylene', '丙烯', 'propylene', '115-07-1', 42.08, 510, -47.6, 18.4, 'pressure', 'combustible', 2.0, null],
  ['butadiene', '1,3-丁二烯', '1,3-butadiene', '106-99-0', 54.09, 620, -4.4, 22.5, 'pressure', 'combustible', 1.4, 5],
  ['ethylene_oxide', '环氧乙烷', 'ethylene oxide', '75-21-8', 44.053, 880, 10.6, 25.5, 'pressure', 'combustible', 2.6, 2],
  ['propylene_oxide', '环氧丙烷', 'propylene oxide', '75-56-9', 58.08, 830, 34, 27.4, 'pressure', 'combustible', 1.9, 5],
  ['tetrafluoroethylene', '四氟乙烯', 'tetrafluoroethylene', '116-14-3', 100.02, 1520, -76.3, 16.8, 'pressure', 'combustible', 10, null],
  ['r22', '二氟一氯甲烷', 'R22', '75-45-6', 86.468, 1210, -40.8, 20.2, 'pressure', 'none', null, null],
  ['chloroform', '三氯甲烷', 'chloroform', '67-66-3', 119.38, 1490, 61.2, 29.2, 'atmospheric', 'none', null, null],
  ['benzene', '苯', 'benzene', '71-43-2', 78.112, 880, 80.1, 30.7, 'atmospheric', 'combustible', 1.2, 3],
  ['toluene', '甲苯', 'toluene', '108-88-3', 92.138, 870, 110.6, 33.2, 'atmospheric', 'combustible', 1.0, 50],
  ['xylene', '二甲苯', 'xylene', '1330-20-7', 106.17, 865, 140, 36, 'atmospheric', 'combustible', 1.0, 50],
  ['styrene', '苯乙烯', 'styrene', '100-42-5', 104.149, 905, 145, 38.7, 'atmospheric', 'combustible', 1.0, 50],
  ['acrylonitrile', '丙烯腈', 'acrylonitrile', '107-13-1', 53.063, 806, 77.3, 32.6, 'atmospheric', 'combustible', 2.8, 1],
  ['methanol', '甲醇', 'methanol', '67-56-1', 32.042, 791, 64.7, 35.2, 'atmospheric', 'combustible', 6.0, 25],
  ['ethanol', '乙醇', 'ethanol', '64-17-5', 46.069, 789, 78.3, 38.6, 'atmospheric', 'combustible', 3.1, null],
  ['acetone', '丙酮', 'acetone', '67-64-1', 58.08, 790, 56.1, 29.1, 'atmospheric', 'combustible', 2.5, 300],
  ['ethyl_acetate', '乙酸乙酯', 'ethyl acetate', '141-78-6', 88.11, 902, 77.1, 31.9, 'atmospheric', 'combustible', 2.0, 200],
  ['gasoline', '汽油', 'gasoline', '8006-61-9', 95, 740, 90, 32, 'atmospheric', 'combustible', 1.4, 300],
  ['diesel', '柴油', 'diesel', '68334-30-5', 200, 840, 240, 45, 'atmospheric', 'combustible', 0.6, null],
  ['hydrogen', '氢气', 'hydrogen', '1333-74-0', 2.016, 71, -252.9, 0.9, 'pressure', 'combustible', 4.0, null],
]

export const SUBSTANCES: ReadonlyMap<string, Substance> = new Map(
  ROWS.map(([key, name, nameEn, cas, molar, density, boiling, vaporisation, storage, detects, lel, oel]) => [
    key,
    {
      key,
      name,
      nameEn,
      cas,
      molarMassGramsPerMol: molar,
      liquidKgPerCubicMetre: density,
      boilingCelsius: boiling,
      vaporisationKilojoulesPerMol: vaporisation,
      storage,
      detects,
      lelVolumePercent: lel,
      oelMgPerCubicMetre: oel,
    },
  ]),
)

/** The substance named `key`; a wrong key is a fault of this package. */
export function substance(key: string): Substance {
  const found = SUBSTANCES.get(key)
  if (!found) throw new Error(`no substance ${key}`)
  return found
}

const MOLAR_VOLUME_20C_LITRES = 24.055
/** mg/m³ to ppm (volume) at 20 °C and 101.325 kPa. */
export const ppmFromMgPerCubicMetre = (mgPerCubicMetre: number, molarMassGramsPerMol: number): number =>
  (mgPerCubicMetre * MOLAR_VOLUME_20C_LITRES) / molarMassGramsPerMol

/** Vapour pressure, kPa absolute, by Clausius–Clapeyron from the normal boiling point. */
export function vapourPressureKilopascals(of: Substance, celsius: number): number {
  const exponent = ((of.vaporisationKilojoulesPerMol * 1000) / 8.314462618) * (1 / (of.boilingCelsius + 273.15) - 1 / (celsius + 273.15))
  return 101.325 * Math.exp(exponent)
}
