/**
 * MQTT with the broker inside (aedes). A source signs in with its code and credential, may publish to its own topic only, and may not subscribe; a Sparkplug node
 * has the topics of its own. PUBACK is sent when the samples are durable.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { Admitted } from '../../ingest/gate.ts'
import { readRows } from '../../ingest/rows.ts'
import type { Driver, DriverContext } from '../port.ts'
import { SparkplugHost } from '../sparkplug/host.ts'
import { mayHear, ownTopic } from '../sparkplug/rights.ts'
import { sourceOfTopic } from './topic.ts'

const TICK_MS = 250 // default, not from a standard
/** Who has not signed in has no business with more: a packet is gathered whole before anybody asks whose it is. */
const MOST_STRANGER_BYTES = 65_536 // default, not from a standard

interface WithSource {
  source?: Admitted
  /** Counted among the connections of its source. A Sparkplug node is not: it is connected when it was born, not when its socket stands. */
  counted?: boolean
}

export async function startEmbeddedMqtt(
  { gate, onFault }: DriverContext,
  listen: { host: string; port: number; sparkplugHostId?: string },
): Promise<Driver & { port: number }> {
  const hostId = listen.sparkplugHostId ?? 'anyuan'
  const definitionOf = (source: Admitted | undefined) => source && gate.directory.sources.get(source.code)?.definition
  const refusal = (returnCode: number) => Object.assign(new Error('refused'), { returnCode })
  const strangers = new Set<Socket>()
  const broker = new Aedes({
    concurrency: 1000,
    authenticate: (client, username, password, done) => {
      const source = username ? gate.admit(username, password?.toString() ?? '', (client.conn as Socket).remoteAddress) : null
      if (!source) return done(refusal(4), false)
      const counted = definitionOf(source)?.connection?.protocol !== 'sparkplug'
      Object.assign(client, { source, counted } satisfies WithSource)
      strangers.delete(client.conn as Socket)
      if (counted) gate.traffic(source.code).connections++
      done(null, true)
    },
    authorizeSubscribe: (client, subscription, done) => {
      const definition = definitionOf((client as unknown as WithSource).source)
      done(null, definition && mayHear(definition, subscription.topic, hostId) ? subscription : null)
    },
    authorizePublish: (client, packet, done) => {
      const source = (client as unknown as WithSource | null)?.source
      const known = source && gate.directory.sources.get(source.code)
      const topic = known && ownTopic(known.definition, packet.topic)
      if (known && topic) {
        packet.retain = false
        host.hear(topic, known, packet.payload as Buffer).then(
          () => done(null),
          (error: Error) => done(error), // the connection closes, and the node is born again
        )
        return
      }
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
  const host = new SparkplugHost({
    gate,
    hostId,
    now: Date.now,
    publish: (topic, payload, { qos, retain }) =>
      broker.publish({ cmd: 'publish', topic, payload: Buffer.from(payload), qos, retain, dup: false }, (error) => {
        if (error) onFault('sparkplug host', error)
      }),
  })
  host.announce()
  const ticker = setInterval(() => {
    host.tick()
    for (const socket of strangers) if (socket.bytesRead > MOST_STRANGER_BYTES) socket.destroy()
  }, TICK_MS)
  broker.on('clientDisconnect', (client) => {
    const { source, counted } = client as unknown as WithSource
    if (source && counted) gate.traffic(source.code).connections--
  })
  broker.on('clientError', (client, error) => onFault(`mqtt client ${client.id}`, error))
  const server: Server = createServer((socket) => {
    socket.setNoDelay(true)
    strangers.add(socket)
    socket.once('close', () => strangers.delete(socket))
    broker.handle(socket)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : listen.port
  return {
    port,
    address: `mqtt://${listen.host}:${port}`,
    async close() {
      clearInterval(ticker)
      host.close() // before the broker ends all connections, and publishes their wills
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await closed
    },
  }
}
