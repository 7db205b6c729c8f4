/** One act on all alarms below an area or an asset: said before with numbers, done only while those numbers hold, one line in the audit trail. */
import { type Caller, type EpochMs, isWithin, Refused, toEpochMs } from '@anyuan/kernel'
import { NORMAL } from '@anyuan/monitoring'
import type { ActOnSubtree, SubtreeAct, SubtreeActed, SubtreePreview, SubtreeQuestion } from '../contract.ts'
import { type Known, previewOf } from '../rules.ts'
import type { Needs } from './needs.ts'

const MOST = 5000 // default, not from a standard: what the pipeline takes within seconds
const AT_ONCE = 100 // default, not from a standard
const NAMED = 12 // default, not from a standard
const OF_WHAT: Partial<Record<SubtreeAct['action'], string>> = { unshelve: 'shelved', return_to_service: 'out_of_service' }

type Left = SubtreeActed['left'][number]

export const subtreeService = ({ transact, store, audit, clock, alarmsBelow, act: carry }: Needs) => {
  const untilOf = (act: SubtreeAct): EpochMs | null =>
    act.action === 'shelve'
      ? toEpochMs(clock.now()) + act.minutes * 60_000 // unit
      : act.action === 'take_out_of_service'
        ? act.until
        : null

  /** What the act concerns, with the state of each as it was copied last; what is taken back is only what was set aside. */
  async function weigh(caller: Caller, { org, assetCode, act }: SubtreeQuestion) {
    if (!caller.scope.some((path) => isWithin(org, path))) throw new Refused('alarms.not_found', { org })
    const below = await alarmsBelow(org, assetCode)
    if (below.length === 0) throw new Refused('alarms.nothing_below')
    if (below.length > MOST) throw new Refused('alarms.subtree_too_large', { count: below.length, most: MOST })
    const rows = await transact(caller.scope, (tx) =>
      store.visible(
        tx,
        below.map(({ alarmNumber }) => alarmNumber),
      ),
    )
    const known = new Map<number, Known>(
      below.map(({ alarmNumber, tagCode }) => [alarmNumber, { tagCode, state: rows.get(alarmNumber)?.state ?? NORMAL }]),
    )
    const wanted = OF_WHAT[act.action]
    const concerned = below.filter(({ alarmNumber }) => wanted === undefined || known.get(alarmNumber)?.state.state === wanted)
    if (concerned.length === 0) throw new Refused('alarms.nothing_below')
    const preview = previewOf(
      act,
      concerned.map(({ alarmNumber }) => ({ alarmNumber, seenOccurrence: null })),
      known,
      caller.name,
      toEpochMs(clock.now()),
    )
    return { preview, known, concerned }
  }

  return {
    async previewSubtree(caller: Caller, question: SubtreeQuestion): Promise<SubtreePreview> {
      const { preview, concerned } = await weigh(caller, question)
      const ready = new Set(preview.ready.map(({ alarmNumber }) => alarmNumber))
      return {
        ready: ready.size,
        tags: new Set(concerned.flatMap(({ alarmNumber, tagCode }) => (ready.has(alarmNumber) ? [tagCode] : []))).size,
        bySeverity: preview.bySeverity,
        until: untilOf(question.act),
        left: preview.left.map(({ code, count, tagCodes }) => ({ code, params: {}, count, tagCodes: tagCodes.slice(0, NAMED) })),
      }
    },
    async actOnSubtree(caller: Caller, { expected, ...question }: ActOnSubtree): Promise<SubtreeActed> {
      const { preview, known } = await weigh(caller, question)
      const { org, assetCode, act } = question
      // tags were added or taken away, or somebody else has set one aside: what was said before no longer holds
      if (preview.ready.length !== expected) throw new Refused('alarms.changed_since_preview', { expected, ready: preview.ready.length })
      const until = untilOf(act)
      const left = new Map<string, Left>()
      const done: string[] = []
      for (let at = 0; at < preview.ready.length; at += AT_ONCE)
        await Promise.all(
          preview.ready.slice(at, at + AT_ONCE).map(async ({ alarmNumber }) => {
            const tagCode = known.get(alarmNumber)?.tagCode ?? `#${alarmNumber}`
            const outcome = await carry(alarmNumber, act, caller.name)
            if (outcome.ok) {
              done.push(tagCode)
              return
            }
            const { count, tagCodes } = left.get(outcome.code) ?? { count: 0, tagCodes: [] }
            left.set(outcome.code, {
              code: outcome.code,
              params: outcome.params,
              count: count + 1,
              tagCodes: tagCodes.length < NAMED ? [...tagCodes, tagCode] : tagCodes,
            })
          }),
        )
      if (done.length > 0)
        await transact(caller.scope, (tx) =>
          audit.record(tx, caller, {
            action: `alarms.subtree_${act.action}`,
            object: assetCode ?? org,
            org,
            before: null,
            after: { act, alarms: done.length, tagCodes: [...new Set(done)] },
          }),
        )
      return { done: done.length, until, left: [...left.values()] }
    },
  }
}
