/** Classes of alarms (报警类): what all alarms of a kind have in common. */
import { ClassTerms } from '@anyuan/assets/contract'
import { OrgPath } from '@anyuan/kernel'
import { z } from 'zod'
import { Code, Versioned } from './versions.ts'

export const AlarmClassFields = ClassTerms.extend({ code: Code, org: OrgPath, name: z.string().trim().min(1).max(60) })
export const NewAlarmClass = AlarmClassFields.extend({ reason: z.string().trim().min(1).max(300) })
export type NewAlarmClass = z.infer<typeof NewAlarmClass>
/** `org` empty: comes with the house, and holds where nobody nearer has said otherwise. */
export const AlarmClass = AlarmClassFields.extend({ org: z.union([OrgPath, z.literal('')]), ...Versioned })
export type AlarmClass = z.infer<typeof AlarmClass>
