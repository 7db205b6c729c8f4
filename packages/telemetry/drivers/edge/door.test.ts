/** The edge door keeps the drivers' promises, over a real socket, and its own: a position that survives, and an answer that can be lost. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BatchAnswer } from '../../edge/contract.ts'
import { type EdgeRows, encodeFrame, type HeaderWithoutTags, NO_EDGE_ROWS } from '../../edge/frame.ts'
import { type EdgeReceiver, openEdgeReceiver } from '../../edge/receiver.ts'
import { Gate } from '../../ingest/gate.ts'
import { driverSuite, type Sample } from '../conformance.ts'
import { addEdgeRoutes } from './door.ts'

const basic = (source: string, credential: string) => `Basic ${Buffer.from(`${source}:${credential}`).toString('base64')}`
const rowsOf = (samples: readonly Sample[]): EdgeRows => ({
  tags: samples.map((s) => s.tag),
  times: Float64Array.from(samples, (s) => s.time),
  values: Float64Array.from(samples, (s) => s.value ?? Number.NaN),
  qualities: new Uint8Array(samples.length),
})
const headerOf = (epoch: string, from: number, more: Partial<HeaderWithoutTags> = {}): HeaderWithoutTags => ({
  version: 1,
  epoch,
  lane: 'live',
  from,
  start: 0,
  hours: null,
  repair: null,
  sentAt: Date.now(),
  agent: null,
  refusals: [],
  ...more,
})

driverSuite('edge', {
  async start(gate) {
    const dir = mkdtempSync(join(tmpdir(), 'anyuan-edge-'))
    const receiver = await openEdgeReceiver({ dir, gate, now: Date.now, onFault: () => {} })
    const app = Fastify({ forceCloseConnections: true })
    addEdgeRoutes(app, gate, receiver)
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const epoch = randomUUID()
    let next = 0
    const post = async (body: Uint8Array, as: { source: string; credential: string }) =>
      (
        await fetch(`${address}/edge/v1/batches`, {
          method: 'POST',
          body: Buffer.from(body),
          headers: { authorization: basic(as.source, as.credential) },
        })
      ).status
    return {
      driver: {
        address,
        async close() {
          await app.close()
          await receiver.close()
          rmSync(dir, { recursive: true })
        },
      },
      async send(samples, as) {
        const lane = samples.some((s) => s.historical) ? 'backlog' : 'live'
        const from = next
        next += samples.length
        return (await post(await encodeFrame(headerOf(epoch, from, { lane }), rowsOf(samples)), as)) === 200 ? 'acknowledged' : 'refused'
      },
      async garble(as) {
        const text = '{"no":"batch"}'
        expect(await post(gzipSync(text), as)).toBe(400)
        return text
      },
      done: async () => {},
    }
  },
})

describe('the edge door', () => {
  const HOUR = 3_600_000
  const now = Date.parse('2026-11-23T10:20:00Z')
  const epoch = randomUUID()
  const run = randomUUID()
  let dir: string
  let rows: number
  let failing: boolean
  let gate: Gate
  let receiver: EdgeReceiver
  let app: ReturnType<typeof Fastify>
  const open = async () => {
    receiver = await openEdgeReceiver({ dir, gate, now: () => now, onFault: () => {} })
    app = Fastify()
    addEdgeRoutes(app, gate, receiver)
  }
  const close = async () => {
    await app.close()
    await receiver.close()
  }
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'anyuan-edge-'))
    rows = 0
    failing = false
    gate = new Gate({
      now: () => now,
      journal: async (columns) => {
        if (failing) throw new Error('no space left')
        rows += columns.length
      },
      onLive: () => {},
      onQuarantine: () => {},
    })
    gate.directory.define({
      tags: [{ number: 7, code: 'T1', org: 'ln', unit: '℃', rangeLow: 0, rangeHigh: 100, expectedIntervalSeconds: 2, kind: 'temperature' }],
      sources: [
        { code: 'E1', org: 'ln', protocol: 'edge', credentialDigest: createHash('sha256').update('c').digest('hex'), tagCodes: ['T1'] },
      ],
      alarms: [],
    })
    gate.defined()
    await open()
  })
  afterEach(async () => {
    await close()
    rmSync(dir, { recursive: true })
  })
  const post = async (header: HeaderWithoutTags, sent: EdgeRows = NO_EDGE_ROWS) => {
    const payload = Buffer.from(await encodeFrame(header, sent))
    return app.inject({ method: 'POST', url: '/edge/v1/batches', payload, headers: { authorization: basic('E1', 'c') } })
  }
  const take = async (header: HeaderWithoutTags, sent?: EdgeRows) => BatchAnswer.parse((await post(header, sent)).json())
  const samples = (count: number, first = now - HOUR * 2) =>
    rowsOf(Array.from({ length: count }, (_, i) => ({ tag: 'T1', time: first + i * 1000, value: i })))

  test('the agent is told which tags it may send', async () => {
    const answer = await app.inject({ url: '/edge/v1/tags', headers: { authorization: basic('E1', 'c') } })
    expect(answer.json()).toEqual({
      sourceCode: 'E1',
      tags: [{ number: 7, code: 'T1', unit: '℃', expectedIntervalSeconds: 2, kind: 'temperature' }],
    })
    expect((await app.inject({ url: '/edge/v1/tags', headers: { authorization: basic('E1', 'x') } })).statusCode).toBe(401)
  })
  test('what comes again after a lost answer changes nothing, though its tail is new', async () => {
    await take(headerOf(epoch, 0), samples(10))
    expect(await take(headerOf(epoch, 0), samples(10))).toMatchObject({ acknowledgedUpTo: 10, accepted: 0, refused: 0 })
    expect(await take(headerOf(epoch, 5), samples(10, now - HOUR * 2 + 5000))).toMatchObject({ acknowledgedUpTo: 15, accepted: 5 })
    expect(rows).toBe(15)
  })
  test('a gap is asked for, and acknowledged past only when it is filled', async () => {
    await take(headerOf(epoch, 0), samples(5))
    expect(await take(headerOf(epoch, 20), samples(5, now - HOUR))).toMatchObject({
      acknowledgedUpTo: 5,
      taken: [
        [0, 5],
        [20, 25],
      ],
    })
    expect(await take(headerOf(epoch, 5, { lane: 'backlog' }), samples(15, now - HOUR * 2 + 5000))).toMatchObject({ acknowledgedUpTo: 25 })
  })
  test('nothing is noted of a batch that the disk did not take', async () => {
    failing = true
    expect((await post(headerOf(epoch, 0), samples(5))).statusCode).toBe(503)
    failing = false
    expect(await take(headerOf(epoch, 5), samples(1))).toMatchObject({ acknowledgedUpTo: 0, taken: [[5, 6]] })
  })
  test('the position outlives a restart of the pipeline', async () => {
    await take(headerOf(epoch, 0), samples(5))
    await close()
    await open()
    expect(await take(headerOf(epoch, 0), samples(5))).toMatchObject({ acknowledgedUpTo: 5, accepted: 0, refused: 0 })
  })
  test('every row of an hour has its fate in the ledger: accepted, refused by reason, or repeated', async () => {
    const sent = samples(10)
    sent.values[3] = 500
    sent.tags[4] = 'X'
    sent.times[6] = sent.times[5]!
    await take(headerOf(epoch, 0), sent)
    const [hour] = receiver.completeness('E1')!.streams[0]!.hours
    expect(hour).toMatchObject({ received: 10, accepted: 7, duplicates: 1, refused: { out_of_range: 1, unknown_tag: 1 } })
  })
  test('an hour whose digests differ is asked for again, and is repaired by the replay', async () => {
    const sent = samples(10)
    const hour = Math.floor(sent.times[0]! / HOUR) * HOUR
    const { AgentHours } = await import('../../edge/hours.ts')
    const agent = new AgentHours()
    agent.add(sent)
    const damaged = samples(10)
    damaged.values[2] = 77
    await take(headerOf(epoch, 0), damaged)
    const told = { run, since: 0, revision: 1, asOf: 10, changed: agent.changedSince(0) }
    expect((await take(headerOf(epoch, 10, { hours: told }))).wanted).toEqual([hour])
    const repair = (part: number, last: boolean) => ({ id: run, hour, part, last, whole: true })
    const half = (a: number, b: number): EdgeRows => ({
      ...rowsOf([]),
      tags: sent.tags.slice(a, b),
      times: sent.times.slice(a, b),
      values: sent.values.slice(a, b),
      qualities: sent.qualities.slice(a, b),
    })
    await take(headerOf(epoch, 0, { lane: 'repair', repair: repair(0, false) }), half(0, 4))
    await take(headerOf(epoch, 0, { lane: 'repair', repair: repair(0, false) }), half(0, 4)) // the answer was lost: it comes again
    expect((await take(headerOf(epoch, 0, { lane: 'repair', repair: repair(1, true) }), half(4, 10))).wanted).toEqual([])
    expect(receiver.completeness('E1')!.streams[0]!.hours).toMatchObject([{ state: 'repaired', rows: 10, received: 10, missing: 0 }])
  })
  test('an hour of which the spool had to drop rows is lost, with their number', async () => {
    const sent = samples(10)
    const { AgentHours } = await import('../../edge/hours.ts')
    const agent = new AgentHours()
    agent.add(sent)
    const kept = samples(6, sent.times[4])
    agent.lose({
      ...rowsOf([]),
      tags: sent.tags.slice(0, 4),
      times: sent.times.slice(0, 4),
      values: sent.values.slice(0, 4),
      qualities: new Uint8Array(4),
    })
    for (let i = 0; i < 6; i++) kept.values[i] = sent.values[4 + i]!
    const told = { run, since: 0, revision: 2, asOf: 10, changed: agent.changedSince(0) }
    const answer = await take(headerOf(epoch, 4, { start: 4, lane: 'backlog', hours: told }), kept)
    expect(answer).toMatchObject({ acknowledgedUpTo: 10, wanted: [] })
    expect(receiver.completeness('E1')!.streams[0]!.hours).toMatchObject([{ state: 'lost', rows: 10, received: 6, missing: 4 }])
  })
  test('rows that no spool can have written are refused, not archived under a wrong time', async () => {
    const sent = samples(2)
    sent.times[0] = Number.POSITIVE_INFINITY
    sent.qualities[1] = 9
    expect(await take(headerOf(epoch, 0), sent)).toMatchObject({ accepted: 0, refused: 2 })
  })
})
