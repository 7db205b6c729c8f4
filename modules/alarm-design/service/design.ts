/** Use cases of classes, guidance, calendars and suppressions. What holds at a place may be read there, also where it was written above. */
import type { AlarmChanged } from '@anyuan/alarms/contract'
import { type Caller, type Instant, isWithin, type OrgPath, Refused, toEpochMs, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import { tagNumberOf } from '@anyuan/monitoring'
import type { AssetStates, CalendarSpans } from '@anyuan/monitoring/shapes'
import type { z } from 'zod'
import {
  AlarmClass,
  Calendar,
  type DesignKind,
  type DesignSummary,
  type GuidanceGap,
  type GuidanceGapQuery,
  GuidanceTemplate,
  type NewAlarmClass,
  type NewCalendar,
  type NewGuidanceTemplate,
  type ResolvedGuidance,
  type ResolveQuery,
  StandingSuppression,
  SuppressionRule,
} from '../contract.ts'
import { BUILT_IN_CLASSES, checkProposedRules, expandCalendar, gapsOf, resolveGuidance, templateCode } from '../rules.ts'
import type { Tx } from '../store.ts'
import type { Needs } from './needs.ts'

const DAYS_AHEAD = 60 // default, not from a standard
const DAY_MS = 86_400_000
const COUNTED_DAYS = 30
const GAPS_FOR_MS = 30_000 // default, not from a standard

/** What was written here, below, or above: all that may matter to whoever stands in `scope`. */
const concerns = (scope: readonly string[], org: string): boolean => scope.some((path) => isWithin(org, path) || isWithin(path, org))
const mustReach = (caller: Caller, org: string) => {
  if (!caller.scope.some((path) => isWithin(org, path))) throw new Refused('alarm-design.outside_scope', { org })
}

export const designService = ({ transact, store, outbox, audit, clock, tags, alarms }: Needs) => {
  const inForce = <T extends z.ZodType>(tx: Tx, kind: DesignKind, shape: T): Promise<z.output<T>[]> =>
    store
      .inForce(tx, kind)
      .then((rows) =>
        rows.map(({ body, org, code, version, author, reason, at }) =>
          shape.parse({ ...(body as object), org, code, version, author, reason, at }),
        ),
      )
  const add = async (caller: Caller, kind: DesignKind, org: OrgPath, code: string, body: object | null, reason: string) => {
    mustReach(caller, org)
    return transact(caller.scope, async (tx) => {
      const at = clock.now()
      const [before] = await store.history(tx, kind, org, code)
      if (body === null && !before?.body) throw new Refused('alarm-design.not_found', { code })
      const version = await store.addVersion(tx, { kind, org, code, body, author: caller.name, reason, at })
      await audit.record(tx, caller, { action: `alarm-design.write_${kind}`, object: code, org, before: before?.body ?? null, after: body })
      await outbox.append(tx, [{ type: 'alarm-design.changed' }])
      return { version, author: caller.name, reason, at }
    })
  }
  const all = () =>
    transact(WHOLE_HOUSE, async (tx) => ({
      classes: await inForce(tx, 'class', AlarmClass),
      guidance: await inForce(tx, 'guidance', GuidanceTemplate),
      calendars: await inForce(tx, 'calendar', Calendar),
      suppressions: (await store.inForce(tx, 'suppression')).map((row) => ({ ...row, rule: SuppressionRule.parse(row.body) })),
    }))
  let gaps: { at: number; all: Promise<GuidanceGap[]> } | null = null
  const findGaps = async (): Promise<GuidanceGap[]> => {
    const [{ guidance }, every] = [await all(), await tags.all()]
    const kinds = await tags.kinds([...new Set(every.flatMap((tag) => tag.assetCode ?? []))])
    return every.flatMap((tag) => gapsOf(tag, (tag.assetCode && kinds.get(tag.assetCode)) || null, guidance))
  }
  /** Of the whole house at once and kept for a moment: every desk asks for their number, and a province has ten thousand tags. */
  const guidanceGaps = async (scope: readonly string[], under: string | undefined): Promise<GuidanceGap[]> => {
    const now = toEpochMs(clock.now())
    if (!gaps || now - gaps.at > GAPS_FOR_MS) {
      const fresh = { at: now, all: findGaps() }
      gaps = fresh
      fresh.all.catch(() => {
        if (gaps === fresh) gaps = null
      })
    }
    return (await gaps.all).filter(({ org }) => scope.some((path) => isWithin(org, path)) && (under === undefined || isWithin(org, under)))
  }

  return {
    async classes(caller: Caller): Promise<AlarmClass[]> {
      const { classes } = await all()
      return [...BUILT_IN_CLASSES, ...classes.filter((one) => concerns(caller.scope, one.org))]
    },
    async writeClass(caller: Caller, { reason, ...fields }: NewAlarmClass): Promise<AlarmClass> {
      const versioned = await add(caller, 'class', fields.org, fields.code, fields, reason)
      return { ...fields, ...versioned }
    },
    async templates(caller: Caller): Promise<GuidanceTemplate[]> {
      return (await all()).guidance.filter((one) => concerns(caller.scope, one.org))
    },
    async writeTemplate(caller: Caller, { reason, ...fields }: NewGuidanceTemplate): Promise<GuidanceTemplate> {
      if (Object.values(fields.words).every((word) => word === null)) throw new Refused('alarm-design.guidance_empty')
      const code = templateCode(fields)
      const versioned = await add(caller, 'guidance', fields.org, code, fields, reason)
      gaps = null
      return { ...fields, code, ...versioned }
    },
    async resolve(caller: Caller, { tag: number, reason }: ResolveQuery): Promise<ResolvedGuidance> {
      const [tag] = await tags.within(caller.scope, [number])
      if (!tag) throw new Refused('alarm-design.tag_not_found', { tagNumber: number })
      const kinds = tag.assetCode ? await tags.kinds([tag.assetCode]) : new Map()
      return resolveGuidance(tag, (tag.assetCode && kinds.get(tag.assetCode)) || null, reason ?? null, (await all()).guidance)
    },
    /** For the alarms: what to do, as it is inherited; null for a tag that is gone. */
    async guidanceOf(tagNumber: number, reason: ResolveQuery['reason'] | null): Promise<ResolvedGuidance | null> {
      const [tag] = await tags.within(WHOLE_HOUSE, [tagNumber])
      if (!tag) return null
      const kind = tag.assetCode ? (await tags.kinds([tag.assetCode])).get(tag.assetCode) : undefined
      return resolveGuidance(tag, kind ?? null, reason ?? null, (await all()).guidance)
    },
    /** For the alarms: which alarm is known to cause which, by the suppression rules. */
    async causes(): Promise<Map<number, number>> {
      return new Map(
        (await all()).suppressions.flatMap(({ rule: { when, alarms: caused } }) =>
          'causeAlarm' in when ? caused.map((alarm) => [alarm, when.causeAlarm] as const) : [],
        ),
      )
    },
    async gaps(caller: Caller, { under, page, pageSize }: GuidanceGapQuery) {
      const found = await guidanceGaps(caller.scope, under)
      return { items: found.slice((page - 1) * pageSize, page * pageSize), total: found.length }
    },
    async calendars(caller: Caller): Promise<Calendar[]> {
      return (await all()).calendars.filter((one) => concerns(caller.scope, one.org))
    },
    async writeCalendar(caller: Caller, { reason, ...fields }: NewCalendar): Promise<Calendar> {
      const odd = [...fields.days, ...fields.except].find(({ from, to }) => to < from)
      if (odd) throw new Refused('alarm-design.calendar_day_order', odd)
      // the pipeline knows calendars by code alone, so a code means one calendar in the whole house
      const taken = (await all()).calendars.find((one) => one.code === fields.code && one.org !== fields.org)
      if (taken) throw new Refused('alarm-design.in_use', { code: fields.code })
      const versioned = await add(caller, 'calendar', fields.org, fields.code, fields, reason)
      return { ...fields, ...versioned }
    },
    /** Takes away a class, template or calendar that nothing needs. */
    async remove(caller: Caller, kind: Exclude<DesignKind, 'suppression'>, org: OrgPath, code: string, reason: string): Promise<void> {
      const needed = (await tags.all()).find(({ alarms: { classCode, sets } }) =>
        kind === 'class' ? classCode === code : kind === 'calendar' && sets?.some((set) => set.when.calendar === code),
      )
      if (needed) throw new Refused('alarm-design.in_use', { code, tag: needed.code })
      await add(caller, kind, org, code, null, reason)
      gaps = null
    },
    async suppressions(caller: Caller): Promise<StandingSuppression[]> {
      const since = toInstant(toEpochMs(clock.now()) - COUNTED_DAYS * DAY_MS)
      const counts = await transact(WHOLE_HOUSE, (tx) => store.suppressedCounts(tx, since))
      const concerned = (await all()).suppressions.filter(({ org }) => concerns(caller.scope, org))
      const numbers = (rule: SuppressionRule) => [...rule.alarms, ...('causeAlarm' in rule.when ? [rule.when.causeAlarm] : [])]
      const named = await tags.within(WHOLE_HOUSE, [...new Set(concerned.flatMap(({ rule }) => numbers(rule).map(tagNumberOf)))])
      const codes = new Map(named.map((tag) => [tag.number, tag.code]))
      return concerned.map(({ org, rule, version, author, reason, at }) =>
        StandingSuppression.parse({
          org,
          rule,
          version,
          author,
          reason,
          at,
          suppressed: counts.get(rule.code) ?? 0,
          tags: numbers(rule).map((alarmNumber) => {
            const tagNumber = tagNumberOf(alarmNumber)
            return { alarmNumber, tagNumber, tagCode: codes.get(tagNumber) ?? `#${tagNumber}` }
          }),
        }),
      )
    },
    /** The rules a house begins with, before there is an alarm that a change request could be about. Refuses what no request could bring either. */
    async bringSuppression(caller: Caller, org: OrgPath, rule: SuppressionRule): Promise<void> {
      const { suppressions } = await all()
      const refusal = checkProposedRules(
        suppressions.map((one) => one.rule),
        [{ code: rule.code, rule }],
        () => true,
      )
      if (refusal) throw new Refused(refusal.code, refusal.params)
      await add(caller, 'suppression', org, rule.code, rule, rule.reason)
    },
    /** Every version of one thing, the newest first. */
    async history(caller: Caller, kind: DesignKind, org: string, code: string) {
      if (!concerns(caller.scope, org)) throw new Refused('alarm-design.not_found', { code })
      const rows = await transact(WHOLE_HOUSE, (tx) => store.history(tx, kind, org, code))
      return rows.map(({ version, body, author, reason, at }) => ({ version, body, author, reason, at: at as Instant }))
    },
    /** For the pipeline's definition, and for a rehearsal of the past: what the design says of all tags; calendars over the window. */
    async forPipeline(
      window = { from: toEpochMs(clock.now()), days: DAYS_AHEAD },
    ): Promise<{ classes: AlarmClass[]; suppressions: SuppressionRule[]; calendars: CalendarSpans }> {
      const { classes, suppressions, calendars } = await all()
      return {
        classes,
        suppressions: suppressions.map(({ rule }) => rule),
        calendars: Object.fromEntries(calendars.map((one) => [one.code, expandCalendar(one, window.from, window.days)])),
      }
    },
    summary: async (caller: Caller, under: string | undefined): Promise<DesignSummary> => {
      const missing = await guidanceGaps(caller.scope, under)
      return transact(caller.scope, async (tx) => ({
        guidanceGaps: missing.length,
        submitted: await store.countChanges(tx, 'submitted', under ?? ''),
        rehearsalsOverdue: await store.overdueRehearsals(tx, clock.now(), under ?? ''),
        differences: (await store.standingDifferences(tx)).filter(({ org }) => under === undefined || isWithin(org, under)).length,
      }))
    },
    /** What comes back by itself, soonest first; what only a person ends comes last. */
    async comesBack(caller: Caller) {
      const [aside, unusual, waiting] = await Promise.all([
        alarms.setAside(caller),
        tags.unusual(caller.scope),
        transact(caller.scope, (tx) => store.changes(tx, { state: 'approved', page: 1, pageSize: 200 })),
      ])
      const states = unusual.map(({ code, name, org, state }) => ({
        at: null,
        what: 'operating_state' as const,
        org: org as OrgPath,
        tagNumber: null,
        code,
        name,
        by: '',
        reason: state,
      }))
      const changes = waiting.items.map((change) => ({
        at: toEpochMs(change.effectiveFrom ?? clock.now()),
        what: 'change' as const,
        org: change.org,
        tagNumber: null,
        code: `#${change.number}`,
        name: change.title,
        by: change.author.name,
        reason: change.reason,
      }))
      return [...aside, ...states, ...changes].toSorted((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY))
    },
    /** Whose classes and calendars exist; refuses settings that name others. */
    async mustExist(names: { classCode: string | undefined; calendars: readonly string[] }[]): Promise<void> {
      const { classes, calendars } = await all()
      const codes = new Set([...BUILT_IN_CLASSES, ...classes].map((one) => one.code))
      const times = new Set(calendars.map((one) => one.code))
      for (const { classCode, calendars: wanted } of names) {
        if (classCode !== undefined && !codes.has(classCode)) throw new Refused('alarm-design.class_unknown', { code: classCode })
        const unknown = wanted.find((code) => !times.has(code))
        if (unknown !== undefined) throw new Refused('alarm-design.calendar_unknown', { code: unknown })
      }
    },
    /** Counts an alarm that a rule took from the list; other events are passed over. */
    async hear({ event, org }: AlarmChanged, sequence: number): Promise<void> {
      if (event.type !== 'suppressed' || event.state.state !== 'suppressed' || event.state.rule === null) return
      const { rule } = event.state
      await transact(WHOLE_HOUSE, (tx) => store.addSuppressed(tx, sequence, org, rule, event.alarmNumber, toInstant(event.at)))
    },
    all,
    assetStates: async (): Promise<AssetStates> =>
      Object.fromEntries((await tags.unusual(WHOLE_HOUSE)).map(({ code, state }) => [code, state])),
  }
}
export type DesignService = ReturnType<typeof designService>
