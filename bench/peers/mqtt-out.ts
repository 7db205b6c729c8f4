/** Sends points to a broker for the peers that listen to one. */
import type { MqttClient } from 'mqtt'
import mqtt from 'mqtt'
import type { Point } from './peer.ts'

export async function connectBroker(port: number): Promise<MqttClient> {
  return mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clean: true, reconnectPeriod: 0 })
}

/** QoS 1: resolves with the broker's acknowledgement. */
export const publish = (client: MqttClient, topic: string, payload: string): Promise<void> =>
  client.publishAsync(topic, payload, { qos: 1 }).then(() => {})

export const asJson = (points: readonly Point[], name: (tag: number) => string): string =>
  JSON.stringify(points.map(({ tag, value, time }) => ({ tag: name(tag), value, time })))
