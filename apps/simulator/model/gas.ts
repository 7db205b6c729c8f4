/** Gas in the air of one park: releases (泄漏), and what each detector's place sees of them. */
import { briggsRural, finiteRelease } from '@anyuan/consequence'
import { type LocalPoint, ppmFromMgPerCubicMetre, type Substance } from '@anyuan/province'
import type { Weather } from './weather.ts'

export interface Release {
  of: Substance
  at: LocalPoint
  heightMetres: number
  kgPerSecond: number
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

/** Concentration as the detector reads it: toxic ones know their own substance only, combustible ones everything that burns. */
function reading(detector: Detector, of: Substance, kgPerCubicMetre: number): number {
  const ppm = ppmFromMgPerCubicMetre(kgPerCubicMetre * 1e6, of.molarMassGramsPerMol)
  if (detector.medium === 'toxic') return detector.of.key === of.key ? ppm : 0
  return of.lelVolumePercent === null ? 0 : (ppm / 1e4 / of.lelVolumePercent) * 100
}

/** Sums the plumes at every detector. Beyond 4.5 σ sideways, upwind, or where the model refuses, a plume adds nothing. */
export function spreadGas(releases: readonly Release[], detectors: readonly Detector[], weather: Weather, nowMs: number): void {
  const air = { windMetresPerSecond: weather.meanWindMetresPerSecond, stability: weather.stability }
  for (const detector of detectors) {
    let sum = 0
    for (const release of releases) {
      if (detector.medium === 'toxic' ? detector.of.key !== release.of.key : release.of.lelVolumePercent === null) continue
      const place = downwind(release.at, detector.at, weather.meanWindFromDegrees)
      if (place.downwindMetres < 1 || Math.abs(place.crosswindMetres) > 4.5 * briggsRural(air.stability, place.downwindMetres).yMetres)
        continue
      const durationSeconds = release.stoppedMs === null ? Number.POSITIVE_INFINITY : (release.stoppedMs - release.startedMs) / 1000
      const seconds = (nowMs - release.startedMs) / 1000
      const seen = finiteRelease(
        { releaseKgPerSecond: release.kgPerSecond, heightMetres: release.heightMetres, durationSeconds },
        air,
        seconds,
        { ...place, heightMetres: detector.heightMetres },
        briggsRural,
      )
      if (seen.ok) sum += reading(detector, release.of, seen.kgPerCubicMetre)
    }
    detector.present = sum
  }
}

/** Whether a stopped release has left the park (3 km at the slowest wind the model knows). */
export const blownAway = (release: Release, nowMs: number): boolean => release.stoppedMs !== null && nowMs - release.stoppedMs > 3_000_000
