/** HTTP of the simulation. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Incident, Incidents, SimulatorStatus } from './contract.ts'
import type { SimulationService } from './service.ts'

const Id = z.object({ id: z.string().max(60) })

export const simulationRoutes =
  (service: SimulationService): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { permission: 'simulation.run' }
    app.get('/status', { config, schema: { response: { 200: SimulatorStatus } } }, () => service.status())
    app.get('/incidents', { config, schema: { response: { 200: Incidents } } }, () => service.incidents())
    app.post('/incidents/:id/start', { config, schema: { params: Id, response: { 200: Incident } } }, ({ caller, params }) =>
      service.start(caller, params.id),
    )
    app.post('/incidents/:id/stop', { config, schema: { params: Id, response: { 200: Incident } } }, ({ caller, params }) =>
      service.stop(caller, params.id),
    )
  }
