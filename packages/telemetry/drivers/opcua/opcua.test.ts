/** The OPC UA door keeps the drivers' promises towards node-opcua's own server in a process of its own, signed and encrypted, killed and started again. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { quality } from '@anyuan/kernel'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Collecting, collectOn, SOURCE, type TestGate, testGate } from '../../collect/collector.testsupport.ts'
import { type ConnectionOf, OpcuaConnection, type SourcePoint } from '../../connection.ts'
import { driverSuite, IDENTITY } from '../conformance.ts'
import { startOpcuaServer, type TestServer } from './server.testsupport.ts'

const PATIENTLY = { timeout: 25_000, interval: 50 }
const SECURE = { securityMode: 'SignAndEncrypt', securityPolicy: 'Basic256Sha256' } as const
const node = (name: string) => `ns=1;s=${name}`
const point = (name: string, tagCode: string, scale = 1, offset = 0): SourcePoint => ({ address: node(name), tagCode, scale, offset })
const connectionTo = (endpointUrl: string, more: Partial<ConnectionOf<'opcua'>> = {}) =>
  OpcuaConnection.parse({
    protocol: 'opcua',
    endpointUrl,
    securityMode: 'None',
    securityPolicy: 'None',
    samplingIntervalMs: 100,
    ...more,
  })
const soon = () => AbortSignal.timeout(20_000)

driverSuite('opcua', {
  connection: connectionTo('opc.tcp://127.0.0.1:1/none'),
  exempt: {
    'acknowledges after the disk': 'the server waits for no acknowledgement of ours: what was not kept is overtaken by the next value',
    'refuses without a disk': 'as above',
    'quarantines the unreadable': 'what is no OPC UA ends the connection, and is the state of the source',
    'quarantines unknown addresses': 'nothing is read but what was asked for',
    'turns strangers away': 'nobody comes: the door goes out',
    'holds to the allow-list of addresses': 'as above',
    'keeps history off the live picture': 'a subscription tells what stands now, however long it has stood',
  },
  async start(gate) {
    const server = await startOpcuaServer()
    const { collector, close } = collectOn(gate)
    return {
      driver: { address: server.endpointUrl, close },
      /** One subscription, to nodes that hold these values. */
      async send(samples) {
        await server.set(...samples.map(({ tag, value, time }) => ({ node: tag, value: value ?? Number.NaN, time })))
        const source = gate.directory.sources.get(IDENTITY.source)
        if (source) {
          source.definition.connection = connectionTo(server.endpointUrl)
          source.definition.points = samples.map(({ tag }) => point(tag, tag))
        }
        collector.changed()
        const heard = () => {
          const traffic = gate.traffic(IDENTITY.source)
          return traffic.accepted + [...traffic.refused.values()].reduce((sum, count) => sum + count, 0)
        }
        const had = heard()
        let arrived = false
        for (const until = performance.now() + (source ? 20_000 : 500); performance.now() < until && !arrived; ) {
          arrived = heard() >= had + samples.length
          if (!arrived) await new Promise((resolve) => setTimeout(resolve, 10))
        }
        if (source) {
          source.definition.points = []
          collector.changed()
          await expect.poll(() => collector.status(IDENTITY.source), PATIENTLY).toBeNull()
        }
        return arrived ? 'acknowledged' : 'refused'
      },
      done: () => server.stop(),
    }
  },
})

