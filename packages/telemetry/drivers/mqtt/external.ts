/**
 * MQTT through an external broker (Mosquitto, EMQX). The broker keeps credentials and topic rights (each source may publish to its own topic only);
 * the source is the one in the topic. The message is acknowledged to the broker when the samples are durable.
 */
import mqtt from 'mqtt'
import { readRows } from '../../ingest/rows.ts'
import type { Driver, DriverContext } from '../port.ts'
import { SAMPLE_TOPICS, sourceOfTopic } from './topic.ts'

export interface ExternalBroker {
  url: string
  username?: string
  password?: string
  /** A persistent session under this name holds messages for us while we are away. */
  clientId: string
}

export async function startExternalMqtt({ gate, onFault }: DriverContext, broker: ExternalBroker): Promise<Driver> {
  const client = mqtt.connect(broker.url, {
    clientId: broker.clientId,
    username: broker.username,
    password: broker.password,
    clean: false,
    reconnectPeriod: 1000,
    protocolVersion: 4,
  })
  client.on('error', (error) => onFault('mqtt broker', error))
  client.on('connect', () => client.subscribe(SAMPLE_TOPICS, { qos: 1 }, (error) => error && onFault('mqtt subscribe', error)))
  client.handleMessage = (packet, done) => {
    const code = sourceOfTopic(packet.topic)
    const payload = packet.payload.toString()
    if (!code || !gate.directory.sources.has(code)) {
      onFault('mqtt message', new Error(`unknown source in topic ${packet.topic}`))
      return done()
    }
    const source = { code }
    const rows = readRows(payload)
    const verdict =
      'malformed' in rows ? gate.refuseMessage(source, 'malformed', rows.malformed, payload) : gate.offer(source, rows, () => payload)
    verdict.durable.then(
      () => done(),
      (error: Error) => {
        done(error)
        client.stream.destroy() // only a new connection makes the broker hand over again what was not acknowledged
      },
    )
  }
  return { address: broker.url, close: () => client.endAsync() }
}
