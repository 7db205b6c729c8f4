/** Sparkplug through the embedded broker: the drivers' promises, the rights of a node, births, deaths and the question for a birth, over real sockets. */
import { createHash } from 'node:crypto'
import { DATATYPES, decodePayload, encodePayload, type Metric, type Payload } from '@anyuan/codecs/sparkplug'
import { quality } from '@anyuan/kernel'
import mqtt from 'mqtt'
import { afterEach, describe, expect, test } from 'vitest'
import { Gate, type QuarantineRecord } from '../../ingest/gate.ts'
import { type Answer, driverSuite, IDENTITY, type Identity, type Sample } from '../conformance.ts'
import { startEmbeddedMqtt } from '../mqtt/embedded.ts'

const ALIASES: Record<string, bigint> = { T1: 1n, T2: 2n }
const CONNECTION = { protocol: 'sparkplug' as const, groupId: 'G', edgeNodeId: 'N' }

/** An edge node with one session at a time; data with QoS 1, so that the broker says when they are durable. */
class EdgeNode {
  readonly #url: string
  readonly #as: Identity
  readonly #id: string
  client: mqtt.MqttClient | null = null
  #seq = 0
  #bdSeq = 0
  readonly commands: Payload[] = []

  constructor(url: string, as: Identity, id = 'N') {
    this.#url = url
    this.#as = as
    this.#id = id
  }
  async connect(): Promise<boolean> {
    if (this.client?.connected) return true
    const bdSeq = { name: 'bdSeq', datatype: DATATYPES.UInt64, long: BigInt(this.#bdSeq++) }
    const client = mqtt.connect(this.#url, {
      username: this.#as.source,
      password: this.#as.credential,
      reconnectPeriod: 0,
      will: { topic: `spBv1.0/G/NDEATH/${this.#id}`, payload: Buffer.from(encodePayload({ metrics: [bdSeq] })), qos: 1, retain: false },
    })
    this.client = client
    client.on('message', (_topic, bytes) => this.commands.push(decodePayload(bytes) as Payload))
    const open = await new Promise<boolean>((resolve) => {
      client.once('connect', () => resolve(true))
      client.once('error', () => resolve(false))
      client.once('close', () => resolve(false))
    })
    if (!open) return false
    await client.subscribeAsync(`spBv1.0/G/NCMD/${this.#id}`)
    this.#seq = 0
    return (await this.birth(bdSeq)) === 'acknowledged'
  }
  birth(...more: Metric[]): Promise<Answer> {
    this.#seq = 0
    const metrics: Metric[] = Object.entries(ALIASES).map(([name, alias]) => ({ name, alias, datatype: DATATYPES.Double, double: 1 }))
    const control = { name: 'Node Control/Rebirth', datatype: DATATYPES.Boolean, boolean: false }
    return this.publish('NBIRTH', { timestamp: BigInt(Date.now() - 1000), metrics: [...metrics, control, ...more] })
  }
  data(metrics: Metric[]): Promise<Answer> {
    return this.publish('NDATA', { timestamp: BigInt(Date.now()), metrics })
  }
  skip(): void {
    this.#seq++
  }
  publish(type: string, payload: Payload, device?: string): Promise<Answer> {
    return this.raw(type, encodePayload({ ...payload, seq: BigInt(this.#seq++ % 256) }), device)
  }
  raw(type: string, bytes: Uint8Array, device?: string): Promise<Answer> {
    const client = this.client!
    return new Promise((resolve) => {
      client.once('close', () => resolve('refused'))
      client.publish(`spBv1.0/G/${type}/${this.#id}${device ? `/${device}` : ''}`, Buffer.from(bytes), { qos: 1 }, (error) =>
        resolve(error ? 'refused' : 'acknowledged'),
      )
    })
  }
  /** As a power cut: no goodbye, so that the broker publishes the will. */
  kill(): void {
    this.client?.stream.destroy()
  }
}

driverSuite('sparkplug', {
  connection: CONNECTION,
  async start(gate) {
    const driver = await startEmbeddedMqtt({ gate, onFault: () => {} }, { host: '127.0.0.1', port: 0 })
    const nodes = new Map<string, EdgeNode>()
    const nodeOf = (as: Identity) => {
      const key = `${as.source}:${as.credential}`
      const node = nodes.get(key) ?? new EdgeNode(driver.address, as, as.source === IDENTITY.source ? 'N' : 'STRANGER')
      nodes.set(key, node)
      return node
    }
    const metricOf = ({ tag, time, value, historical }: Sample): Metric => ({
      ...(ALIASES[tag] ? { alias: ALIASES[tag] } : { name: tag }),
      timestamp: BigInt(time),
      datatype: DATATYPES.Double,
      ...(historical ? { isHistorical: true } : {}),
      ...(value === null ? { isNull: true } : { double: value }),
    })
    return {
      driver,
      open: async (as) => {
        await nodeOf(as).connect()
      },
      send: async (samples, as) => ((await nodeOf(as).connect()) ? nodeOf(as).data(samples.map(metricOf)) : 'refused'),
      async garble(as) {
        await nodeOf(as).raw('NDATA', Buffer.from('ff00ff', 'hex'))
        return 'ff00ff'
      },
      done: async () => {
        for (const { client } of nodes.values()) client?.end(true)
      },
    }
  },
})

describe('an edge node', () => {
  let closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.reverse()) await close()
    closing = []
  })

  async function house() {
    const quarantined: QuarantineRecord[] = []
    const gate = new Gate({ now: Date.now, journal: async () => {}, onLive: () => {}, onQuarantine: (record) => quarantined.push(record) })
    const source = (code: string, edgeNodeId: string, tagCodes: string[]) => ({
      code,
      org: 'ln',
      protocol: 'sparkplug',
      credentialDigest: createHash('sha256').update('c').digest('hex'),
      tagCodes,
      connection: { ...CONNECTION, edgeNodeId },
      points: tagCodes.includes('PT') ? [{ address: 'boiler/pressure', tagCode: 'PT', scale: 0.1, offset: 0 }] : [],
    })
    gate.directory.define({
      tags: ['T1', 'T2', 'PT'].map((code, i) => ({
        number: i + 1,
        code,
        org: 'ln',
        unit: '',
        rangeLow: -1000,
        rangeHigh: 1000,
        expectedIntervalSeconds: 1,
      })),
      sources: [source('GW', 'N', ['T1', 'T2', 'PT']), source('OTHER', 'M', [])],
      alarms: [],
    })
    gate.defined()
    const driver = await startEmbeddedMqtt({ gate, onFault: () => {} }, { host: '127.0.0.1', port: 0, sparkplugHostId: 'park' })
    const node = new EdgeNode(driver.address, { source: 'GW', credential: 'c' })
    closing.push(
      () => driver.close(),
      async () => {
        node.client?.end(true)
      },
    )
    const qualityOf = (index: number) => gate.current.qualities[index]
    return { gate, node, quarantined, qualityOf, driver }
  }

  test('that dies leaves every tag stale, not normal; born again, all are good although nothing changed', async () => {
    const { gate, node, qualityOf } = await house()
    await node.connect()
    await node.publish(
      'DBIRTH',
      { timestamp: BigInt(Date.now()), metrics: [{ name: 'pressure', alias: 9n, datatype: DATATYPES.Int16, int: 42 }] },
      'boiler',
    )
    expect([qualityOf(0), qualityOf(1), qualityOf(2)]).toEqual([quality.good, quality.good, quality.good])
    expect(gate.current.values[2]).toBeCloseTo(4.2)
    expect(gate.traffic('GW').connections).toBe(1)
    node.kill()
    await expect.poll(() => [qualityOf(0), qualityOf(1), qualityOf(2)]).toEqual([quality.stale, quality.stale, quality.stale])
    expect(gate.traffic('GW').connections).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await node.connect()
    expect([qualityOf(0), qualityOf(1), qualityOf(2)]).toEqual([quality.good, quality.good, quality.stale])
  })
  test('keeps its own tags when one of its devices dies', async () => {
    const { node, qualityOf } = await house()
    await node.connect()
    await node.publish(
      'DBIRTH',
      { timestamp: BigInt(Date.now()), metrics: [{ name: 'pressure', datatype: DATATYPES.Int16, int: 42 }] },
      'boiler',
    )
    await node.publish('DDEATH', { timestamp: BigInt(Date.now()) }, 'boiler')
    expect([qualityOf(0), qualityOf(2)]).toEqual([quality.good, quality.stale])
  })
  test('of which a message is missing is counted and asked for its birth, once', async () => {
    const { gate, node } = await house()
    await node.connect()
    node.skip()
    await node.data([{ alias: 1n, double: 5 }])
    await expect.poll(() => node.commands.length).toBe(1)
    expect(node.commands[0]?.metrics).toMatchObject([{ name: 'Node Control/Rebirth', boolean: true }])
    expect(gate.traffic('GW').gaps).toBe(1)
    node.skip()
    await node.data([{ alias: 1n, double: 6 }])
    expect(gate.traffic('GW').gaps).toBe(2)
    expect(node.commands).toHaveLength(1)
  })
  test('may speak for itself only, and hear commands to itself and the state of the host only', async () => {
    const { node, driver } = await house()
    await node.connect()
    const heard = new Map<string, string>()
    node.client!.on('message', (topic, bytes) => heard.set(topic, bytes.toString()))
    const grants = await Promise.all(
      ['spBv1.0/STATE/park', 'spBv1.0/G/DCMD/N/#', 'spBv1.0/G/NCMD/M', 'spBv1.0/#', '#', 'spBv1.0/G/+/N/#'].map((topic) =>
        node.client!.subscribeAsync(topic).then(
          (granted) => granted[0]?.qos,
          () => 128,
        ),
      ),
    )
    expect(grants).toEqual([0, 0, 128, 128, 128, 128])
    await expect.poll(() => heard.get('spBv1.0/STATE/park')).toMatch(/^{"online":true,"timestamp":\d+}$/)
    for (const topic of ['spBv1.0/G/NDATA/M', 'spBv1.0/G/NCMD/N', 'spBv1.0/STATE/park']) {
      const intruder = mqtt.connect(driver.address, { username: 'GW', password: 'c', reconnectPeriod: 0 })
      await new Promise((resolve) => intruder.once('connect', resolve))
      intruder.publish(topic, 'x', { qos: 1 }, () => {})
      await new Promise<void>((resolve) => intruder.once('close', () => resolve()))
      intruder.end(true)
    }
  })
  test('with metrics that nobody knows finds each once in quarantine', async () => {
    const { node, quarantined } = await house()
    await node.connect()
    for (let i = 0; i < 3; i++)
      await node.data([
        { name: 'extra', datatype: DATATYPES.Double, double: i },
        { name: 'note', datatype: DATATYPES.String, string: 'x' },
      ])
    expect(quarantined).toMatchObject([{ reason: 'unknown_tag', tagCode: 'extra' }])
  })
  test('is not declared dead because the house itself goes down', async () => {
    const { node, qualityOf } = await house()
    await node.connect()
    for (const close of closing.reverse()) await close()
    closing = []
    expect(qualityOf(0)).toBe(quality.good)
  })
})
