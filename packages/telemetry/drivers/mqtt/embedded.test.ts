/** The embedded broker keeps the drivers' promises, with a real MQTT client over a real socket. */
import { connect } from 'node:net'
import mqtt from 'mqtt'
import { expect, test } from 'vitest'
import { Gate } from '../../ingest/gate.ts'
import { type Answer, driverSuite, type Identity, type Line } from '../conformance.ts'
import { startEmbeddedMqtt } from './embedded.ts'
import { sourceOfTopic, topicOf } from './topic.ts'

/** One connection per identity, opened at its first message and used while it stands. */
const sender = (port: number): Omit<Line, 'driver'> => {
  const clients = new Map<string, mqtt.MqttClient>()
  const connected = (as: Identity): Promise<mqtt.MqttClient | null> => {
    const key = `${as.source}:${as.credential}`
    const standing = clients.get(key)
    if (standing?.connected) return Promise.resolve(standing)
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      username: as.source,
      password: as.credential,
      reconnectPeriod: 0,
      connectTimeout: 5000,
    })
    clients.set(key, client)
    return new Promise((resolve) => {
      client.on('error', () => resolve(null))
      client.on('close', () => resolve(null))
      client.on('connect', () => resolve(client))
    })
  }
  const publish = async (body: string, as: Identity): Promise<Answer> => {
    const client = await connected(as)
    if (!client) return 'refused'
    return new Promise((resolve) => {
      client.once('close', () => resolve('refused'))
      client.publish(topicOf(as.source), body, { qos: 1 }, (error) => resolve(error ? 'refused' : 'acknowledged'))
    })
  }
  return {
    send: (samples, as) => publish(JSON.stringify(samples), as),
    async garble(as) {
      await publish('{"tag":', as)
      return '{"tag":'
    },
    done: async () => {
      for (const client of clients.values()) client.end(true)
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
test('a stranger that sends without end is cut off before it has signed in', async () => {
  const gate = new Gate({ now: Date.now, journal: async () => {}, onLive: () => {}, onQuarantine: () => {} })
  const driver = await startEmbeddedMqtt({ gate, onFault: () => {} }, { host: '127.0.0.1', port: 0 })
  const socket = connect(driver.port, '127.0.0.1')
  socket.on('error', () => {})
  // CONNECT that announces 200 MB
  socket.write(Buffer.from([0x10, 0x80, 0x80, 0xb0, 0x5f]))
  const flood = setInterval(() => socket.write(Buffer.alloc(65_536)), 10)
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(flood)
  expect(socket.bytesWritten).toBeLessThan(50 * 1024 * 1024)
  await driver.close()
})
