/** Between a tag as the server keeps it and the fields of its form. A PATCH carries the whole tag: what is left out would be reset. Pure. */
import type { Severity } from '@anyuan/kernel'
import type { paths } from '@anyuan/ui'
import type { OperatingState, TagAlarms } from '../contract.ts'

export type Tag = paths['/api/assets/tags/{number}']['get']['responses'][200]['content']['application/json']
export type TagKindName = Tag['kind']

export const LIMITS = ['highHigh', 'high', 'low', 'lowLow'] as const
export const WATCHES = ['rateOfChange', 'flatLine', 'noData', 'badQuality', 'state'] as const
export type LimitName = (typeof LIMITS)[number]
export type WatchName = (typeof WATCHES)[number]

interface Part {
  enabled?: boolean
  severity?: Severity
}
export interface LimitFields extends Part {
  threshold?: number | null
}
export interface WatchFields extends Part {
  perSecond?: number | null
  windowSeconds?: number | null
  span?: number | null
  afterSeconds?: number | null
  alarmWhen?: boolean
}
/** A limit set as the form shows it: thresholds alone, for the severities are those of the ordinary limits. */
export interface SetFields {
  state?: OperatingState | null
  calendar?: string | null
  unwatched?: boolean
  limits?: Partial<Record<LimitName, number | null>>
  without?: WatchName[]
}
/** What is set by design of a tag; in a change request alone where the tag is there already. */
export interface SettingFields {
  formula?: string | null
  classCode?: string | null
  limits: Partial<Record<LimitName, LimitFields>>
  watches: Partial<Record<WatchName, WatchFields>>
  deadband?: number | null
  onDelaySeconds?: number | null
  offDelaySeconds?: number | null
  latched?: boolean
  /** Raised only at so many rises within so many seconds; both or neither. */
  raiseAfterCount?: { count?: number | null; windowSeconds?: number | null }
  rises?: { afterSeconds?: number | null; severity?: Severity }[]
  sets?: SetFields[]
}
export interface TagFields extends SettingFields {
  code?: string
  name: string
  org: string
  assetCode?: string | null
  kind: TagKindName
  unit?: string
  rangeLow: number
  rangeHigh: number
  expectedIntervalSeconds: number
  owner?: string | null
  enabled?: boolean
  guidance: { cause?: string; consequence?: string; action?: string; phone?: string | null }
}

/** default, not from a standard: the levels that a new limit is offered with */
const FIRST_SEVERITY: Record<LimitName | WatchName, Severity> = {
  highHigh: 1,
  lowLow: 1,
  high: 2,
  low: 2,
  rateOfChange: 3,
  flatLine: 4,
  noData: 3,
  badQuality: 4,
  state: 2,
}
const EMPTY_ALARMS: TagAlarms = { deadband: 0, onDelaySeconds: 0, offDelaySeconds: 0, latched: false }

/** The settings of a tag, or of one that is not there yet, as the form shows them. */
export function settingFieldsOf(tag: { alarms: unknown; formula: string | null } | null): SettingFields {
  const alarms = (tag?.alarms ?? EMPTY_ALARMS) as TagAlarms
  const part = <Name extends LimitName | WatchName>(name: Name) => {
    const there = alarms[name]
    return there ? { ...there, enabled: there.enabled !== false } : { enabled: false, severity: FIRST_SEVERITY[name] }
  }
  return {
    formula: tag?.formula ?? null,
    classCode: alarms.classCode ?? null,
    limits: Object.fromEntries(LIMITS.map((name) => [name, part(name)])),
    watches: Object.fromEntries(WATCHES.map((name) => [name, part(name)])),
    deadband: alarms.deadband,
    onDelaySeconds: alarms.onDelaySeconds,
    offDelaySeconds: alarms.offDelaySeconds,
    latched: alarms.latched,
    raiseAfterCount: alarms.raiseAfterCount ?? {},
    rises: alarms.severityRises ?? [],
    sets: (alarms.sets ?? []).map(({ when, limits, without }) => ({
      state: when.state ?? null,
      calendar: when.calendar ?? null,
      unwatched: limits === null,
      limits: Object.fromEntries(LIMITS.map((name) => [name, limits?.[name]?.threshold ?? null])),
      without,
    })),
  }
}

