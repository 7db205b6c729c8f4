/** Through an external broker (Mosquitto): a message is given up by the broker only when its samples are durable. Skipped where there is no Mosquitto. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Gate } from '../../ingest/gate.ts'
import { startExternalMqtt } from './external.ts'
import { topicOf } from './topic.ts'

const BINARY = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', 'mosquitto'].find((path) => spawnSync(path, ['-h']).error === undefined)

describe.skipIf(!BINARY)('an external broker', () => {
  let broker: ChildProcess
  let url: string
  const dir = mkdtempSync(join(tmpdir(), 'mosquitto-'))

  beforeAll(async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        server.close(() => resolve(port))
      })
    })
    url = `mqtt://127.0.0.1:${port}`
    writeFileSync(join(dir, 'mosquitto.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
    broker = spawn(BINARY!, ['-c', join(dir, 'mosquitto.conf')], { stdio: 'ignore' })
    const answers = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.end()
          resolve(true)
        }).on('error', () => resolve(false))
      })
    while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 50))
  })
  afterAll(() => {
    broker.kill()
    rmSync(dir, { recursive: true, force: true })
  })

  function gateOn(write: () => Promise<void>) {
    let rows = 0
    const gate = new Gate({
      now: Date.now,
      journal: async (columns) => {
        await write()
        rows += columns.length
      },
      onLive: () => {},
      onQuarantine: () => {},
    })
    gate.directory.define({
      tags: [{ number: 1, code: 'T1', org: 'ln', unit: '℃', rangeLow: 0, rangeHigh: 100, expectedIntervalSeconds: 1 }],
      sources: [
        { code: 'GW', org: 'ln', protocol: 'mqtt', credentialDigest: createHash('sha256').update('c').digest('hex'), tagCodes: ['T1'] },
      ],
      alarms: [],
    })
    gate.defined()
    return { gate, rows: () => rows }
  }
  const publish = async (...bodies: string[]) => {
    const client = await mqtt.connectAsync(url)
    for (const body of bodies) await client.publishAsync(topicOf('GW'), body, { qos: 1 })
    await client.endAsync()
  }

  test('hands over what sources send to it, and what came while the platform was away', async () => {
    const faults: string[] = []
    const { gate, rows } = gateOn(async () => {})
    const context = { gate, onFault: (what: string) => faults.push(what) }
    const first = await startExternalMqtt(context, { url, clientId: 'anyuan-a' })
    await expect
      .poll(async () => {
        if (rows() === 0) await publish(JSON.stringify({ tag: 'T1', time: Date.now(), value: 1 }))
        return rows() > 0
      })
      .toBe(true)
    await first.close()
    const before = rows()
    await publish(
      JSON.stringify({ tag: 'T1', time: Date.now() + 10, value: 2 }),
      JSON.stringify({ tag: 'T1', time: Date.now() + 20, value: 3 }),
    )
    const second = await startExternalMqtt(context, { url, clientId: 'anyuan-a' })
    await expect.poll(rows, { timeout: 5000 }).toBe(before + 2)
    await second.close()
    expect(faults).toEqual([])
  })
  test('keeps a message whose samples did not reach the disk, and hands it over again', async () => {
    let failing = true
    const { gate, rows } = gateOn(() => (failing ? Promise.reject(new Error('no space left')) : Promise.resolve()))
    const context = { gate, onFault: () => {} }
    const first = await startExternalMqtt(context, { url, clientId: 'anyuan-b' })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await publish(JSON.stringify({ tag: 'T1', time: Date.now(), value: 1 }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    await first.close()
    failing = false
    const again = gateOn(async () => {})
    const second = await startExternalMqtt({ gate: again.gate, onFault: () => {} }, { url, clientId: 'anyuan-b' })
    await expect.poll(again.rows, { timeout: 5000 }).toBe(1)
    expect(rows()).toBe(0)
    await second.close()
  })
})
