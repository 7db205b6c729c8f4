/** The life of a change request: draft, submitted with its rehearsal, judged by another person, carried out at its time. */
import { type Decision, decide, type Instant, type OrgPath, orgPath, plusSeconds, type Refusal, refuse } from '@anyuan/kernel'
import type {
  AlarmDesignError,
  AlarmDesignEvent,
  By,
  Change,
  ChangeProgress,
  ChangeRevision,
  NewChange,
  SuppressionRule,
  TagBefore,
  Verdict,
} from '../contract.ts'

type Outcome = Decision<Change, AlarmDesignEvent> | Refusal<AlarmDesignError>
/** After an emergency the rehearsal is owed within a day. */
export const EMERGENCY_REHEARSAL_SECONDS = 86_400 // default, not from a standard

const told = (change: Change): Decision<Change, AlarmDesignEvent> =>
  decide(change, {
    type: 'alarm-design.change_moved',
    id: change.id,
    number: change.number,
    state: change.progress.state,
    org: change.org,
  })
const move = (change: Change, progress: ChangeProgress): Decision<Change, AlarmDesignEvent> => told({ ...change, progress })

/** Everything a request is made of that the service has to look up. */
export interface Surroundings {
  id: string
  number: number
  org: OrgPath
  author: By
  before: TagBefore[]
  suppressionsBefore: SuppressionRule[]
}

/** A new request. In an emergency two people of different roles stand for it by name, and it is approved by that. */
export function openChange(input: NewChange, { author, ...found }: Surroundings): Outcome {
  const { tags, suppressions = [], effectiveFrom = null, emergency = null, title, reason } = input
  const refusal = checkProposals({ tags, suppressions }, found.before, found.suppressionsBefore)
  if (refusal) return refusal
  if (emergency) {
    const [one, other] = emergency.agreed
    if (!one || !other || one.role === other.role || one.name === other.name) return refuse('alarm-design.emergency_same_role')
  }
  return told({
    ...found,
    author,
    title,
    reason,
    tags,
    suppressions,
    effectiveFrom: emergency ? null : effectiveFrom,
    emergency: emergency ? { ...emergency, rehearseBy: plusSeconds(author.at, EMERGENCY_REHEARSAL_SECONDS) } : null,
    progress: emergency ? { state: 'approved', submitted: author, approved: author, note: '' } : { state: 'draft' },
    rehearsal: { state: 'none' },
  })
}

/** A draft written anew; what was rehearsed was something else, so the rehearsal is void. */
export function reviseChange(
  change: Change,
  revision: ChangeRevision,
  found: Pick<Surroundings, 'before' | 'suppressionsBefore' | 'org'>,
): Outcome {
  if (change.progress.state !== 'draft') return refuse('alarm-design.not_draft', { state: change.progress.state })
  const next: Change = { ...change, ...revision, ...found }
  const refusal = checkProposals(next, next.before, next.suppressionsBefore)
  if (refusal) return refusal
  const asRehearsed = isAlike(next.tags, change.tags) && isAlike(next.suppressions, change.suppressions)
  return told({ ...next, rehearsal: asRehearsed ? change.rehearsal : { state: 'none' } })
}

function checkProposals(
  { tags, suppressions }: Pick<Change, 'tags' | 'suppressions'>,
  before: readonly TagBefore[],
  suppressionsBefore: readonly SuppressionRule[],
): Refusal<AlarmDesignError> | null {
  const numbers = tags.map((tag) => tag.tagNumber)
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i)
  if (twice !== undefined) return refuse('alarm-design.tag_twice', { tagNumber: twice })
  const untouched = tags.find((tag) => {
    const was = before.find((one) => one.tagNumber === tag.tagNumber)
    return was !== undefined && was.formula === tag.formula && isAlike(was.alarms, tag.alarms)
  })
  const idle = suppressions.find(({ code, rule }) => isAlike(suppressionsBefore.find((one) => one.code === code) ?? null, rule))
  if (tags.length + suppressions.length === 0 || untouched || idle)
    return refuse('alarm-design.nothing_changed', { tagNumber: untouched?.tagNumber ?? null, code: idle?.code ?? null })
  return null
}

export function submitChange(change: Change, by: By): Outcome {
  if (change.progress.state !== 'draft') return refuse('alarm-design.not_draft', { state: change.progress.state })
  if (change.rehearsal.state !== 'done') return refuse('alarm-design.not_rehearsed', { rehearsal: change.rehearsal.state })
  return move(change, { state: 'submitted', submitted: by })
}
/** Nobody approves, or rejects, what is their own. */
export function judgeChange(change: Change, { approve, note }: Verdict, by: By): Outcome {
  if (change.progress.state !== 'submitted') return refuse('alarm-design.not_submitted', { state: change.progress.state })
  if (change.author.accountId === by.accountId || change.progress.submitted.accountId === by.accountId)
    return refuse('alarm-design.own_request', { number: change.number })
  return move(
    change,
    approve ? { state: 'approved', submitted: change.progress.submitted, approved: by, note } : { state: 'rejected', rejected: by, note },
  )
}
export function withdrawChange(change: Change, by: By): Outcome {
  const { state } = change.progress
  if (state !== 'draft' && state !== 'submitted') return refuse('alarm-design.not_draft', { state })
  if (change.author.accountId !== by.accountId) return refuse('alarm-design.not_own_request', { number: change.number })
  return move(change, { state: 'withdrawn', withdrawn: by })
}
export const carriedOut = (change: Change, at: Instant): Decision<Change, AlarmDesignEvent> =>
  move(change, { state: 'effective', approved: approverOf(change), effectiveAt: at })
/** What was approved could not be carried out: a tag is gone, or a limit no longer fits its range. */
export const notCarriedOut = (
  change: Change,
  at: Instant,
  code: string,
  params: Record<string, unknown>,
): Decision<Change, AlarmDesignEvent> => move(change, { state: 'failed', approved: approverOf(change), at, code, params })
const approverOf = ({ progress }: Change): By | null => (progress.state === 'approved' ? progress.approved : null)

/** The settings the request was written against are no longer those in force: approving it would undo a later change unseen. */
export function movedSince(change: Change, now: readonly Pick<TagBefore, 'tagNumber' | 'alarms' | 'formula'>[]): number | null {
  for (const was of change.before) {
    const is = now.find((one) => one.tagNumber === was.tagNumber)
    if (!is || is.formula !== was.formula || !isAlike(is.alarms, was.alarms)) return was.tagNumber
  }
  return null
}

export const isRehearsalOverdue = ({ emergency, rehearsal }: Pick<Change, 'emergency' | 'rehearsal'>, now: Instant): boolean =>
  emergency !== null && rehearsal.state !== 'done' && emergency.rehearseBy < now
/** When an approved request is carried out. */
export const dueAt = (change: Change): Instant | null =>
  change.progress.state === 'approved'
    ? change.effectiveFrom && change.effectiveFrom > change.progress.approved.at
      ? change.effectiveFrom
      : change.progress.approved.at
    : null

/** The nearest place that all of `orgs` lie in. */
export function commonPlace(orgs: readonly string[]): OrgPath {
  const [first = [], ...others] = orgs.map((org) => org.split('.'))
  const shared = first.filter((_, i) => others.every((other) => first.slice(0, i + 1).every((label, k) => other[k] === label)))
  return orgPath(shared.join('.'))
}

/** By content, whatever the order of the fields. */
export const isAlike = (a: unknown, b: unknown): boolean => ordered(a) === ordered(b)
const ordered = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
