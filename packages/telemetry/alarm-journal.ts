/** The alarm journal (报警日志): every event of the alarm engine, numbered without gaps, on the disk before anybody is told. The engine's states are rebuilt from it. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AlarmEngineEvent, AlarmStanding } from '@anyuan/monitoring'
import { AlarmEvent, AlarmState } from '@anyuan/monitoring/shapes'
import { openJournal, type Position } from './journal/index.ts'

/** One journal entry: the events of one transition, or all states at one moment, after which older entries are no longer needed to rebuild. */
type Entry = { events: AlarmEvent[] } | { states: AlarmStanding[]; sequence: number }

export interface AlarmJournal {
  /** Unique for ever: a journal begun anew is another journal. */
  readonly id: string
  /** Number of the newest event; 0 when there is none. */
  latest(): number
  /** The last state of each alarm, as rebuilt at opening. */
  restored(): AlarmStanding[]
  /** Numbers and keeps the events of one transition. Resolves with them once they are durable. */
  append(events: readonly AlarmEngineEvent[]): Promise<AlarmEvent[]>
  /** Up to about `limit` events after `sequence`, in order; whole transitions. */
  after(sequence: number, limit: number): Promise<AlarmEvent[]>
  /** Keeps all states in one entry (those with a timer or more to remember, see `AlarmEngine.remembered`) and drops what lies before it and was copied (`copiedUpTo`). */
  compact(states: AlarmStanding[], copiedUpTo: number): Promise<void>
  close(): Promise<void>
}

const INDEX_EVERY = 256 // default, not from a standard: entries between two remembered positions
const encode = (entry: Entry) => new TextEncoder().encode(JSON.stringify(entry))
const decode = (payload: Uint8Array) => JSON.parse(new TextDecoder().decode(payload)) as Entry

export async function openAlarmJournal(dir: string): Promise<AlarmJournal> {
  const journal = await openJournal({ dir, name: 'alarms', segmentBytes: 8 * 1024 * 1024 })
  const idFile = join(dir, 'alarms.id')
  if (!existsSync(idFile)) writeFileSync(idFile, randomUUID())
  const id = readFileSync(idFile, 'utf8').trim()

  const states = new Map<number, AlarmStanding>()
  /** Positions of some entries with the first event number after them, ascending, to begin reading near a number. */
  const index: { sequence: number; position: Position }[] = []
  let sequence = 0
  let entries = 0
  const note = (position: Position, first: number) => {
    if (entries++ % INDEX_EVERY === 0) index.push({ sequence: first, position })
  }
  for await (const { position, payload } of journal.read(journal.start())) {
    const entry = decode(payload)
    if ('states' in entry) {
      sequence = Math.max(sequence, entry.sequence)
      for (const standing of entry.states) states.set(standing.alarmNumber, standing)
      continue
    }
    note(position, entry.events[0]?.sequence ?? sequence)
    for (const event of entry.events) {
      sequence = event.sequence
      states.set(event.alarmNumber, { alarmNumber: event.alarmNumber, tagNumber: event.tagNumber, state: event.state })
    }
  }

  return {
    id,
    latest: () => sequence,
    // an entry written before a field was thought of gets its default
    restored: () => [...states.values()].map((standing) => ({ ...standing, state: AlarmState.parse(standing.state) })),
    async append(fresh) {
      const events = fresh.map((event) => ({ ...event, sequence: ++sequence }))
      const position = await journal.append(encode({ events }))
      note(position, events[0]!.sequence)
      return events
    },
    async after(from, limit) {
      const near = index.findLast((place) => place.sequence <= from + 1)
      const found: AlarmEvent[] = []
      for await (const { payload } of journal.read(Math.max(near?.position ?? 0, journal.start()))) {
        const entry = decode(payload)
        if ('states' in entry) continue
        for (const event of entry.events) if (event.sequence > from) found.push(AlarmEvent.parse(event))
        if (found.length >= limit) break
      }
      return found
    },
    async compact(all, copiedUpTo) {
      const position = await journal.append(encode({ states: all, sequence }))
      const kept = index.findLast((place) => place.sequence <= copiedUpTo)
      await journal.truncateBefore(Math.min(position, kept?.position ?? 0))
      const start = journal.start()
      while (index.length > 1 && index[0]!.position < start) index.shift()
    },
    close: () => journal.close(),
  }
}
