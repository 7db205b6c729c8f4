/**
 * An edge agent offline for half an hour, from one-time code to equal digests. The half hour is back-dated: the devices hand the agent samples with device
 * times of the last thirty minutes while the line is cut, so that the test does not last as long; kill, cut and half-open line are real.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { RawSeries, Tag } from '@anyuan/assets/contract'
import type { SourceCompleteness, SourceCredential } from '@anyuan/sources/contract'
import modbusSerial from 'modbus-serial'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENTERPRISE, foundPark, type Park } from './support/park.ts'
import { type Line, openProxy } from './support/proxy.ts'
import { openSender, type Sender } from './support/sender.ts'
import { freePorts, startServer, type TestServer } from './support/server.ts'

const ROOT = dirname(import.meta.dirname)
const MINUTE_MS = 60_000
const CODES = ['EDGE-T1', 'EDGE-T2', 'EDGE-T3']
const MODBUS = 'EDGE-M1'
const DEVICE_SECRET = 'plc-secret'
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

let server: TestServer
let park: Park
let proxy: Line
let modbus: InstanceType<typeof modbusSerial.ServerTCP>
let agent: ChildProcess
let device: Sender
let tags: Map<string, Tag>
let source: SourceCredential
let dir: string
let args: string[]
let statusPort: number
let logFile: string

function runAgent(): void {
  agent = spawn(process.execPath, [join(ROOT, 'apps/edge/main.ts'), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  const keep = (chunk: Buffer) => writeFileSync(logFile, chunk, { flag: 'a' })
  agent.stdout?.on('data', keep)
  agent.stderr?.on('data', keep)
}
async function endAgent(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (agent.exitCode !== null || agent.signalCode !== null) return
  const gone = new Promise((resolve) => agent.once('exit', resolve))
  agent.kill(signal)
  await gone
}
interface AgentSays {
  state: string
  uplink: { connected: boolean | null } | null
  report: { waiting: { rows: number } } | null
  hours: { hour: number; rows: number; lost: number; digest: string }[]
}
const agentSays = (): Promise<AgentSays | null> =>
  fetch(`http://127.0.0.1:${statusPort}/status`).then(
    (answer) => answer.json() as Promise<AgentSays>,
    () => null,
  )
const completeness = () => park.safety.get<SourceCompleteness>(`/sources/sources/${source.id}/edge`)
const hours = async () => (await completeness()).streams[0]?.hours ?? []
const occurrences = async () => (await park.duty.get<{ items: Occurrence[] }>('/alarms/occurrences', { pageSize: '100' })).items
async function raw(code: string): Promise<RawSeries> {
  const window = { from: new Date(Date.now() - 90 * MINUTE_MS).toISOString(), to: new Date(Date.now() + MINUTE_MS).toISOString() }
  return park.duty.get<RawSeries>(`/assets/tags/${tags.get(code)!.number}/raw`, { ...window, limit: '100000' })
}
async function until<T>(ask: () => Promise<T>, holds: (found: T) => boolean, withinMs = 30_000): Promise<T> {
  for (const end = performance.now() + withinMs; ; await sleep(200)) {
    const found = await ask()
    if (holds(found) || performance.now() > end) return found
  }
}

beforeAll(async () => {
  server = await startServer()
  park = await foundPark(server)
  const made: Tag[] = []
  for (const code of [...CODES, MODBUS]) made.push(await park.addTag({ code, alarms: { high: { threshold: 900, severity: 2 } } }))
  tags = new Map(made.map((tag) => [tag.code, tag]))
  source = await park.safety.send<SourceCredential>('POST', '/sources/sources', {
    code: 'EDGE-GW',
    name: '现场网关',
    org: ENTERPRISE,
    protocol: 'edge',
  })
  await park.safety.send('PUT', `/sources/sources/${source.id}/tags`, { tagCodes: [...CODES, MODBUS] })
  const { code } = await park.safety.send<{ code: string }>('POST', `/sources/sources/${source.id}/provision`, {})

  proxy = await openProxy(Number(new URL(server.data).port))
  // the park's web door, through which the code is redeemed, names the data port: here it is the line's own
  const redeeming = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const answer = await fetch(`${server.web}${request.url}`, {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks),
    })
    const text = (await answer.text()).replace(/"ingestUrl":"[^"]*"/, `"ingestUrl":":${proxy.port}"`)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => redeeming.listen(0, '127.0.0.1', resolve))
  const redeemPort = (redeeming.address() as { port: number }).port

  dir = mkdtempSync(join(tmpdir(), 'anyuan-e2e-edge-'))
  logFile = join(dir, 'agent.log')
  const [mqttPort = 0, modbusPort = 0, status = 0] = await freePorts(3)
  statusPort = status
  modbus = new modbusSerial.ServerTCP({ getHoldingRegister: () => 321 }, { host: '127.0.0.1', port: modbusPort, unitID: 1 })
  await new Promise<void>((resolve) => modbus.on('initialized', () => resolve()))
  writeFileSync(join(dir, 'plc'), DEVICE_SECRET)
  writeFileSync(
    join(dir, 'edge.json'),
    JSON.stringify({
      statusPort,
      mqtt: { port: mqttPort },
      devices: [
        { code: 'PLC', connection: { protocol: 'mqtt' }, credential: `file:${join(dir, 'plc')}`, tags: CODES },
        {
          code: 'METER',
          connection: { protocol: 'modbus', host: '127.0.0.1', port: modbusPort, pollIntervalMs: 500 },
          points: [{ address: 'holding:0:uint16', tagCode: MODBUS }],
        },
      ],
    }),
  )
  args = ['--server', `http://127.0.0.1:${redeemPort}`, '--code', code, '--data-dir', join(dir, 'data'), '--config', join(dir, 'edge.json')]
  runAgent()
  const said = await until(agentSays, (says) => says?.state === 'collecting')
  if (said?.state !== 'collecting') throw new Error(`the agent does not collect: ${JSON.stringify(said)}\n${readFileSync(logFile, 'utf8')}`)
  redeeming.close()
  device = await openSender({ url: `mqtt://127.0.0.1:${mqttPort}`, source: 'PLC', username: 'PLC', password: DEVICE_SECRET })
})

afterAll(async () => {
  await device?.close()
  if (agent) await endAgent('SIGTERM')
  await new Promise<void>((resolve) => (modbus ? modbus.close(() => resolve()) : resolve()))
  await proxy?.close()
  await server?.stop()
  if (dir) rmSync(dir, { recursive: true, force: true })
})

describe('an edge agent, offline for half an hour', () => {
  test('provisioned by a one-time code, it collects MQTT and Modbus and forwards both at once', async () => {
    device.publish([{ tag: 'EDGE-T1', time: Date.now(), value: 100 }])
    expect(
      (
        await until(
          () => raw('EDGE-T1'),
          (series) => series.values.length > 0,
        )
      ).values,
    ).toContain(100)
    expect(
      (
        await until(
          () => raw(MODBUS),
          (series) => series.values.length > 0,
        )
      ).values,
    ).toContain(321)
    const devices = async () => (await completeness()).streams[0]?.report?.devices.map(({ code, state }) => `${code} ${state}`) ?? []
    expect(await until(devices, (said) => said.includes('METER connected') && said.includes('PLC heard'))).toEqual([
      'PLC heard',
      'METER connected',
    ])
  })

  test('line cut: the devices are acknowledged as before, though the agent is killed in between', async () => {
    proxy.cut()
    const began = Date.now() - 30 * MINUTE_MS
    const half = 900
    const send = (from: number, to: number) => {
      for (let second = from; second < to; second += 50)
        for (const [t, tag] of CODES.entries())
          device.publish(
            Array.from({ length: Math.min(50, to - second) }, (_, i) => ({
              tag,
              time: began + (second + i) * 1000 + t,
              // in the middle of the outage the first tag breaches, and returns: that is history when it arrives
              value: t === 0 && second + i > 600 && second + i < 700 ? 950 : (second + i) % 800,
            })),
          )
    }
    send(0, half)
    await until(
      async () => device.waiting(),
      (waiting) => waiting === 0,
    )
    await endAgent('SIGKILL')
    runAgent()
    send(half, 1690) // what is younger than a minute would still count as live
    const waiting = await until(
      async () => device.waiting(),
      (count) => count === 0,
    )
    expect(waiting, readFileSync(logFile, 'utf8').slice(-2000)).toBe(0)
    expect(device.acknowledged.length).toBe(1 + 3 * 1690)
    const says = await until(agentSays, (said) => (said?.report?.waiting.rows ?? 0) >= 3 * 1690 && said?.uplink?.connected === false)
    expect(says?.uplink?.connected).toBe(false)
  })

  test('line back: what is new comes first, the backlog follows whole, and raises no alarm', async () => {
    await sleep(31_000) // what was taken in within the last half minute would go on the live lane
    proxy.narrow(60_000)
    proxy.heal()
    await until(agentSays, (said) => said?.uplink?.connected === true)
    const sentAt = Date.now()
    device.publish([{ tag: 'EDGE-T2', time: sentAt, value: 955 }])
    const raised = await until(occurrences, (items) => items.length > 0)
    expect(raised.map((one) => one.tagCode)).toEqual(['EDGE-T2'])
    proxy.narrow(null)
    const done = await until(
      hours,
      (all) =>
        all.length > 0 &&
        all.every((hour) => hour.state !== 'incomplete' && hour.state !== 'open') &&
        all.reduce((sum, hour) => sum + hour.late, 0) >= 3 * 1690,
      60_000,
    )
    expect(
      done.every((hour) => ['complete', 'repaired'].includes(hour.state)),
      JSON.stringify(done),
    ).toBe(true)
    expect((await occurrences()).map((one) => one.tagCode)).toEqual(['EDGE-T2'])
  })

  test('digests and sums are equal on both sides, and every acknowledged sample is in the archive once', async () => {
    await endAgent('SIGTERM') // now nothing moves any more
    const theirs = await hours()
    expect(theirs.length).toBeGreaterThan(0)
    for (const hour of theirs) {
      expect(hour.digest).toBe(hour.agentDigest)
      expect(hour.rows).toBe(hour.received)
      expect(hour.received).toBe(
        hour.accepted + hour.duplicates + Object.values(hour.refused).reduce<number>((sum, count) => sum + (count ?? 0), 0),
      )
    }
    for (const code of CODES) {
      const sent = device.acknowledged.filter((one) => one.tag === code).sort((a, b) => a.time - b.time)
      const series = await until(
        () => raw(code),
        (found) => found.times.length >= sent.length,
      )
      expect(series.times).toEqual(sent.map((one) => one.time))
      expect(series.values).toEqual(sent.map((one) => one.value))
    }
    runAgent()
  })

  test('a half-open line, where nobody says that anything is wrong, is found out and left', async () => {
    await until(agentSays, (said) => said?.uplink?.connected === true)
    proxy.halfOpen()
    await until(
      async () => device.waiting(),
      (count) => count === 0,
    )
    device.publish([{ tag: 'EDGE-T3', time: Date.now(), value: 42 }])
    const away = await until(agentSays, (said) => said?.uplink?.connected === false, 60_000)
    expect(away?.uplink?.connected).toBe(false)
    proxy.heal()
    expect(
      (
        await until(
          () => raw('EDGE-T3'),
          (series) => series.values.at(-1) === 42,
          60_000,
        )
      ).values.at(-1),
    ).toBe(42)
  })
})
