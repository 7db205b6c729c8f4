/** An officer's acts: said before, carried to the pipeline, remembered in the audit trail; remarks and who looks after an alarm. */
import { type Caller, isWithin, Refused, toEpochMs } from '@anyuan/kernel'
import { alarmNumberOf, tagNumberOf } from '@anyuan/monitoring'
import type {
  Acted,
  ActOnAlarms,
  ActPreview,
  ActResult,
  AlarmAction,
  AlarmComment,
  Assignee,
  EndDrill,
  NewDrill,
  SeenAlarm,
} from '../contract.ts'
import { actionOf, notWhatWasSeen, previewOf } from '../rules.ts'
import type { Needs } from './needs.ts'

interface Place {
  org: string
  tagCode: string
}
const no = (alarmNumber: number, code: string, params: Record<string, unknown>): ActResult => ({
  alarmNumber,
  ok: false,
  code,
  params,
  state: null,
})

export function actsService({ transact, store, audit, clock, tags, act, people }: Needs) {
  /** Carries one act each to the pipeline; one refusal does not hold up the others. */
  async function carry(
    caller: Caller,
    what: string,
    places: ReadonlyMap<number, Place>,
    acts: readonly { alarmNumber: number; action: AlarmAction; refusal: ActResult | null }[],
  ): Promise<Acted> {
    const results = await Promise.all(
      acts.map(async ({ alarmNumber, action, refusal }) => {
        if (refusal) return refusal
        if (!places.has(alarmNumber)) return no(alarmNumber, 'alarms.not_found', { alarmNumber })
        const outcome = await act(alarmNumber, action, caller.name)
        return outcome.ok
          ? { alarmNumber, ok: true, code: null, params: {}, state: outcome.state }
          : no(alarmNumber, outcome.code, outcome.params)
      }),
    )
    await transact(caller.scope, async (tx) => {
      for (const [i, { alarmNumber, ok }] of results.entries()) {
        const place = places.get(alarmNumber)
        if (ok && place)
          await audit.record(tx, caller, {
            action: `alarms.${what}`,
            object: place.tagCode,
            org: place.org,
            before: null,
            after: acts[i]!.action,
          })
      }
    })
    return { results }
  }

  const visible = (caller: Caller, alarms: readonly SeenAlarm[]) =>
    transact(caller.scope, (tx) =>
      store.visible(
        tx,
        alarms.map((seen) => seen.alarmNumber),
      ),
    )

  /** Also of alarms that have never risen: their tag tells where they are. */
  async function placesOf(caller: Caller, alarmNumbers: readonly number[]): Promise<Map<number, Place>> {
    const found = await tags([...new Set(alarmNumbers.map(tagNumberOf))])
    const within = (org: string) => caller.scope.some((path) => isWithin(org, path))
    return new Map(
      alarmNumbers.flatMap((alarmNumber) => {
        const where = found.get(tagNumberOf(alarmNumber))
        return where && within(where.org) ? [[alarmNumber, where] as const] : []
      }),
    )
  }

  const occurrenceAt = async (caller: Caller, occurrence: string) => {
    const place = await transact(caller.scope, (tx) => store.placeOf(tx, occurrence))
    if (!place) throw new Refused('alarms.not_found', { occurrence })
    return place
  }

  return {
    /** Acts on each alarm by itself, and only on what was seen. */
    async act(caller: Caller, { alarms, act: chosen }: ActOnAlarms): Promise<Acted> {
      const known = await visible(caller, alarms)
      // the screen hears the pipeline and may be ahead of our copy of the journal: an alarm that is not copied yet is found by its tag
      const ahead = await placesOf(
        caller,
        alarms.flatMap(({ alarmNumber }) => (known.has(alarmNumber) ? [] : [alarmNumber])),
      )
      return carry(
        caller,
        chosen.action,
        new Map<number, Place>([...ahead, ...known]),
        alarms.map((seen) => {
          const row = known.get(seen.alarmNumber)
          const mismatch = row ? notWhatWasSeen(chosen, seen, row.state) : null
          return {
            alarmNumber: seen.alarmNumber,
            action: actionOf(chosen, seen),
            refusal: mismatch && no(seen.alarmNumber, mismatch.code, mismatch.params),
          }
        }),
      )
    },
    async preview(caller: Caller, { alarms, act: chosen }: ActOnAlarms): Promise<ActPreview> {
      const known = await visible(caller, alarms)
      if (known.size === 0) throw new Refused('alarms.not_found', {})
      return previewOf(chosen, alarms, known, caller.name, toEpochMs(clock.now()))
    },
    async startDrill(caller: Caller, { tagNumber, condition, severity, note }: NewDrill): Promise<Acted> {
      const alarmNumber = alarmNumberOf(tagNumber, condition)
      const action: AlarmAction = { action: 'start_drill', severity, note }
      return carry(caller, 'start_drill', await placesOf(caller, [alarmNumber]), [{ alarmNumber, action, refusal: null }])
    },
    async endDrill(caller: Caller, { alarmNumbers }: EndDrill): Promise<Acted> {
      const action: AlarmAction = { action: 'end_drill' }
      const places = await placesOf(caller, alarmNumbers)
      return carry(
        caller,
        'end_drill',
        places,
        alarmNumbers.map((alarmNumber) => ({ alarmNumber, action, refusal: null })),
      )
    },
    async comment(caller: Caller, occurrence: string, text: string): Promise<AlarmComment> {
      const place = await occurrenceAt(caller, occurrence)
      const comment: AlarmComment = { at: clock.now(), by: caller.name, text }
      await transact(caller.scope, (tx) => store.addComment(tx, place.org, occurrence, comment))
      return comment
    },
    async comments(caller: Caller, occurrence: string): Promise<AlarmComment[]> {
      await occurrenceAt(caller, occurrence)
      return transact(caller.scope, (tx) => store.comments(tx, occurrence))
    },
    async people(caller: Caller, org: string): Promise<Assignee[]> {
      return caller.scope.some((path) => isWithin(org, path)) ? people(org) : []
    },
    async assign(caller: Caller, occurrence: string, accountId: string | null): Promise<Assignee | null> {
      const place = await occurrenceAt(caller, occurrence)
      const assignee = accountId === null ? null : ((await people(place.org)).find((one) => one.accountId === accountId) ?? null)
      if (accountId !== null && !assignee) throw new Refused('alarms.not_a_person_of_the_place', { accountId })
      await transact(caller.scope, async (tx) => {
        await store.assign(tx, occurrence, assignee)
        await audit.record(tx, caller, {
          action: 'alarms.assign',
          object: place.tagCode,
          org: place.org,
          before: place.assignee,
          after: assignee?.name ?? null,
        })
      })
      return assignee
    },
  }
}
