/** What can still be trusted (仍可信任): per fact whether it is fresh, since when it is old, why, and what still works. Pure; the panel shows it. */
import type { Connection } from '@anyuan/ui'

export const FACTS = ['live', 'alarms', 'acts', 'history', 'configuration', 'quarantine', 'sources'] as const
export type Fact = (typeof FACTS)[number]
export const REASONS = [
  'connection_lost',
  'connecting',
  'no_new_data',
  'pipeline_only',
  'database_away',
  'api_away',
  'archive_away',
  'history_shed',
  'long_work_shed',
  'values_thinned',
  'door_shut',
  'clock_stepped',
  'sources_silent',
] as const
export type Reason = (typeof REASONS)[number]

export interface Trust {
  fact: Fact
  /** `fresh` as it is now · `old` shown, and not renewed · `away` cannot be had or done now · `unknown` nobody tells */
  state: 'fresh' | 'old' | 'away' | 'unknown'
  /** Epoch ms from which on it is not fresh; null while it is, or when nobody knows. */
  since: number | null
  why: Reason | null
  /** For the words of the reason. */
  count?: number
}

const OLD_MS = 15_000 // default, not from a standard: three intervals of 5 s

/** @param now epoch ms by the server's clock */
export function trustOf({ state, since, newestSampleAt, house }: Connection, now: number): Trust[] {
  const row = (fact: Fact, at: Trust['state'], why: Reason | null, from: number | null = null, count?: number): Trust => ({
    fact,
    state: at,
    since: from,
    why,
    ...(count === undefined ? {} : { count }),
  })
  const fresh = (fact: Fact) => row(fact, 'fresh', null)
  if (state !== 'live') {
    const why = state === 'lost' ? 'connection_lost' : 'connecting'
    const from = state === 'lost' ? since : null
    // the api may well answer; what was read before stays on the screen with its age
    return FACTS.map((fact) =>
      row(fact, fact === 'live' || fact === 'alarms' ? (state === 'lost' ? 'old' : 'unknown') : 'unknown', why, from),
    )
  }
  const isOld = newestSampleAt === null || now - newestSampleAt > OLD_MS
  const live = isOld
    ? row('live', 'old', 'no_new_data', newestSampleAt)
    : house && house.shedding >= 3 && !house.doorShut
      ? row('live', 'fresh', 'values_thinned')
      : fresh('live')
  if (!house) return [live, fresh('alarms'), ...FACTS.slice(2).map((fact) => row(fact, 'unknown', 'connecting'))]
  const before = (ms: number) => now - ms
  const away: [Reason, number] | null =
    house.apiAwayMs !== null
      ? ['api_away', before(house.apiAwayMs)]
      : house.databaseAwayMs !== null
        ? ['database_away', before(house.databaseAwayMs)]
        : null
  const ofApi = (fact: Fact, at: 'old' | 'away') => (away ? row(fact, at, ...away) : fresh(fact))
  const history = () => {
    if (away) return row('history', 'away', ...away)
    if (house.archiveAwayMs !== null) return row('history', 'old', 'archive_away', before(house.archiveAwayMs))
    if (house.doorShut) return row('history', 'old', 'door_shut')
    if (house.shedding >= 1) return row('history', 'away', house.shedding >= 2 ? 'long_work_shed' : 'history_shed')
    return fresh('history')
  }
  const sources = () => {
    if (house.clockSteppedMs !== 0) return row('sources', 'old', 'clock_stepped', null, Math.round(house.clockSteppedMs / 1000))
    if (house.silentSources > 0) return row('sources', 'old', 'sources_silent', null, house.silentSources)
    return fresh('sources')
  }
  return [
    live,
    // alarms come from the pipeline itself: they need neither database nor archive
    away ? row('alarms', 'fresh', 'pipeline_only') : fresh('alarms'),
    ofApi('acts', 'away'),
    history(),
    ofApi('configuration', 'old'),
    ofApi('quarantine', 'old'),
    sources(),
  ]
}

export const isAllFresh = (rows: readonly Trust[]): boolean => rows.every((row) => row.state === 'fresh' && row.why === null)
