/** HTTP of data sources. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AllowedTags,
  BrowseConnection,
  BrowseNode,
  ConnectionTest,
  NewSource,
  ProvisionCode,
  Provisioned,
  QuarantineCounts,
  QuarantineCountsQuery,
  QuarantinePage,
  QuarantineQuery,
  Redemption,
  RenewCredential,
  ReprocessPreview,
  ReprocessResult,
  ReprocessSelection,
  SourceActivity,
  SourceChange,
  SourceCompleteness,
  SourceCredential,
  SourceDetail,
  SourcePage,
  SourceQuery,
  TryConnection,
} from './contract.ts'
import { sourcesExports } from './routes/exports.ts'
import type { SourcesService } from './service.ts'

const Id = z.object({ id: z.uuid() })

export const sourcesRoutes =
  (service: SourcesService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(sourcesExports(service))
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
    app.get(
      '/quarantine/counts',
      { config: read, schema: { querystring: QuarantineCountsQuery, response: { 200: QuarantineCounts } } },
      ({ caller, query }) => service.quarantineCounts(caller, query),
    )
    app.post(
      '/quarantine/preview',
      { config: write, schema: { body: ReprocessSelection, response: { 200: ReprocessPreview } } },
      ({ caller, body }) => service.previewReprocess(caller, body),
    )
    app.post(
      '/quarantine/reprocess',
      { config: write, schema: { body: ReprocessSelection, response: { 200: ReprocessResult } } },
      ({ caller, body }) => service.reprocess(caller, body),
    )
    app.get('/sources/:id/activity', { config: read, schema: { params: Id, response: { 200: SourceActivity } } }, ({ caller, params }) =>
      service.activity(caller, params.id),
    )
    app.get('/sources/:id/edge', { config: read, schema: { params: Id, response: { 200: SourceCompleteness } } }, ({ caller, params }) =>
      service.completeness(caller, params.id),
    )
    app.post('/sources/:id/provision', { config: write, schema: { params: Id, response: { 200: ProvisionCode } } }, ({ caller, params }) =>
      service.makeProvision(caller, params.id),
    )
    app.delete(
      '/sources/:id/provision',
      { config: write, schema: { params: Id, response: { 200: z.object({ revoked: z.boolean() }) } } },
      ({ caller, params }) => service.revokeProvision(caller, params.id),
    )
    // a gateway has no account: the code is what it shows
    app.post(
      '/provision',
      { config: { permission: 'public' }, schema: { body: Redemption, response: { 200: Provisioned } } },
      ({ caller, body }) => service.redeemProvision(caller, body.code),
    )
  }
