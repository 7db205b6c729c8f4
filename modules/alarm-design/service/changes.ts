/** Use cases of change requests: written, rehearsed, judged by another, carried out. */
import { randomUUID } from 'node:crypto'
import type { Tag } from '@anyuan/assets/contract'
import { accept, type Caller, type Decision, type Refusal, Refused, WHOLE_HOUSE } from '@anyuan/kernel'
import type { AlarmDesignEvent, By, Change, ChangeQuery, ChangeRevision, ChangeRow, NewChange, TagBefore, Verdict } from '../contract.ts'
import {
  carriedOut,
  checkProposedRules,
  commonPlace,
  isRehearsalOverdue,
  judgeChange,
  movedSince,
  notCarriedOut,
  openChange,
  reviseChange,
  submitChange,
  withdrawChange,
} from '../rules.ts'
import type { Tx } from '../store.ts'
import type { DesignService } from './design.ts'
import type { Needs } from './needs.ts'

export const CARRY_OUT = 'alarm-design.carry_out'

const beforeOf = ({ number, code, name, unit, kind, rangeLow, rangeHigh, alarms, formula }: Tag): TagBefore => ({
  tagNumber: number,
  code,
  name,
  unit,
  kind,
  rangeLow,
  rangeHigh,
  alarms,
  formula,
})

