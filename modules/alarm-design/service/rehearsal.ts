/** Use cases of the rehearsal: ordered by a person, run as a job over the archive, kept with the request. */
import type { Tag, TagSettings } from '@anyuan/assets/contract'
import { type Caller, type Instant, Refused, toEpochMs, WHOLE_HOUSE } from '@anyuan/kernel'
import { tagNumberOf } from '@anyuan/monitoring'
import type { Change, Rehearsal, RehearsalOrder, SuppressionRule } from '../contract.ts'
import { formulaInputs, isAlike, reportOf, rulesWith, type Settings, startRun } from '../rules.ts'
import type { DesignService } from './design.ts'
import type { Needs } from './needs.ts'

export const REHEARSE = 'alarm-design.rehearse'
const DAY_MS = 86_400_000
/** Samples are read a few hours at a time, so that neither memory nor the answers of others suffer. */
const BLOCK_MS = DAY_MS / 4 // default, not from a standard

export const rehearsalService = (needs: Needs, design: DesignService) => {
  const { transact, store, audit, clock, tags, samples, alarms, send } = needs
  const keep = (id: string, rehearsal: Rehearsal) => transact(WHOLE_HOUSE, (tx) => store.saveRehearsal(tx, id, rehearsal))
  const find = (id: string) => transact(WHOLE_HOUSE, (tx) => store.change(tx, id))

  /** The settings as they are and as they would be, of all tags that the request touches; and the tags whose samples that takes. */
  async function settingsOf(change: Change, from: number, to: number): Promise<{ now: Settings; changed: Settings; read: Tag[] }> {
    const { classes, calendars, suppressions } = await design.forPipeline({ from, days: Math.ceil((to - from) / DAY_MS) + 1 })
    // an emergency is in force already: what was before it is what the request says
    const before = new Map(change.before.map((tag) => [tag.tagNumber, tag]))
    const proposed = new Map(change.tags.map((tag) => [tag.tagNumber, tag]))
    const asBefore = change.suppressions.map(({ code }) => ({
      code,
      rule: change.suppressionsBefore.find((rule) => rule.code === code) ?? null,
    }))
    const touched = new Set([
      ...change.tags.map((tag) => tag.tagNumber),
      ...[...change.suppressions.flatMap(({ rule }) => rule ?? []), ...change.suppressionsBefore].flatMap((rule) =>
        rule.alarms.map(tagNumberOf),
      ),
    ])
    const known = await tags.within(WHOLE_HOUSE, [...touched])
    const set = (by: ReadonlyMap<number, TagSettings>) =>
      known.map((tag): Tag => {
        const { alarms, formula } = by.get(tag.number) ?? tag
        return { ...tag, alarms, formula }
      })
    const [now, changed] = [set(before), set(proposed)]
    const concerning = (rules: readonly SuppressionRule[]) =>
      rules.filter((rule) => rule.alarms.some((alarm) => touched.has(tagNumberOf(alarm))))
    const rules = { now: concerning(rulesWith(suppressions, asBefore)), changed: concerning(rulesWith(suppressions, change.suppressions)) }
    const both = [...rules.now, ...rules.changed]
    const causes = await tags.within(
      WHOLE_HOUSE,
      both.flatMap(({ when }) => ('causeAlarm' in when ? [tagNumberOf(when.causeAlarm)] : [])),
    )
    const sides = [...now, ...changed, ...causes]
    const formulas = [
      ...sides.flatMap((tag) => tag.formula ?? []),
      ...both.flatMap(({ when }) => ('formula' in when ? [when.formula] : [])),
    ]
    // what others read is taken from the archive, calculated or not; only the tags of the request themselves are calculated anew
    const inputs = (await tags.byCode([...new Set(formulas.flatMap(formulaInputs))])).map((tag): Tag => ({ ...tag, formula: null }))
    const assetStates = await design.assetStates()
    const of = (side: readonly Tag[], suppressing: SuppressionRule[]): Settings => {
      const watched = [...side, ...causes.filter((tag) => !touched.has(tag.number))]
      const all = new Map([...inputs, ...watched].map((tag) => [tag.number, tag]))
      return {
        tags: [...all.values()].map(({ number, code, expectedIntervalSeconds, formula }) => ({
          number,
          code,
          expectedIntervalSeconds,
          formula,
        })),
        plans: watched.flatMap((tag) => tags.plans(tag, classes)),
        suppressions: suppressing,
        assetStates,
        calendars,
      }
    }
    const read = new Map([...inputs, ...sides.filter((tag) => tag.formula === null)].map((tag) => [tag.number, tag]))
    return { now: of(now, rules.now), changed: of(changed, rules.changed), read: [...read.values()] }
  }

  /** Where the archive begins within the window: before it nobody measured, and a run over nothing would call it silence. */
  async function firstSample(read: readonly Tag[], from: number, to: number): Promise<number> {
    for (let at = from; at < to; at += BLOCK_MS) {
      const starts = await Promise.all(
        read.map(async ({ number }) => (await samples(number, at, Math.min(at + BLOCK_MS, to))).times[0] ?? Number.POSITIVE_INFINITY),
      )
      const first = Math.min(...starts)
      if (first < to) return first
    }
    return to
  }

  async function runOver(
    change: Change,
    wantedFrom: number,
    to: number,
    onProgress: (share: number) => Promise<void>,
    signal: AbortSignal,
  ) {
    const { now, changed, read } = await settingsOf(change, wantedFrom, to)
    const from = await firstSample(read, wantedFrom, to)
    const [before, after] = [startRun(now, from), startRun(changed, from)]
    const days = new Set<number>()
    let count = 0
    for (let at = from; at < to; at += BLOCK_MS) {
      if (signal.aborted) throw new Error('the rehearsal was cut off')
      const end = Math.min(at + BLOCK_MS, to)
      const blocks = await Promise.all(read.map(async ({ number }) => ({ tagNumber: number, ...(await samples(number, at, end)) })))
      for (const { times } of blocks) {
        count += times.length
        for (let i = 0; i < times.length; i += 100) days.add(Math.floor(times[i]! / DAY_MS))
      }
      before.feed(blocks, end)
      await new Promise((resolve) => setImmediate(resolve)) // others in this process have their turn
      after.feed(blocks, end)
      await onProgress((end - from) / (to - from))
    }
    const touched = [...new Set([...now.plans, ...changed.plans].map((plan) => plan.tagNumber))]
    return reportOf({
      from,
      to,
      samples: count,
      daysWithData: days.size,
      before: before.finish(),
      after: after.finish(),
      handled: await alarms.handled(touched, from, to),
    })
  }

  return {
    /** Queues the rehearsal of a request as it stands now. */
    orderRehearsal: (caller: Caller, id: string, { days }: RehearsalOrder): Promise<Change> =>
      transact(caller.scope, async (tx) => {
        const change = await store.changeForUpdate(tx, id)
        if (!change) throw new Refused('alarm-design.not_found', { id })
        const { state } = change.progress
        // an emergency is rehearsed while it is in force already
        if (state !== 'draft' && !change.emergency) throw new Refused('alarm-design.not_draft', { state })
        if (change.rehearsal.state === 'running') throw new Refused('alarm-design.rehearsal_runs', { number: change.number })
        const next: Change = { ...change, rehearsal: { state: 'running', days, startedAt: clock.now(), progress: 0 } }
        await store.saveChange(tx, next)
        await audit.record(tx, caller, {
          action: 'alarm-design.rehearse',
          object: `#${change.number}`,
          org: change.org,
          before: null,
          after: { days },
        })
        await send(tx, REHEARSE, { id })
        return next
      }),
    /** The job. What was rehearsed is what the request says when it begins; a draft written anew meanwhile discards the result. */
    async rehearse(id: string, signal: AbortSignal): Promise<void> {
      const change = await find(id)
      if (change?.rehearsal.state !== 'running') return
      const { days, startedAt } = change.rehearsal
      const to = toEpochMs(startedAt)
      const stillMeant = async () => {
        const now = await find(id)
        return now?.rehearsal.state === 'running' && now.rehearsal.startedAt === startedAt && isAlike(now.tags, change.tags)
      }
      try {
        const report = await runOver(
          change,
          to - days * DAY_MS,
          to,
          async (progress) => {
            if (await stillMeant()) await keep(id, { state: 'running', days, startedAt, progress })
          },
          signal,
        )
        if (await stillMeant()) await keep(id, { state: 'done', days, at: clock.now() as Instant, report })
      } catch (error) {
        if (await stillMeant()) await keep(id, { state: 'failed', days, at: clock.now(), what: (error as Error).message })
        throw error
      }
    },
  }
}
