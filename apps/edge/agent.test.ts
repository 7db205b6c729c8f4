/** The edge agent, against a park with a true door: what a device was acknowledged arrives, whatever happens to line, process and disk. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPark, TEST_CREDENTIAL, TEST_SOURCE, type TestPark } from '@anyuan/telemetry/edge/testkit'
import pino from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Agent, type AgentStatus, startAgent } from './agent.ts'
import { type EdgeConfig, EdgeConfig as EdgeConfigShape } from './config.ts'
import { parkOf } from './park.ts'
import { serveStatus } from './status.ts'

const TAGS = [
  { code: 'TI-1', kind: 'temperature' },
  { code: 'TI-2', kind: 'temperature' },
  { code: 'GD-1', kind: 'combustible_gas' },
]
const DEVICE_SECRET = 'device-secret'
let dir: string
let park: TestPark
let closing: (() => Promise<unknown> | unknown)[]
const later = (close: () => Promise<unknown> | unknown) => closing.unshift(close)

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'anyuan-agent-'))
  writeFileSync(join(dir, 'device'), DEVICE_SECRET)
  writeFileSync(join(dir, 'park'), TEST_CREDENTIAL)
  closing = [() => rmSync(dir, { recursive: true })]
})
afterEach(async () => {
  for (const close of closing) await close()
})

const port = () => 21_000 + Math.floor(Math.random() * 9000)
const settings = (httpPort: number, more: Partial<EdgeConfig> = {}) => ({
  statusPort: 0,
  logLevel: 'error',
  backlogShare: 0.95,
  http: { port: httpPort },
  devices: [{ code: 'PLC', connection: { protocol: 'http' }, credential: `file:${join(dir, 'device')}` }],
  ...more,
})
async function startPark(away = false): Promise<void> {
  park = await startTestPark(TAGS, away)
  later(() => park.close())
}
function begin(httpPort: number, dataDir = join(dir, 'data'), more: Partial<EdgeConfig> = {}): Agent {
  const agent = startAgent({
    config: EdgeConfigShape.parse(settings(httpPort, more)),
    dataDir,
    park: parkOf({ sourceCode: TEST_SOURCE, credential: TEST_CREDENTIAL, dataUrl: park.url }),
    log: pino({ level: 'silent' }),
  })
  later(() => agent.stop())
  return agent
}

/** A device of somebody else's: knows HTTP push and keeps a ledger of what was acknowledged. */
class Device {
  readonly acknowledged = new Map<number, number>()
  readonly #url: string
  constructor(httpPort: number) {
    this.#url = `http://127.0.0.1:${httpPort}/ingest/v1/samples`
  }
  async send(tag: string, samples: readonly { time: number; value: number }[]): Promise<boolean> {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`PLC:${DEVICE_SECRET}`).toString('base64')}` },
      body: JSON.stringify(samples.map((sample) => ({ tag, ...sample }))),
      signal: AbortSignal.timeout(5000),
    }).catch(() => null)
    if (answer?.status !== 200) return false
    for (const { time, value } of samples) this.acknowledged.set(time, value)
    return true
  }
}
const everyRowArrived = (device: Device) =>
  expect
    .poll(() => [...device.acknowledged].filter(([time, value]) => park.archive.get(`1 ${time}`) !== value).length, { timeout: 20_000 })
    .toBe(0)
const hoursAgree = () =>
  expect
    .poll(
      () => park.stream()?.hours.map((hour) => [hour.state === 'complete' || hour.state === 'repaired', hour.digest === hour.agentDigest]),
      {
        timeout: 20_000,
      },
    )
    .toEqual(park.stream()?.hours.map(() => [true, true]))

test('a device is acknowledged with the line away; back again, what is new goes first and alone is live', { timeout: 60_000 }, async () => {
  await startPark()
  const httpPort = port()
  const agent = begin(httpPort)
  const device = new Device(httpPort)
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  await park.away()
  const before = Date.now() - 7_200_000 // half an hour of a device that was away itself, in one go
  for (let i = 0; i < 20; i++)
    expect(
      await device.send(
        'TI-1',
        Array.from({ length: 90 }, (_, k) => ({ time: before + (i * 90 + k) * 1000, value: i * 90 + k })),
      ),
    ).toBe(true)
  await expect.poll(() => agent.status().report?.waiting.rows).toBe(1800)
  expect(agent.status().uplink?.connected).toBe(false)
  await park.back()
  await expect.poll(() => agent.status().uplink?.connected, { timeout: 30_000 }).toBe(true)
  await device.send('TI-1', [{ time: Date.now(), value: 4711 }])
  await everyRowArrived(device)
  await hoursAgree()
  expect(park.live).toEqual([4711])
  expect(agent.status().report?.droppedRows).toBe(0)
})

test('it starts with the line away, once it has met the park', { timeout: 60_000 }, async () => {
  await startPark()
  const httpPort = port()
  const first = begin(httpPort)
  await expect.poll(() => first.ready(), { timeout: 10_000 }).toBe(true)
  await first.stop()
  await park.away()
  const agent = begin(httpPort)
  const device = new Device(httpPort)
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  await device.send('TI-1', [{ time: Date.now(), value: 5 }])
  await park.back()
  await everyRowArrived(device)
})

test('killed in the middle, and the park too: every acknowledged row arrives, and the hours agree', { timeout: 90_000 }, async () => {
  await startPark()
  const httpPort = port()
  const config = join(dir, 'edge.json')
  writeFileSync(config, JSON.stringify(settings(httpPort)))
  let child: ChildProcess
  const run = () => {
    const args = [
      '--data-url',
      park.url,
      '--source',
      TEST_SOURCE,
      '--credential-file',
      join(dir, 'park'),
      '--data-dir',
      join(dir, 'data'),
      '--config',
      config,
    ]
    child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  const kill = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  run()
  later(kill)
  const device = new Device(httpPort)
  let next = 0
  let sending = true
  const feed = (async () => {
    const began = Date.now() - 3_600_000
    while (sending) {
      const samples = Array.from({ length: 25 }, (_, k) => ({ time: began + (next + k) * 100, value: next + k }))
      if (await device.send('TI-1', samples)) next += 25
      else await new Promise((resolve) => setTimeout(resolve, 50)) // as devices do: the same again
    }
  })()
  for (const step of ['agent', 'park', 'agent'] as const) {
    const goal = device.acknowledged.size + 500
    await expect.poll(() => device.acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(goal)
    if (step === 'agent') {
      await kill()
      run()
    } else {
      await park.away()
      await new Promise((resolve) => setTimeout(resolve, 500))
      await park.back()
    }
  }
  const goal = device.acknowledged.size + 500
  await expect.poll(() => device.acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(goal)
  sending = false
  await feed
  await everyRowArrived(device)
  await hoursAgree()
  const hours = park.stream()!.hours
  expect(hours.reduce((sum, hour) => sum + hour.missing, 0)).toBe(0)
  for (const hour of hours)
    expect(hour.received).toBe(hour.accepted + hour.duplicates + Object.values(hour.refused).reduce((a, b) => a + b, 0))
})

/** A disk of 24 MB, where the machine lets us make one. */
function smallDisk(): string | null {
  const mount = join(dir, 'disk')
  mkdirSync(mount)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount], { stdio: 'ignore' })
  } catch {
    return null
  }
  later(() => execFileSync('umount', ['-l', mount]))
  return mount
}

test('a full disk: devices are not acknowledged, forwarding goes on, and it resumes by itself', { timeout: 60_000 }, async (context) => {
  const disk = smallDisk()
  if (!disk) return context.skip('no right to mount a small disk')
  await startPark()
  const httpPort = port()
  const agent = begin(httpPort, join(disk, 'data'))
  const device = new Device(httpPort)
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  let time = Date.now() - 3_600_000
  const batch = () => Array.from({ length: 500 }, () => ({ time: time++, value: time % 1000 }))
  expect(await device.send('TI-1', batch())).toBe(true)
  const filler = join(disk, 'filler')
  try {
    writeFileSync(filler, Buffer.alloc(30_000_000, 1))
  } catch {
    // that is what full means: it holds what fitted
  }
  let refused = 0
  for (let i = 0; i < 20 && refused === 0; i++) if (!(await device.send('TI-1', batch()))) refused++
  expect(refused).toBe(1)
  await expect.poll(() => agent.status().state, { timeout: 10_000 }).toBe('full')
  await everyRowArrived(device)
  rmSync(filler)
  await expect.poll(() => agent.ready(), { timeout: 20_000 }).toBe(true)
  expect(await device.send('TI-1', batch())).toBe(true)
  await everyRowArrived(device)
  await hoursAgree()
  expect(agent.status().report?.droppedRows).toBe(0)
})

test('a value beyond the range reaches the park, where the officer sees that the instrument cannot be trusted', {
  timeout: 30_000,
}, async () => {
  await startPark()
  const httpPort = port()
  const agent = begin(httpPort)
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  const device = new Device(httpPort)
  await device.send('TI-1', [{ time: Date.now(), value: -40 }])
  await expect.poll(() => park.quarantined.map((record) => record.reason)).toEqual(['out_of_range'])
  await device.send('XX-9', [{ time: Date.now(), value: 1 }])
  await expect.poll(() => park.quarantined.map((record) => record.reason), { timeout: 15_000 }).toEqual(['out_of_range', 'unknown_tag'])
})

test('exception reporting keeps the sample before the break, and is refused for a gas detector', { timeout: 30_000 }, async () => {
  await startPark()
  const httpPort = port()
  const agent = begin(httpPort, join(dir, 'data'), { exceptions: { 'TI-1': { deadband: 1, mostSilentSeconds: 600 } } })
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  const device = new Device(httpPort)
  const began = Date.now() - 60_000
  await device.send(
    'TI-1',
    [20, 20.1, 20.2, 20.1, 30].map((value, i) => ({ time: began + i * 1000, value })),
  )
  await expect.poll(() => [...park.archive.values()]).toEqual([20, 20.1, 30])
  expect(agent.status().report?.thinnedRows).toBe(2)
  await agent.stop()
  const wrong = begin(port(), join(dir, 'data'), { exceptions: { 'GD-1': { deadband: 1, mostSilentSeconds: 600 } } })
  await expect.poll(() => wrong.status().state, { timeout: 10_000 }).toBe('trouble')
  expect(wrong.status().detail).toContain('GD-1 is a gas detector')
  expect(wrong.ready()).toBe(false)
})

test('the page on loopback says how it stands, to a person and to a service manager', { timeout: 30_000 }, async () => {
  await startPark()
  const agent = begin(port())
  const status = await serveStatus(agent, 0)
  later(() => status.close())
  await expect.poll(() => agent.ready(), { timeout: 10_000 }).toBe(true)
  expect((await fetch(`${status.address}/health/ready`)).status).toBe(200)
  const read = (await (await fetch(`${status.address}/status`)).json()) as AgentStatus
  expect(read).toMatchObject({ state: 'collecting', report: { spool: { limitBytes: 8e9 }, devices: [{ code: 'PLC', state: 'silent' }] } })
  expect(await (await fetch(status.address)).text()).toContain('采集中 collecting')
  await agent.stop()
})
