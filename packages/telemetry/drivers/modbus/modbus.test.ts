/** The Modbus door keeps the drivers' promises towards a device over a real socket, and goes on when the device does not. */
import { execFileSync } from 'node:child_process'
import { createServer, type Server, type Socket } from 'node:net'
import { quality } from '@anyuan/kernel'
import modbus from 'modbus-serial'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Collecting, collectOn, SOURCE, type TestGate, testGate } from '../../collect/collector.testsupport.ts'
import { type ConnectionOf, ModbusConnection, type SourcePoint } from '../../connection.ts'
import { driverSuite, IDENTITY } from '../conformance.ts'

const PATIENTLY = { timeout: 15_000, interval: 50 }
const ILLEGAL_ADDRESS = 2
const DEVICE_FAILURE = 4

/** A device with holding registers by address; what it does not have it refuses. */
class Device {
  readonly registers = new Map<number, number | 'broken'>()
  asked = 0
  #server: InstanceType<typeof modbus.ServerTCP> | null = null

  setFloat(address: number, value: number): void {
    const words = Buffer.alloc(4)
    words.writeFloatBE(value)
    this.registers.set(address, words.readUInt16BE(0)).set(address + 1, words.readUInt16BE(2))
  }
  start(port = 0): Promise<number> {
    const refuse = (code: number) => Object.assign(new Error('refused'), { modbusErrorCode: code })
    const server = new modbus.ServerTCP(
      {
        getHoldingRegister: (address, _unit, answer) => {
          this.asked++
          const value = this.registers.get(address)
          if (value === undefined) answer(refuse(ILLEGAL_ADDRESS), 0)
          else if (value === 'broken') answer(refuse(DEVICE_FAILURE), 0)
          else answer(null, value)
        },
        getCoil: (address, _unit, answer) => answer(null, address % 2 === 1),
      },
      { host: '127.0.0.1', port: port || 20_000 + Math.floor(Math.random() * 10_000), unitID: 1 },
    )
    this.#server = server
    return new Promise((resolve, reject) => {
      server.on('serverError', (error) => reject(error))
      server.on('initialized', () => resolve((server as unknown as { _server: Server })._server.address() as never))
    }).then((address) => (address as { port: number }).port)
  }
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = null
    for (const socket of server.socks.keys()) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
const point = (address: string, tagCode: string, scale = 1, offset = 0): SourcePoint => ({ address, tagCode, scale, offset })
const connectionTo = (port: number, more: Partial<ConnectionOf<'modbus'>> = {}) =>
  ModbusConnection.parse({ protocol: 'modbus', host: '127.0.0.1', port, pollIntervalMs: 100, timeoutMs: 500, ...more })

const ADDRESSES: Record<string, number> = { T1: 0, T2: 2 }
const PORT_UNKNOWN = 1
driverSuite('modbus', {
  connection: connectionTo(PORT_UNKNOWN),
  exempt: {
    'acknowledges after the disk': 'the device waits for no acknowledgement: a value that was not kept is overtaken by the next',
    'refuses without a disk': 'as above',
    'quarantines the unreadable': 'what is no Modbus ends the connection, and is the state of the source',
    'quarantines unknown addresses': 'nothing is read but what was asked for',
    'keeps a repetition once': 'every answer is a new reading, of its own time',
    'turns strangers away': 'nobody comes: the door goes out',
    'holds to the allow-list of addresses': 'as above',
    'keeps history off the live picture': 'a device tells what is, not what was',
  },
  async start(gate) {
    const device = new Device()
    const port = await device.start()
    const { collector, close } = collectOn(gate)
    return {
      driver: { address: `127.0.0.1:${port}`, close },
      /** One round of questions, with these values in the device. */
      async send(samples) {
        const source = gate.directory.sources.get(IDENTITY.source)
        if (source) {
          for (const { tag, value } of samples) device.setFloat(ADDRESSES[tag]!, value ?? Number.NaN)
          source.definition.connection = connectionTo(port, { pollIntervalMs: 3_600_000 })
          source.definition.points = samples.map(({ tag }) => point(`holding:${ADDRESSES[tag]}:float32`, tag))
        }
        const before = device.asked
        collector.changed()
        const heard = () => {
          const traffic = gate.traffic(IDENTITY.source)
          return traffic.accepted + [...traffic.refused.values()].reduce((sum, count) => sum + count, 0)
        }
        const had = heard()
        for (const until = performance.now() + (source ? 10_000 : 500); performance.now() < until; ) {
          if (heard() >= had + samples.length) break
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        const read = device.asked > before
        if (source) {
          source.definition.points = []
          collector.changed()
          await expect.poll(() => collector.status(IDENTITY.source), PATIENTLY).toBeNull()
        }
        return read ? 'acknowledged' : 'refused'
      },
      done: () => device.stop(),
    }
  },
})

describe('a Modbus device', () => {
  let house: TestGate
  let collecting: Collecting
  let device: Device
  let port: number
  beforeEach(async () => {
    house = testGate()
    collecting = collectOn(house.gate)
    device = new Device()
    port = await device.start()
  })
  afterEach(async () => {
    await collecting.close()
    await device.stop()
  })
  const begin = (points: SourcePoint[], more: Partial<ConnectionOf<'modbus'>> = {}) => {
    house.define({ connection: connectionTo(port, more), points })
    collecting.collector.changed()
  }
  const status = () => collecting.collector.status(SOURCE)

  test('is read in the tag’s own unit, words in either order, bits too', async () => {
    device.setFloat(10, 2.5)
    device.registers.set(12, 0xffff).set(20, 0x0002).set(21, 0x0001)
    begin([
      point('holding:10:float32', 'T1', 2, 1),
      point('holding:12:int16', 'T2'),
      point('holding:20:uint32:little', 'T3', 0.001),
      point('coil:7:bool', 'T4'),
    ])
    await expect.poll(() => house.kept.length, PATIENTLY).toBeGreaterThan(8)
    expect([1, 2, 3, 4].map((i) => house.current(`T${i}`))).toEqual([
      { value: 6, quality: 0 },
      { value: -1, quality: 0 },
      { value: 65.538, quality: 0 },
      { value: 1, quality: 0 },
    ])
    expect(status()).toMatchObject({ state: 'connected', fault: null, points: [] })
  })
  test('that has not all registers is read for those it has; each missing one is named', async () => {
    device.registers.set(0, 11).set(4, 22).set(6, 'broken')
    begin([
      point('holding:0:uint16', 'T1'),
      point('holding:2:uint16', 'T2'),
      point('holding:4:uint16', 'T3'),
      point('holding:6:uint16', 'T4'),
    ])
    await expect.poll(() => house.current('T3').value, PATIENTLY).toBe(22)
    expect(house.current('T1')).toEqual({ value: 11, quality: 0 })
    expect([house.current('T2').quality, house.current('T4').quality]).toEqual([quality.bad, quality.bad])
    expect(status()?.points).toMatchObject([
      { address: 'holding:2:uint16', fault: 'no_such_address' },
      { address: 'holding:6:uint16', fault: 'device_exception', detail: expect.stringContaining('4') },
    ])
  })
  test('whose value is no number is bad, and an address that says nothing is named', async () => {
    device.setFloat(0, Number.NaN)
    begin([point('holding:0:float32', 'T1'), point('holding:zero:float32', 'T2')])
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(quality.bad)
    expect(status()?.points.map(({ fault }) => fault)).toEqual(['malformed_address', 'not_a_number'])
    expect(Number.isNaN(house.kept[0]!.value)).toBe(true)
  })
  test('that falls makes its tags stale at once, and is found again when it is back', async () => {
    device.registers.set(0, 5)
    begin([point('holding:0:uint16', 'T1')])
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(0)
    await device.stop()
    await expect.poll(() => house.current('T1').quality, PATIENTLY).toBe(quality.stale)
    expect(house.current('T1').value).toBe(5)
    expect(status()).toMatchObject({ state: expect.stringMatching(/failed|connecting/), fault: 'unreachable' })
    device.registers.set(0, 6)
    await device.start(port)
    await expect.poll(() => house.current('T1'), PATIENTLY).toEqual({ value: 6, quality: 0 })
    expect(status()).toMatchObject({ state: 'connected', fault: null })
  })
  test('that hears and does not answer is given up after its time-out', async () => {
    const held: Socket[] = []
    const deaf = createServer((socket) => held.push(socket)).listen(0, '127.0.0.1')
    await new Promise((resolve) => deaf.once('listening', resolve))
    house.define({ connection: connectionTo((deaf.address() as { port: number }).port), points: [point('holding:0:uint16', 'T1')] })
    collecting.collector.changed()
    await expect.poll(() => status()?.fault, PATIENTLY).toBe('timed_out')
    await expect.poll(() => held.length, PATIENTLY).toBeGreaterThan(1)
    for (const socket of held) socket.destroy()
    deaf.close()
  })
  test('that speaks something else is named so', async () => {
    const web = createServer((socket) => {
      socket.on('error', () => {})
      // the transaction number of the question, and then what no device would say
      socket.on('data', (asked) => socket.write(Buffer.concat([asked.subarray(0, 4), Buffer.from([0, 6, 9, 9, 9, 9, 9, 9])])))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => web.once('listening', resolve))
    const connection = connectionTo((web.address() as { port: number }).port)
    const found = await collecting.collector.testConnection(connection, [point('holding:0:uint16', 'T1')], AbortSignal.timeout(10_000))
    expect(found).toMatchObject({
      ok: false,
      steps: [
        { step: 'reach', ok: true },
        { step: 'read', ok: false, fault: 'not_this_protocol' },
      ],
    })
    web.close()
  })
  test('can be tried before it is saved', async () => {
    device.setFloat(0, 7.25)
    const points = [point('holding:0:float32', 'T1', 2), point('holding:9:uint16', 'T2')]
    const found = await collecting.collector.testConnection(connectionTo(port), points, AbortSignal.timeout(10_000))
    expect(found.steps.every(({ ok }) => ok)).toBe(true)
    expect(found.values).toMatchObject([
      { address: 'holding:0:float32', value: 14.5, quality: 0, fault: null },
      { address: 'holding:9:uint16', value: null, quality: 2, fault: 'no_such_address' },
    ])
    await device.stop()
    expect(await collecting.collector.testConnection(connectionTo(port), points, AbortSignal.timeout(10_000))).toMatchObject({
      ok: false,
      steps: [{ step: 'reach', ok: false, fault: 'unreachable' }],
    })
  })
  test('is begun anew when its own points change, and left alone when others do', async () => {
    device.registers.set(0, 1).set(1, 2)
    begin([point('holding:0:uint16', 'T1')])
    await expect.poll(() => status()?.state, PATIENTLY).toBe('connected')
    const since = status()?.since
    collecting.collector.changed()
    expect(status()).toMatchObject({ state: 'connected', since })
    begin([point('holding:1:uint16', 'T2')])
    await expect.poll(() => house.current('T2').value, PATIENTLY).toBe(2)
    house.define(null)
    collecting.collector.changed()
    await expect.poll(() => status(), PATIENTLY).toBeNull()
    const asked = device.asked
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(device.asked).toBe(asked)
    expect(collecting.faults).toEqual([])
  })
})

test('the library needs no serial port of this machine', () => {
  const script = `
    import { registerHooks } from 'node:module'
    registerHooks({ resolve(name, context, next) { if (/serialport/.test(name)) throw new Error('not installed'); return next(name, context) } })
    const { openLine } = await import('${new URL('./ask.ts', import.meta.url).href}')
    console.log(typeof openLine)`
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()).toBe('function')
})
