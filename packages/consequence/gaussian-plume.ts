/**
 * Passive dispersion of a point source (点源被动扩散): the steady Gaussian plume, the instantaneous puff, and the finite release between them.
 *
 * Plume: C = Q/(2π·u·σy·σz) · exp(−y²/2σy²) · [exp(−(z−h)²/2σz²) + exp(−(z+h)²/2σz²)], full reflection at the ground.
 * Puff: C = m/((2π)^1.5·σx·σy·σz) · exp(−(x−ut)²/2σx²) · (lateral and vertical terms as above), σx = σy, at travelled distance u·t.
 * Finite release (Palazzi 1982): plume × ½·[erf((x−u(t−td))/(√2·σx)) − erf((x−ut)/(√2·σx))].
 *
 * Plume coefficients: Briggs 1973, open country, Pasquill classes A–F; valid 100 m – 10 km, averaging time about 10 min.
 * Puff coefficients: CCPS 1999. Not for dense gas near the source, calm (u < 1 m/s), terrain or building wakes.
 */

export type StabilityClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F'

/** Why the model does not answer: the parameter, what was given and the range in which the model holds. */
export interface OutOfRange {
  ok: false
  code: 'consequence.out_of_range'
  parameter: 'windMetresPerSecond' | 'releaseKgPerSecond' | 'massKg' | 'distanceMetres' | 'durationSeconds' | 'heightMetres'
  given: number
  least: number
  most: number
}
/** `extrapolated`: the distance lies outside 100 m – 10 km, where the coefficients were fitted. */
export interface Concentration {
  ok: true
  kgPerCubicMetre: number
  extrapolated: boolean
}
export interface Sigmas {
  yMetres: number
  zMetres: number
}

/** Wind is taken at 10 m. Below 1 m/s the steady plume does not exist; above 30 m/s nobody fitted it. */
export const WIND_RANGE = { least: 1, most: 30 } as const // Briggs 1973 / ALOHA: no plume below 1 m/s; upper bound default, not from a standard
/** Distances for which the coefficients were fitted, metres. */
export const FITTED_RANGE = { least: 100, most: 10_000 } as const // Briggs 1973

/** Dispersion coefficients of Briggs 1973, open country, at `x` metres downwind (x > 0). */
export function briggsRural(stability: StabilityClass, x: number): Sigmas {
  const y = { A: 0.22, B: 0.16, C: 0.11, D: 0.08, E: 0.06, F: 0.04 }[stability] // Briggs 1973, open country
  return { yMetres: (y * x) / Math.sqrt(1 + 1e-4 * x), zMetres: verticalRural(stability, x) }
}

function verticalRural(stability: StabilityClass, x: number): number {
  switch (stability) {
    case 'A':
      return 0.2 * x // Briggs 1973, open country
    case 'B':
      return 0.12 * x // Briggs 1973, open country
    case 'C':
      return (0.08 * x) / Math.sqrt(1 + 2e-4 * x) // Briggs 1973, open country
    case 'D':
      return (0.06 * x) / Math.sqrt(1 + 1.5e-3 * x) // Briggs 1973, open country
    case 'E':
      return (0.03 * x) / (1 + 3e-4 * x) // Briggs 1973, open country
    case 'F':
      return (0.016 * x) / (1 + 3e-4 * x) // Briggs 1973, open country
  }
}

/** Puff coefficients of CCPS 1999 (σx = σy) at `x` metres travelled (x > 0). */
export function ccpsPuff(stability: StabilityClass, x: number): Sigmas {
  const [a, b, c, d] = (
    {
      A: [0.18, 0.92, 0.6, 0.75],
      B: [0.14, 0.92, 0.53, 0.73],
      C: [0.1, 0.92, 0.34, 0.71],
      D: [0.06, 0.92, 0.15, 0.7],
      E: [0.04, 0.92, 0.1, 0.65],
      F: [0.02, 0.89, 0.05, 0.61],
    } as const
  )[stability] // CCPS 1999, puff
  return { yMetres: a * x ** b, zMetres: c * x ** d }
}

/** Where the concentration is asked: metres downwind, across, above ground. */
export interface Receptor {
  downwindMetres: number
  crosswindMetres: number
  heightMetres: number
}
export interface PlumeSource {
  releaseKgPerSecond: number
  heightMetres: number
}
export interface PlumeWeather {
  windMetresPerSecond: number
  stability: StabilityClass
}

