/** HTTP of alarms. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Acted,
  ActOnAlarms,
  ActPreview,
  AlarmComment,
  AlarmComments,
  AlarmHistory,
  Assigned,
  Assignment,
  EndDrill,
  GuidanceAnswer,
  GuidanceQuery,
  LateTest,
  NewComment,
  NewDrill,
  OccurrencePage,
  OccurrenceQuery,
  People,
  PeopleQuery,
  Standing,
  StandingQuery,
  UntestedList,
  UntestedQuery,
} from './contract.ts'
import { alarmsExports } from './routes/exports.ts'
import { figuresRoutes } from './routes/figures.ts'
import { subtreeRoutes } from './routes/subtree.ts'
import type { AlarmsService } from './service.ts'

const OfOccurrence = z.object({ occurrence: z.string().max(80) })

export const alarmsRoutes =
  (service: AlarmsService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(alarmsExports(service))
    const read = { permission: 'alarms.read' }
    const act = { permission: 'alarms.act' }
    const drill = { permission: 'alarms.drill' }
    app.get('/standing', { config: read, schema: { querystring: StandingQuery, response: { 200: Standing } } }, ({ caller, query }) =>
      service.standing(caller, query.under, query.at),
    )
    app.get(
      '/occurrences',
      { config: read, schema: { querystring: OccurrenceQuery, response: { 200: OccurrencePage } } },
      ({ caller, query }) => service.occurrences(caller, query),
    )
    app.get(
      '/occurrences/:occurrence/events',
      { config: read, schema: { params: OfOccurrence, response: { 200: AlarmHistory } } },
      async ({ caller, params }) => ({ items: await service.events(caller, params.occurrence) }),
    )
    app.get(
      '/occurrences/:occurrence/comments',
      { config: read, schema: { params: OfOccurrence, response: { 200: AlarmComments } } },
      async ({ caller, params }) => ({ items: await service.comments(caller, params.occurrence) }),
    )
    app.post(
      '/occurrences/:occurrence/comments',
      { config: act, schema: { params: OfOccurrence, body: NewComment, response: { 200: AlarmComment } } },
      ({ caller, params, body }) => service.comment(caller, params.occurrence, body.text),
    )
    app.put(
      '/occurrences/:occurrence/assignee',
      { config: act, schema: { params: OfOccurrence, body: Assignment, response: { 200: Assigned } } },
      async ({ caller, params, body }) => ({ assignee: await service.assign(caller, params.occurrence, body.accountId) }),
    )
    app.get('/people', { config: act, schema: { querystring: PeopleQuery, response: { 200: People } } }, async ({ caller, query }) => ({
      items: await service.people(caller, query.org),
    }))
    app.get(
      '/guidance',
      { config: read, schema: { querystring: GuidanceQuery, response: { 200: GuidanceAnswer } } },
      async ({ caller, query }) => ({ guidance: await service.guidance(caller, query.alarmNumber, query.reason) }),
    )
    app.post('/act', { config: act, schema: { body: ActOnAlarms, response: { 200: Acted } } }, ({ caller, body }) =>
      service.act(caller, body),
    )
    app.post('/act/preview', { config: act, schema: { body: ActOnAlarms, response: { 200: ActPreview } } }, ({ caller, body }) =>
      service.preview(caller, body),
    )
    app.get(
      '/untested',
      { config: read, schema: { querystring: UntestedQuery, response: { 200: UntestedList } } },
      async ({ caller, query }) => ({
        items: await service.untested(caller, query.under),
      }),
    )
    app.post(
      '/untested/test',
      { config: act, schema: { body: LateTest, response: { 204: z.null() } } },
      async ({ caller, body }, reply) => {
        await service.recordTest(caller, body)
        return reply.code(204).send(null)
      },
    )
    app.post('/drills', { config: drill, schema: { body: NewDrill, response: { 200: Acted } } }, ({ caller, body }) =>
      service.startDrill(caller, body),
    )
    app.post('/drills/end', { config: drill, schema: { body: EndDrill, response: { 200: Acted } } }, ({ caller, body }) =>
      service.endDrill(caller, body),
    )
    await app.register(figuresRoutes(service))
    await app.register(subtreeRoutes(service))
  }
