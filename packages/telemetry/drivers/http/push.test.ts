/** HTTP push keeps the drivers' promises, over a real socket. */
import { gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { Gate } from '../../ingest/gate.ts'
import { type Answer, driverSuite, type Identity } from '../conformance.ts'
import { addPushRoute } from './push.ts'

const basic = (source: string, credential: string) => `Basic ${Buffer.from(`${source}:${credential}`).toString('base64')}`

driverSuite('http', {
  async start(gate) {
    const app = Fastify({ forceCloseConnections: true })
    addPushRoute(app, gate)
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const post = async (body: string, { source, credential }: Identity): Promise<Answer> =>
      (await fetch(`${address}/ingest/v1/samples`, { method: 'POST', body, headers: { authorization: basic(source, credential) } }))
        .status === 200
        ? 'acknowledged'
        : 'refused'
    return {
      driver: { address, close: () => app.close() },
      send: (samples, as) => post(JSON.stringify(samples), as),
      async garble(as) {
        await post('{"tag":', as)
        return '{"tag":'
      },
      done: async () => {},
    }
  },
})

async function door() {
  const { createHash } = await import('node:crypto')
  let kept = 0
  const gate = new Gate({
    now: Date.now,
    journal: async (columns) => {
      kept += columns.length
    },
    onLive: () => {},
    onQuarantine: () => {},
  })
  gate.directory.define({
    tags: [{ number: 1, code: 'T1', org: 'ln', unit: '℃', rangeLow: 0, rangeHigh: 100, expectedIntervalSeconds: 1 }],
    sources: [
      { code: 'GW', org: 'ln', protocol: 'http', credentialDigest: createHash('sha256').update('c').digest('hex'), tagCodes: ['T1'] },
    ],
    alarms: [],
  })
  gate.defined()
  const app = Fastify()
  addPushRoute(app, gate)
  const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/ingest/v1/samples', payload, headers: { authorization: basic('GW', 'c'), ...headers } })
  return { post, kept: () => kept }
}
const body = (values: number[]) => JSON.stringify(values.map((value, i) => ({ tag: 'T1', time: Date.now() - 1000 * i, value })))

test('the answer names each refused row by index, tag and reason', async () => {
  const { post } = await door()
  const answer = await post(
    JSON.stringify([
      { tag: 'T1', time: Date.now(), value: 1 },
      { tag: 'X', time: Date.now(), value: 1 },
    ]),
  )
  expect(answer.json()).toEqual({ accepted: 1, refused: [{ index: 1, tag: 'X', reason: 'unknown_tag', detail: null }] })
})
test('a compressed body is read; one that only says so is refused', async () => {
  const { post } = await door()
  expect((await post(gzipSync(body([1, 2])), { 'content-encoding': 'gzip' })).json()).toMatchObject({ accepted: 2 })
  expect((await post('not gzip', { 'content-encoding': 'gzip' })).statusCode).toBe(400)
})
test('the same idempotency key gets the same answer and is kept once', async () => {
  const { post, kept } = await door()
  const message = body([1])
  const [first, second] = await Promise.all([post(message, { 'idempotency-key': 'k1' }), post(message, { 'idempotency-key': 'k1' })])
  expect(second.json()).toEqual(first.json())
  expect(kept()).toBe(1)
})
test('without a credential the door says which it wants', async () => {
  const { post } = await door()
  const answer = await post(body([1]), { authorization: '' })
  expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Basic realm="anyuan"'])
})
