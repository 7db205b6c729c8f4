/** HTTP of acts on a whole area or asset. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { ActOnSubtree, SubtreeActed, SubtreePreview, SubtreeQuestion } from '../contract.ts'
import type { AlarmsService } from '../service.ts'

export const subtreeRoutes =
  (service: AlarmsService): FastifyPluginAsyncZod =>
  async (app) => {
    const act = { permission: 'alarms.act' }
    app.post(
      '/subtree/preview',
      { config: act, schema: { body: SubtreeQuestion, response: { 200: SubtreePreview } } },
      ({ caller, body }) => service.previewSubtree(caller, body),
    )
    app.post('/subtree', { config: act, schema: { body: ActOnSubtree, response: { 200: SubtreeActed } } }, ({ caller, body }) =>
      service.actOnSubtree(caller, body),
    )
  }
