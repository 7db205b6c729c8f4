/** HTTP of alarms. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Acted, ActOnAlarms, AlarmHistory, OccurrencePage, OccurrenceQuery, Standing, StandingQuery } from './contract.ts'
import type { AlarmsService } from './service.ts'

export const alarmsRoutes =
  (service: AlarmsService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { permission: 'alarms.read' }
    app.get('/standing', { config: read, schema: { querystring: StandingQuery, response: { 200: Standing } } }, ({ caller, query }) =>
      service.standing(caller, query.under),
    )
    app.get(
      '/occurrences',
      { config: read, schema: { querystring: OccurrenceQuery, response: { 200: OccurrencePage } } },
      ({ caller, query }) => service.occurrences(caller, query),
    )
    app.get(
      '/occurrences/:occurrence/events',
      { config: read, schema: { params: z.object({ occurrence: z.string().max(80) }), response: { 200: AlarmHistory } } },
      async ({ caller, params }) => ({ items: await service.events(caller, params.occurrence) }),
    )
    app.post(
      '/act',
      { config: { permission: 'alarms.act' }, schema: { body: ActOnAlarms, response: { 200: Acted } } },
      ({ caller, body }) => service.act(caller, body),
    )
  }