export const changesService = (needs: Needs, design: DesignService) => {
  const { transact, store, outbox, audit, clock, tags, send } = needs
  const by = (caller: Caller): By => ({ accountId: caller.accountId, name: caller.name, at: clock.now() })
  /** What stands around the proposals now: the tags, their place, the rules of the same codes. */
  const look = async (caller: Caller, { tags: proposed, suppressions = [] }: Pick<NewChange, 'tags' | 'suppressions'>) => {
    const numbers = [...new Set(proposed.map((one) => one.tagNumber))]
    const alarmed = [...new Set(suppressions.flatMap(({ rule }) => rule?.alarms ?? []).map((alarm) => Math.floor(alarm / 8)))]
    const found = await tags.within(caller.scope, [...new Set([...numbers, ...alarmed])])
    const missing = [...numbers, ...alarmed].find((number) => !found.some((tag) => tag.number === number))
    if (missing !== undefined) throw new Refused('alarm-design.tag_not_found', { tagNumber: missing })
    await design.mustExist(
      proposed.map(({ alarms }) => ({
        classCode: alarms.classCode,
        calendars: (alarms.sets ?? []).flatMap(({ when }) => when.calendar ?? []),
      })),
    )
    await tags.checkFormulas(
      caller.scope,
      proposed.map(({ tagNumber, formula }) => ({ code: found.find((tag) => tag.number === tagNumber)?.code ?? '', formula })),
    )
    const { suppressions: standing, classes } = await design.all()
    const plans = new Map(found.flatMap((tag) => tags.plans(tag, classes)).map((plan) => [plan.alarmNumber, plan]))
    const refusal = checkProposedRules(
      standing.map(({ rule }) => rule),
      suppressions,
      (alarm) => plans.get(alarm)?.suppressible !== false,
    )
    if (refusal) throw new Refused(refusal.code, refusal.params)
    const codes = new Set(suppressions.map(({ code }) => code))
    const theirs = standing.filter(({ rule }) => codes.has(rule.code))
    const outside = theirs.find(({ org }) => !caller.scope.some((path) => org === path || org.startsWith(`${path}.`) || path === ''))
    if (outside) throw new Refused('alarm-design.outside_scope', { org: outside.org })
    const places = [...found.map((tag) => tag.org), ...theirs.map(({ org }) => org)]
    return {
      org: commonPlace(places.length > 0 ? places : [caller.scope[0] ?? '']),
      before: found.filter((tag) => numbers.includes(tag.number)).map(beforeOf),
      suppressionsBefore: theirs.map(({ rule }) => rule),
    }
  }
  const keep = async (
    tx: Tx,
    caller: Caller,
    action: string,
    before: Change | null,
    { state, events }: Decision<Change, AlarmDesignEvent>,
  ) => {
    if (before) await store.saveChange(tx, state)
    else await store.addChange(tx, state)
    await audit.record(tx, caller, {
      action: `alarm-design.${action}`,
      object: `#${state.number}`,
      org: state.org,
      before: before?.progress ?? null,
      after: { progress: state.progress, tags: state.tags, suppressions: state.suppressions },
    })
    await outbox.append(tx, events)
    // the queue looks each minute as well, for those that have a later time
    if (state.progress.state === 'approved') await send(tx, CARRY_OUT, {})
    return state
  }
  const move = (caller: Caller, id: string, action: string, step: (change: Change) => Decision<Change, AlarmDesignEvent> | Refusal) =>
    transact(caller.scope, async (tx) => {
      const change = await store.changeForUpdate(tx, id)
      if (!change) throw new Refused('alarm-design.not_found', { id })
      return keep(tx, caller, action, change, accept(step(change)))
    })
  const row = (change: Change): ChangeRow => ({
    id: change.id,
    number: change.number,
    org: change.org,
    title: change.title,
    author: change.author,
    progress: change.progress,
    emergency: change.emergency,
    tagCodes: change.before.map((tag) => tag.code),
    rehearsal: change.rehearsal.state,
    trueLostCount: change.rehearsal.state === 'done' ? change.rehearsal.report.trueLostCount : null,
    rehearsalOverdue: isRehearsalOverdue(change, clock.now()),
  })

  return {
    async changes(caller: Caller, query: ChangeQuery) {
      const { items, total } = await transact(caller.scope, (tx) => store.changes(tx, query))
      return { items: items.map(row), total }
    },
    change: (caller: Caller, id: string): Promise<Change> =>
      transact(caller.scope, async (tx) => {
        const change = await store.change(tx, id)
        if (!change) throw new Refused('alarm-design.not_found', { id })
        return change
      }),
    async propose(caller: Caller, input: NewChange): Promise<Change> {
      const found = await look(caller, input)
      return transact(caller.scope, async (tx) => {
        const number = await store.nextChangeNumber(tx)
        const opened = openChange(input, { ...found, id: randomUUID(), number, author: by(caller) })
        return keep(tx, caller, input.emergency ? 'change_in_emergency' : 'propose', null, accept(opened))
      })
    },
    async revise(caller: Caller, id: string, revision: ChangeRevision): Promise<Change> {
      const change = await transact(caller.scope, (tx) => store.change(tx, id))
      if (!change) throw new Refused('alarm-design.not_found', { id })
      const found = await look(caller, { tags: revision.tags ?? change.tags, suppressions: revision.suppressions ?? change.suppressions })
      return move(caller, id, 'revise', (now) => reviseChange(now, revision, found))
    },
    submit: (caller: Caller, id: string): Promise<Change> => move(caller, id, 'submit', (change) => submitChange(change, by(caller))),
    withdraw: (caller: Caller, id: string): Promise<Change> => move(caller, id, 'withdraw', (change) => withdrawChange(change, by(caller))),
    async judge(caller: Caller, id: string, verdict: Verdict): Promise<Change> {
      const change = await transact(caller.scope, (tx) => store.change(tx, id))
      if (!change) throw new Refused('alarm-design.not_found', { id })
      if (verdict.approve) {
        const now = await tags.within(
          caller.scope,
          change.tags.map((tag) => tag.tagNumber),
        )
        const moved = movedSince(change, now.map(beforeOf))
        if (moved !== null) throw new Refused('alarm-design.settings_moved', { tagNumber: moved })
      }
      return move(caller, id, verdict.approve ? 'approve' : 'reject', (current) => judgeChange(current, verdict, by(caller)))
    },
    /** Carries out what was approved and is due. Run twice it changes nothing: each tag remembers the request that set it. */
    async carryOutDue(): Promise<void> {
      const due = await transact(WHOLE_HOUSE, (tx) => store.dueChanges(tx, clock.now()))
      for (const id of due) await carryOut(id)
    },
  }

  async function carryOut(id: string): Promise<void> {
    const change = await transact(WHOLE_HOUSE, (tx) => store.change(tx, id))
    if (change?.progress.state !== 'approved') return
    const { approved } = change.progress
    const house: Caller = { accountId: approved.accountId, name: approved.name, address: 'local', scope: WHOLE_HOUSE }
    let failure: Refused | null = null
    try {
      const approvedBy = change.emergency ? change.emergency.agreed.map((one) => one.name).join('、') : approved.name
      const { number: request, author, reason } = change
      await tags.settle(house, { request, author: author.name, approvedBy, reason, tags: change.tags })
    } catch (error) {
      if (!(error instanceof Refused)) throw error // an outage: the queue tries again
      failure = error
    }
    await transact(WHOLE_HOUSE, async (tx) => {
      const current = await store.changeForUpdate(tx, id)
      if (current?.progress.state !== 'approved') return
      const at = clock.now()
      if (failure) return void (await keep(tx, house, 'not_carried_out', current, notCarriedOut(current, at, failure.code, failure.params)))
      for (const { code, rule } of current.suppressions)
        await store.addVersion(tx, {
          kind: 'suppression',
          org: current.org,
          code,
          body: rule,
          author: current.author.name,
          reason: current.reason,
          at,
        })
      if (current.suppressions.length > 0) await outbox.append(tx, [{ type: 'alarm-design.changed' }])
      await keep(tx, house, 'carry_out', current, carriedOut(current, at))
    })
  }
}
export type ChangesService = ReturnType<typeof changesService>
