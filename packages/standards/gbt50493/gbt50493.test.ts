/** Worked cases of GB/T 50493-2019 5.5 and 6.1, and what must never pass in silence. */
import { describe, expect, test } from 'vitest'
import caseFile from './cases.json' with { type: 'json' }
import {
  checkGasSetPoints,
  type GasDetectorSetting,
  gasSubstance,
  gasSubstances,
  mgPerCubicMetreFromPpm,
  mountingHeightRule,
  oxygenMountingHeight,
  ppmFromMgPerCubicMetre,
  setPointLimits,
} from './index.ts'

const CHLORINE = '7782-50-5'
const AMMONIA = '7664-41-7'
const METHANE = '74-82-8'
const NITROGEN = '7727-37-9'

const methane: GasDetectorSetting = {
  medium: 'combustible',
  unit: '%LEL',
  level1: 25,
  level2: 50,
  range: { low: 0, high: 100 },
  substanceCas: METHANE,
}
const chlorine: GasDetectorSetting = {
  medium: 'toxic',
  unit: 'mg/m3',
  level1: 1,
  level2: 2,
  range: { low: 0, high: 3 },
  substanceCas: CHLORINE,
}
const oxygen: GasDetectorSetting = { medium: 'oxygen', unit: '%VOL', level1: 19.5, level2: 23.5, range: { low: 0, high: 25 } }
const codes = (setting: GasDetectorSetting) => checkGasSetPoints(setting).map((it) => `${it.severity} ${it.code.replace('gbt50493.', '')}`)

describe('the separately worked set-points', () => {
  const three = (value: number) => Number(value.toPrecision(3))
  const limitsOf = (basis: 'lel' | 'oel' | 'idlh', unit: 'ppm' | 'mg/m3' | '%VOL', substanceCas: string) => {
    const limits = setPointLimits(basis, unit, { substanceCas })
    if (typeof limits === 'string') throw new Error(`${substanceCas} lacks ${limits}`)
    return [three(limits.level1), three(limits.level2)]
  }
  test.each(caseFile.cases)('$cas: the same greatest set-points and the same height', (row) => {
    if (row.combustible)
      expect(limitsOf('lel', '%VOL', row.cas)).toEqual([row.combustible.A1_max_pct_vol, row.combustible.A2_max_pct_vol].map(three))
    if (row.toxic) {
      expect(limitsOf('oel', 'mg/m3', row.cas)).toEqual([row.toxic.A1_max_mg_m3, row.toxic.A2_max_mg_m3].map(three))
      const [ppm1 = 0, ppm2 = 0] = limitsOf('oel', 'ppm', row.cas)
      expect(ppm1 / row.toxic.A1_max_ppm_20C).toBeCloseTo(1, 2) // printed to three digits
      expect(ppm2 / row.toxic.A2_max_ppm_20C).toBeCloseTo(1, 2)
      if (row.toxic.A1_idlh_fallback_ppm !== undefined) {
        expect(limitsOf('idlh', 'ppm', row.cas)).toEqual(
          [row.toxic.A1_idlh_fallback_ppm, row.toxic.A2_idlh_fallback_ppm].map((it) => three(it ?? Number.NaN)),
        )
      }
    }
    const height = { heavier: 'H1', lighter: 'H2', slightly_heavier: 'H3', slightly_lighter: 'H4' }[mountingHeightRule(row.M).weight]
    expect([height, mountingHeightRule(row.M).ratioToAir]).toEqual([row.height_rule, expect.closeTo(row.density_ratio, 2)])
  })
  test('there are enough of them to mean something', () => expect(caseFile.cases.length).toBeGreaterThan(70))
})

