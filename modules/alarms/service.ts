/** Use cases of alarms: copy what the pipeline's journal says, serve it, and carry an officer's acts to the pipeline. */
import { type Audit, type Caller, type Outbox, Refused, type Transact, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import type {
  Acted,
  ActOnAlarms,
  AlarmAction,
  AlarmChanged,
  AlarmEvent,
  AlarmState,
  Occurrence,
  OccurrenceQuery,
  Standing,
} from './contract.ts'
import { conditionOf, isShown, liveStateOf, occurrenceChange, respondBy, stands } from './rules.ts'
import type { AlarmsStore, Tx, Where } from './store.ts'

export type ActOutcome = { ok: true; state: AlarmState } | { ok: false; code: string; params: Record<string, unknown> }

export interface Needs {
  transact: Transact<Tx>
  store: AlarmsStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  /** Names and places of tags; a tag that was deleted is missing from the answer. */
  tags: (tagNumbers: readonly number[]) => Promise<Map<number, Where>>
  /** Carries an act to the pipeline, which owns the state. Rejects as an outage when it is away. */
  act: (alarmNumber: number, action: AlarmAction, by: string) => Promise<ActOutcome>
}

const nowhere = (tagNumber: number): Where => ({
  tagNumber,
  tagCode: `#${tagNumber}`,
  tagName: `#${tagNumber}`,
  unit: '',
  org: '',
  assetCode: null,
})

export const alarmsService = ({ transact, store, outbox, audit, tags, act }: Needs) => ({
  /**
   * Copies journal entries, in order, each once: entries up to the cursor are passed over.
   * @returns the sequence copied so far, so that the caller can ask for what is missing.
   */
  async record(journal: string, events: readonly AlarmEvent[]): Promise<number> {
    const places = await tags([...new Set(events.map((event) => event.tagNumber))])
    return transact(WHOLE_HOUSE, async (tx) => {
      let cursor = await store.cursor(tx, journal)
      const fresh: { event: AlarmEvent; where: Where }[] = []
      for (const event of events) {
        if (event.sequence <= cursor) continue
        if (event.sequence !== cursor + 1) break // a gap: the caller asks the journal for it
        fresh.push({ event, where: places.get(event.tagNumber) ?? nowhere(event.tagNumber) })
        cursor = event.sequence
      }
      if (fresh.length === 0) return cursor
      await store.addEvents(tx, journal, fresh)
      const last = new Map(
        fresh.map(({ event, where }) => [
          event.alarmNumber,
          { ...where, alarmNumber: event.alarmNumber, sequence: event.sequence, state: event.state, standing: stands(event.state) },
        ]),
      )
      await store.saveStates(tx, [...last.values()])
      for (const { event, where } of fresh) {
        const live = liveStateOf(event.state)
        if (event.type === 'raised' && event.occurrence && 'worst' in live)
          await store.openOccurrence(tx, newOccurrence(event, where, live.worst))
        const change = occurrenceChange(event)
        if (change && event.occurrence) await store.changeOccurrence(tx, event.occurrence, change)
      }
      await outbox.append(
        tx,
        fresh
          .filter(({ event }) => isShown(event))
          .map(({ event, where }) => ({ type: 'alarms.changed', event, ...where }) as AlarmChanged),
      )
      await store.moveCursor(tx, journal, cursor)
      return cursor
    })
  },
  cursor: (journal: string): Promise<number> => transact(WHOLE_HOUSE, (tx) => store.cursor(tx, journal)),
  standing: (caller: Caller, under: string | undefined): Promise<Standing> =>
    transact(caller.scope, async (tx) => {
      const asOfSequence = await store.latestSequence(tx)
      const rows = await store.standing(tx, under)
      return {
        asOfSequence,
        items: rows.map(({ sequence: _, ...row }) => ({
          ...row,
          condition: conditionOf(row.alarmNumber),
          respondBy: respondBy(row.state),
        })) as Standing['items'],
      }
    }),
  occurrences: (caller: Caller, query: OccurrenceQuery) => transact(caller.scope, (tx) => store.occurrences(tx, query)),
  events: (caller: Caller, occurrence: string): Promise<AlarmEvent[]> =>
    transact(caller.scope, async (tx) => {
      const events = await store.events(tx, occurrence)
      if (events.length === 0) throw new Refused('alarms.not_found', { occurrence })
      return events
    }),
  /** Acts on each alarm by itself: one refusal does not hold up the others. */
  async act(caller: Caller, { alarmNumbers, act: action }: ActOnAlarms): Promise<Acted> {
    const visible = await transact(caller.scope, (tx) => store.visible(tx, alarmNumbers))
    const results = await Promise.all(
      alarmNumbers.map(async (alarmNumber) => {
        if (!visible.has(alarmNumber)) return { alarmNumber, ok: false, code: 'alarms.not_found', params: { alarmNumber }, state: null }
        const outcome = await act(alarmNumber, action, caller.name)
        return outcome.ok
          ? { alarmNumber, ok: true, code: null, params: {}, state: outcome.state }
          : { alarmNumber, ok: false, code: outcome.code, params: outcome.params, state: null }
      }),
    )
    await transact(caller.scope, async (tx) => {
      for (const { alarmNumber, ok } of results) {
        const where = visible.get(alarmNumber)
        if (ok && where)
          await audit.record(tx, caller, {
            action: `alarms.${action.action}`,
            object: where.tagCode,
            org: where.org,
            before: null,
            after: action,
          })
      }
    })
    return { results }
  },
})
export type AlarmsService = ReturnType<typeof alarmsService>

const newOccurrence = (event: AlarmEvent, where: Where, worst: Occurrence['worst']): Occurrence =>
  ({
    ...where,
    occurrence: event.occurrence!,
    alarmNumber: event.alarmNumber,
    worst,
    raisedAt: toInstant(event.at),
    acknowledgedAt: null,
    acknowledgedBy: null,
    handledAt: null,
    handledBy: null,
    handlingNote: null,
    returnedAt: null,
    closedAt: null,
  }) as Occurrence
