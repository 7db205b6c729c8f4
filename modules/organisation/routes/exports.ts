/** The units of the organisation as a file. */
import { exportList } from '@anyuan/host'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { OrgUnitQuery } from '../contract.ts'
import type { OrganisationService } from '../service.ts'

export const organisationExports =
  (service: OrganisationService): FastifyPluginAsyncZod =>
  async (app) => {
    exportList(app, '/units/export', {
      title: 'organisation.title',
      permission: 'organisation.read',
      query: OrgUnitQuery,
      read: service.page,
      rowKey: (unit) => unit.path,
      columns: ({ words }) => [
        { heading: words.say('organisation.code'), kind: 'text', value: (unit) => unit.code },
        { heading: words.say('organisation.name'), kind: 'text', width: 30, value: (unit) => unit.name },
        { heading: words.say('organisation.name_en'), kind: 'text', width: 30, value: (unit) => unit.nameEn },
        { heading: words.say('organisation.level'), kind: 'text', value: (unit) => words.say(`organisation.level.${unit.level}`) },
        { heading: words.say('organisation.path'), kind: 'text', width: 30, value: (unit) => unit.path },
        { heading: words.say('organisation.trade'), kind: 'text', value: (unit) => unit.trade },
        { heading: words.say('organisation.phone'), kind: 'text', value: (unit) => unit.phone },
        { heading: words.say('organisation.lon'), kind: 'number', value: (unit) => unit.position?.lon },
        { heading: words.say('organisation.lat'), kind: 'number', value: (unit) => unit.position?.lat },
        { heading: words.say('organisation.enabled'), kind: 'flag', value: (unit) => unit.enabled },
        { heading: words.say('organisation.changed_at'), kind: 'instant', value: (unit) => unit.changedAt },
      ],
    })
  }