describe('an OPC UA server', () => {
  let house: TestGate
  let collecting: Collecting
  let server: TestServer
  beforeAll(async () => {
    server = await startOpcuaServer({ nodes: ['T1', 'T2', 'T3'] })
  })
  afterAll(() => server.stop())
  beforeEach(() => {
    house = testGate()
    collecting = collectOn(house.gate)
  })
  afterEach(() => collecting.close())
  const status = () => collecting.collector.status(SOURCE)
  const begin = (points: SourcePoint[], more: Partial<ConnectionOf<'opcua'>> = {}) => {
    house.define({ connection: connectionTo(server.endpointUrl, more), points })
    collecting.collector.changed()
  }
  const thumbprint = async () => {
    const { serverThumbprint } = await collecting.collector.testConnection(connectionTo(server.endpointUrl, SECURE), [], soon())
    return serverThumbprint
  }

  test('is read as its values change, in the tag’s own unit, with its own times and qualities', async () => {
    const time = Date.now() - 1000
    await server.set(
      { node: 'T1', value: 20, time },
      { node: 'T2', value: 1, status: 'Uncertain' },
      { node: 'T3', value: 1, status: 'BadOutOfService' },
    )
    begin([point('T1', 'T1', 2, 1), point('T2', 'T2'), point('T3', 'T3'), point('total', 'T4')])
    await expect.poll(() => house.kept.length, PATIENTLY).toBeGreaterThanOrEqual(4)
    expect(house.kept.find(({ tag }) => tag === 'T1')).toMatchObject({ time, value: 41, quality: 0 })
    expect(house.current('T2')).toEqual({ value: 1, quality: quality.uncertain })
    expect(house.current('T3').quality).toBe(quality.outOfService)
    expect(house.current('T4').value).toBe(-10)
    await server.set({ node: 'T1', value: 30 })
    await expect.poll(() => house.current('T1').value, PATIENTLY).toBe(61)
    await server.set({ node: 'T1', value: 30, status: 'BadSensorFailure' })
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(quality.bad)
    expect(status()?.points).toContainEqual({ address: node('T1'), fault: 'device_exception', detail: 'BadSensorFailure' })
    await server.set({ node: 'T1', value: 31 })
    await expect.poll(() => status()?.points.map(({ address }) => address), PATIENTLY).toEqual([node('T3')])
  })
  test('whose values stand still does not fall silent: they are said again while it lives', async () => {
    await server.set({ node: 'T1', value: 5, time: Date.now() - 3_600_000 })
    begin([point('T1', 'T1')])
    await expect.poll(() => house.kept.length, PATIENTLY).toBeGreaterThanOrEqual(4)
    expect(house.kept.every(({ value }) => value === 5)).toBe(true)
    // the hour-old value is history; that it stands now is live
    expect(house.kept[0]!.time).toBeLessThan(Date.now() - 3_500_000)
    expect(house.live.length).toBeGreaterThan(0)
    const times = house.kept.map(({ time }) => time)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(house.gate.traffic(SOURCE).refused.size).toBe(0)
  })
  test('is read for what it has; every point that gives no number is named', async () => {
    await server.set({ node: 'T1', value: 7 })
    begin([point('T1', 'T1'), point('absent', 'T2'), point('name', 'T3'), { ...point('x', 'T4'), address: 'ns=one' }])
    await expect.poll(() => status()?.points.length, PATIENTLY).toBe(3)
    expect(Object.fromEntries(status()!.points.map(({ address, fault }) => [address, fault]))).toEqual({
      [node('absent')]: 'no_such_address',
      [node('name')]: 'not_a_number',
      'ns=one': 'malformed_address',
    })
    await expect.poll(() => house.current('T1').value, PATIENTLY).toBe(7)
    expect(new Set(house.kept.map(({ tag }) => tag))).toEqual(new Set(['T1']))
  })
  test('can be browsed from its root to its values', async () => {
    const connection = connectionTo(server.endpointUrl)
    const roots = await collecting.collector.browse(connection, null, soon())
    const plant = roots.find(({ name }) => name === 'Plant')
    expect(plant).toMatchObject({ address: node('Plant'), kind: 'folder', numeric: null })
    const nodes = await collecting.collector.browse(connection, plant!.address, soon())
    expect(nodes).toContainEqual({ address: node('T1'), name: 'T1', kind: 'variable', numeric: true, dataType: 'Double', unit: '°C' })
    expect(nodes.find(({ name }) => name === 'list')).toMatchObject({ numeric: false, dataType: 'Double' })
    expect(nodes.find(({ name }) => name === 'name')).toMatchObject({ numeric: false, dataType: 'String' })
    await expect(collecting.collector.browse(connection, node('absent'), soon())).rejects.toMatchObject({ fault: 'no_such_address' })
  })
  test('is trusted by the thumbprint that a person approved, and by nothing else', async () => {
    const points = [point('T1', 'T1')]
    await server.set({ node: 'T1', value: 12 })
    const first = await collecting.collector.testConnection(connectionTo(server.endpointUrl, SECURE), points, soon())
    expect(first).toMatchObject({ ok: false, serverThumbprint: expect.stringMatching(/^[0-9a-f]{40}$/) })
    expect(first.steps.map(({ step, ok, fault }) => [step, ok, fault])).toEqual([
      ['reach', true, null],
      ['secure', false, 'server_untrusted'],
    ])
    const approved = { ...SECURE, serverThumbprint: first.serverThumbprint }
    const second = await collecting.collector.testConnection(connectionTo(server.endpointUrl, approved), points, soon())
    expect(second.steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['reach', true],
      ['secure', true],
      ['sign_in', true],
      ['read', true],
    ])
    expect(second.values).toEqual([{ address: node('T1'), value: 12, quality: 0, fault: null, detail: null }])
    begin(points, { ...SECURE, serverThumbprint: '0'.repeat(40) })
    await expect.poll(() => status(), PATIENTLY).toMatchObject({ state: 'failed', fault: 'server_untrusted' })
    expect(house.kept).toEqual([])
    begin(points, approved)
    await expect.poll(() => house.current('T1').value, PATIENTLY).toBe(12)
    // one certificate of ours, its key for our eyes only
    const pki = join(collecting.dataDir, 'pki', 'opcua')
    expect(statSync(join(pki, 'private-key.pem')).mode & 0o777).toBe(0o600)
    expect(statSync(pki).mode & 0o777).toBe(0o700)
  })
  test('that does not offer the wished security, or is none, is named so', async () => {
    const { collector } = collecting
    const wished = { securityMode: 'Sign', securityPolicy: 'Aes256_Sha256_RsaPss' } as const
    expect(await collector.testConnection(connectionTo(server.endpointUrl, wished), [], soon())).toMatchObject({
      ok: false,
      steps: [
        { step: 'reach', ok: true },
        { step: 'secure', fault: 'security_not_offered', detail: expect.stringContaining('SignAndEncrypt Basic256Sha256') },
      ],
    })
    expect(await collector.testConnection(connectionTo('opc.tcp://127.0.0.1:9/none'), [], soon())).toMatchObject({
      ok: false,
      steps: [{ step: 'reach', fault: 'unreachable' }],
    })
  })
  test('that is killed makes its tags stale, and is found again by itself, though it has other nodes since', {
    timeout: 90_000,
  }, async () => {
    await server.set({ node: 'T1', value: 15 }, { node: 'T3', value: 16 })
    begin([point('T1', 'T1'), point('T3', 'T3')], { ...SECURE, serverThumbprint: await thumbprint() })
    await expect.poll(() => house.current('T3'), PATIENTLY).toEqual({ value: 16, quality: 0 })
    await server.kill()
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(quality.stale)
    expect(status()).toMatchObject({ state: 'connecting', fault: 'unreachable' })
    await server.start(['T1', 'T2'])
    await server.set({ node: 'T1', value: 17 })
    await expect.poll(() => house.current('T1'), PATIENTLY).toEqual({ value: 17, quality: 0 })
    await expect
      .poll(() => status(), PATIENTLY)
      .toMatchObject({ state: 'connected', points: [{ address: node('T3'), fault: 'no_such_address' }] })
    expect(house.current('T3').quality).toBe(quality.stale)
    await server.set({ node: 'T1', value: 18 })
    await expect.poll(() => house.current('T1').value, PATIENTLY).toBe(18)
    expect(collecting.faults).toEqual([])
  })
  test('that stands still with its connection open is given up, and taken again when it goes on', { timeout: 90_000 }, async () => {
    await server.set({ node: 'T1', value: 25 })
    begin([point('T1', 'T1')])
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(0)
    server.freeze()
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(quality.stale)
    server.thaw()
    await server.set({ node: 'T1', value: 26 })
    await expect.poll(() => house.current('T1'), PATIENTLY).toEqual({ value: 26, quality: 0 })
  })
})