/** Steady plume, kg/m³. Upwind of the source it is 0. `sigmas` replaces Briggs where they are known otherwise. */
export function gaussianPlume(source: PlumeSource, weather: PlumeWeather, at: Receptor, sigmas?: Sigmas): Concentration | OutOfRange {
  const refusal = checkWind(weather) ?? check('releaseKgPerSecond', source.releaseKgPerSecond, 0, 1e5) ?? checkHeights(source, at)
  if (refusal) return refusal
  const x = at.downwindMetres
  if (x <= 0) return { ok: true, kgPerCubicMetre: 0, extrapolated: false }
  const { yMetres, zMetres } = sigmas ?? briggsRural(weather.stability, x)
  const axis = source.releaseKgPerSecond / (2 * Math.PI * weather.windMetresPerSecond * yMetres * zMetres)
  return {
    ok: true,
    kgPerCubicMetre: axis * spread(source.heightMetres, at, yMetres, zMetres),
    extrapolated: sigmas === undefined && !fitted(x),
  }
}

/** Puff of `massKg` let go at once, `seconds` after the release, kg/m³. */
export function gaussianPuff(
  source: { massKg: number; heightMetres: number },
  weather: PlumeWeather,
  seconds: number,
  at: Receptor,
): Concentration | OutOfRange {
  const refusal =
    checkWind(weather) ?? check('massKg', source.massKg, 0, 1e7) ?? check('durationSeconds', seconds, 0, 86_400) ?? checkHeights(source, at)
  if (refusal) return refusal
  const travelled = weather.windMetresPerSecond * seconds
  if (travelled <= 0) return { ok: true, kgPerCubicMetre: 0, extrapolated: true }
  const { yMetres, zMetres } = ccpsPuff(weather.stability, travelled)
  const along = Math.exp(-((at.downwindMetres - travelled) ** 2) / (2 * yMetres ** 2))
  const middle = source.massKg / ((2 * Math.PI) ** 1.5 * yMetres * yMetres * zMetres)
  return { ok: true, kgPerCubicMetre: middle * along * spread(source.heightMetres, at, yMetres, zMetres), extrapolated: !fitted(travelled) }
}

/** A release of `durationSeconds`, seen `seconds` after it began (Palazzi 1982), kg/m³. The coefficients are those of the puff unless given. */
export function finiteRelease(
  source: PlumeSource & { durationSeconds: number },
  weather: PlumeWeather,
  seconds: number,
  at: Receptor,
  coefficients: (stability: StabilityClass, x: number) => Sigmas = ccpsPuff,
): Concentration | OutOfRange {
  const refusal = check('durationSeconds', source.durationSeconds, 0, Number.POSITIVE_INFINITY)
  if (refusal) return refusal
  const x = at.downwindMetres
  const sigmas = x > 0 ? coefficients(weather.stability, x) : undefined
  const plume = gaussianPlume(source, weather, at, sigmas)
  if (!plume.ok || sigmas === undefined) return plume
  const u = weather.windMetresPerSecond
  const width = Math.SQRT2 * sigmas.yMetres
  const passed = Math.min(source.durationSeconds, seconds)
  const share = 0.5 * (erf((x - u * (seconds - passed)) / width) - erf((x - u * seconds) / width))
  return { ok: true, kgPerCubicMetre: plume.kgPerCubicMetre * Math.max(0, share), extrapolated: !fitted(x) }
}

function spread(sourceHeightMetres: number, at: Receptor, yMetres: number, zMetres: number): number {
  const lateral = Math.exp(-(at.crosswindMetres ** 2) / (2 * yMetres ** 2))
  const below = Math.exp(-((at.heightMetres - sourceHeightMetres) ** 2) / (2 * zMetres ** 2))
  const mirrored = Math.exp(-((at.heightMetres + sourceHeightMetres) ** 2) / (2 * zMetres ** 2))
  return lateral * (below + mirrored)
}

/** Error function by its Maclaurin series up to 3 and Lentz's continued fraction beyond; relative error below 1e-12. */
export function erf(x: number): number {
  const z = Math.abs(x)
  if (z > 6) return Math.sign(x)
  if (z <= 3) {
    let term = z
    let sum = z
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 200; n++) {
      term *= (-z * z) / n
      sum += term / (2 * n + 1)
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI)
  }
  let fraction = 0
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (z + fraction)
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)))
}

const fitted = (x: number): boolean => x >= FITTED_RANGE.least && x <= FITTED_RANGE.most
const checkWind = (weather: PlumeWeather): OutOfRange | undefined =>
  check('windMetresPerSecond', weather.windMetresPerSecond, WIND_RANGE.least, WIND_RANGE.most)
const checkHeights = (source: { heightMetres: number }, at: Receptor): OutOfRange | undefined =>
  check('heightMetres', source.heightMetres, 0, 300) ?? check('heightMetres', at.heightMetres, 0, 300)

function check(parameter: OutOfRange['parameter'], given: number, least: number, most: number): OutOfRange | undefined {
  return given >= least && given <= most ? undefined : { ok: false, code: 'consequence.out_of_range', parameter, given, least, most }
}
