/** HJ 212 keeps the drivers' promises, over real sockets, and answers, splits and closes as loggers in the field need it. */
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { encodeFrame, Framer, type Message, parseSegment, stampOf, writeSegment } from '@anyuan/codecs/hj212'
import { quality } from '@anyuan/kernel'
import { afterEach, describe, expect, test } from 'vitest'
import { Gate, type QuarantineRecord } from '../../ingest/gate.ts'
import { type Answer, driverSuite, IDENTITY, type Identity, type Sample } from '../conformance.ts'
import { rereadHj212 } from './reread.ts'
import { startHj212 } from './server.ts'

const MN = '010000A8900016F000169DC0'
const ADDRESSES: Record<string, string> = { T1: 'a01001', T2: 'a34004' }
const LISTEN = { host: '127.0.0.1', port: 0, idleSeconds: 60 }

const dataMessage = (samples: readonly Sample[], pw: string, mn = MN): Message => ({
  qn: stampOf(Date.now()),
  st: '22',
  cn: '2011',
  pw,
  mn,
  flag: { version: 1, split: false, answer: true },
  packetCount: null,
  packetNumber: null,
  others: [],
  groups: [
    [['DataTime', stampOf(samples[0]!.time).slice(0, 14)]],
    ...samples.map(({ tag, value }) => {
      const factor = ADDRESSES[tag] ?? tag
      return [[`${factor}-Rtd`, value === null ? '' : String(value)] as const, [`${factor}-Flag`, 'N'] as const]
    }),
  ],
})

/** A logger: keeps its connection while it stands, and waits for the answer to each message. */
class Logger {
  readonly #port: number
  #socket: Socket | null = null
  readonly #framer = new Framer()
  readonly answers: Message[] = []
  #arrived = () => {}

  constructor(port: number) {
    this.#port = port
  }
  async write(bytes: string | Buffer): Promise<Socket> {
    const standing = this.#socket
    const socket = standing && !standing.destroyed ? standing : await this.#open()
    socket.write(bytes)
    return socket
  }
  /** The next answer; null when the connection ends first. */
  async ask(bytes: string | Buffer): Promise<Message | null> {
    const before = this.answers.length
    const socket = await this.write(bytes)
    return new Promise((resolve) => {
      this.#arrived = () => this.answers.length > before && resolve(this.answers.at(-1)!)
      socket.once('close', () => resolve(null))
      this.#arrived()
    })
  }
  async send(message: Message): Promise<Answer> {
    const answer = await this.ask(encodeFrame(writeSegment(message)))
    return answer?.cn === '9014' && answer.qn === message.qn ? 'acknowledged' : 'refused'
  }
  end(): void {
    this.#socket?.destroy()
  }
  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1', () => resolve(socket))
      this.#socket = socket
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        for (const found of this.#framer.push(chunk)) if (found.kind === 'frame') this.answers.push(parseSegment(found.segment) as Message)
        this.#arrived()
      })
    })
  }
}

const garbled = (pw: string) => `##0060ST=22;CN=2011;PW=${pw};MN=${MN};Flag=5;CP=&&DataTime=2026&&0000`

driverSuite('hj212', {
  connection: { protocol: 'hj212', deviceNumber: MN, checksum: 'annex_a' },
  points: Object.entries(ADDRESSES).map(([tagCode, factor]) => ({ address: `${factor}-Rtd`, tagCode, scale: 1, offset: 0 })),
  async start(gate) {
    const driver = await startHj212({ gate, onFault: () => {} }, LISTEN)
    const logger = new Logger(driver.port)
    const deviceOf = ({ source }: Identity) => (source === IDENTITY.source ? MN : 'STRANGER')
    return {
      driver,
      send: (samples, as) => logger.send(dataMessage(samples, as.credential, deviceOf(as))),
      async garble({ credential }) {
        const body = garbled(credential)
        const text = `##${String(body.length - 10).padStart(4, '0')}${body.slice(6)}`
        await logger.write(`${text}\r\n`)
        return text
      },
      done: async () => logger.end(),
    }
  },
})

