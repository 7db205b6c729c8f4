/** Alarm design (报警设计): every word this module shares with the house, the wire and the screen. */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { z } from 'zod'

export const NewAlarmDesignRecord = z.object({ org: OrgPath, name: z.string().trim().min(1).max(120) })
export type NewAlarmDesignRecord = z.infer<typeof NewAlarmDesignRecord>

export const OpenAlarmDesignRecord = NewAlarmDesignRecord.extend({
  id: z.uuid(),
  state: z.literal('open'),
  openedBy: z.string(),
  openedAt: Instant,
})
export const ClosedAlarmDesignRecord = OpenAlarmDesignRecord.extend({
  state: z.literal('closed'),
  closedBy: z.string(),
  closedAt: Instant,
  conclusion: z.string(),
})
/** A record is open or closed; only a closed one says how it ended. */
export const AlarmDesignRecord = z.discriminatedUnion('state', [OpenAlarmDesignRecord, ClosedAlarmDesignRecord])
export type AlarmDesignRecord = z.infer<typeof AlarmDesignRecord>
export type OpenAlarmDesignRecord = z.infer<typeof OpenAlarmDesignRecord>
export type ClosedAlarmDesignRecord = z.infer<typeof ClosedAlarmDesignRecord>

export const AlarmDesignClose = z.object({ conclusion: z.string().trim().min(1).max(1000) })
export type AlarmDesignClose = z.infer<typeof AlarmDesignClose>
export const AlarmDesignPage = pageOf(AlarmDesignRecord)
export const AlarmDesignQuery = PageQuery.extend({ under: OrgPath.optional().describe('only this unit and below') })
export type AlarmDesignQuery = z.infer<typeof AlarmDesignQuery>

export const permissions = {
  'alarm-design.read': ['park_duty_officer', 'park_safety_officer', 'park_leader'],
  'alarm-design.write': ['park_safety_officer'],
} as const
export type AlarmDesignEvent = { type: 'alarm-design.changed'; id: string; org: OrgPath }

/** Error table: code → HTTP status. The words stand in locales/. */
export const errors = { 'alarm-design.not_found': 404, 'alarm-design.already_closed': 409, 'alarm-design.outside_scope': 403 } as const
export type AlarmDesignError = keyof typeof errors
