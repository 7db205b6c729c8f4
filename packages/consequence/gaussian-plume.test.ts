import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { briggsRural, ccpsPuff, erf, finiteRelease, gaussianPlume, gaussianPuff, type StabilityClass } from './index.ts'

interface Case {
  id: string
  model: string
  inputs: Record<string, number | string | number[]>
  expected: Record<string, number | number[]>
  tolerance: { rel: number }
}
const cases = JSON.parse(readFileSync(new URL('./vectors/gaussian-plume.json', import.meta.url), 'utf8')) as Case[]
const relative = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.abs(wanted)

const one = (value: number | string | number[] | undefined): number => (typeof value === 'number' ? value : Number.NaN)
const many = (value: number | string | number[] | undefined): number[] => (Array.isArray(value) ? value : [])

describe('reference cases of the passive plume', () => {
  it.each(cases.map((c) => [c.id, c] as const))('agrees with %s', (_, { model, inputs: i, expected, tolerance }) => {
    const stability = (typeof i.stability === 'string' ? i.stability : 'D') as StabilityClass
    if (model === 'sigma_plume') {
      expect(many(i.x_m).length).toBeGreaterThan(0)
      many(i.x_m).forEach((x, n) => {
        const sigmas = briggsRural(stability, x)
        expect(relative(sigmas.yMetres, many(expected.sigma_y_m)[n]!)).toBeLessThan(tolerance.rel)
        expect(relative(sigmas.zMetres, many(expected.sigma_z_m)[n]!)).toBeLessThan(tolerance.rel)
      })
      return
    }
    const at = { downwindMetres: one(i.x_m), crosswindMetres: one(i.y_m), heightMetres: one(i.z_m) }
    const weather = { windMetresPerSecond: one(i.wind_m_s), stability }
    const source = { releaseKgPerSecond: one(i.release_rate_kg_s), heightMetres: one(i.release_height_m) }
    const known = i.sigma_y_m === undefined ? undefined : { yMetres: one(i.sigma_y_m), zMetres: one(i.sigma_z_m) }
    const got =
      model === 'gaussian_puff'
        ? gaussianPuff({ ...source, massKg: one(i.mass_kg) }, weather, one(i.t_s), at)
        : model === 'integrated_puff'
          ? finiteRelease({ ...source, durationSeconds: one(i.duration_s) }, weather, one(i.t_s), at)
          : gaussianPlume(source, weather, at, known)
    expect(got).toMatchObject({ ok: true })
    if (got.ok) expect(relative(got.kgPerCubicMetre, one(expected.concentration_kg_m3))).toBeLessThan(tolerance.rel)
  })
})

describe('the passive plume', () => {
  const source = { releaseKgPerSecond: 1, heightMetres: 2 }
  const weather = { windMetresPerSecond: 3, stability: 'D' as const }

  it('refuses calm wind and names the range in which it holds', () => {
    const calm = gaussianPlume(
      source,
      { ...weather, windMetresPerSecond: 0.8 },
      { downwindMetres: 200, crosswindMetres: 0, heightMetres: 1 },
    )
    expect(calm).toEqual({ ok: false, code: 'consequence.out_of_range', parameter: 'windMetresPerSecond', given: 0.8, least: 1, most: 30 })
    const broken = gaussianPlume(
      source,
      { ...weather, windMetresPerSecond: Number.NaN },
      { downwindMetres: 200, crosswindMetres: 0, heightMetres: 1 },
    )
    expect(broken.ok).toBe(false)
  })

  it('says when it answers outside the distances it was fitted for', () => {
    const near = gaussianPlume(source, weather, { downwindMetres: 40, crosswindMetres: 0, heightMetres: 1 })
    expect(near).toMatchObject({ ok: true, extrapolated: true })
  })

  it('carries the whole release through every cross-section', () => {
    for (const x of [150, 600, 2500]) {
      let flux = 0
      const step = x / 100
      for (let y = -x; y <= x; y += step)
        for (let z = step / 2; z <= x; z += step) {
          const c = gaussianPlume(
            source,
            weather,
            { downwindMetres: x, crosswindMetres: y, heightMetres: Math.min(z, 300) },
            briggsRural('D', x),
          )
          if (c.ok && z <= 300) flux += c.kgPerCubicMetre * weather.windMetresPerSecond * step * step
        }
      expect(flux).toBeGreaterThan(0.97)
      expect(flux).toBeLessThan(1.03)
    }
  })

  it('lets a finite release pass: nothing before it arrives, the plume while it lasts, nothing after', () => {
    const release = { ...source, durationSeconds: 600 }
    const at = { downwindMetres: 600, crosswindMetres: 0, heightMetres: 1 }
    const seen = (seconds: number) => {
      const c = finiteRelease(release, weather, seconds, at)
      return c.ok ? c.kgPerCubicMetre : Number.NaN
    }
    const steady = gaussianPlume(source, weather, at, ccpsPuff('D', 600))
    expect(seen(100)).toBeLessThan(1e-12)
    expect(seen(500)).toBeCloseTo(steady.ok ? steady.kgPerCubicMetre : Number.NaN, 9)
    expect(seen(1100)).toBeLessThan(1e-12)
  })

  it('knows the error function', () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 12)
    expect(erf(2.9)).toBeCloseTo(0.9999589021219005, 12)
    expect(erf(3.5)).toBeCloseTo(0.9999992569016276, 12)
    expect(erf(-1)).toBeCloseTo(-0.8427007929497149, 12)
  })
})