describe('a data logger', () => {
  let closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.reverse()) await close()
    closing = []
  })

  async function house({ checksum = 'annex_a' as 'annex_a' | 'modbus', idleSeconds = 60, addresses = ['a01001-Rtd', 'a34004-Avg'] } = {}) {
    const taken: { tag: number; time: number; value: number; quality: number }[] = []
    const quarantined: QuarantineRecord[] = []
    const faults: string[] = []
    const gate = new Gate({
      now: Date.now,
      journal: async ({ length, tagNumbers, times, values, qualities }) => {
        for (let i = 0; i < length; i++) taken.push({ tag: tagNumbers[i]!, time: times[i]!, value: values[i]!, quality: qualities[i]! })
      },
      onLive: () => {},
      onQuarantine: (record) => quarantined.push(record),
    })
    gate.directory.define({
      tags: addresses.map((_, i) => ({
        number: i + 1,
        code: `T${i + 1}`,
        org: 'ln',
        unit: '',
        rangeLow: -1000,
        rangeHigh: 1000,
        expectedIntervalSeconds: 1,
      })),
      sources: [
        {
          code: 'LOGGER',
          org: 'ln',
          protocol: 'hj212',
          credentialDigest: createHash('sha256').update('123456').digest('hex'),
          tagCodes: addresses.map((_, i) => `T${i + 1}`),
          connection: { protocol: 'hj212', deviceNumber: MN, checksum },
          points: addresses.map((address, i) => ({ address, tagCode: `T${i + 1}`, scale: i === 0 ? 0.5 : 1, offset: i === 0 ? 10 : 0 })),
        },
      ],
      alarms: [],
    })
    gate.defined()
    const driver = await startHj212({ gate, onFault: (_, error) => faults.push(String(error)) }, { ...LISTEN, idleSeconds })
    const logger = new Logger(driver.port)
    closing.push(
      () => driver.close(),
      async () => logger.end(),
    )
    return { gate, logger, taken, quarantined, faults, driver }
  }
  const at = Math.floor(Date.now() / 1000) * 1000
  const stamp = stampOf(at).slice(0, 14)
  const segment = (fields: string, parameters: string) => `QN=${stampOf(at)};ST=31;${fields};CP=&&${parameters}&&`
  const packet = (flag: string, parameters: string, checksum?: 'modbus') =>
    encodeFrame(segment(`CN=2011;PW=123456;MN=${MN};Flag=${flag}`, parameters), checksum)

  test('sends the tag in its own scale, with the quality that the data flag gives', async () => {
    const { logger, taken } = await house()
    await logger.ask(packet('5', `DataTime=${stamp};a01001-Rtd=20,a01001-Flag=T`))
    expect(taken).toEqual([{ tag: 1, time: at, value: 20, quality: quality.uncertain }])
  })
  test('is answered only when it asks, with the number of its request, its password and device', async () => {
    const { logger, taken } = await house()
    await logger.write(packet('4', `DataTime=${stamp};a01001-Rtd=20`))
    const answer = await logger.ask(packet('5', `DataTime=${stampOf(at - 1000).slice(0, 14)};a01001-Rtd=20`))
    expect(taken).toHaveLength(2)
    expect(logger.answers).toHaveLength(1)
    expect(answer).toEqual({
      qn: stampOf(at),
      st: '91',
      cn: '9014',
      pw: '123456',
      mn: MN,
      flag: { version: 1, split: false, answer: false },
      packetCount: null,
      packetNumber: null,
      groups: [],
      others: [],
    })
  })
  test('that shows a sign of life, or asks for the time, is answered and never commanded', async () => {
    const { logger } = await house()
    for (const cn of ['9021', '1013'])
      expect(await logger.ask(encodeFrame(segment(`CN=${cn};PW=123456;MN=${MN};Flag=5`, '')))).toMatchObject({ cn: '9013' })
    expect(logger.answers).toHaveLength(2)
  })
  test('that sends averages is read, and fields that nobody wants are left aside', async () => {
    const { logger, taken, quarantined } = await house()
    const minutes = segment(
      `CN=2051;PW=123456;MN=${MN};Flag=5`,
      `DataTime=${stamp};a34004-Min=1,a34004-Avg=2,a34004-Max=3,a34004-Cou=4,a34004-Flag=N`,
    )
    expect(await logger.ask(encodeFrame(minutes))).toMatchObject({ cn: '9014' })
    expect(taken).toMatchObject([{ tag: 2, value: 2 }])
    expect(quarantined).toEqual([])
  })
  test('with a factor that nobody knows finds it once in quarantine, by the address under which it can be added', async () => {
    const { logger, quarantined } = await house()
    await logger.ask(packet('5', `DataTime=${stamp};a05024-Rtd=74,a05024-ZsRtd=75,a05024-Flag=N`))
    expect(quarantined).toMatchObject([{ reason: 'unknown_tag', tagCode: 'a05024-Rtd' }])
  })
  test('that splits a message is answered packet by packet; the time of the first holds for all', async () => {
    const { logger, taken } = await house({ addresses: ['a01001-Rtd', 'a34004-Rtd'] })
    const part = (number: number, parameters: string) =>
      encodeFrame(segment(`CN=2011;PW=123456;MN=${MN};Flag=7;PNUM=2;PNO=${number}`, parameters))
    await logger.write(part(2, 'a34004-Rtd=7,a34004-Flag=N'))
    expect(await logger.ask(part(1, `DataTime=${stamp};a01001-Rtd=20,a01001-Flag=N`))).toMatchObject({ cn: '9014' })
    await expect.poll(() => logger.answers.length).toBe(2)
    expect(taken.map(({ tag, time }) => [tag, time])).toEqual([
      [1, at],
      [2, at],
    ])
  })
  test('with the flag of a split message and no packet numbers is read as a whole one', async () => {
    const { logger, taken } = await house()
    expect(await logger.ask(packet('7', `DataTime=${stamp};a01001-Rtd=20;`))).toMatchObject({ cn: '9014' })
    expect(taken).toHaveLength(1)
  })
  test('with the checksum of Modbus is taken where the source says so, and refused by name where not', async () => {
    const modbus = await house({ checksum: 'modbus' })
    await modbus.logger.ask(packet('5', `DataTime=${stamp};a01001-Rtd=20`, 'modbus'))
    expect(modbus.taken).toHaveLength(1)
    const annexA = await house()
    await annexA.logger.write(packet('5', `DataTime=${stamp};a01001-Rtd=20`, 'modbus'))
    await expect.poll(() => annexA.quarantined).toMatchObject([{ detail: 'checksum of modbus, the source is set to annex_a' }])
  })
  test('of a later edition is taken: other version bits, further fields', async () => {
    const { logger, taken } = await house()
    expect(
      await logger.ask(encodeFrame(segment(`CN=2011;PW=123456;MN=${MN};Flag=13;SIGN=x`, `DataTime=${stamp};a01001-Rtd=20,a01001-New=z`))),
    ).toMatchObject({ flag: { version: 3 } })
    expect(taken).toHaveLength(1)
  })
  test('that falls silent is closed, and counts no longer as connected', async () => {
    const { logger, gate } = await house({ idleSeconds: 0.3 })
    const socket = await logger.write(packet('4', `DataTime=${stamp};a01001-Rtd=20`))
    await expect.poll(() => gate.traffic('LOGGER').connections).toBe(1)
    await new Promise((resolve) => socket.once('close', resolve))
    await expect.poll(() => gate.traffic('LOGGER').connections).toBe(0)
  })
  test('whose password is tried again and again is not even compared any more, and the true one waits with it', async () => {
    const { logger, gate, taken } = await house()
    const guess = encodeFrame(segment(`CN=2011;PW=000000;MN=${MN};Flag=5`, `DataTime=${stamp};a01001-Rtd=20`))
    for (let i = 0; i < 12; i++) expect(await logger.ask(guess)).toBeNull()
    expect(gate.traffic('LOGGER').refused.get('not_admitted')).toBe(10)
    expect(await logger.ask(packet('5', `DataTime=${stamp};a01001-Rtd=20`))).toBeNull()
    expect(taken).toEqual([])
  })
  test('that is none at all is closed, and the log is told once', async () => {
    const { logger, faults } = await house()
    for (let i = 0; i < 3; i++) expect(await logger.ask(`GET / HTTP/1.1\r\n${'x'.repeat(70_000)}`)).toBeNull()
    expect(faults).toHaveLength(1)
  })
  test('a frame in quarantine is read again as the door would read it now', async () => {
    const { gate } = await house()
    const { definition } = gate.directory.sources.get('LOGGER')!
    const text = packet('5', `DataTime=${stamp};a01001-Rtd=20`).toString('latin1').trimEnd()
    expect(rereadHj212(definition, text)).toMatchObject({ tags: ['T1'], values: Float64Array.of(20), times: Float64Array.of(at) })
    expect(rereadHj212(definition, text.slice(0, -20))).toEqual({ malformed: expect.any(String) })
    expect(rereadHj212(definition, '')).toEqual({ malformed: expect.any(String) })
  })
})
