/** What the panel says when this or that is away. */
import type { Connection } from '@anyuan/ui'
import { expect, test } from 'vitest'
import { isAllFresh, trustOf } from './trust.ts'

const NOW = 1_795_000_000_000
const WELL: NonNullable<Connection['house']> = {
  archiveAwayMs: null,
  databaseAwayMs: null,
  apiAwayMs: null,
  journalBacklogBytes: 0,
  shedding: 0,
  doorShut: false,
  clockSteppedMs: 0,
  silentSources: 0,
}
const connected = (house: Partial<NonNullable<Connection['house']>> = {}): Connection => ({
  state: 'live',
  since: NOW - 60_000,
  newestSampleAt: NOW - 1000,
  house: { ...WELL, ...house },
})
const of = (connection: Connection) => Object.fromEntries(trustOf(connection, NOW).map(({ fact, ...row }) => [fact, row]))

test('all is fresh while nothing is away', () => {
  expect(isAllFresh(trustOf(connected(), NOW))).toBe(true)
})
test('without PostgreSQL values and alarms are fresh, acts wait, lists are old since it went', () => {
  const rows = of(connected({ databaseAwayMs: 90_000 }))
  expect(rows.live).toMatchObject({ state: 'fresh' })
  expect(rows.alarms).toMatchObject({ state: 'fresh', why: 'pipeline_only' })
  expect(rows.acts).toEqual({ state: 'away', why: 'database_away', since: NOW - 90_000 })
  expect(rows.configuration).toMatchObject({ state: 'old', why: 'database_away' })
  expect(rows.history).toMatchObject({ state: 'away' })
})
test('without the archive only history is old', () => {
  const rows = trustOf(connected({ archiveAwayMs: 30_000 }), NOW)
  expect(rows.filter(({ state }) => state !== 'fresh')).toEqual([
    { fact: 'history', state: 'old', why: 'archive_away', since: NOW - 30_000 },
  ])
})
test('a lost connection makes values and alarms old since then, and says of nothing that it is fresh', () => {
  const rows = trustOf({ ...connected(), state: 'lost', since: NOW - 5000 }, NOW)
  expect(rows.map(({ state }) => state)).not.toContain('fresh')
  expect(rows[0]).toEqual({ fact: 'live', state: 'old', why: 'connection_lost', since: NOW - 5000 })
})
test('a connection on which no new data come is not fresh', () => {
  expect(of({ ...connected(), newestSampleAt: NOW - 60_000 }).live).toEqual({ state: 'old', why: 'no_new_data', since: NOW - 60_000 })
  expect(of({ ...connected(), newestSampleAt: null }).live).toMatchObject({ state: 'old', since: null })
})
test('a stepped clock, silent sources, a full volume and overload are named', () => {
  expect(of(connected({ clockSteppedMs: -3_600_000 })).sources).toMatchObject({ why: 'clock_stepped', count: -3600 })
  expect(of(connected({ silentSources: 2 })).sources).toMatchObject({ why: 'sources_silent', count: 2 })
  expect(of(connected({ shedding: 4, doorShut: true })).history).toMatchObject({ state: 'old', why: 'door_shut' })
  expect(of(connected({ shedding: 1 })).history).toMatchObject({ state: 'away', why: 'history_shed' })
  expect(of(connected({ shedding: 3 })).live).toMatchObject({ state: 'fresh', why: 'values_thinned' })
})
