/** HTTP of data sources. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AllowedTags,
  BrowseConnection,
  BrowseNode,
  ConnectionTest,
  NewSource,
  QuarantinePage,
  QuarantineQuery,
  RenewCredential,
  SourceChange,
  SourceCredential,
  SourceDetail,
  SourcePage,
  SourceQuery,
  TryConnection,
} from './contract.ts'
import type { SourcesService } from './service.ts'

const Id = z.object({ id: z.uuid() })

export const sourcesRoutes =
  (service: SourcesService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { permission: 'sources.read' }
    const write = { permission: 'sources.write' }
    app.get('/sources', { config: read, schema: { querystring: SourceQuery, response: { 200: SourcePage } } }, ({ caller, query }) =>
      service.page(caller, query),
    )
    app.post('/sources', { config: write, schema: { body: NewSource, response: { 200: SourceCredential } } }, ({ caller, body }) =>
      service.add(caller, body),
    )
    app.get('/sources/:id', { config: read, schema: { params: Id, response: { 200: SourceDetail } } }, ({ caller, params }) =>
      service.one(caller, params.id),
    )
    app.patch(
      '/sources/:id',
      { config: write, schema: { params: Id, body: SourceChange, response: { 200: SourceDetail.omit({ traffic: true }) } } },
      ({ caller, params, body }) => service.change(caller, params.id, body),
    )
    app.post(
      '/sources/:id/credential',
      { config: write, schema: { params: Id, body: RenewCredential, response: { 200: SourceCredential } } },
      ({ caller, params, body }) => service.renewCredential(caller, params.id, body),
    )
    app.get('/sources/:id/tags', { config: read, schema: { params: Id, response: { 200: AllowedTags } } }, ({ caller, params }) =>
      service.allowedTags(caller, params.id),
    )
    app.put(
      '/sources/:id/tags',
      { config: write, schema: { params: Id, body: AllowedTags, response: { 200: AllowedTags } } },
      ({ caller, params, body }) => service.allow(caller, params.id, body.tagCodes),
    )
    app.post('/test', { config: write, schema: { body: TryConnection, response: { 200: ConnectionTest } } }, ({ caller, body }) =>
      service.test(caller, body),
    )
    app.post(
      '/browse',
      { config: write, schema: { body: BrowseConnection, response: { 200: z.object({ nodes: z.array(BrowseNode) }) } } },
      ({ caller, body }) => service.browse(caller, body),
    )
    app.get(
      '/quarantine',
      { config: read, schema: { querystring: QuarantineQuery, response: { 200: QuarantinePage } } },
      ({ caller, query }) => service.quarantined(caller, query),
    )
  }
