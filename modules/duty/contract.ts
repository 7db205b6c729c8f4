/** Duty (值班值守): the shift log that the work list writes by itself, remarks by the officer, and the hand-over of a shift. */
import { Instant, OrgPath, PageQuery, pageOf } from '@anyuan/kernel'
import { z } from 'zod'

/** One line of the shift log (值班记录). Entries are never changed; a mistake is corrected by a further entry. */
export const LogEntry = z.object({
  id: z.number().int(),
  at: Instant,
  org: OrgPath,
  kind: z.enum(['remark', 'alarm', 'handover']),
  text: z.string().nullable().describe('what the officer wrote; null where the words come from `code` and `params`'),
  code: z.string().nullable().describe('word in locales, e.g. duty.log.raised'),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  by: z.string().nullable().describe('null: written by the house'),
})
export type LogEntry = z.infer<typeof LogEntry>
export const LogPage = pageOf(LogEntry)
export const LogQuery = PageQuery.extend({ org: OrgPath, from: Instant.optional(), to: Instant.optional() })
export type LogQuery = z.infer<typeof LogQuery>

export const NewRemark = z.object({ org: OrgPath, text: z.string().trim().min(1).max(1000) })
export type NewRemark = z.infer<typeof NewRemark>
export const NewHandover = z.object({ org: OrgPath, summary: z.string().trim().min(1).max(2000), openAlarms: z.number().int().min(0) })
export type NewHandover = z.infer<typeof NewHandover>

export const permissions = {
  'duty.read': [
    'park_duty_officer',
    'park_safety_officer',
    'emergency_commander',
    'park_leader',
    'city_duty_officer',
    'city_supervisor',
    'province_duty_officer',
    'province_supervisor',
  ],
  'duty.write': ['park_duty_officer', 'city_duty_officer', 'province_duty_officer'],
} as const
export type DutyEvent = { type: 'duty.handed_over'; org: OrgPath }
export const errors = { 'duty.outside_scope': 403 } as const
export type DutyError = keyof typeof errors
