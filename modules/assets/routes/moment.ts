/** What was read at a past moment. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { Moment, MomentQuery } from '../contract.ts'
import type { AssetsService } from '../service.ts'

export const momentRoute =
  (service: AssetsService): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/moment',
      { config: { permission: 'assets.read' }, schema: { querystring: MomentQuery, response: { 200: Moment } } },
      ({ caller, query }) => service.moment(caller, query),
    )
  }
