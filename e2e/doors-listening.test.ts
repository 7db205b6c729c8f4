/** The doors at which others knock, with clients that we did not write: HJ 212 packets as they stand in public code, and the npm publisher of Sparkplug B. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { Tag } from '@anyuan/assets/contract'
import type { NewSource, QuarantineEntry, SourceCredential, SourceRow } from '@anyuan/sources/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Live, openLive } from './support/live.ts'
import { ENTERPRISE, foundPark, type Park } from './support/park.ts'
import { startServer, type TestServer } from './support/server.ts'

const PATIENTLY = { timeout: 20_000, interval: 100 }
const GOOD = 0
const STALE = 3

let server: TestServer
let park: Park
let live: Live

const addSource = async (source: Omit<NewSource, 'name' | 'org'>): Promise<SourceCredential> => {
  const credential = await park.safety.send<SourceCredential>('POST', '/sources/sources', { ...source, name: source.code, org: ENTERPRISE })
  // all of its tags are still silent: so the pipeline knows each of them
  while ((await row(source.code))?.traffic?.silentTags !== source.points?.length) await new Promise((resolve) => setTimeout(resolve, 100))
  return credential
}
const row = async (code: string): Promise<SourceRow | undefined> =>
  (await park.safety.get<{ items: SourceRow[] }>('/sources/sources', { text: code })).items.find((source) => source.code === code)
const quarantine = async (sourceCode: string) =>
  (await park.safety.get<{ items: QuarantineEntry[] }>('/sources/quarantine', { sourceCode })).items
const alarmsOn = async (tagCode: string) => (await park.duty.get<{ items: Occurrence[] }>('/alarms/occurrences', { tagCode })).items
const points = (addresses: Record<string, string>) =>
  Object.entries(addresses).map(([tagCode, address]) => ({ address, tagCode, scale: 1, offset: 0 }))

beforeAll(async () => {
  server = await startServer()
  park = await foundPark(server)
})
afterAll(async () => {
  live?.close()
  await server?.stop()
})

describe('HJ 212', () => {
  // packets of public code; the checksums are theirs
  const COMMAND = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n'
  const OLD_EDITION =
    '##0136ST=32;CN=2011;PW=000000;MN=LD130133000015;CP=&&DataTime=20160824003817;011-Rtd=231.0,011-Flag=N;B01-Rtd=36.91;060-Rtd=1.803,060-Flag=N&&1DC0\r\n'
  const AIR =
    '##0367QN=20200814151600001;ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=7;CP=&&DataTime=20200814151600;LA-td=50.1,LA-Flag=N;a34004-Rtd=207,a34004-Flag=N;a34002-Rtd=295,a34002-Flag=N;a01001-Rtd=12.6,a01001-Flag=N;a01002-Rtd=32,a01002-Flag=N;a01006-Rtd=101.02,a01006-Flag=N;a01007-Rtd=2.1,a01007-Flag=N;a01008-Rtd=120,a01008-Flag=N;a34001-Rtd=217,a34001-Flag=N;&&5CC0\r\n'

  let temperature: Tag
  let dust: Tag

  /** Writes what it is given and tells what comes back until the other side ends, or for as long as asked. */
  const dial = async (): Promise<{ socket: Socket; said: () => string; ended: Promise<unknown> }> => {
    const socket = connect(server.hj212, '127.0.0.1')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    await once(socket, 'connect')
    return { socket, said: () => text, ended: once(socket, 'close') }
  }
  /** The sum of annex A, written out again here: a test must not trust the code that it tests. */
  const sum = (text: string): string => {
    let register = 0xffff
    for (const byte of Buffer.from(text, 'latin1')) {
      register = (register >> 8) ^ byte
      for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1
    }
    return register.toString(16).toUpperCase().padStart(4, '0')
  }
  const packet = (parameters: string, at = Date.now()) => {
    const stamp = new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '')
    const segment = `QN=${stamp};ST=22;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=${stamp.slice(0, 14)};${parameters}&&`
    return `##${String(segment.length).padStart(4, '0')}${segment}${sum(segment)}\r\n`
  }

  beforeAll(async () => {
    temperature = await park.addTag({ code: 'A-TEMP', kind: 'temperature', unit: '℃', rangeLow: -40, rangeHigh: 80 })
    dust = await park.addTag({ code: 'A-PM25', kind: 'other', unit: 'μg/m3', alarms: { high: { threshold: 250, severity: 2 } } })
    await park.addTag({ code: 'W-COD', kind: 'composition', unit: 'mg/L' })
    await addSource({
      code: 'AIR-STATION',
      protocol: 'hj212',
      accessPassword: '123456',
      connection: { protocol: 'hj212', deviceNumber: '010000A8900016F000169DC0', checksum: 'annex_a' },
      points: points({ 'A-TEMP': 'a01001-Rtd', 'A-PM25': 'a34004-Rtd' }),
    })
    await addSource({
      code: 'WASTE-WATER',
      protocol: 'hj212',
      accessPassword: '000000',
      connection: { protocol: 'hj212', deviceNumber: 'LD130133000015', checksum: 'annex_a' },
      points: points({ 'W-COD': '011-Rtd' }),
    })
    live = await openLive(server, park.duty)
  })

  test('the packets of public code are read: answered where they ask, too old to be kept, unknown factors by name', async () => {
    const air = await dial()
    air.socket.write(AIR)
    await expect
      .poll(air.said, PATIENTLY)
      .toMatch(/^##\d{4}QN=20200814151600001;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&/)
    const water = await dial()
    water.socket.write(OLD_EDITION)
    await expect
      .poll(async () => (await quarantine('WASTE-WATER')).map(({ reason, tagCode }) => `${reason} ${tagCode}`).sort(), PATIENTLY)
      .toEqual(['too_old W-COD', 'unknown_tag 060-Rtd', 'unknown_tag B01-Rtd'])
    expect(water.said()).toBe('')
    const told = (await quarantine('AIR-STATION')).map(({ reason, tagCode }) => `${reason} ${tagCode}`)
    expect(told).toEqual(expect.arrayContaining(['too_old A-TEMP', 'too_old A-PM25', 'unknown_tag LA-td', 'unknown_tag a34002-Rtd']))
    air.socket.destroy()
    water.socket.destroy()
  })
  test('a packet with another password is not answered, counted, and the connection closed', async () => {
    const { socket, said, ended } = await dial()
    socket.write(COMMAND)
    await ended
    expect(said()).toBe('')
    await expect.poll(async () => (await row('AIR-STATION'))?.traffic?.refused.not_admitted, PATIENTLY).toBe(1)
  })
  test('a value moves on the screen, one beyond its limit is an alarm; split and glued packets are the same', async () => {
    const { socket, said } = await dial()
    const first = packet('a01001-Rtd=21.5,a01001-Flag=N;a34004-Rtd=35,a34004-Flag=N', Date.now() - 3000)
    socket.write(first.slice(0, 100))
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.write(first.slice(100))
    await expect.poll(() => live.values.get(temperature.number), PATIENTLY).toEqual({ value: 21.5, quality: GOOD })
    expect((await row('AIR-STATION'))?.traffic?.connected).toBe(true)
    const second = packet('a34004-Rtd=180,a34004-Flag=N', Date.now() - 1000)
    socket.write(second + packet('a34004-Rtd=412,a34004-Flag=N'))
    await expect.poll(() => live.values.get(dust.number)?.value, PATIENTLY).toBe(412)
    await expect.poll(() => live.raised, PATIENTLY).toContain(dust.number)
    await expect.poll(async () => (await alarmsOn('A-PM25')).length, PATIENTLY).toBe(1)
    await expect.poll(() => said().match(/CN=9014/g)?.length, PATIENTLY).toBe(3)
    const { items } = await park.duty.get<{ items: { value: number | null }[] }>('/assets/current', { tags: String(dust.number) })
    expect(items[0]?.value).toBe(412)
    socket.destroy()
  })
  test('a damaged packet is in quarantine with its text, and harms nothing behind it', async () => {
    const { socket, said } = await dial()
    const good = packet('a01001-Rtd=22.25,a01001-Flag=N')
    const damaged = good.replace('22.25', '99.25')
    socket.write(damaged + good)
    await expect.poll(said, PATIENTLY).toContain('CN=9014')
    await expect
      .poll(async () => (await quarantine('AIR-STATION')).find(({ reason }) => reason === 'malformed')?.payload, PATIENTLY)
      .toBe(damaged.trimEnd())
    socket.destroy()
  })
})

