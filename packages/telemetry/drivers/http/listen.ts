/** HTTP push on a port of its own, where no web server stands beside it: in an edge agent. */
import Fastify from 'fastify'
import type { Driver, DriverContext } from '../port.ts'
import { addPushRoute } from './push.ts'

export async function startPush({ gate }: DriverContext, listen: { host: string; port: number }): Promise<Driver> {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  addPushRoute(app, gate)
  const address = await app.listen(listen)
  return { address, close: () => app.close() }
}