describe('combustible gas (可燃气体), clause 5.5.2', () => {
  test('25 and 50 %LEL over 0–100 %LEL pass', () => expect(codes(methane)).toEqual([]))
  test('26 and 51 %LEL do not, and the finding says limit, clause and how sure it is', () => {
    expect(checkGasSetPoints({ ...methane, level1: 26, level2: 51 })).toEqual([
      expect.objectContaining({
        code: 'gbt50493.level1_too_high',
        severity: 'error',
        clause: 'GB/T 50493-2019 5.5.2',
        limit: 25,
        actual: 26,
        unit: '%LEL',
        confidence: 'high',
      }),
      expect.objectContaining({ code: 'gbt50493.level2_too_high', limit: 50, actual: 51 }),
    ])
  })
  test('set-points in %VOL are measured by the LEL of the gas, 4.4 % for methane', () => {
    const byVolume = { ...methane, unit: '%VOL', level1: 1.1, level2: 2.2, range: { low: 0, high: 4.4 } }
    expect(codes(byVolume)).toEqual([])
    expect(codes({ ...byVolume, level2: 2.5 })).toEqual(['error level2_too_high'])
    expect(codes({ ...byVolume, level2: 2.5, range: { low: 0, high: 5 }, lelVolPercent: 5 })).toEqual([]) // calibrated by NFPA's 5.0 %
  })
  test('set-points in %VOL of an unknown gas cannot be checked, and say so', () => {
    expect(codes({ ...methane, unit: '%VOL', level1: 1, level2: 2, substanceCas: undefined })).toEqual(['warning lel_unknown'])
    expect(codes({ ...methane, unit: '%VOL', level1: 1, level2: 2, substanceCas: NITROGEN })).toEqual(['warning lel_unknown'])
  })
  test('an open path alarms at 1 and 2 LEL·m', () => {
    const path = { ...methane, unit: 'LEL·m', level1: 1, level2: 2, range: { low: 0, high: 5 } }
    expect(codes(path)).toEqual([])
    expect(codes({ ...path, level1: 0.5, level2: 3 })).toEqual(['error level2_too_high', 'warning level1_differs'])
  })
})

describe('toxic gas (有毒气体), clause 5.5.2', () => {
  test('chlorine at 1 and 2 mg/m³ passes: 100 and 200 % of its MAC', () => expect(codes(chlorine)).toEqual([]))
  test('the same in ppm at 20 °C: 0.34 and 0.68 pass, 0.5 and 1 do not', () => {
    const ppm = { ...chlorine, unit: 'ppm', level1: 0.34, level2: 0.68, range: { low: 0, high: 1 } }
    expect(codes(ppm)).toEqual([])
    expect(codes({ ...ppm, level1: 0.5, level2: 1 })).toEqual(['error level1_too_high', 'error level2_too_high'])
  })
  test('a range too coarse for the OEL may be set by the IDLH, 5 and 10 %, and that is said', () => {
    const coarse = { ...chlorine, unit: 'ppm', level1: 0.5, level2: 1, range: { low: 0, high: 3 } }
    expect(codes(coarse)).toEqual(['warning idlh_basis'])
    expect(codes({ ...coarse, level1: 0.6 })).toEqual(['error level1_too_high', 'warning idlh_basis'])
    expect(checkGasSetPoints({ ...coarse, level1: 0.6 })[0]).toMatchObject({ limit: 0.5, actual: 0.6 })
  })
  test('a range wider than both 300 %OEL and 30 %IDLH is out of proportion', () => {
    expect(codes({ ...chlorine, range: { low: 0, high: 30 } })).toEqual(['warning range_differs'])
  })
  test('a gas without an OEL in the data cannot be checked, and never passes', () => {
    expect(checkGasSetPoints({ ...chlorine, substanceCas: METHANE })).toEqual([
      expect.objectContaining({ code: 'gbt50493.oel_unknown', severity: 'warning', limit: null, actual: null }),
    ])
    expect(codes({ ...chlorine, substanceCas: '0-00-0' })).toEqual(['warning oel_unknown'])
    expect(codes({ ...chlorine, substanceCas: undefined })).toEqual(['warning oel_unknown'])
  })
  test('an OEL that the site states goes before the data: ammonia by its PC-STEL of 30 mg/m³', () => {
    const ammonia = { ...chlorine, substanceCas: AMMONIA, level1: 30, level2: 60, range: { low: 0, high: 90 } }
    expect(codes(ammonia)).toEqual(['error level1_too_high', 'error level2_too_high', 'warning range_differs'])
    expect(codes({ ...ammonia, oel: { value: 30, unit: 'mg/m3' } })).toEqual([])
  })
  test('ppm against mg/m³ needs the molar mass, and without it nothing is guessed', () => {
    const unknown: GasDetectorSetting = {
      medium: 'toxic',
      unit: 'ppm',
      level1: 1,
      level2: 2,
      range: { low: 0, high: 3 },
      oel: { value: 1, unit: 'mg/m3' },
    }
    expect(codes(unknown)).toEqual(['warning molar_mass_unknown'])
    expect(codes({ ...unknown, molarMassGramsPerMol: 70.906 })).toEqual([
      'error level1_too_high',
      'error level2_too_high',
      'warning range_differs',
    ])
  })
  test('set-points in %OEL need no substance', () => {
    const percent: GasDetectorSetting = { medium: 'toxic', unit: '%OEL', level1: 100, level2: 200, range: { low: 0, high: 300 } }
    expect(codes(percent)).toEqual([])
    expect(codes({ ...percent, level1: 101 })).toEqual(['error level1_too_high'])
  })
  test('a finding is no surer than the substance data behind it', () => {
    expect(checkGasSetPoints({ ...chlorine, level1: 1.5 })[0]).toMatchObject({ confidence: 'medium' })
    expect(gasSubstance(CHLORINE)?.oel?.confidence).toBe('medium')
  })
})

