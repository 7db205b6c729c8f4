/** HTTP of duty. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { LogEntry, LogPage, LogQuery, NewHandover, NewRemark } from './contract.ts'
import { dutyExports } from './routes/exports.ts'
import type { DutyService } from './service.ts'

export const dutyRoutes =
  (service: DutyService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(dutyExports(service))
    const write = { permission: 'duty.write' }
    app.get(
      '/log',
      { config: { permission: 'duty.read' }, schema: { querystring: LogQuery, response: { 200: LogPage } } },
      ({ caller, query }) => service.log(caller, query),
    )
    app.post('/remarks', { config: write, schema: { body: NewRemark, response: { 200: LogEntry } } }, ({ caller, body }) =>
      service.remark(caller, body),
    )
    app.post('/handovers', { config: write, schema: { body: NewHandover, response: { 200: LogEntry } } }, ({ caller, body }) =>
      service.handOver(caller, body),
    )
  }
