/** HTTP of the organisation. */
import { OrgPath } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { GroundFeature, NewOrgUnit, OrgNode, OrgUnit, OrgUnitChange, OrgUnitPage, OrgUnitQuery } from './contract.ts'
import { organisationExports } from './routes/exports.ts'
import type { OrganisationService } from './service.ts'

const Path = z.object({ path: OrgPath })

export const organisationRoutes =
  (service: OrganisationService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(organisationExports(service))
    const read = { permission: 'organisation.read' }
    const write = { permission: 'organisation.write' }
    app.get('/nodes', { config: read, schema: { response: { 200: z.object({ items: z.array(OrgNode) }) } } }, async ({ caller }) => ({
      items: await service.nodes(caller),
    }))
    app.get('/units', { config: read, schema: { querystring: OrgUnitQuery, response: { 200: OrgUnitPage } } }, ({ caller, query }) =>
      service.page(caller, query),
    )
    app.get('/units/:path', { config: read, schema: { params: Path, response: { 200: OrgUnit } } }, ({ caller, params }) =>
      service.find(caller, params.path),
    )
    app.post('/units', { config: write, schema: { body: NewOrgUnit, response: { 200: OrgUnit } } }, ({ caller, body }) =>
      service.add(caller, body),
    )
    app.patch(
      '/units/:path',
      { config: write, schema: { params: Path, body: OrgUnitChange, response: { 200: OrgUnit } } },
      ({ caller, params, body }) => service.change(caller, params.path, body),
    )
    app.get(
      '/ground',
      {
        config: read,
        schema: { querystring: z.object({ under: OrgPath.optional() }), response: { 200: z.object({ items: z.array(GroundFeature) }) } },
      },
      async ({ caller, query }) => ({ items: await service.ground(caller, query.under) }),
    )
  }
