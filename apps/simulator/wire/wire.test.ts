import { createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { buildProvince } from '@anyuan/province'
import { Aedes } from 'aedes'
import Fastify from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { controlOf } from '../control.ts'
import { type Simulator, startSimulator } from '../simulator.ts'
import { httpSender } from './http-sender.ts'
import { mqttSender } from './mqtt-sender.ts'
import { createOutbox, type Message } from './outbox.ts'
import { payloadOf } from './payload.ts'

const message = (n: number): Message => ({ payload: `{"tags":["T"],"times":${n},"values":[${n}]}`, samples: 1, key: `k${n}` })
const credential = { username: 'GW-SY-E01', password: 'secret' }
const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})
async function until(done: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 400 && !done(); i++) await delay(25)
  expect(done(), what).toBe(true)
}

/** A real broker that knows one password and keeps every payload it acknowledged. */
async function broker(port = 0) {
  const got: { topic: string; payload: string }[] = []
  const aedes = await Aedes.createBroker({
    authenticate: (_client, _username, password, done) => done(null, password?.toString() === 'secret'),
    authorizePublish: (_client, packet, done) => {
      got.push({ topic: packet.topic, payload: packet.payload.toString() })
      done(null)
    },
  })
  const server: Server = createServer((socket) => void aedes.handle(socket))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  const end = async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { got, end, port: typeof address === 'object' && address ? address.port : port }
}

describe('what goes over the wire', () => {
  it('is columns with one time, and qualities only where one is not good', () => {
    const good = payloadOf({ sourceCode: 'GW', tags: ['A', 'B'], timeMs: 1763870000000, values: [1.5, 2], qualities: null })
    expect(JSON.parse(good)).toEqual({ tags: ['A', 'B'], times: 1763870000000, values: [1.5, 2] })
    const mixed = payloadOf({ sourceCode: 'GW', tags: ['A', 'B'], timeMs: 1, values: [1.5, 2], qualities: ['good', 'bad'] })
    expect(JSON.parse(mixed).qualities).toEqual(['good', 'bad'])
  })

  it('is kept up to a bound; beyond it the oldest is dropped and counted', () => {
    const outbox = createOutbox(3)
    for (let n = 1; n <= 5; n++) outbox.put(message(n))
    expect(outbox.counts.lost).toBe(2)
    expect(outbox.waiting()).toBe(3)
    const taken = outbox.take()!
    expect(taken.key).toBe('k3')
    outbox.putBack(taken)
    expect(outbox.take()!.key).toBe('k3')
  })
})

describe('an MQTT gateway', () => {
  it('loses nothing when the broker goes away and comes back', async () => {
    const first = await broker()
    const sender = mqttSender({ url: `mqtt://127.0.0.1:${first.port}`, sourceCode: 'GW-SY-E01', credential, onTrouble: () => {} })
    endings.push(() => sender.close(0))
    for (let n = 0; n < 20; n++) sender.offer(message(n))
    await until(() => sender.counts.acknowledged === 20, 'first twenty acknowledged')
    expect(new Set(first.got.map((one) => one.topic))).toEqual(new Set(['anyuan/v1/GW-SY-E01/samples']))
    await first.end()
    for (let n = 20; n < 40; n++) sender.offer(message(n))
    expect(sender.waiting()).toBe(20)
    const second = await broker(first.port)
    endings.push(second.end)
    await until(() => sender.counts.acknowledged === 40, 'backlog acknowledged')
    expect(sender.waiting()).toBe(0)
    const times = new Set([...first.got, ...second.got].map((one) => (JSON.parse(one.payload) as { times: number }).times))
    expect(times.size).toBe(40)
  })

  it('is silent while cut, then forwards the backlog with its own times, oldest first', async () => {
    const { got, end, port } = await broker()
    endings.push(end)
    const sender = mqttSender({ url: `mqtt://127.0.0.1:${port}`, sourceCode: 'GW-SY-E01', credential, onTrouble: () => {} })
    endings.push(() => sender.close(0))
    await until(() => sender.connected(), 'connected')
    sender.cut()
    for (let n = 0; n < 12; n++) sender.offer(message(n))
    await delay(150)
    expect(got).toEqual([])
    expect(sender.connected()).toBe(false)
    sender.mend()
    await until(() => sender.counts.acknowledged === 12, 'backlog acknowledged')
    expect(got.map((one) => (JSON.parse(one.payload) as { times: number }).times)).toEqual(Array.from({ length: 12 }, (_, n) => n))
  })

  it('says once that its credential is refused, and keeps its samples', async () => {
    const { end, port } = await broker()
    endings.push(end)
    const told: string[] = []
    const sender = mqttSender({
      url: `mqtt://127.0.0.1:${port}`,
      sourceCode: 'GW-SY-E01',
      credential: { username: 'x', password: 'wrong' },
      onTrouble: (reason) => told.push(reason),
    })
    endings.push(() => sender.close(0))
    sender.offer(message(1))
    await until(() => told.length > 0, 'told')
    expect(told).toHaveLength(1)
    expect(sender.waiting()).toBe(1)
  })
})

