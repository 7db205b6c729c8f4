/** The Sparkplug host at a broker that is not ours (Mosquitto): state and will, values, deaths, a broker that goes away. Skipped where there is no Mosquitto. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DATATYPES, decodePayload, encodePayload, type Payload } from '@anyuan/codecs/sparkplug'
import { quality } from '@anyuan/kernel'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Gate } from '../../ingest/gate.ts'
import { startExternalSparkplug } from './external.ts'

const BINARY = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', 'mosquitto'].find((path) => spawnSync(path, ['-h']).error === undefined)
const PATIENTLY = { timeout: 10_000 }

describe.skipIf(!BINARY)('the Sparkplug host at an external broker', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sparkplug-'))
  let broker: ChildProcess
  let url: string
  let port: number

  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end()
        resolve(true)
      }).on('error', () => resolve(false))
    })
  const startBroker = async () => {
    broker = spawn(BINARY!, ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' })
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  beforeAll(async () => {
    port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        server.close(() => resolve(port))
      })
    })
    url = `mqtt://127.0.0.1:${port}`
    writeFileSync(join(dir, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
    await startBroker()
  })
  afterAll(() => {
    broker.kill()
    rmSync(dir, { recursive: true, force: true })
  })

  function park() {
    const gate = new Gate({ now: Date.now, journal: async () => {}, onLive: () => {}, onQuarantine: () => {} })
    gate.directory.define({
      tags: [{ number: 1, code: 'T1', org: 'ln', unit: '', rangeLow: 0, rangeHigh: 1000, expectedIntervalSeconds: 1 }],
      sources: [
        {
          code: 'GW',
          org: 'ln',
          protocol: 'sparkplug',
          credentialDigest: createHash('sha256').update('c').digest('hex'),
          tagCodes: ['T1'],
          connection: { protocol: 'sparkplug', groupId: 'G', edgeNodeId: 'N' },
        },
      ],
      alarms: [],
    })
    gate.defined()
    return gate
  }
  const birth = (value: number) =>
    Buffer.from(
      encodePayload({
        timestamp: BigInt(Date.now()),
        seq: 0n,
        metrics: [
          { name: 'bdSeq', datatype: DATATYPES.UInt64, long: 0n },
          { name: 'T1', datatype: DATATYPES.Double, double: value },
        ],
      }),
    )
  /** A node that answers the question for its birth, as every node must. */
  async function edgeNode() {
    const client = mqtt.connect(url, {
      reconnectPeriod: 200,
      will: {
        topic: 'spBv1.0/G/NDEATH/N',
        payload: Buffer.from(encodePayload({ metrics: [{ name: 'bdSeq', datatype: DATATYPES.UInt64, long: 0n }] })),
        qos: 1,
        retain: false,
      },
    })
    let value = 100
    let asked = 0
    const states: { online: boolean; timestamp: number }[] = []
    client.on('message', (topic, bytes) => {
      if (topic.startsWith('spBv1.0/STATE/')) {
        states.push(JSON.parse(bytes.toString()) as (typeof states)[number])
        return
      }
      const command = decodePayload(bytes) as Payload
      if (command.metrics?.[0]?.name !== 'Node Control/Rebirth') return
      asked++
      client.publish('spBv1.0/G/NBIRTH/N', birth(value++))
    })
    client.on('error', () => {})
    client.on('connect', () => client.subscribe(['spBv1.0/G/NCMD/N', 'spBv1.0/STATE/#'], { qos: 1 }))
    await new Promise((resolve) => client.once('connect', resolve))
    return { client, states, asked: () => asked }
  }

  test('finds nodes that were there before it, says that it is there, and takes a death for unknown', async () => {
    const node = await edgeNode()
    const gate = park()
    const host = await startExternalSparkplug({ gate, onFault: () => {} }, { url, hostId: 'park' })
    await expect.poll(() => gate.current.values[0], PATIENTLY).toBe(100)
    expect(node.states.at(-1)).toEqual({ online: true, timestamp: expect.any(Number) })
    node.client.stream.destroy()
    await expect.poll(() => gate.current.qualities[0], PATIENTLY).toBe(quality.stale)
    // it comes back by itself, and is asked after the death
    await expect.poll(() => gate.current.qualities[0], { timeout: 15_000 }).toBe(quality.good)
    await host.close()
    await expect.poll(() => node.states.at(-1)?.online, PATIENTLY).toBe(false)
    await node.client.endAsync(true)
  })
  test('asks every node anew when the broker was away, with a state of the new time', async () => {
    const node = await edgeNode()
    const gate = park()
    const host = await startExternalSparkplug({ gate, onFault: () => {} }, { url, hostId: 'park2' })
    await expect.poll(() => gate.current.seen(0), PATIENTLY).toBe(true)
    const before = gate.current.values[0]!
    const ended = new Promise((resolve) => broker.once('exit', resolve))
    broker.kill()
    await ended
    await startBroker()
    await expect.poll(() => gate.current.values[0], { timeout: 20_000 }).toBeGreaterThan(before)
    const own = node.states.filter(({ online }) => online).map(({ timestamp }) => timestamp)
    expect(own.at(-1)).toBeGreaterThan(own[0]!)
    await host.close()
    await node.client.endAsync(true)
  })
})