describe('Sparkplug B', () => {
  let temperature: Tag
  let pressure: Tag
  let credential: SourceCredential
  let node: ChildProcess
  const said: string[] = []

  const start = () => {
    node = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'support/sparkplug.testchild.ts'),
        server.mqtt,
        credential.username,
        credential.password,
        '园区',
        'gateway-1',
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    createInterface({ input: node.stdout! }).on('line', (line) => said.push(line))
  }
  const publish = (values: Record<string, number>) => node.stdin!.write(`${JSON.stringify(values)}\n`)
  const shown = () => [live.values.get(temperature.number), live.values.get(pressure.number)]

  beforeAll(async () => {
    temperature = await park.addTag({
      code: 'R-TEMP',
      kind: 'temperature',
      unit: '℃',
      rangeHigh: 400,
      alarms: { high: { threshold: 120, severity: 1 } },
    })
    pressure = await park.addTag({ code: 'R-PRES', unit: 'MPa', rangeHigh: 10 })
    credential = await addSource({
      code: 'SPARK-1',
      protocol: 'sparkplug',
      connection: { protocol: 'sparkplug', groupId: '园区', edgeNodeId: 'gateway-1' },
      points: points({ 'R-TEMP': 'reactor/temperature', 'R-PRES': 'reactor/pressure' }),
    })
    live ??= await openLive(server, park.duty)
    start()
  })
  afterAll(() => {
    node?.kill('SIGKILL')
  })

  test('the births of sparkplug-client are values on the screen, its data an alarm on the list', async () => {
    await expect.poll(shown, PATIENTLY).toEqual([
      { value: 20, quality: GOOD },
      { value: 1, quality: GOOD },
    ])
    publish({ temperature: 81.5 })
    await expect.poll(() => shown()[0]?.value, PATIENTLY).toBe(81.5)
    publish({ temperature: 131 })
    await expect.poll(() => live.raised, PATIENTLY).toContain(temperature.number)
    await expect.poll(async () => (await alarmsOn('R-TEMP')).length, PATIENTLY).toBe(1)
    expect(await row('SPARK-1')).toMatchObject({ traffic: { connected: true, gaps: 0 } })
  })
  test('killed, it leaves its tags stale, not normal, and its alarm standing', async () => {
    node.kill('SIGKILL')
    await expect.poll(shown, PATIENTLY).toEqual([
      { value: 131, quality: STALE },
      { value: 1, quality: STALE },
    ])
    expect((await row('SPARK-1'))?.traffic?.connected).toBe(false)
    expect((await alarmsOn('R-TEMP'))[0]).toMatchObject({ returnedAt: null })
  })
  test('started again it is known again at once, with the same number of its session', async () => {
    start()
    await expect.poll(() => shown().map((one) => one?.quality), PATIENTLY).toEqual([GOOD, GOOD])
  })
  test('when the pipeline is killed, the node is known again, and was never commanded anything but Rebirth', async () => {
    server.kill('pipeline')
    await server.ready()
    live.close()
    live = await openLive(server, park.duty)
    publish({ pressure: 2.5 })
    await expect.poll(() => shown()[1], PATIENTLY).toEqual({ value: 2.5, quality: GOOD })
    await expect.poll(() => shown()[0]?.quality, PATIENTLY).toBe(GOOD)
    expect(said).not.toContain('commanded')
  })
})
