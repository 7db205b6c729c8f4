/** Use cases of the hourly comparison: what the pipeline runs, and what was approved. */
import { type Caller, type Instant, isWithin, orgPath, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import type { Comparison, Difference } from '../contract.ts'
import { compareSettings } from '../rules.ts'
import type { Needs } from './needs.ts'

export const COMPARE = 'alarm-design.compare'
const SHOWN_MS = 30 * 86_400_000

type Found = Pick<Difference, 'kind' | 'alarmNumber' | 'tagNumber'>
const keyOf = ({ kind, alarmNumber, tagNumber }: Found) => `${kind} ${alarmNumber} ${tagNumber}`

export const comparisonsService = ({ transact, store, outbox, clock, tags, running, approved }: Needs) => ({
  /** Compares now. Nothing is written when the pipeline cannot be asked: an hour without comparison is known as one. */
  async compare(): Promise<void> {
    const runs = await running()
    if (runs === null) return
    const { alarms, unapproved } = await approved()
    const found: Found[] = [
      ...compareSettings(alarms, runs),
      ...unapproved.map((tag) => ({ kind: 'unapproved' as const, alarmNumber: null, tagNumber: tag.number })),
    ]
    const named = new Map((await tags.within(WHOLE_HOUSE, [...new Set(found.map((one) => one.tagNumber))])).map((tag) => [tag.number, tag]))
    await transact(WHOLE_HOUSE, async (tx) => {
      const at = clock.now()
      const standing = await store.standingDifferences(tx)
      const known = new Set(standing.map(keyOf))
      const now = new Set(found.map(keyOf))
      const fresh = found.filter((one) => !known.has(keyOf(one)))
      await store.addDifferences(
        tx,
        fresh.map((one) => {
          const tag = named.get(one.tagNumber)
          return { ...one, org: tag?.org ?? ROOT, tagCode: tag?.code ?? `#${one.tagNumber}`, foundAt: at }
        }),
      )
      await store.endDifferences(
        tx,
        standing.filter((one) => !now.has(keyOf(one))).map((one) => one.id),
        at,
      )
      await store.addComparison(tx, at, alarms.length, found.length)
      if (fresh.length > 0) await outbox.append(tx, [{ type: 'alarm-design.difference_found' }])
    })
  },
  async comparison(caller: Caller, under: string | undefined): Promise<Comparison> {
    const last = await transact(WHOLE_HOUSE, (tx) => store.lastComparison(tx))
    return transact(caller.scope, async (tx) => {
      const here = (one: Difference) => under === undefined || isWithin(one.org, under)
      const since = toInstant(toEpochMs(clock.now()) - SHOWN_MS)
      return {
        comparedAt: (last?.at as Instant | undefined) ?? null,
        alarms: last?.alarms ?? null,
        standing: (await store.standingDifferences(tx)).filter(here),
        ended: (await store.endedDifferences(tx, since)).filter(here),
      }
    })
  },
  /** For the figures of an operator position: changes nobody approved, found in the window; null where nobody compared. Times in epoch ms. */
  unauthorisedChanges: (from: number, to: number, under = ''): Promise<number | null> =>
    transact(WHOLE_HOUSE, (tx) => store.foundBetween(tx, toInstant(from), toInstant(to), under)),
})
/** Of a tag that is gone nobody knows the place: the house itself keeps it. */
const ROOT = orgPath('house')
