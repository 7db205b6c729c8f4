/** Setting aside (搁置 · 屏蔽 · 停用) and taking back: by a person, by the clock, or by design. The live state goes on inside. */
import { type EpochMs, type Refusal, refuse } from '@anyuan/kernel'
import { type Happening, happening } from './condition.ts'
import type { MonitoringRefusal } from './refusals.ts'
import { type AlarmAction, type AlarmDefinition, type AlarmState, type LiveState, RETURNED_UNTESTED } from './shapes.ts'
import { isSetAside, liveOf, type SetAsideState } from './state.ts'
import { isWaiting, rested } from './waiting.ts'

/** What the site allows its operators. */
export interface OperatorLimits {
  /** The longest an alarm may lie on the shelf, in minutes, where its class says nothing else. */
  maxShelveMinutes: number
}

type No = Refusal<MonitoringRefusal>
export type Done = { state: AlarmState; happenings: Happening[] }
export type Aside = Extract<AlarmAction, { action: 'shelve' | 'suppress' | 'take_out_of_service' }>

const DAY_MS = 86_400_000 // default, not from a standard: a day has so many

/** How the state looks once nothing hides it any more: what still asks for somebody sounds, and a condition that still holds asks to be acknowledged anew (ISA-18.2, from knowledge). */
export function uncovered(inner: LiveState, at: EpochMs): LiveState {
  if (inner.state === 'acknowledged') {
    const { acknowledged: _past, ...standing } = rested(inner)
    return { ...standing, state: 'unacknowledged', waitingSince: at, silenced: null }
  }
  return isWaiting(inner) ? { ...inner, announcedAt: at, silenced: null } : inner
}

const TAKEN_BACK = { shelved: 'unshelved', suppressed: 'unsuppressed', out_of_service: 'returned_to_service' } as const

/** Ends a shelf, a suppression or a time out of service. `by` is null when the time was up or the design lifted it. */
export const takeBack = (aside: SetAsideState, by: string | null, at: EpochMs, note: string | null = null): Done => ({
  state: uncovered(aside.inner, at),
  happenings: [happening(TAKEN_BACK[aside.state], aside.inner, null, by, note)],
})

/** Its time is up. What was out of service watches again at once, and says that it was not tested. */
export const expire = (aside: SetAsideState, at: EpochMs): Done =>
  takeBack(aside, null, at, aside.state === 'out_of_service' ? RETURNED_UNTESTED : null)

/** Covered by a suppression rule, not by a person. */
export const isByDesign = (state: AlarmState): state is SetAsideState & { state: 'suppressed'; rule: string } =>
  state.state === 'suppressed' && state.rule !== null

/** A person sets an alarm aside. What is only suppressed by design may still be shelved or taken out of service: the design comes back afterwards. */
export function putAside(
  definition: AlarmDefinition,
  state: AlarmState,
  action: Aside,
  by: string,
  limits: OperatorLimits,
  now: EpochMs,
): Done | No {
  if (isSetAside(state) && !isByDesign(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
  const inner = liveOf(state)
  const aside = { inner, since: now, by, reason: action.reason }
  const lifted = isByDesign(state) ? [happening('unsuppressed', inner, null, null, state.rule)] : []
  switch (action.action) {
    case 'shelve': {
      const { minutes, reason } = action
      const maxMinutes = definition.maxShelveMinutes ?? limits.maxShelveMinutes
      if (minutes > maxMinutes) return refuse('alarms.shelved_too_long', { minutes, maxMinutes })
      const until = now + minutes * 60_000
      return { state: { ...aside, state: 'shelved', until }, happenings: [...lifted, happening('shelved', inner, null, by, reason)] }
    }
    case 'suppress': {
      if (isByDesign(state)) return refuse('alarms.set_aside', { state: state.state, by: state.by })
      if (!definition.suppressible) return refuse('alarms.not_suppressible', { alarmNumber: definition.alarmNumber })
      return { state: { ...aside, state: 'suppressed', rule: null }, happenings: [happening('suppressed', inner, null, by, action.reason)] }
    }
    case 'take_out_of_service': {
      const { until, reason, compensatingMeasure, work } = action
      const maxDays = definition.maxOutOfServiceDays
      if (until <= now) return refuse('alarms.until_not_ahead', { until, now })
      if (until - now > maxDays * DAY_MS) return refuse('alarms.out_of_service_too_long', { until, maxDays })
      return {
        state: { ...aside, state: 'out_of_service', until, compensatingMeasure, work },
        happenings: [...lifted, happening('taken_out_of_service', inner, null, by, `${reason} · ${compensatingMeasure} · ${work}`)],
      }
    }
  }
}

/** A person takes an alarm back. What the design suppresses, only the design lifts. */
export function takeBackBy(
  state: AlarmState,
  action: Extract<AlarmAction, { action: 'unshelve' | 'unsuppress' | 'return_to_service' }>,
  by: string,
  now: EpochMs,
): Done | No {
  switch (action.action) {
    case 'unshelve':
      return state.state === 'shelved' ? takeBack(state, by, now) : refuse('alarms.not_shelved', { state: state.state })
    case 'unsuppress':
      if (isByDesign(state)) return refuse('alarms.suppressed_by_design', { rule: state.rule })
      return state.state === 'suppressed' ? takeBack(state, by, now) : refuse('alarms.not_suppressed', { state: state.state })
    case 'return_to_service':
      return state.state === 'out_of_service'
        ? takeBack(state, by, now, action.testResult)
        : refuse('alarms.not_out_of_service', { state: state.state })
  }
}

/** The design begins (`rule`) or ends (null) to suppress. What a person has set aside stays as it is. */
export function byDesign(state: AlarmState, rule: { code: string; reason: string } | null, now: EpochMs): Done {
  if (rule === null) return isByDesign(state) ? takeBack(state, null, now, state.rule) : { state, happenings: [] }
  if (isSetAside(state)) return { state, happenings: [] }
  const { code, reason } = rule
  return {
    state: { state: 'suppressed', inner: state, since: now, by: code, reason, rule: code },
    happenings: [happening('suppressed', state, null, null, `${code} · ${reason}`)],
  }
}
