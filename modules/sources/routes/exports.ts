/** Sources and the quarantine as files. */
import { exportList } from '@anyuan/host'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { QuarantineQuery, SourceQuery } from '../contract.ts'
import type { SourcesService } from '../service.ts'

export const sourcesExports =
  (service: SourcesService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/sources/export', {
      title: 'sources.title',
      permission: 'sources.read',
      query: SourceQuery,
      read: service.page,
      rowKey: (source) => source.id,
      columns: ({ words, place }) => [
        { heading: words.say('sources.code'), kind: 'text', value: (source) => source.code },
        { heading: words.say('sources.name'), kind: 'text', width: 30, value: (source) => source.name },
        { heading: words.say('sources.org'), kind: 'text', width: 30, value: (source) => place(source.org) },
        { heading: words.say('sources.protocol'), kind: 'text', value: (source) => source.protocol },
        { heading: words.say('sources.disabled'), kind: 'flag', value: (source) => !source.enabled },
        { heading: words.say('sources.tag'), kind: 'number', value: (source) => source.tagCount },
        {
          heading: words.say('sources.rate'),
          unit: words.say('sources.per_second'),
          kind: 'number',
          value: ({ traffic }) => traffic?.acceptedPerSecond,
        },
        { heading: words.say('sources.accepted'), kind: 'number', value: ({ traffic }) => traffic?.accepted },
        {
          heading: words.say('sources.refused'),
          kind: 'number',
          value: ({ traffic }) => traffic && Object.values(traffic.refused).reduce((sum, count) => sum + (count ?? 0), 0),
        },
        { heading: words.say('sources.silent'), kind: 'number', value: ({ traffic }) => traffic?.silentTags },
        { heading: words.say('sources.lag'), unit: 'ms', kind: 'number', value: ({ traffic }) => traffic?.lagMs },
        { heading: words.say('sources.last'), kind: 'instant', value: ({ traffic }) => traffic?.lastReceivedAt },
      ],
    })
    exportList(app, '/quarantine/export', {
      title: 'sources.quarantine',
      permission: 'sources.read',
      query: QuarantineQuery,
      read: service.quarantined,
      rowKey: (entry) => entry.id,
      columns: ({ words, place }) => [
        { heading: words.say('sources.at'), kind: 'instant', value: (entry) => entry.at },
        { heading: words.say('sources.code'), kind: 'text', value: (entry) => entry.sourceCode },
        { heading: words.say('sources.org'), kind: 'text', width: 30, value: (entry) => place(entry.org) },
        { heading: words.say('sources.reason'), kind: 'text', value: (entry) => words.say(`sources.reason.${entry.reason}`) },
        { heading: words.say('sources.tag'), kind: 'text', value: (entry) => entry.tagCode },
        { heading: words.say('sources.detail'), kind: 'text', width: 30, value: (entry) => entry.detail },
        { heading: words.say('sources.payload'), kind: 'text', width: 60, value: (entry) => entry.payload },
      ],
    })
  }
