/** Data sources (数据接入): who may send which tags by which protocol and with which credential, how it goes, and what was refused and why (隔离区). */
import { RefusalReason } from '@anyuan/telemetry/wire'

export * from './contract/connection.ts'
export * from './contract/provision.ts'
export * from './contract/quarantine.ts'
export * from './contract/source.ts'
export { RefusalReason }

export const permissions = {
  'sources.read': [
    'park_duty_officer',
    'park_safety_officer',
    'enterprise_safety_manager',
    'maintainer',
    'city_supervisor',
    'province_supervisor',
  ],
  'sources.write': ['park_safety_officer', 'maintainer'],
} as const
export type SourcesEvent = { type: 'sources.changed'; code: string }

export const errors = {
  'sources.not_found': 404,
  'sources.code_taken': 409,
  'sources.unknown_tags': 422,
  'sources.no_such_organisation': 422,
  'sources.connection_missing': 422,
  'sources.other_protocol': 422,
  'sources.reached_already': 409,
  'sources.double_address': 422,
  'sources.double_tag': 422,
  'sources.address_form': 422,
  'sources.no_points': 422,
  'sources.tags_follow_points': 422,
  'sources.password_needed': 422,
  'sources.password_not_chosen': 422,
  'sources.cannot_browse': 422,
  'sources.nothing_to_reprocess': 404,
  'sources.code_invalid': 404,
  'sources.too_many_tries': 429,
} as const
export type SourcesError = keyof typeof errors
