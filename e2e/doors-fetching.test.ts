/** The doors through which the house goes out, to machines that we did not write: node-opcua's server as it comes, a Modbus device, and files that people lay into a folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { History, Tag } from '@anyuan/assets/contract'
import type { BrowseNode, ConnectionTest, NewSource, SourceCredential, SourceRow } from '@anyuan/sources/contract'
import modbus from 'modbus-serial'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Live, openLive } from './support/live.ts'
import { ENTERPRISE, foundPark, type Park } from './support/park.ts'
import { freePorts, startServer, type TestServer } from './support/server.ts'

const PATIENTLY = { timeout: 40_000, interval: 100 }
const GOOD = 0
const STALE = 3

let server: TestServer
let park: Park
let live: Live

const addSource = (source: Omit<NewSource, 'name' | 'org'>) =>
  park.safety.send<SourceCredential>('POST', '/sources/sources', { ...source, name: source.code, org: ENTERPRISE })
const row = async (code: string): Promise<SourceRow | undefined> =>
  (await park.safety.get<{ items: SourceRow[] }>('/sources/sources', { text: code })).items.find((source) => source.code === code)
const collector = async (code: string) => (await row(code))?.traffic?.collector
const alarmsOn = async (tagCode: string) => (await park.duty.get<{ items: Occurrence[] }>('/alarms/occurrences', { tagCode })).items
const points = (addresses: Record<string, string>) =>
  Object.entries(addresses).map(([tagCode, address]) => ({ address, tagCode, scale: 1, offset: 0 }))
const shown = (tag: Tag) => live.values.get(tag.number)

beforeAll(async () => {
  server = await startServer()
  park = await foundPark(server)
  live = await openLive(server, park.duty)
})
afterAll(async () => {
  live?.close()
  await server?.stop()
})

describe('OPC UA', () => {
  let level: Tag
  let temperature: Tag
  let port: number
  let plant: ChildProcess
  const start = () =>
    new Promise<void>((resolve) => {
      plant = spawn(process.execPath, [join(import.meta.dirname, 'support/opcua.testchild.ts'), String(port)], {
        // the library keeps the server's certificate below the user's own folder
        env: { ...process.env, HOME: server.dataDir, XDG_CONFIG_HOME: join(server.dataDir, 'opcua-server') },
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      createInterface({ input: plant.stdout! }).on('line', (line) => line === 'listening' && resolve())
    })
  const set = (values: Record<string, number>) => plant.stdin!.write(`${JSON.stringify(values)}\n`)
  const connection = (serverThumbprint: string | null) => ({
    protocol: 'opcua' as const,
    endpointUrl: `opc.tcp://127.0.0.1:${port}/plant`,
    securityMode: 'SignAndEncrypt' as const,
    securityPolicy: 'Basic256Sha256' as const,
    serverThumbprint,
    userName: null,
    samplingIntervalMs: 200,
  })

  beforeAll(async () => {
    port = (await freePorts(1))[0]!
    const limits = { high: { threshold: 80, severity: 2 as const } }
    level = await park.addTag({ code: 'O-LEVEL', kind: 'level', unit: '%', rangeHigh: 100, alarms: limits })
    temperature = await park.addTag({ code: 'O-TEMP', kind: 'temperature', unit: '℃', rangeLow: -40, rangeHigh: 400 })
    await start()
  })
  afterAll(() => {
    plant?.kill('SIGKILL')
  })

  test('the officer tries the connection, compares the thumbprint, looks into the server, and lets the house collect', async () => {
    const first = await park.safety.send<ConnectionTest>('POST', '/sources/test', { connection: connection(null), points: [] })
    expect(first.steps.at(-1)).toMatchObject({ step: 'secure', ok: false, fault: 'server_untrusted' })
    const trusted = connection(first.serverThumbprint)
    const addresses = points({ 'O-LEVEL': 'ns=1;s=level', 'O-TEMP': 'ns=1;s=temperature' })
    const second = await park.safety.send<ConnectionTest>('POST', '/sources/test', { connection: trusted, points: addresses })
    expect(second).toMatchObject({ ok: true, values: [{ value: 41.5 }, { value: 20 }] })
    const { nodes } = await park.safety.send<{ nodes: BrowseNode[] }>('POST', '/sources/browse', {
      connection: trusted,
      nodeId: 'ns=1;s=Plant',
    })
    expect(nodes.map(({ name }) => name)).toEqual(['level', 'temperature'])
    await addSource({ code: 'PLANT-OPC', protocol: 'opcua', connection: trusted, points: addresses })
    await expect
      .poll(() => [shown(level), shown(temperature)], PATIENTLY)
      .toEqual([
        { value: 41.5, quality: GOOD },
        { value: 20, quality: GOOD },
      ])
    expect(await collector('PLANT-OPC')).toMatchObject({ state: 'connected', points: [] })
  })
  test('a value moves on the screen, one beyond its limit is an alarm on the list', async () => {
    set({ level: 62.25 })
    await expect.poll(() => shown(level)?.value, PATIENTLY).toBe(62.25)
    set({ level: 91 })
    await expect.poll(() => live.raised, PATIENTLY).toContain(level.number)
    await expect.poll(async () => (await alarmsOn('O-LEVEL')).length, PATIENTLY).toBe(1)
    const { items } = await park.duty.get<{ items: { value: number | null }[] }>('/assets/current', { tags: String(level.number) })
    expect(items[0]?.value).toBe(91)
  })
  test('the server killed, its tags are stale and its alarm stands; started again, it is collected again', async () => {
    plant.kill('SIGKILL')
    await expect.poll(() => shown(level), PATIENTLY).toEqual({ value: 91, quality: STALE })
    expect(await collector('PLANT-OPC')).toMatchObject({ fault: 'unreachable' })
    expect((await alarmsOn('O-LEVEL'))[0]).toMatchObject({ returnedAt: null })
    await start()
    await expect.poll(() => shown(level), PATIENTLY).toEqual({ value: 41.5, quality: GOOD })
    await expect.poll(async () => (await alarmsOn('O-LEVEL'))[0]?.returnedAt, PATIENTLY).toEqual(expect.any(String))
  })
})

describe('Modbus TCP', () => {
  let pressure: Tag
  let running: Tag
  let port: number
  let device: InstanceType<typeof modbus.ServerTCP>
  const registers = new Map<number, number>()
  const setFloat = (address: number, value: number) => {
    const words = Buffer.alloc(4)
    words.writeFloatBE(value)
    registers.set(address, words.readUInt16BE(0)).set(address + 1, words.readUInt16BE(2))
  }

  beforeAll(async () => {
    port = (await freePorts(1))[0]!
    const limits = { high: { threshold: 1.6, severity: 1 as const } }
    pressure = await park.addTag({ code: 'M-PRES', unit: 'MPa', rangeHigh: 10, alarms: limits })
    running = await park.addTag({ code: 'M-RUN', kind: 'switch', unit: '', rangeHigh: 1 })
    setFloat(100, 0.75)
    device = new modbus.ServerTCP(
      { getInputRegister: (address: number) => registers.get(address) ?? 0, getCoil: (address: number) => address === 3 },
      { host: '127.0.0.1', port, unitID: 1 },
    )
    await new Promise<void>((resolve) => device.on('initialized', () => resolve()))
  })
  afterAll(async () => {
    for (const socket of device.socks.keys()) socket.destroy()
    await new Promise<void>((resolve) => device.close(() => resolve()))
  })

  test('registers and coils are values on the screen, one beyond its limit an alarm on the list', async () => {
    await addSource({
      code: 'PLC-1',
      protocol: 'modbus',
      connection: { protocol: 'modbus', host: '127.0.0.1', port, unitId: 1, pollIntervalMs: 200, timeoutMs: 1000 },
      points: points({ 'M-PRES': 'input:100:float32:big', 'M-RUN': 'coil:3:bool' }),
    })
    await expect
      .poll(() => [shown(pressure), shown(running)], PATIENTLY)
      .toEqual([
        { value: 0.75, quality: GOOD },
        { value: 1, quality: GOOD },
      ])
    setFloat(100, 2.5)
    await expect.poll(() => live.raised, PATIENTLY).toContain(pressure.number)
    await expect.poll(async () => (await alarmsOn('M-PRES')).length, PATIENTLY).toBe(1)
  })
  test('the pipeline killed, all that is fetched comes again without a hand', async () => {
    server.kill('pipeline')
    await server.ready()
    live.close()
    live = await openLive(server, park.duty)
    setFloat(100, 1.25)
    await expect.poll(() => shown(pressure), PATIENTLY).toEqual({ value: 1.25, quality: GOOD })
  })
})

describe('a file laid into the folder', () => {
  test('is history, and a list of its wrong cells lies beside it', async () => {
    const flow = await park.addTag({ code: 'F-FLOW', kind: 'flow', unit: 'm³/h', rangeHigh: 500, expectedIntervalSeconds: 60 })
    await addSource({
      code: 'DAILY-SHEET',
      protocol: 'file',
      connection: { protocol: 'file', layout: 'long', timeColumn: '时间', utcOffsetMinutes: 480, encoding: 'utf-8' },
      points: points({ 'F-FLOW': '一号线流量' }),
    })
    const folder = join(server.dataDir, 'drop', 'DAILY-SHEET')
    await expect.poll(() => existsSync(folder), PATIENTLY).toBe(true)
    const noon = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 24 * 3_600_000
    const wallClock = (time: number) => new Date(time + 480 * 60_000).toISOString().slice(0, 19).replace('T', ' ')
    const lines = Array.from({ length: 60 }, (_, i) => `${wallClock(noon + i * 60_000)},一号线流量,${100 + i}`)
    writeFileSync(join(folder, '昨日.csv'), `\uFEFF时间,测点,数值\r\n${lines.join('\r\n')}\r\n${wallClock(noon)},二号线流量,5\r\n`)
    await expect.poll(() => existsSync(join(folder, 'done', '昨日.csv')), PATIENTLY).toBe(true)
    expect(readFileSync(join(folder, 'done', '昨日.csv.errors.csv'), 'utf8')).toContain(
      '"62","数值","二号线流量","测点不在白名单 unknown_tag"',
    )
    const asked = {
      tags: String(flow.number),
      from: new Date(noon).toISOString(),
      to: new Date(noon + 3_600_000).toISOString(),
      buckets: '60',
    }
    await expect
      .poll(async () => (await park.duty.get<History>('/assets/history', asked)).series[0]?.mean.filter((mean) => mean !== null), PATIENTLY)
      .toEqual(Array.from({ length: 60 }, (_, i) => 100 + i))
  })
})