describe('oxygen (氧), clause 5.5.2: recommended (宜)', () => {
  test('19.5 and 23.5 %VOL pass', () => expect(codes(oxygen)).toEqual([]))
  test('an alarm that comes later than recommended is a warning', () => {
    expect(codes({ ...oxygen, level1: 18, level2: 24.5 })).toEqual(['warning oxygen_low_differs', 'warning oxygen_high_differs'])
  })
  test('an alarm that would sound in ordinary air is an error', () => {
    expect(codes({ ...oxygen, level1: 20.9 })).toEqual(['error oxygen_alarms_in_air'])
    expect(codes({ ...oxygen, level2: 20.5 })).toEqual(['error oxygen_alarms_in_air'])
  })
  test('oxygen in ppm is not oxygen', () => expect(codes({ ...oxygen, unit: 'ppm' })).toEqual(['warning unit_not_checkable']))
})

describe('whatever the gas', () => {
  test('level 2 below level 1 is an error; equal is not', () => {
    expect(codes({ ...methane, level1: 25, level2: 20 })).toEqual(['error levels_inverted'])
    expect(codes({ ...methane, level1: 25, level2: 25 })).toEqual([])
  })
  test('a set-point that the range cannot show is an error', () => {
    expect(codes({ ...methane, range: { low: 0, high: 40 } })).toEqual(['error level_beyond_range', 'warning range_differs'])
  })
  test('a missing level, range or unit is said', () => {
    expect(codes({ ...methane, level2: null })).toEqual(['warning level_missing'])
    expect(codes({ ...methane, range: null })).toEqual(['warning range_missing'])
    expect(codes({ ...methane, unit: 'bar' })).toEqual(['warning unit_not_checkable'])
    expect(codes({ ...methane, unit: 'mg/m³', level1: 1, level2: 2, lelVolPercent: 5, substanceCas: undefined })).toEqual([
      'warning molar_mass_unknown',
    ])
  })
  test('a set-point of zero, or of no number, is an error', () => {
    expect(codes({ ...methane, level1: 0 })).toEqual(['error level_not_positive'])
    expect(codes({ ...methane, level1: Number.NaN })).toContain('error level_not_positive')
  })
})

test('heights: chlorine near the floor, hydrogen above the source, hydrogen sulphide just below it, oxygen at breath', () => {
  expect(mountingHeightRule(70.906)).toMatchObject({
    weight: 'heavier',
    datum: 'above_floor',
    fromMetres: 0.3,
    toMetres: 0.6,
    clause: '6.1.2',
  })
  expect(mountingHeightRule(2.016)).toMatchObject({ weight: 'lighter', datum: 'above_release_source', fromMetres: 0, toMetres: 2 })
  expect(mountingHeightRule(34.081)).toMatchObject({
    weight: 'slightly_heavier',
    datum: 'below_release_source',
    fromMetres: 0.5,
    toMetres: 1,
  })
  expect(mountingHeightRule(28.01)).toMatchObject({ weight: 'slightly_lighter', datum: 'above_release_source' })
  expect(mountingHeightRule(0.8 * 28.96).weight).toBe('lighter')
  expect(oxygenMountingHeight()).toMatchObject({ datum: 'above_floor', fromMetres: 1.5, toMetres: 2, confidence: 'medium' })
})

test('ppm and mg/m³ are inverse of each other; 1 mg/m³ of chlorine at 20 °C is 0.339 ppm', () => {
  expect(ppmFromMgPerCubicMetre(1, 70.906)).toBeCloseTo(0.339, 3)
  expect(mgPerCubicMetreFromPpm(ppmFromMgPerCubicMetre(7, 34.081, 25), 34.081, 25)).toBeCloseTo(7, 12)
  expect(mgPerCubicMetreFromPpm(1, 24.45, 25)).toBeCloseTo(1, 3)
})

test('every fact of every substance names its source and its confidence', () => {
  const substances = gasSubstances()
  expect(substances.length).toBe(85)
  for (const { oel, idlh, lel } of substances) {
    for (const fact of [oel, idlh, lel])
      if (fact) expect([fact.provenance.length > 0, ['high', 'medium', 'low'].includes(fact.confidence)]).toEqual([true, true])
  }
  expect(gasSubstance('86290-81-5')).toBe(gasSubstance('8006-61-9')) // petrol, by either number
})