describe('an HTTP gateway', () => {
  it('repeats with the same key until the door is open, and counts accepted and refused', async () => {
    const seen: { key: string; body: string; authorization: string }[] = []
    const app = Fastify()
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post('/ingest/v1/samples', (request, reply) => {
      const body = gunzipSync(request.body as Buffer).toString()
      seen.push({ key: String(request.headers['idempotency-key']), body, authorization: String(request.headers.authorization) })
      if (seen.length === 1) return reply.status(503).send({ code: 'ingest.overload' })
      return { accepted: 1, refused: [{ index: 1, tag: 'X', reason: 'unknown_tag', detail: null }] }
    })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    endings.push(() => app.close())
    const told: string[] = []
    const sender = httpSender({ url, sourceCode: 'GW-SY-E01', credential, onTrouble: (reason) => told.push(reason) })
    endings.push(() => sender.close(0))
    sender.offer({ ...message(7), samples: 2 })
    await until(() => sender.waiting() === 0, 'acknowledged')
    expect(seen.map((one) => one.key)).toEqual(['k7', 'k7'])
    expect(seen[0]!.body).toBe(message(7).payload)
    expect(seen[0]!.authorization).toBe(`Basic ${Buffer.from('GW-SY-E01:secret').toString('base64')}`)
    expect(told).toEqual(['HTTP 503'])
    expect(sender.counts).toMatchObject({ sent: 2, acknowledged: 1, refused: 1, lost: 0 })
  })
})

describe('the simulator', () => {
  it('sends every tag of every MQTT source through the front door, and shows incidents on its control port', async () => {
    const province = buildProvince({ seed: 42, scale: 0.05 })
    const { got, end, port } = await broker()
    endings.push(end)
    const credentials = Object.fromEntries(province.sources.map((source) => [source.code, { username: source.code, password: 'secret' }]))
    const simulator: Simulator = startSimulator({
      province,
      seed: 42,
      speed: 1,
      mqttUrl: `mqtt://127.0.0.1:${port}`,
      httpUrl: 'http://127.0.0.1:9',
      credentials,
      onTrouble: () => {},
    })
    endings.push(() => simulator.stop())
    const sources = province.sources.filter((source) => source.protocol === 'mqtt')
    await until(() => new Set(got.map((one) => one.topic)).size === sources.length, 'every source has sent')
    const sent = new Set(got.flatMap((one) => (JSON.parse(one.payload) as { tags: string[] }).tags))
    const expected = sources.flatMap((source) => source.tagCodes)
    // One detector is silent for good (a standing fault), others may be for a moment.
    expect(expected.length - sent.size).toBeLessThan(6)
    for (const tag of sent) expect(expected).toContain(tag)

    const app = controlOf(simulator)
    endings.push(() => app.close())
    const status = (await app.inject('/status')).json()
    expect(status).toMatchObject({ sources: province.sources.length, lost: 0 })
    expect(status.sourcesConnected).toBe(sources.length)
    const started = await app.inject({ method: 'POST', url: '/incidents/te-fault-6/start' })
    expect(started.json()).toMatchObject({ id: 'te-fault-6', running: true, parkCode: 'PJ' })
    expect((await app.inject({ method: 'POST', url: '/incidents/te-fault-6/start', payload: {} })).statusCode).toBe(409)
    expect((await app.inject({ method: 'POST', url: '/incidents/flood/start' })).statusCode).toBe(404)
    expect((await app.inject({ method: 'POST', url: '/incidents/chlorine-leak/start', payload: { parkCode: 'XX' } })).statusCode).toBe(404)
    expect((await app.inject('/incidents')).json().items).toHaveLength(6)
    expect((await app.inject({ method: 'POST', url: '/incidents/te-fault-6/stop' })).json()).toMatchObject({ running: false })
  })
})
