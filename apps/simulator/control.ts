/** The simulator's own small door (控制口), on loopback only: what is going on, and incidents to start and stop. */
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { INCIDENT_IDS } from './model/incidents.ts'
import type { Simulator } from './simulator.ts'

const Id = z.object({ id: z.enum(INCIDENT_IDS) })
const Start = z.object({ parkCode: z.string().max(16).optional() }).nullish()

export function controlOf(simulator: Simulator): FastifyInstance {
  const app = Fastify({ logger: false })
  app.get('/status', () => simulator.status())
  app.get('/incidents', () => ({ items: simulator.incidents.list() }))
  app.post('/incidents/:id/start', (request, reply) => {
    const id = Id.safeParse(request.params)
    if (!id.success) return reply.status(404).send({ code: 'simulation.not_found' })
    const body = Start.safeParse(request.body)
    if (!body.success) return reply.status(400).send({ code: 'simulation.malformed' })
    const outcome = simulator.incidents.start(id.data.id, body.data?.parkCode)
    if (!outcome.ok) return reply.status(outcome.code === 'already_running' ? 409 : 404).send({ code: `simulation.${outcome.code}` })
    return simulator.incidents.list().find((one) => one.id === id.data.id)
  })
  app.post('/incidents/:id/stop', (request, reply) => {
    const id = Id.safeParse(request.params)
    if (!id.success) return reply.status(404).send({ code: 'simulation.not_found' })
    if (!simulator.incidents.stop(id.data.id)) return reply.status(409).send({ code: 'simulation.not_running' })
    return simulator.incidents.list().find((one) => one.id === id.data.id)
  })
  return app
}
