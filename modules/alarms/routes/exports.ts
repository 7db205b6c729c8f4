/** Standing alarms and the history of alarms as files. */
import { exportList, type Words } from '@anyuan/host'
import { PageQuery, Severity } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type AlarmState, type Occurrence, OccurrenceQuery, type StandingAlarm, StandingQuery } from '../contract.ts'
import type { AlarmsService } from '../service.ts'

/** What the page filters by itself, over the alarms that it holds anyway. */
const Shown = {
  severity: z.coerce.number().pipe(Severity).optional(),
  state: z.string().max(40).optional(),
  condition: z.string().max(40).optional(),
  text: z.string().max(80).optional(),
  mine: z.enum(['yes']).optional(),
}
const isShown = (alarm: StandingAlarm, query: z.infer<z.ZodObject<typeof Shown>>, me: string): boolean =>
  (query.severity === undefined || worstOf(alarm)?.severity === query.severity) &&
  (query.state === undefined || alarm.state.state === query.state) &&
  (query.condition === undefined || alarm.condition === query.condition) &&
  (query.mine === undefined || alarm.assignee?.accountId === me) &&
  (query.text === undefined ||
    `${alarm.tagCode} ${alarm.tagName} ${alarm.assetCode ?? ''}`.toLowerCase().includes(query.text.toLowerCase()))

/** What an alarm that is set aside would be. */
const inner = (state: AlarmState): AlarmState => ('inner' in state ? inner(state.inner as AlarmState) : state)
const worstOf = (alarm: StandingAlarm) => {
  const state = inner(alarm.state)
  return 'worst' in state ? state.worst : null
}
const raisedAt = (alarm: StandingAlarm): number | null => {
  const state = inner(alarm.state)
  return 'raisedAt' in state ? state.raisedAt : null
}
const severity = (level: number | undefined | null, words: Words) => (level ? words.say(`ui.severity.${level}`) : null)
const reason = (code: string | undefined, words: Words) => (code ? words.say(`ui.alarm.reason.${code}`) : null)

export const alarmsExports =
  (service: AlarmsService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/standing/export', {
      title: 'alarms.standing',
      permission: 'alarms.read',
      query: PageQuery.extend(StandingQuery.shape).extend(Shown),
      // the list is read whole, at one moment
      read: async (caller, query) => {
        const items = (await service.standing(caller, query.under, query.at)).items.filter((alarm) =>
          isShown(alarm, query, caller.accountId),
        )
        return { items: query.page === 1 ? items : [], total: items.length }
      },
      rowKey: (alarm) => alarm.alarmNumber,
      columns: ({ words, place }) => [
        { heading: words.say('alarms.severity'), kind: 'text', value: (alarm) => severity(worstOf(alarm)?.severity, words) },
        { heading: words.say('alarms.state'), kind: 'text', value: (alarm) => words.say(`ui.alarm.state.${alarm.state.state}`) },
        { heading: words.say('alarms.tag_code'), kind: 'text', value: (alarm) => alarm.tagCode },
        { heading: words.say('alarms.tag'), kind: 'text', width: 28, value: (alarm) => alarm.tagName },
        { heading: words.say('alarms.place'), kind: 'text', width: 28, value: (alarm) => place(alarm.org) },
        { heading: words.say('alarms.why'), kind: 'text', value: (alarm) => reason(worstOf(alarm)?.reason, words) },
        { heading: words.say('alarms.export.value'), kind: 'number', value: (alarm) => worstOf(alarm)?.value },
        { heading: words.say('alarms.export.threshold'), kind: 'number', value: (alarm) => worstOf(alarm)?.threshold },
        { heading: words.say('alarms.export.unit'), kind: 'text', width: 10, value: (alarm) => alarm.unit },
        { heading: words.say('alarms.raised_at'), kind: 'instant', value: raisedAt },
        { heading: words.say('alarms.respond_by'), kind: 'instant', value: (alarm) => alarm.respondBy },
        { heading: words.say('alarms.assignee'), kind: 'text', value: (alarm) => alarm.assignee?.name },
      ],
    })
    exportList(app, '/occurrences/export', {
      title: 'alarms.history',
      permission: 'alarms.read',
      query: OccurrenceQuery,
      read: service.occurrences,
      rowKey: (one: Occurrence) => one.occurrence,
      columns: ({ words, place }) => [
        { heading: words.say('alarms.severity'), kind: 'text', value: (one) => severity(one.worst.severity, words) },
        { heading: words.say('alarms.tag_code'), kind: 'text', value: (one) => one.tagCode },
        { heading: words.say('alarms.tag'), kind: 'text', width: 28, value: (one) => one.tagName },
        { heading: words.say('alarms.place'), kind: 'text', width: 28, value: (one) => place(one.org) },
        { heading: words.say('alarms.why'), kind: 'text', value: (one) => reason(one.worst.reason, words) },
        { heading: words.say('alarms.export.value'), kind: 'number', value: (one) => one.worst.value },
        { heading: words.say('alarms.export.threshold'), kind: 'number', value: (one) => one.worst.threshold },
        { heading: words.say('alarms.export.unit'), kind: 'text', width: 10, value: (one) => one.unit },
        { heading: words.say('alarms.raised_at'), kind: 'instant', value: (one) => one.raisedAt },
        { heading: words.say('alarms.acknowledged'), kind: 'instant', value: (one) => one.acknowledgedAt },
        { heading: words.say('alarms.export.acknowledged_by'), kind: 'text', value: (one) => one.acknowledgedBy },
        { heading: words.say('alarms.handled'), kind: 'instant', value: (one) => one.handledAt },
        { heading: words.say('alarms.export.handled_by'), kind: 'text', value: (one) => one.handledBy },
        { heading: words.say('alarms.export.note'), kind: 'text', width: 40, value: (one) => one.handlingNote },
        { heading: words.say('alarms.returned'), kind: 'instant', value: (one) => one.returnedAt },
        { heading: words.say('alarms.closed_at'), kind: 'instant', value: (one) => one.closedAt },
        { heading: words.say('alarms.export.drill'), kind: 'flag', value: (one) => one.drill },
      ],
    })
  }
