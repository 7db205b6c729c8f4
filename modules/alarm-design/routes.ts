/** HTTP of alarm-design. A line here that needs an `if` belongs into rules.ts. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AlarmDesignClose, AlarmDesignPage, AlarmDesignQuery, AlarmDesignRecord, NewAlarmDesignRecord } from './contract.ts'
import type { AlarmDesignService } from './service.ts'

const Id = z.object({ id: z.uuid() })

export const alarmDesignRoutes =
  (service: AlarmDesignService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { permission: 'alarm-design.read' }
    const write = { permission: 'alarm-design.write' }
    app.get(
      '/records',
      { config: read, schema: { querystring: AlarmDesignQuery, response: { 200: AlarmDesignPage } } },
      ({ caller, query }) => service.page(caller, query),
    )
    app.post(
      '/records',
      { config: write, schema: { body: NewAlarmDesignRecord, response: { 200: AlarmDesignRecord } } },
      ({ caller, body }) => service.open(caller, body),
    )
    app.post(
      '/records/:id/close',
      { config: write, schema: { params: Id, body: AlarmDesignClose, response: { 200: AlarmDesignRecord } } },
      ({ caller, params, body }) => service.close(caller, params.id, body),
    )
  }
