/**
 * The Sparkplug host at an external broker (Mosquitto, EMQX). The broker keeps credentials and topic rights; the source is the node in the topic. The session is a
 * clean one, as the specification wants it of hosts, with the state `offline` as its will.
 */
import { NAMESPACE, parseTopic } from '@anyuan/codecs/sparkplug'
import mqtt from 'mqtt'
import type { ExternalBroker } from '../mqtt/external.ts'
import type { Driver, DriverContext } from '../port.ts'
import { SparkplugHost } from './host.ts'

const TICK_MS = 250 // default, not from a standard

export async function startExternalSparkplug(
  { gate, onFault }: DriverContext,
  broker: Omit<ExternalBroker, 'clientId'> & { hostId: string },
): Promise<Driver> {
  const host = new SparkplugHost({
    gate,
    hostId: broker.hostId,
    now: Date.now,
    publish: (topic, payload, options) => {
      if (client.connected) client.publish(topic, Buffer.from(payload), options)
    },
  })
  const will = () => ({ topic: host.stateTopic, payload: host.statePayload(false), qos: 1 as const, retain: true })
  const client = mqtt.connect(broker.url, {
    clientId: `${broker.hostId}-sparkplug`,
    username: broker.username,
    password: broker.password,
    clean: true,
    reconnectPeriod: 1000,
    protocolVersion: 4,
    will: will(),
  })
  // the will of each connection carries the time of its own birth
  client.on('reconnect', () => {
    host.begin()
    client.options.will = will()
  })
  client.on('error', (error) => onFault('sparkplug broker', error))
  client.on('connect', () =>
    client.subscribe(`${NAMESPACE}/#`, { qos: 1 }, (error) => {
      if (error) return onFault('sparkplug subscribe', error)
      host.announce()
      host.broker(true)
    }),
  )
  client.on('close', () => host.broker(false))
  client.handleMessage = (packet, done) => {
    if (packet.topic === host.stateTopic) {
      // the will of our own former connection came late: it must not be the last word
      if (!isOnline(packet.payload.toString())) host.announce()
      return done()
    }
    const topic = parseTopic(packet.topic)
    const source = topic && host.sourceOf(topic)
    if (!topic || !source) return done() // other nodes of the same broker are not ours to hear
    host.hear(topic, source, packet.payload as Buffer).then(
      () => done(),
      (error: Error) => {
        onFault('sparkplug message', error)
        done(error)
        client.stream.destroy() // births are asked for again after the reconnect
      },
    )
  }
  const ticker = setInterval(() => host.tick(), TICK_MS)
  return {
    address: `${broker.url} (Sparkplug host ${broker.hostId})`,
    async close() {
      clearInterval(ticker)
      host.close()
      await client.endAsync()
    },
  }
}

function isOnline(payload: string): boolean {
  try {
    return (JSON.parse(payload) as { online?: unknown }).online === true
  } catch {
    return false
  }
}
