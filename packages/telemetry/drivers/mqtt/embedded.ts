/** MQTT with the broker inside (aedes). A source signs in with its code and credential, may publish to its own topic only, and may not subscribe. PUBACK is sent when the samples are durable. */
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { Admitted } from '../../ingest/gate.ts'
import { readRows } from '../../ingest/rows.ts'
import type { Driver, DriverContext } from '../port.ts'
import { sourceOfTopic } from './topic.ts'

interface WithSource {
  source?: Admitted
}

export async function startEmbeddedMqtt(
  { gate, onFault }: DriverContext,
  listen: { host: string; port: number },
): Promise<Driver & { port: number }> {
  const refusal = (returnCode: number) => Object.assign(new Error('refused'), { returnCode })
  const broker = new Aedes({
    concurrency: 1000,
    authenticate: (client, username, password, done) => {
      const source = username ? gate.admit(username, password?.toString() ?? '', (client.conn as Socket).remoteAddress) : null
      if (!source) return done(refusal(4), false)
      ;(client as unknown as WithSource).source = source
      gate.traffic(source.code).connections++
      done(null, true)
    },
    authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    authorizePublish: (client, packet, done) => {
      const source = (client as unknown as WithSource | null)?.source
      if (!source || sourceOfTopic(packet.topic) !== source.code) {
        if (source) gate.refuseMessage(source, 'malformed', `topic ${packet.topic}`, packet.payload.toString())
        return done(new Error('not this topic')) // closes the connection: the sender is misconfigured, not unlucky
      }
      packet.retain = false
      const payload = packet.payload
      const rows = readRows(payload.toString())
      const verdict =
        'malformed' in rows
          ? gate.refuseMessage(source, 'malformed', rows.malformed, payload.toString())
          : gate.offer(source, rows, () => payload.toString())
      verdict.durable.then(
        () => done(null),
        (error: Error) => done(error), // no PUBACK: the connection closes and the sender sends again
      )
    },
  })
  await broker.listen()
  broker.on('clientDisconnect', (client) => {
    const source = (client as unknown as WithSource).source
    if (source) gate.traffic(source.code).connections--
  })
  broker.on('clientError', (client, error) => onFault(`mqtt client ${client.id}`, error))
  const server: Server = createServer((socket) => {
    socket.setNoDelay(true)
    broker.handle(socket)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : listen.port
  return {
    port,
    address: `mqtt://${listen.host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await closed
    },
  }
}