describe('an OPC UA server with users', () => {
  test('is given the password sealed, and only over a channel that hides it', async () => {
    const server = await startOpcuaServer({ user: { name: 'reader', password: 'a-password' } })
    const house = testGate()
    const { collector, close } = collectOn(house.gate)
    const secure = connectionTo(server.endpointUrl, SECURE)
    const { serverThumbprint } = await collector.testConnection(secure, [], soon())
    const trial = async (more: Partial<ConnectionOf<'opcua'>>) => {
      const { steps } = await collector.testConnection(
        { ...secure, serverThumbprint, userName: 'reader', ...more },
        [point('T1', 'T1')],
        soon(),
      )
      return steps.at(-1)
    }
    expect(await trial({ password: 'sealed:a-password' })).toMatchObject({ step: 'read', ok: true })
    expect(await trial({ password: 'sealed:guess' })).toMatchObject({ step: 'sign_in', fault: 'sign_in_refused' })
    expect(await trial({ userName: null })).toMatchObject({ step: 'sign_in', fault: 'sign_in_refused' })
    expect(await trial({ password: 'from another house' })).toMatchObject({ step: 'reach', fault: 'secret_unreadable' })
    await close()
    await server.stop()
  })
  test('that does not know our certificate says so', async () => {
    const server = await startOpcuaServer({ acceptsAnyClient: false })
    const { collector, close } = collectOn(testGate().gate)
    const secure = connectionTo(server.endpointUrl, SECURE)
    const { serverThumbprint } = await collector.testConnection(secure, [], soon())
    expect((await collector.testConnection({ ...secure, serverThumbprint }, [], soon())).steps.at(-1)).toMatchObject({
      step: 'secure',
      fault: 'client_untrusted',
    })
    await close()
    await server.stop()
  })
})
