/** The embedded broker keeps the drivers' promises, with a real MQTT client over a real socket. */
import mqtt from 'mqtt'
import { expect, test } from 'vitest'
import { Gate } from '../../ingest/gate.ts'
import { driverSuite, type Send, SOURCE } from '../conformance.ts'
import { startEmbeddedMqtt } from './embedded.ts'
import { sourceOfTopic, topicOf } from './topic.ts'

const sender = (port: number): { send: Send; done(): Promise<void> } => {
  const clients: mqtt.MqttClient[] = []
  return {
    send: (body, { source = SOURCE, credential = '' } = {}) =>
      new Promise((resolve) => {
        const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
          username: source,
          password: credential,
          reconnectPeriod: 0,
          connectTimeout: 2000,
        })
        clients.push(client)
        client.on('error', () => resolve('refused'))
        client.on('close', () => resolve('refused'))
        client.on('connect', () =>
          client.publish(topicOf(source), body, { qos: 1 }, (error) => resolve(error ? 'refused' : 'acknowledged')),
        )
      }),
    done: async () => {
      for (const client of clients) client.end(true)
    },
  }
}

driverSuite('mqtt', {
  async start(gate) {
    const driver = await startEmbeddedMqtt({ gate, onFault: () => {} }, { host: '127.0.0.1', port: 0 })
    return { driver, ...sender(driver.port) }
  },
})

test('a source may publish to its own topic only', () => {
  expect(sourceOfTopic(topicOf('GW-1'))).toBe('GW-1')
  for (const topic of ['anyuan/v1/GW-1', 'anyuan/v1/GW-1/samples/x', 'anyuan/v2/GW-1/samples', '$SYS/x', 'anyuan/v1/../samples'])
    expect(sourceOfTopic(topic)).toBeNull()
})
test('publishing under the name of another source closes the connection, and nothing is taken', async () => {
  const gate = new Gate({ now: Date.now, journal: async () => {}, onLive: () => {}, onQuarantine: () => {} })
  const { createHash } = await import('node:crypto')
  gate.directory.define({
    tags: [],
    sources: ['A', 'B'].map((code) => ({
      code,
      org: 'ln',
      protocol: 'mqtt',
      credentialDigest: createHash('sha256').update(code).digest('hex'),
      tagCodes: [],
    })),
    alarms: [],
  })
  const driver = await startEmbeddedMqtt({ gate, onFault: () => {} }, { host: '127.0.0.1', port: 0 })
  const client = mqtt.connect(driver.address, { username: 'A', password: 'A', reconnectPeriod: 0 })
  await new Promise((resolve) => client.on('connect', resolve))
  client.publish(topicOf('B'), '{}', { qos: 1 }, () => {})
  await new Promise<void>((resolve) => client.on('close', () => resolve()))
  expect(gate.traffic('B').accepted).toBe(0)
  expect(gate.traffic('A').refused.get('malformed')).toBe(1)
  client.end(true)
  await driver.close()
})
