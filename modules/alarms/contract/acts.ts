/** What an officer may do about alarms, each act tied to what was on the screen; and what it would do, said before it is done. */
import { Instant, OrgPath, Severity } from '@anyuan/kernel'
import { AlarmAction, AlarmState, CONDITION_KINDS } from '@anyuan/monitoring/shapes'
import { z } from 'zod'

/** An alarm as it stood on the screen. `seenOccurrence` is null where none stood (a shelf is taken away, a drill begins). */
export const SeenAlarm = z.object({
  alarmNumber: z.number().int(),
  seenOccurrence: z.string().max(80).nullable(),
  seenSeverity: Severity.optional(),
})
export type SeenAlarm = z.infer<typeof SeenAlarm>

const [acknowledge, handle, reset, shelve, unshelve, suppress, unsuppress, takeOut, returnTo, silence, startDrill] = AlarmAction.options
/** The act itself; to what it applies stands beside it. Drills have a door of their own, because other people may open it. */
export const Act = z.discriminatedUnion('action', [
  acknowledge.omit({ seenOccurrence: true, seenSeverity: true }),
  handle.omit({ seenOccurrence: true }),
  reset.omit({ seenOccurrence: true }),
  silence.omit({ seenOccurrence: true }),
  shelve,
  unshelve,
  suppress,
  unsuppress,
  takeOut,
  returnTo,
])
export type Act = z.infer<typeof Act>

/** One act on several alarms; each answers for itself. What changed since it was seen is refused and stays as it is. */
export const ActOnAlarms = z.object({ alarms: z.array(SeenAlarm).min(1).max(500), act: Act })
export type ActOnAlarms = z.infer<typeof ActOnAlarms>
export const ActResult = z.object({
  alarmNumber: z.number().int(),
  ok: z.boolean(),
  code: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  state: AlarmState.nullable(),
})
export type ActResult = z.infer<typeof ActResult>
export const Acted = z.object({ results: z.array(ActResult) })
export type Acted = z.infer<typeof Acted>

/** What an act would do as things stand now: nothing is done. */
export const ActPreview = z.object({
  ready: z.array(SeenAlarm),
  bySeverity: z.array(z.object({ severity: Severity, count: z.number().int() })),
  left: z
    .array(z.object({ code: z.string(), count: z.number().int(), tagCodes: z.array(z.string()) }))
    .describe('which cannot, counted by why'),
})
export type ActPreview = z.infer<typeof ActPreview>

/** Drill (演练): an occurrence raised by a person. It rings and is handled as a real one, and counts nowhere. */
export const NewDrill = startDrill.omit({ action: true }).extend({ tagNumber: z.number().int().min(1), condition: z.enum(CONDITION_KINDS) })
export type NewDrill = z.infer<typeof NewDrill>
export const EndDrill = z.object({ alarmNumbers: z.array(z.number().int()).min(1).max(500) })
export type EndDrill = z.infer<typeof EndDrill>

/** An alarm that came back into service when its time was up, and that nobody has tested since (恢复未试验). */
export const Untested = z.object({
  alarmNumber: z.number().int(),
  tagNumber: z.number().int(),
  tagCode: z.string(),
  tagName: z.string(),
  org: OrgPath,
  returnedAt: Instant,
})
export type Untested = z.infer<typeof Untested>
export const UntestedList = z.object({ items: z.array(Untested) })
export const UntestedQuery = z.object({ under: OrgPath.optional() })
/** The test, recorded after the alarm came back by itself. */
export const LateTest = returnTo.omit({ action: true }).extend({ alarmNumber: z.number().int().min(1) })
export type LateTest = z.infer<typeof LateTest>

/** A remark (备注) on an occurrence; never changed. */
export const AlarmComment = z.object({ at: z.iso.datetime(), by: z.string(), text: z.string() })
export type AlarmComment = z.infer<typeof AlarmComment>
export const NewComment = z.object({ text: z.string().trim().min(1).max(1000) })
export const AlarmComments = z.object({ items: z.array(AlarmComment) })
/** Who looks after an occurrence (负责人). */
export const Assignee = z.object({ accountId: z.uuid(), name: z.string() })
export type Assignee = z.infer<typeof Assignee>
export const Assigned = z.object({ assignee: Assignee.nullable() })
export const Assignment = z.object({ accountId: z.uuid().nullable().describe('null: nobody') })
/** People who may act on alarms at a place. */
export const People = z.object({ items: z.array(Assignee) })
export const PeopleQuery = z.object({ org: OrgPath })
