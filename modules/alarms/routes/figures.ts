/** HTTP of alarm performance, floods and monthly reports. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Figures, FiguresQuery, FloodPage, FloodQuery, Metrics, NewReport, ReportPage, ReportQuery, ReportsQuery } from '../contract.ts'
import type { AlarmsService } from '../service.ts'

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const Document = z.unknown().describe('a Word document')

export const figuresRoutes =
  (service: AlarmsService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { permission: 'alarms.read' }
    app.get('/kpi', { config: read, schema: { querystring: FiguresQuery, response: { 200: Figures } } }, ({ caller, query }) =>
      service.figures(caller, query),
    )
    app.get('/metrics', { config: read, schema: { querystring: FiguresQuery, response: { 200: Metrics } } }, ({ caller, query }) =>
      service.metrics(caller, query),
    )
    app.get('/floods', { config: read, schema: { querystring: FloodQuery, response: { 200: FloodPage } } }, ({ caller, query }) =>
      service.floods(caller, query),
    )
    app.get('/reports', { config: read, schema: { querystring: ReportsQuery, response: { 200: ReportPage } } }, ({ caller, query }) =>
      service.reports(caller, query),
    )
    app.get(
      '/report',
      { config: read, schema: { querystring: ReportQuery, response: { 200: Document } } },
      async ({ caller, query }, reply) =>
        reply
          .type(WORD)
          .header('content-disposition', `attachment; filename="alarms-${query.org}-${query.month}.docx"`)
          .send(Buffer.from(await service.report(caller, query))),
    )
    app.post(
      '/report',
      { config: { permission: 'alarms.report' }, schema: { body: NewReport, response: { 200: Document } } },
      async ({ caller, body }, reply) =>
        reply
          .type(WORD)
          .header('content-disposition', `attachment; filename="alarms-${body.org}-${body.month}.docx"`)
          .send(Buffer.from(await service.makeReport(caller, body))),
    )
  }
