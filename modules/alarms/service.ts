/** Use cases of alarms: copy what the pipeline's journal says, serve it, and carry an officer's acts to the pipeline. */
import { type Caller, type Instant, isWithin, Refused } from '@anyuan/kernel'
import { tagNumberOf } from '@anyuan/monitoring'
import type { AlarmEvent, AlarmGuidance, Breach, OccurrenceQuery, Standing } from './contract.ts'
import { conditionOf, respondBy } from './rules.ts'
import { actsService } from './service/acts.ts'
import { figuresService } from './service/figures.ts'
import { lateService } from './service/late.ts'
import type { Needs } from './service/needs.ts'
import { recordService } from './service/record.ts'
import { subtreeService } from './service/subtree.ts'
import { untestedService } from './service/untested.ts'

export type { ActOutcome, Needs } from './service/needs.ts'

export const alarmsService = (needs: Needs) => {
  const { transact, store, tags, causes, guidanceFor } = needs
  return {
    ...recordService(needs),
    ...actsService(needs),
    ...figuresService(needs),
    ...subtreeService(needs),
    ...lateService(needs),
    ...untestedService(needs),
    /** What stands now, or what stood `at` a moment. */
    async standing(caller: Caller, under: string | undefined, at?: Instant): Promise<Standing> {
      const causeOf = await causes()
      return transact(caller.scope, async (tx) => {
        const asOfSequence = await store.latestSequence(tx)
        const rows = at === undefined ? await store.standing(tx, under) : await store.standingAt(tx, under, at)
        return {
          asOfSequence,
          items: rows.map(({ sequence: _, ...row }) => ({
            ...row,
            condition: conditionOf(row.alarmNumber),
            respondBy: respondBy(row.state),
            causeAlarm: causeOf.get(row.alarmNumber) ?? null,
          })) as Standing['items'],
        }
      })
    },
    occurrences: (caller: Caller, query: OccurrenceQuery) => transact(caller.scope, (tx) => store.occurrences(tx, query, caller.accountId)),
    /** The screen hears the pipeline and may be ahead of our copy of its journal: of an alarm within the scope nothing is told yet then. */
    async events(caller: Caller, occurrence: string): Promise<AlarmEvent[]> {
      const events = await transact(caller.scope, (tx) => store.events(tx, occurrence))
      if (events.length > 0) return events
      const tagNumber = tagNumberOf(Number(/^\d+(?=-\d)/.exec(occurrence)?.[0] ?? 0))
      const where = (await tags([tagNumber])).get(tagNumber)
      if (!where || !caller.scope.some((path) => isWithin(where.org, path))) throw new Refused('alarms.not_found', { occurrence })
      return []
    },
    /** What to do about an alarm; null where nobody has written any. */
    async guidance(caller: Caller, alarmNumber: number, reason: Breach['reason']): Promise<AlarmGuidance | null> {
      const tagNumber = tagNumberOf(alarmNumber)
      const where = (await tags([tagNumber])).get(tagNumber)
      if (!where || !caller.scope.some((path) => isWithin(where.org, path))) throw new Refused('alarms.not_found', { alarmNumber })
      return guidanceFor(tagNumber, reason)
    },
  }
}
export type AlarmsService = ReturnType<typeof alarmsService>
