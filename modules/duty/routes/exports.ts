/** The shift log as a file. */
import { exportList, type Words } from '@anyuan/host'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { type LogEntry, LogQuery } from '../contract.ts'
import type { DutyService } from '../service.ts'

/** As the page says it: what a person wrote, or the word with its parameters. */
const textOf = ({ kind, code, text, params }: LogEntry, words: Words): string | null => {
  if (kind === 'handover') return words.say('duty.log.handover', { text, count: params.openAlarms })
  if (code === null) return text
  const why = [
    params.reason === null || params.reason === undefined ? '' : words.say(`ui.alarm.reason.${params.reason}`),
    params.value ?? '',
    params.value === null || params.value === undefined ? '' : (params.unit ?? ''),
  ]
  return words.say(code, { ...params, why: why.filter((part) => part !== '').join(' ') })
}

export const dutyExports =
  (service: DutyService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/log/export', {
      title: 'duty.log',
      permission: 'duty.read',
      query: LogQuery,
      read: service.log,
      rowKey: (entry) => entry.id,
      columns: ({ words, place }) => [
        { heading: words.say('duty.export.at'), kind: 'instant', value: (entry) => entry.at },
        { heading: words.say('duty.export.place'), kind: 'text', width: 30, value: (entry) => place(entry.org) },
        { heading: words.say('duty.export.kind'), kind: 'text', value: (entry) => words.say(`duty.export.kind.${entry.kind}`) },
        { heading: words.say('duty.export.text'), kind: 'text', width: 70, value: (entry) => textOf(entry, words) },
        { heading: words.say('duty.export.by'), kind: 'text', value: (entry) => entry.by },
      ],
    })
  }
