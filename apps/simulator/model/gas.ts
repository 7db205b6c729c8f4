/** Gas in the air of one park: releases (泄漏), and what each detector's place sees of them. */
import { briggsRural, finiteRelease, type Sigmas, type StabilityClass } from '@anyuan/consequence'
import { type LocalPoint, ppmFromMgPerCubicMetre, type Substance } from '@anyuan/province'
import type { Weather } from './weather.ts'

export interface Release {
  of: Substance
  at: LocalPoint
  heightMetres: number
  kgPerSecond: number
  /** A flashing jet or a pool is no point: it starts this wide. */
  widthMetres: number
  startedMs: number
  stoppedMs: number | null
}
export interface Detector {
  of: Substance
  medium: 'toxic' | 'combustible'
  at: LocalPoint
  heightMetres: number
  /** What is in the air there now: ppm or %LEL. */
  present: number
}

/** Metres downwind and across of `at`, seen from `from`. */
export function downwind(from: LocalPoint, at: LocalPoint, windFromDegrees: number): { downwindMetres: number; crosswindMetres: number } {
  const to = ((windFromDegrees + 180) * Math.PI) / 180
  const dx = at.x - from.x
  const dy = at.y - from.y
  return { downwindMetres: dx * Math.sin(to) + dy * Math.cos(to), crosswindMetres: dx * Math.cos(to) - dy * Math.sin(to) }
}

/** Briggs with the width of the source added in quadrature, σ0 = D/√(2π) as ALOHA treats an area source. */
const coefficientsOf =
  ({ widthMetres }: Pick<Release, 'widthMetres'>) =>
  (stability: StabilityClass, x: number): Sigmas => {
    const { yMetres, zMetres } = briggsRural(stability, x)
    const start = widthMetres / Math.sqrt(2 * Math.PI)
    return { yMetres: Math.hypot(yMetres, start), zMetres: Math.hypot(zMetres, start / 2) } // half as high as wide: default, not from a standard
  }

/** Concentration as the detector reads it: toxic ones know their own substance only, combustible ones everything that burns. */
function reading(detector: Detector, of: Substance, kgPerCubicMetre: number): number {
  const ppm = ppmFromMgPerCubicMetre(kgPerCubicMetre * 1e6, of.molarMassGramsPerMol)
  if (detector.medium === 'toxic') return detector.of.key === of.key ? ppm : 0
  return of.lelVolumePercent === null ? 0 : (ppm / 1e4 / of.lelVolumePercent) * 100
}

/** What `detector` reads of `release` at `nowMs`. Beyond 4.5 σ sideways, upwind, or where the model refuses, a plume adds nothing. */
export function readingOf(release: Release, detector: Detector, weather: Weather, nowMs: number): number {
  if (detector.medium === 'toxic' ? detector.of.key !== release.of.key : release.of.lelVolumePercent === null) return 0
  const air = { windMetresPerSecond: weather.meanWindMetresPerSecond, stability: weather.stability }
  const place = downwind(release.at, detector.at, weather.meanWindFromDegrees)
  const coefficients = coefficientsOf(release)
  if (place.downwindMetres < 1 || Math.abs(place.crosswindMetres) > 4.5 * coefficients(air.stability, place.downwindMetres).yMetres)
    return 0
  const durationSeconds = release.stoppedMs === null ? Number.POSITIVE_INFINITY : (release.stoppedMs - release.startedMs) / 1000
  const source = { releaseKgPerSecond: release.kgPerSecond, heightMetres: release.heightMetres, durationSeconds }
  const seen = finiteRelease(
    source,
    air,
    (nowMs - release.startedMs) / 1000,
    { ...place, heightMetres: detector.heightMetres },
    coefficients,
  )
  return seen.ok ? reading(detector, release.of, seen.kgPerCubicMetre) : 0
}

/** Sums the plumes at every detector. */
export function spreadGas(releases: readonly Release[], detectors: readonly Detector[], weather: Weather, nowMs: number): void {
  for (const detector of detectors)
    detector.present = releases.reduce((sum, release) => sum + readingOf(release, detector, weather, nowMs), 0)
}

/** Whether a stopped release has left the park (3 km at the slowest wind the model knows). */
export const blownAway = (release: Release, nowMs: number): boolean => release.stoppedMs !== null && nowMs - release.stoppedMs > 3_000_000
