/** Use cases of the quarantine (隔离区): looked through, offered again once the cause is mended, and dropped after its time. */
import { type Caller, type Instant, plusSeconds, Refused, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import {
  MOST_REPROCESSED,
  type QuarantineCounts,
  type QuarantineCountsQuery,
  type QuarantineQuery,
  type ReprocessPreview,
  type ReprocessResult,
  type ReprocessSelection,
} from '../contract.ts'
import type { NewQuarantineEntry } from '../store.ts'
import type { Needs } from './needs.ts'

export const QUARANTINE_DAYS = 30 // default, not from a standard
const HOUR_MS = 3_600_000
const HOURS_COUNTED = 24
/** Records in one request to the pipeline. */
const AT_ONCE = 200 // default, not from a standard

export const quarantining = ({ transact, store, audit, clock, reprocess }: Needs) => {
  const lastHours = (): Instant[] => {
    const running = Math.floor(toEpochMs(clock.now()) / HOUR_MS)
    return Array.from({ length: HOURS_COUNTED }, (_, i) => toInstant((running - HOURS_COUNTED + 1 + i) * HOUR_MS))
  }
  const preview = (caller: Caller, selection: ReprocessSelection): Promise<ReprocessPreview> =>
    transact(caller.scope, async (tx) => {
      const { whole, truncated } = await store.selectionSize(tx, selection)
      if (whole + truncated === 0) throw new Refused('sources.nothing_to_reprocess')
      const count = Math.min(whole, MOST_REPROCESSED)
      return { count, truncated, beyond: whole - count }
    })

  return {
    quarantined: (caller: Caller, query: QuarantineQuery) => transact(caller.scope, (tx) => store.quarantined(tx, query)),
    quarantineCounts: (caller: Caller, query: QuarantineCountsQuery): Promise<QuarantineCounts> =>
      transact(caller.scope, (tx) => store.quarantineCounts(tx, query, lastHours())),
    previewReprocess: preview,
    /** The pipeline is asked outside of any transaction; should we fall in between, the next turn finds the samples there already. */
    async reprocess(caller: Caller, selection: ReprocessSelection): Promise<ReprocessResult> {
      const { truncated, beyond } = await preview(caller, selection)
      const entries = await transact(caller.scope, (tx) => store.selection(tx, selection, MOST_REPROCESSED))
      const results: ReprocessResult['results'] = []
      for (let at = 0; at < entries.length; at += AT_ONCE) {
        const turn = entries.slice(at, at + AT_ONCE)
        const answers = new Map((await reprocess(turn)).map((answer) => [answer.id, answer]))
        for (const { id, sourceCode, tagCode, reason } of turn) {
          const answer = answers.get(id)
          const first = answer ? answer.refused[0] : { reason, detail: null }
          results.push({ id, sourceCode, tagCode, taken: !first, reason: first?.reason ?? null, detail: first?.detail ?? null })
        }
      }
      const taken = results.filter((result) => result.taken)
      await transact(caller.scope, async (tx) => {
        const now = clock.now()
        await store.markTaken(
          tx,
          taken.map(({ id }) => id),
          now,
          caller.name,
        )
        for (const { id, reason, detail } of results) if (reason) await store.markTried(tx, id, now, reason, detail)
        await audit.record(tx, caller, {
          action: 'sources.reprocess',
          object: 'ids' in selection ? String(selection.ids.length) : `${selection.sourceCode} ${selection.reason}`,
          org: entries[0]?.org ?? caller.scope[0] ?? null,
          before: null,
          after: { offered: results.length, taken: taken.length },
        })
      })
      return { taken: taken.length, refused: results.length - taken.length, truncated, beyond, results }
    },
    /** For the house. */
    quarantine: (entries: readonly NewQuarantineEntry[]): Promise<void> => transact(WHOLE_HOUSE, (tx) => store.quarantine(tx, entries)),
    dropOldQuarantine: (): Promise<void> =>
      transact(WHOLE_HOUSE, (tx) => store.dropQuarantineBefore(tx, plusSeconds(clock.now(), -QUARANTINE_DAYS * 86_400))),
  }
}
