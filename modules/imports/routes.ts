/** HTTP of the import. The file comes as the body itself, its name in the query. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  ApplyImport,
  ImportBatch,
  ImportBatchPage,
  ImportBatchQuery,
  ImportRowPage,
  ImportRowQuery,
  Language,
  MOST_FILE_BYTES,
  NewImport,
} from './contract.ts'
import type { ImportsService } from './service.ts'

const Id = z.object({ id: z.uuid() })
const Spoken = z.object({ lang: Language })
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** What browsers call the files of spreadsheets; what is in them is judged by their bytes. */
const MEDIA = [XLSX, 'text/csv', 'application/vnd.ms-excel', 'application/octet-stream']
const attachment = (fileName: string) => `attachment; filename="import.xlsx"; filename*=UTF-8''${encodeURIComponent(fileName)}`

export const importsRoutes =
  (service: ImportsService): FastifyPluginAsyncZod =>
  async (app) => {
    const use = { permission: 'imports.use' }
    app.addContentTypeParser(MEDIA, { parseAs: 'buffer', bodyLimit: MOST_FILE_BYTES }, (_request, body, done) => done(null, body))
    app.get('/template', { config: use, schema: { querystring: Spoken } }, async ({ caller, query }, reply) =>
      reply
        .header('content-disposition', attachment(query.lang === 'en' ? 'import-template.xlsx' : '批量导入模板.xlsx'))
        .type(XLSX)
        .send(Buffer.from(await service.template(caller, query.lang))),
    )
    app.get(
      '/batches',
      { config: use, schema: { querystring: ImportBatchQuery, response: { 200: ImportBatchPage } } },
      ({ caller, query }) => service.page(caller, query),
    )
    app.post(
      '/batches',
      {
        config: use,
        bodyLimit: MOST_FILE_BYTES,
        schema: { querystring: NewImport, body: z.instanceof(Buffer), response: { 200: ImportBatch } },
      },
      ({ caller, query, body }) => service.receive(caller, query, body),
    )
    app.get('/batches/:id', { config: use, schema: { params: Id, response: { 200: ImportBatch } } }, ({ caller, params }) =>
      service.batch(caller, params.id),
    )
    app.get(
      '/batches/:id/rows',
      { config: use, schema: { params: Id, querystring: ImportRowQuery, response: { 200: ImportRowPage } } },
      ({ caller, params, query }) => service.rows(caller, params.id, query),
    )
    app.get(
      '/batches/:id/marked',
      { config: use, schema: { params: Id, querystring: Spoken } },
      async ({ caller, params, query }, reply) => {
        const { fileName, content } = await service.marked(caller, params.id, query.lang)
        return reply.header('content-disposition', attachment(fileName)).type(XLSX).send(Buffer.from(content))
      },
    )
    app.post(
      '/batches/:id/apply',
      { config: use, schema: { params: Id, body: ApplyImport, response: { 200: ImportBatch } } },
      ({ caller, params, body }) => service.apply(caller, params.id, body.mode),
    )
    app.post('/batches/:id/undo', { config: use, schema: { params: Id, response: { 200: ImportBatch } } }, ({ caller, params }) =>
      service.undo(caller, params.id),
    )
  }