export function fieldsOf(tag: Tag | null): Partial<TagFields> {
  const shared = settingFieldsOf(tag)
  if (!tag) return { ...shared, expectedIntervalSeconds: 5, guidance: {} } // default, not from a standard
  const { code, name, org, assetCode, kind, unit, rangeLow, rangeHigh, expectedIntervalSeconds, owner, enabled, guidance } = tag
  return {
    ...shared,
    code,
    name,
    org,
    assetCode,
    kind,
    unit,
    rangeLow,
    rangeHigh,
    expectedIntervalSeconds,
    owner,
    enabled,
    guidance: guidance ?? {},
  }
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number'
/** Switched off and never filled in is not watched at all; switched off with numbers keeps its numbers. */
export function alarmsOf(fields: SettingFields): TagAlarms {
  const alarms: TagAlarms = {
    deadband: fields.deadband ?? 0,
    onDelaySeconds: fields.onDelaySeconds ?? 0,
    offDelaySeconds: fields.offDelaySeconds ?? 0,
    latched: fields.latched ?? false,
  }
  for (const name of LIMITS) {
    const { enabled = false, severity = FIRST_SEVERITY[name], threshold } = fields.limits[name] ?? {}
    if (isNumber(threshold)) alarms[name] = { threshold, severity, enabled }
  }
  const of = (name: WatchName) => {
    const { enabled = false, severity = FIRST_SEVERITY[name], ...rest } = fields.watches[name] ?? {}
    return { enabled, severity, ...rest }
  }
  const rate = of('rateOfChange')
  if (isNumber(rate.perSecond) && isNumber(rate.windowSeconds))
    alarms.rateOfChange = { perSecond: rate.perSecond, windowSeconds: rate.windowSeconds, severity: rate.severity, enabled: rate.enabled }
  const flat = of('flatLine')
  if (isNumber(flat.windowSeconds))
    alarms.flatLine = { windowSeconds: flat.windowSeconds, span: flat.span ?? 0, severity: flat.severity, enabled: flat.enabled }
  const none = of('noData')
  if (isNumber(none.afterSeconds)) alarms.noData = { afterSeconds: none.afterSeconds, severity: none.severity, enabled: none.enabled }
  const bad = of('badQuality')
  if (bad.enabled) alarms.badQuality = { severity: bad.severity, enabled: true }
  const state = of('state')
  if (state.enabled) alarms.state = { alarmWhen: state.alarmWhen ?? true, severity: state.severity, enabled: true }
  const rises = (fields.rises ?? []).flatMap(({ afterSeconds, severity }) =>
    isNumber(afterSeconds) && severity ? [{ afterSeconds, severity }] : [],
  )
  if (rises.length > 0) alarms.severityRises = rises
  const { count, windowSeconds } = fields.raiseAfterCount ?? {}
  if (isNumber(count) && isNumber(windowSeconds)) alarms.raiseAfterCount = { count, windowSeconds }
  const classCode = orNull(fields.classCode)
  if (classCode) alarms.classCode = classCode
  const sets = (fields.sets ?? []).map((set) => setOf(set, fields.limits))
  if (sets.length > 0) alarms.sets = sets
  return alarms
}

function setOf(
  { state, calendar, unwatched, limits, without }: SetFields,
  plain: SettingFields['limits'],
): NonNullable<TagAlarms['sets']>[number] {
  const given = LIMITS.flatMap((name) => {
    const threshold = limits?.[name]
    return isNumber(threshold)
      ? [[name, { threshold, severity: plain[name]?.severity ?? FIRST_SEVERITY[name], enabled: true }] as const]
      : []
  })
  const named = orNull(calendar)
  return {
    when: { ...(state ? { state } : {}), ...(named ? { calendar: named } : {}) },
    limits: unwatched ? null : Object.fromEntries(given),
    without: without ?? [],
  }
}

const orNull = (text: string | null | undefined): string | null => (text == null || text.trim() === '' ? null : text.trim())
/** The settings as a request or a new tag carries them. */
export const settingsOf = (fields: SettingFields) => ({ alarms: alarmsOf(fields), formula: orNull(fields.formula) })

/** Of a tag that is there, what is not set by design; settings go by change requests. `before` gives what the form does not show. */
export function bodyOf(fields: TagFields, before: Tag | null) {
  const { cause, consequence, action, phone } = fields.guidance
  const written = [cause, consequence, action].some((text) => orNull(text) !== null)
  return {
    name: fields.name.trim(),
    org: fields.org,
    assetCode: orNull(fields.assetCode),
    kind: fields.kind,
    unit: fields.unit?.trim() ?? '',
    rangeLow: fields.rangeLow,
    rangeHigh: fields.rangeHigh,
    expectedIntervalSeconds: fields.expectedIntervalSeconds,
    owner: orNull(fields.owner),
    position: before?.position ?? null,
    guidance: written
      ? { cause: cause?.trim() ?? '', consequence: consequence?.trim() ?? '', action: action?.trim() ?? '', phone: orNull(phone) }
      : null,
  }
}
