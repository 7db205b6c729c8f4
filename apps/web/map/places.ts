/** Places on the map: tags that stand together (one tank, one detector) are one mark with the worst state on top. Pure, no map and no React. */
import type { Severity } from '@anyuan/kernel'
import { isSetAside, isUnacknowledged, type paths, type StandingAlarm, severityOf } from '@anyuan/ui'

export type Points = paths['/api/assets/points']['get']['responses'][200]['content']['application/json']

export interface Place {
  /** Number of the feature on the map, from 1. */
  id: number
  /** Asset code, or the tag's own code where it hangs on no asset. */
  code: string
  org: string
  lon: number
  lat: number
  tagNumbers: number[]
}
export interface TagPoint {
  number: number
  code: string
  name: string
  kind: Points['kinds'][number]
  unit: string
  org: string
  assetCode: string | null
  lon: number
  lat: number
}
export interface PlaceIndex {
  places: Place[]
  byTag: ReadonlyMap<number, Place>
  byCode: ReadonlyMap<string, Place>
  tags: ReadonlyMap<number, TagPoint>
}

/** Groups columns of points by asset. */
export function placesOf(points: Points): PlaceIndex {
  const byCode = new Map<string, Place>()
  const byTag = new Map<number, Place>()
  const tags = new Map<number, TagPoint>()
  const places: Place[] = []
  points.numbers.forEach((number, i) => {
    const code = points.assetCodes[i] ?? points.codes[i]!
    const lon = points.lons[i]!
    const lat = points.lats[i]!
    const org = points.orgs[i]!
    tags.set(number, {
      number,
      code: points.codes[i]!,
      name: points.names[i]!,
      kind: points.kinds[i]!,
      unit: points.units[i]!,
      org,
      assetCode: points.assetCodes[i] ?? null,
      lon,
      lat,
    })
    let place = byCode.get(code)
    if (!place) {
      place = { id: places.length + 1, code, org, lon, lat, tagNumbers: [] }
      byCode.set(code, place)
      places.push(place)
    }
    place.tagNumbers.push(number)
    byTag.set(number, place)
  })
  return { places, byTag, byCode, tags }
}

/** What decides how a place is drawn. `mark` names the image; the counts add up in clusters. */
export interface PlaceState {
  mark: string
  worst: number
  unacknowledged: 0 | 1
  s1: number
  s2: number
  s3: number
  s4: number
  stale: number
}
/** Grades of drawing besides severities 1–4: higher numbers are calmer, so that the least number is the worst in a cluster. */
export const DRAWN = { shelved: 5, bad: 6, stale: 7, uncertain: 8, outOfService: 9, normal: 10, unknown: 11 } as const
const MARK: Record<number, string> = {
  1: 'severity-1',
  2: 'severity-2',
  3: 'severity-3',
  4: 'severity-4',
  5: 'shelved',
  6: 'bad',
  7: 'stale',
  8: 'uncertain',
  9: 'outOfService',
  10: 'normal',
  11: 'unknown',
}
export const markOf = (worst: number): string => MARK[worst] ?? 'unknown'

const gradeOfQuality = (quality: number | undefined): number => {
  if (quality === undefined) return DRAWN.unknown
  return [DRAWN.normal, DRAWN.uncertain, DRAWN.bad, DRAWN.stale, DRAWN.outOfService][quality] ?? DRAWN.bad
}

export type AlarmsByTag = ReadonlyMap<number, readonly StandingAlarm[]>
export function alarmsByTag(alarms: readonly StandingAlarm[]): AlarmsByTag {
  const byTag = new Map<number, StandingAlarm[]>()
  for (const alarm of alarms) {
    const list = byTag.get(alarm.tagNumber)
    if (list) list.push(alarm)
    else byTag.set(alarm.tagNumber, [alarm])
  }
  return byTag
}

/** The state of one place out of its tags' alarms and data qualities; `quality` undefined: nothing known yet. */
export function stateOf(place: Place, alarms: AlarmsByTag, qualityOf: (tagNumber: number) => number | undefined): PlaceState {
  const count: [number, number, number, number] = [0, 0, 0, 0]
  let worst: number = DRAWN.unknown
  let unacknowledged: 0 | 1 = 0
  let stale = 0
  for (const tagNumber of place.tagNumbers) {
    const quality = qualityOf(tagNumber)
    worst = Math.min(worst, gradeOfQuality(quality))
    if (quality === 3) stale += 1
    for (const { state } of alarms.get(tagNumber) ?? []) {
      const severity: Severity | null = severityOf(state)
      if (severity === null) continue
      if (isSetAside(state)) {
        worst = Math.min(worst, DRAWN.shelved)
        continue
      }
      worst = Math.min(worst, severity)
      count[severity - 1] = (count[severity - 1] ?? 0) + 1
      if (isUnacknowledged(state)) unacknowledged = 1
    }
  }
  return { mark: markOf(worst), worst, unacknowledged, s1: count[0], s2: count[1], s3: count[2], s4: count[3], stale }
}
const KEYS = ['worst', 'unacknowledged', 's1', 's2', 's3', 's4', 'stale'] as const
export const sameState = (a: PlaceState | undefined, b: PlaceState): boolean => a !== undefined && KEYS.every((key) => a[key] === b[key])

export interface Tally {
  s1: number
  s2: number
  s3: number
  s4: number
  unacknowledged: number
  stale: number
}
/** Totals below an organisation path, for the cards of the province view. */
export function tallyOf(places: readonly Place[], states: ReadonlyMap<number, PlaceState>, under: string): Tally {
  const tally: Tally = { s1: 0, s2: 0, s3: 0, s4: 0, unacknowledged: 0, stale: 0 }
  for (const place of places) {
    if (place.org !== under && !place.org.startsWith(`${under}.`)) continue
    const state = states.get(place.id)
    if (!state) continue
    tally.s1 += state.s1
    tally.s2 += state.s2
    tally.s3 += state.s3
    tally.s4 += state.s4
    tally.stale += state.stale
    tally.unacknowledged += state.unacknowledged
  }
  return tally
}
