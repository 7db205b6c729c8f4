/** HTTP of assets and tags. */
import { OrgPath } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Asset,
  AssetChange,
  AssetKind,
  AssetPage,
  AssetQuery,
  CurrentValue,
  FormulaTrial,
  History,
  HistoryQuery,
  MapPoints,
  NewAsset,
  NewTag,
  OperatingStateChange,
  RawQuery,
  RawSeries,
  SetPointFinding,
  Tag,
  TagChange,
  TagPage,
  TagQuery,
  TagSettingVersion,
} from './contract.ts'
import { assetsExports } from './routes/exports.ts'
import { momentRoute } from './routes/moment.ts'
import type { AssetsService } from './service.ts'

const Id = z.object({ id: z.uuid() })
const Number_ = z.object({ number: z.coerce.number().int().min(1) })
const Under = z.object({ under: OrgPath.optional().describe('only this organisation and below') })
const items = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })
const Shape = Asset.pick({ id: true, code: true, name: true, org: true, position: true, outline: true }).extend({ kind: AssetKind })
const TrialQuery = z.object({
  code: z.string().max(64).optional().describe('of the tag that would have it'),
  formula: z.string().max(1000),
})
const CurrentQuery = z.object({
  tags: z
    .string()
    .regex(/^\d+(,\d+){0,499}$/)
    .describe('tag numbers, comma between, at most 500'),
})

export const assetsRoutes =
  (service: AssetsService): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(assetsExports(service))
    await app.register(momentRoute(service))
    const read = { permission: 'assets.read' }
    const write = { permission: 'assets.write' }
    app.get('/assets', { config: read, schema: { querystring: AssetQuery, response: { 200: AssetPage } } }, ({ caller, query }) =>
      service.assets(caller, query),
    )
    app.post('/assets', { config: write, schema: { body: NewAsset, response: { 200: Asset } } }, ({ caller, body }) =>
      service.addAsset(caller, body),
    )
    app.get('/assets/:id', { config: read, schema: { params: Id, response: { 200: Asset } } }, ({ caller, params }) =>
      service.asset(caller, params.id),
    )
    app.patch(
      '/assets/:id',
      { config: write, schema: { params: Id, body: AssetChange, response: { 200: Asset } } },
      ({ caller, params, body }) => service.changeAsset(caller, params.id, body),
    )
    app.post(
      '/assets/:id/operating-state',
      { config: { permission: 'assets.change_state' }, schema: { params: Id, body: OperatingStateChange, response: { 200: Asset } } },
      ({ caller, params, body }) => service.changeState(caller, params.id, body),
    )
    app.get('/shapes', { config: read, schema: { querystring: Under, response: { 200: items(Shape) } } }, async ({ caller, query }) => ({
      items: z.array(Shape).parse(await service.shapes(caller, query.under)),
    }))
    app.get('/points', { config: read, schema: { querystring: Under, response: { 200: MapPoints } } }, ({ caller, query }) =>
      service.points(caller, query.under),
    )
    app.get('/tags', { config: read, schema: { querystring: TagQuery, response: { 200: TagPage } } }, ({ caller, query }) =>
      service.tags(caller, query),
    )
    app.post('/tags', { config: write, schema: { body: NewTag, response: { 200: Tag } } }, ({ caller, body }) =>
      service.addTag(caller, body),
    )
    app.get('/tags/:number', { config: read, schema: { params: Number_, response: { 200: Tag } } }, ({ caller, params }) =>
      service.tag(caller, params.number),
    )
    app.patch(
      '/tags/:number',
      { config: write, schema: { params: Number_, body: TagChange, response: { 200: Tag } } },
      ({ caller, params, body }) => service.changeTag(caller, params.number, body),
    )
    app.get('/formula-trial', { config: read, schema: { querystring: TrialQuery, response: { 200: FormulaTrial } } }, ({ caller, query }) =>
      service.tryFormula(caller, query.code, query.formula),
    )
    app.get(
      '/tags/:number/settings',
      { config: read, schema: { params: Number_, response: { 200: items(TagSettingVersion) } } },
      async ({ caller, params }) => ({ items: await service.settings(caller, params.number) }),
    )
    app.get(
      '/tags/:number/raw',
      { config: read, schema: { params: Number_, querystring: RawQuery, response: { 200: RawSeries } } },
      ({ caller, params, query }) => service.raw(caller, params.number, query),
    )
    app.get(
      '/set-point-findings',
      { config: read, schema: { querystring: Under, response: { 200: items(SetPointFinding) } } },
      async ({ caller, query }) => ({
        items: await service.setPointFindings(caller, query.under),
      }),
    )
    app.get(
      '/current',
      { config: read, schema: { querystring: CurrentQuery, response: { 200: items(CurrentValue) } } },
      async ({ caller, query }) => ({
        items: await service.current(caller, query.tags.split(',').map(Number)),
      }),
    )
    app.get('/history', { config: read, schema: { querystring: HistoryQuery, response: { 200: History } } }, ({ caller, query }) =>
      service.history(caller, query),
    )
  }
