/** HTTP of alarm design. */
import { OrgPath } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AlarmClass,
  Calendar,
  Change,
  ChangePage,
  ChangeQuery,
  ChangeRevision,
  ComesBack,
  Comparison,
  DesignKind,
  DesignSummary,
  GuidanceGapPage,
  GuidanceGapQuery,
  GuidanceTemplate,
  NewAlarmClass,
  NewCalendar,
  NewChange,
  NewGuidanceTemplate,
  RehearsalOrder,
  ResolvedGuidance,
  ResolveQuery,
  StandingSuppression,
  Verdict,
  Versioned,
} from './contract.ts'
import type { AlarmDesignService } from './service.ts'

const Id = z.object({ id: z.uuid() })
const Under = z.object({ under: OrgPath.optional().describe('only this organisation and below') })
const items = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })
const Thing = z.object({ kind: DesignKind, org: OrgPath, code: z.string().min(1).max(300) })
const HistoryEntry = z.object({ ...Versioned, body: z.unknown() })
const Removal = Thing.extend({ kind: DesignKind.exclude(['suppression']), reason: z.string().trim().min(1).max(300) })

export const alarmDesignRoutes =
  (service: AlarmDesignService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { permission: 'alarm-design.read' }
    const write = { permission: 'alarm-design.write' }
    const propose = { permission: 'alarm-design.propose' }

    app.get('/classes', { config: read, schema: { response: { 200: items(AlarmClass) } } }, async ({ caller }) => ({
      items: await service.classes(caller),
    }))
    app.post('/classes', { config: write, schema: { body: NewAlarmClass, response: { 200: AlarmClass } } }, ({ caller, body }) =>
      service.writeClass(caller, body),
    )
    app.get('/guidance', { config: read, schema: { response: { 200: items(GuidanceTemplate) } } }, async ({ caller }) => ({
      items: await service.templates(caller),
    }))
    app.post(
      '/guidance',
      { config: { permission: 'alarm-design.write_guidance' }, schema: { body: NewGuidanceTemplate, response: { 200: GuidanceTemplate } } },
      ({ caller, body }) => service.writeTemplate(caller, body),
    )
    app.get(
      '/guidance/resolved',
      { config: read, schema: { querystring: ResolveQuery, response: { 200: ResolvedGuidance } } },
      ({ caller, query }) => service.resolve(caller, query),
    )
    app.get(
      '/guidance/gaps',
      { config: read, schema: { querystring: GuidanceGapQuery, response: { 200: GuidanceGapPage } } },
      ({ caller, query }) => service.gaps(caller, query),
    )
    app.get('/calendars', { config: read, schema: { response: { 200: items(Calendar) } } }, async ({ caller }) => ({
      items: await service.calendars(caller),
    }))
    app.post('/calendars', { config: write, schema: { body: NewCalendar, response: { 200: Calendar } } }, ({ caller, body }) =>
      service.writeCalendar(caller, body),
    )
    app.get('/suppressions', { config: read, schema: { response: { 200: items(StandingSuppression) } } }, async ({ caller }) => ({
      items: await service.suppressions(caller),
    }))
    app.get(
      '/history',
      { config: read, schema: { querystring: Thing, response: { 200: items(HistoryEntry) } } },
      async ({ caller, query }) => ({
        items: await service.history(caller, query.kind, query.org, query.code),
      }),
    )
    app.post('/removals', { config: write, schema: { body: Removal, response: { 200: Thing } } }, async ({ caller, body }) => {
      await service.remove(caller, body.kind, body.org, body.code, body.reason)
      return { kind: body.kind, org: body.org, code: body.code }
    })
    app.get('/summary', { config: read, schema: { querystring: Under, response: { 200: DesignSummary } } }, ({ caller, query }) =>
      service.summary(caller, query.under),
    )
    app.get('/comes-back', { config: read, schema: { response: { 200: items(ComesBack) } } }, async ({ caller }) => ({
      items: await service.comesBack(caller),
    }))
    app.get('/comparison', { config: read, schema: { querystring: Under, response: { 200: Comparison } } }, ({ caller, query }) =>
      service.comparison(caller, query.under),
    )

    app.get('/changes', { config: read, schema: { querystring: ChangeQuery, response: { 200: ChangePage } } }, ({ caller, query }) =>
      service.changes(caller, query),
    )
    app.post('/changes', { config: propose, schema: { body: NewChange, response: { 200: Change } } }, ({ caller, body }) =>
      service.propose(caller, body),
    )
    app.get('/changes/:id', { config: read, schema: { params: Id, response: { 200: Change } } }, ({ caller, params }) =>
      service.change(caller, params.id),
    )
    app.patch(
      '/changes/:id',
      { config: propose, schema: { params: Id, body: ChangeRevision, response: { 200: Change } } },
      ({ caller, params, body }) => service.revise(caller, params.id, body),
    )
    app.post(
      '/changes/:id/rehearse',
      { config: propose, schema: { params: Id, body: RehearsalOrder, response: { 200: Change } } },
      ({ caller, params, body }) => service.orderRehearsal(caller, params.id, body),
    )
    app.post('/changes/:id/submit', { config: propose, schema: { params: Id, response: { 200: Change } } }, ({ caller, params }) =>
      service.submit(caller, params.id),
    )
    app.post('/changes/:id/withdraw', { config: propose, schema: { params: Id, response: { 200: Change } } }, ({ caller, params }) =>
      service.withdraw(caller, params.id),
    )
    app.post(
      '/changes/:id/verdict',
      { config: { permission: 'alarm-design.approve' }, schema: { params: Id, body: Verdict, response: { 200: Change } } },
      ({ caller, params, body }) => service.judge(caller, params.id, body),
    )
  }
