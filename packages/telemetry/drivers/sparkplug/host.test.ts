/** The host without a broker: who is asked, what is stale and when, what is told of unknown metrics. The clock is the test's. */
import { DATATYPES, decodePayload, encodePayload, type MessageType, type Metric, type Payload, parseTopic } from '@anyuan/codecs/sparkplug'
import { quality } from '@anyuan/kernel'
import { expect, test } from 'vitest'
import type { SourcePoint } from '../../connection.ts'
import { Gate, type QuarantineRecord } from '../../ingest/gate.ts'
import { BROKER_AWAY_MS, SparkplugHost } from './host.ts'
import { DEVICE_BIRTH_MS, REBIRTH_INTERVAL_MS } from './session.ts'

function house({ nodes = ['N'] } = {}) {
  let now = 1_795_000_000_000
  const quarantined: QuarantineRecord[] = []
  const lost: number[] = []
  const published: { topic: string; payload: Uint8Array; retain: boolean }[] = []
  const gate = new Gate({
    now: () => now,
    journal: async () => {},
    onLive: () => {},
    onLost: (index) => lost.push(index),
    onQuarantine: (record) => quarantined.push(record),
  })
  const define = (ids: readonly string[], points: SourcePoint[] = [{ address: 'D/p', tagCode: 'PT', scale: 1, offset: 0 }]) => {
    gate.directory.define({
      tags: ['T', 'PT', 'NOTE'].map((code, i) => ({
        number: i + 1,
        code,
        org: 'ln',
        unit: '',
        rangeLow: 0,
        rangeHigh: 1000,
        expectedIntervalSeconds: 1,
      })),
      sources: ids.map((edgeNodeId) => ({
        code: `S-${edgeNodeId}`,
        org: 'ln',
        protocol: 'sparkplug',
        credentialDigest: '',
        tagCodes: ['T', 'PT', 'NOTE'],
        connection: { protocol: 'sparkplug', groupId: 'G', edgeNodeId },
        points,
      })),
      alarms: [],
    })
    gate.defined()
  }
  define(nodes)
  const host = new SparkplugHost({
    gate,
    hostId: 'park',
    now: () => now,
    publish: (topic, payload, { retain }) => published.push({ topic, payload, retain }),
  })
  const say = async (type: MessageType, payload: Payload, device?: string) => {
    now++
    const topic = parseTopic(`spBv1.0/G/${type}/N${device ? `/${device}` : ''}`)!
    await host.hear(topic, host.sourceOf(topic)!, encodePayload({ timestamp: BigInt(now), ...payload }))
  }
  const double = (name: string, value: number): Metric => ({ name, datatype: DATATYPES.Double, double: value })
  return {
    gate,
    host,
    say,
    define,
    lost,
    quarantined,
    published,
    wait: (ms: number) => {
      now += ms
      host.tick()
    },
    asked: () => published.filter(({ topic }) => topic.includes('/NCMD/')).map(({ topic }) => topic.split('/')[3]),
    born: async () => {
      await say('NBIRTH', { seq: 0n, metrics: [{ name: 'bdSeq', long: 0n }, double('T', 20)] })
      await say('DBIRTH', { seq: 1n, metrics: [double('p', 3)] }, 'D')
    },
    double,
  }
}

