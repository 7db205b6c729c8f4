/** Alarm design (报警设计): classes, guidance, calendars, suppression by design, and the change requests by which settings change. Every word this module shares with the house, the wire and the screen. */
import type { OrgPath } from '@anyuan/kernel'
import type { DesignKind } from './contract/versions.ts'

export * from './contract/calendars.ts'
export * from './contract/changes.ts'
export * from './contract/classes.ts'
export * from './contract/guidance.ts'
export * from './contract/rehearsal.ts'
export * from './contract/running.ts'
export * from './contract/suppressions.ts'
export * from './contract/versions.ts'

export const permissions = {
  'alarm-design.read': ['anyone'],
  'alarm-design.write': ['park_safety_officer'],
  'alarm-design.write_guidance': ['park_safety_officer', 'enterprise_safety_manager', 'technical_lead'],
  'alarm-design.propose': ['park_safety_officer', 'enterprise_safety_manager', 'technical_lead', 'maintainer'],
  'alarm-design.approve': ['park_safety_officer'],
} as const
export type AlarmDesignEvent =
  | { type: 'alarm-design.changed'; kind: DesignKind; code: string; org: OrgPath }
  | { type: 'alarm-design.change_moved'; id: string; number: number; state: string; org: OrgPath }
  | { type: 'alarm-design.difference_found'; count: number }

/** Error table: code → HTTP status. The words stand in locales/. */
export const errors = {
  'alarm-design.not_found': 404,
  'alarm-design.outside_scope': 403,
  'alarm-design.tag_not_found': 404,
  'alarm-design.class_unknown': 422,
  'alarm-design.calendar_unknown': 422,
  'alarm-design.calendar_day_order': 422,
  'alarm-design.in_use': 409,
  'alarm-design.guidance_empty': 422,
  'alarm-design.nothing_changed': 422,
  'alarm-design.tag_twice': 422,
  'alarm-design.not_draft': 409,
  'alarm-design.not_submitted': 409,
  'alarm-design.not_rehearsed': 409,
  'alarm-design.rehearsal_runs': 409,
  'alarm-design.own_request': 403,
  'alarm-design.not_own_request': 403,
  'alarm-design.settings_moved': 409,
  'alarm-design.emergency_same_role': 422,
  'alarm-design.suppression_code_twice': 422,
  'alarm-design.suppression_cause_suppressed': 422,
  'alarm-design.suppression_not_suppressible': 422,
  'alarm-design.suppression_formula': 422,
} as const
export type AlarmDesignError = keyof typeof errors
