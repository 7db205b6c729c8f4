/** Copies the pipeline's journal, in order and each entry once; notes with what each alarm rose, floods, and when the house was listening. */
import { type EpochMs, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import { FLOOD_WINDOW_SECONDS, floodEpisodes } from '@anyuan/monitoring/flood'
import { GROUP_WITHIN_SECONDS, risesWith } from '@anyuan/monitoring/group'
import { bucketOf } from '@anyuan/monitoring/kpi'
import type { AlarmChanged, AlarmEvent, Occurrence } from '../contract.ts'
import { begins, isShown, isUntested, liveStateOf, occurrenceChange, positionOf, setAsideBy, stands } from '../rules.ts'
import type { Head, Tx, Where } from '../store.ts'
import { type Needs, nowhere } from './needs.ts'

interface Fresh {
  event: AlarmEvent
  where: Where
}

export function recordService({ transact, store, outbox, clock, tags, parks }: Needs) {
  let noted: EpochMs | null = null

  async function addOccurrences(tx: Tx, fresh: readonly Fresh[]): Promise<void> {
    const first = fresh.find(({ event }) => begins(event))
    const heads = first ? await store.heads(tx, first.event.at - GROUP_WITHIN_SECONDS * 1000) : []
    for (const { event, where } of fresh) {
      const { occurrence } = event
      if (!occurrence) continue
      const live = liveStateOf(event.state)
      if (begins(event)) {
        const worst = 'worst' in live ? live.worst : event.breach
        if (worst) await store.openOccurrence(tx, newOccurrence(event, where, worst, groupOf(heads, event, where)))
      }
      if (event.type === 'reannounced') await store.soundedAgain(tx, occurrence)
      const change = occurrenceChange(event)
      if (change) await store.changeOccurrence(tx, occurrence, change)
    }
  }

  /** Notes the floods of these positions as they stand now. */
  async function noteFloods(positions: readonly string[]): Promise<void> {
    const now = toEpochMs(clock.now())
    for (const org of positions)
      await transact(WHOLE_HOUSE, async (tx) => {
        const open = await store.openFlood(tx, org)
        const calls = await store.calls(tx, org, open ?? now - 2 * FLOOD_WINDOW_SECONDS * 1000)
        const episodes = floodEpisodes(
          calls.map((call) => call.at),
          Math.max(now, calls.at(-1)?.at ?? now),
        )
        for (const episode of episodes)
          await store.saveFlood(tx, { org, ...episode }, calls.find((call) => call.at === episode.startedAt)?.occurrence ?? null)
      })
  }

  return {
    /**
     * Copies journal entries, in order, each once: entries up to the cursor are passed over.
     * @returns the sequence copied so far, so that the caller can ask for what is missing.
     */
    async record(journal: string, events: readonly AlarmEvent[]): Promise<number> {
      const places = await tags([...new Set(events.map((event) => event.tagNumber))])
      const fresh: Fresh[] = []
      const copied = await transact(WHOLE_HOUSE, async (tx) => {
        fresh.length = 0
        let cursor = await store.cursor(tx, journal)
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
        await addOccurrences(tx, fresh)
        for (const { event, where } of fresh) {
          if (isUntested(event)) await store.markUntested(tx, event.alarmNumber, where, event.at)
          else if (event.type === 'taken_out_of_service') await store.clearUntested(tx, event.alarmNumber)
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
      const called = fresh.filter(({ event }) => event.type === 'raised' && !event.drill && setAsideBy(event.state) === null)
      if (called.length > 0) {
        const paths = (await parks()).map((park) => park.path)
        await noteFloods([...new Set(called.map(({ where }) => positionOf(where.org, paths)))])
      }
      return copied
    },
    cursor: (journal: string): Promise<number> => transact(WHOLE_HOUSE, (tx) => store.cursor(tx, journal)),
    /** The journal could be read just now: this 10-minute window is one of which something is known. Floods that are over end. */
    async listened(): Promise<void> {
      const bucket = bucketOf(toEpochMs(clock.now()))
      if (noted !== bucket) await transact(WHOLE_HOUSE, (tx) => store.watch(tx, bucket))
      noted = bucket
      const open = await transact(WHOLE_HOUSE, (tx) => store.openFloods(tx))
      if (open.length > 0) await noteFloods(open)
    },
  }
}

/** The first-out with which it rose; itself where nothing rose before it, and then it is the first for what follows. A drill is alone. */
function groupOf(heads: Head[], event: AlarmEvent, where: Where): string {
  const own = event.occurrence!
  if (event.type === 'drill') return own
  const groupable = (head: Head) => ({ ...head, severity: 4, asset: head.assetCode, plant: head.org, causeAlarm: null }) as const
  const mine: Head = { occurrence: own, alarmNumber: event.alarmNumber, raisedAt: event.at, org: where.org, assetCode: where.assetCode }
  const head = heads.find((one) => risesWith(groupable(one), groupable(mine)))
  if (!head) heads.push(mine)
  return (head ?? mine).occurrence
}

const newOccurrence = (event: AlarmEvent, where: Where, worst: Occurrence['worst'], group: string): Occurrence =>
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
    silencedBy: null,
    setAside: setAsideBy(event.state),
    drill: event.drill,
    late: false,
    reannounced: 0,
    groupOf: group,
    assignee: null,
    comments: 0,
  }) as Occurrence