test('after a start every node is asked for its births, one after the other, and again until it answers', () => {
  const { wait, asked, published } = house({ nodes: ['N', 'M', 'O'] })
  wait(0)
  expect(asked()).toEqual([])
  wait(1020)
  expect(asked()).toEqual(['N', 'M'])
  wait(20)
  expect(asked()).toEqual(['N', 'M', 'O'])
  const { payload, retain } = published[0]!
  expect(retain).toBe(false)
  expect((decodePayload(payload) as Payload).metrics).toMatchObject([
    { name: 'Node Control/Rebirth', datatype: DATATYPES.Boolean, boolean: true },
  ])
})
test('nothing but its state and the question for births is ever published', async () => {
  const { host, born, say, wait, published, double } = house()
  host.announce()
  await born()
  await say('DDATA', { seq: 9n, metrics: [double('p', 4)] }, 'D')
  await say('NDEATH', { metrics: [{ name: 'bdSeq', long: 0n }] })
  wait(REBIRTH_INTERVAL_MS)
  host.close()
  expect([...new Set(published.map(({ topic }) => topic))].sort()).toEqual(['spBv1.0/G/NCMD/N', 'spBv1.0/STATE/park'])
  expect(JSON.parse(Buffer.from(published.at(-1)!.payload).toString())).toMatchObject({ online: false })
})
test('a device that is not born again with its node is lost; a node that dies is lost as a whole', async () => {
  const { born, say, wait, lost, gate, double } = house()
  await born()
  await say('NBIRTH', { seq: 0n, metrics: [{ name: 'bdSeq', long: 1n }, double('T', 21)] })
  wait(DEVICE_BIRTH_MS)
  expect(lost).toEqual([1])
  expect(gate.current.qualities[1]).toBe(quality.stale)
  await say('NDEATH', { metrics: [{ name: 'bdSeq', long: 1n }] })
  expect(lost).toEqual([1, 0, 1])
})
test('a broker that is away for a moment loses nothing; for longer, everything is unknown until the nodes are born again', async () => {
  const { host, born, wait, lost, gate, asked } = house()
  await born()
  host.broker(false)
  wait(BROKER_AWAY_MS - 1)
  expect(lost).toEqual([])
  wait(1)
  expect(lost).toEqual([0, 1])
  expect(gate.traffic('S-N').connections).toBe(0)
  wait(60_000)
  expect(lost).toEqual([0, 1])
  const before = asked().length
  host.broker(true)
  wait(0)
  expect(asked().length).toBe(before + 1)
  await born()
  expect([gate.current.qualities[0], gate.current.qualities[1]]).toEqual([quality.good, quality.good])
})
test('a text is nobody’s tag unless a point says so, and then it is refused as no number', async () => {
  const { say, quarantined, define } = house()
  const text = { metrics: [{ name: 'note', datatype: DATATYPES.String, string: 'x' }] }
  await say('NBIRTH', { seq: 0n, ...text })
  expect(quarantined).toEqual([])
  define(['N'], [{ address: 'note', tagCode: 'NOTE', scale: -1, offset: 0 }])
  await say('NBIRTH', { seq: 0n, ...text })
  expect(quarantined).toMatchObject([{ reason: 'malformed', tagCode: 'NOTE', detail: 'value' }])
})
test('what nobody knows is told once per birth, and again when the points have changed', async () => {
  const { say, quarantined, define, double } = house()
  await say('NBIRTH', { seq: 0n, metrics: [double('x', 1)] })
  await say('NDATA', { seq: 1n, metrics: [double('x', 2)] })
  expect(quarantined.map(({ tagCode }) => tagCode)).toEqual(['x'])
  define(['N'])
  await say('NDATA', { seq: 2n, metrics: [double('x', 3)] })
  expect(quarantined).toHaveLength(2)
})
test('what comes by an alias that no birth explains is counted and asked for', async () => {
  const { say, quarantined, asked } = house()
  await say('NDATA', {
    seq: 5n,
    metrics: [
      { alias: 4n, double: 1 },
      { alias: 5n, double: 1 },
    ],
  })
  expect(quarantined).toMatchObject([{ reason: 'unknown_tag', detail: 'NDATA: 2 metrics by an alias without a birth' }])
  expect(asked()).toEqual(['N'])
})
test('a source that went has no session any more; one that moved to another node begins anew', async () => {
  const { born, gate, define, host } = house()
  await born()
  expect(gate.traffic('S-N').connections).toBe(1)
  define([])
  expect(host.sourceOf({ groupId: 'G', edgeNodeId: 'N' })).toBeNull()
  expect(gate.traffic('S-N').connections).toBe(0)
})
