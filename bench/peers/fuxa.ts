/** FUXA, the like-for-like peer: MQTT in, values kept, alarms with acknowledgement, pushed to a web client, which then asks for the list. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { freePorts } from '../../e2e/support/server.ts'
import { startMosquitto } from '../bare/start.ts'
import { npmInstalled } from './installed.ts'
import { connectBroker, publish } from './mqtt-out.ts'
import { LIMIT, type Peer, tagName, until } from './peer.ts'
import { startProcess } from './process.ts'

const install = () => npmInstalled('fuxa', ['@frangoteam/fuxa@1.3.4', 'socket.io-client@4'], ['sqlite3'])

interface SocketClient {
  on(event: string, listener: (payload: unknown) => void): void
  close(): void
}
type Io = { io: (url: string, options: Record<string, unknown>) => SocketClient }

const projectOf = (brokerPort: number, tags: number) => {
  const numbers = Array.from({ length: tags }, (_, i) => i + 1)
  return {
    version: '1.02',
    name: 'points',
    hmi: { views: [] },
    server: { id: '0', name: 'FUXA Server', type: 'FuxaServer', property: {} },
    devices: {
      d1: {
        id: 'd1',
        name: 'broker',
        type: 'MQTTclient',
        enabled: true,
        polling: 1000,
        property: { address: `mqtt://127.0.0.1:${brokerPort}` },
        tags: Object.fromEntries(
          numbers.map((tag) => [
            tagName(tag),
            {
              id: tagName(tag),
              name: tagName(tag),
              type: 'number',
              address: `points/${tagName(tag)}`,
              daq: { enabled: true, changed: true, interval: 60 },
            },
          ]),
        ),
      },
    },
    alarms: numbers.map((tag) => ({
      name: tagName(tag),
      property: { variableId: tagName(tag), permission: 0 },
      high: { enabled: true, checkdelay: 1, min: LIMIT, max: 1e9, timedelay: 0, text: 'high', group: 'g', ackmode: 'ackactive' },
    })),
    reports: [],
    scripts: [],
    notifications: [],
    texts: [],
    charts: [],
    graphs: [],
  }
}

export const fuxa: Peer = {
  name: 'FUXA',
  shapes: ['single'],
  durability: 'one committed insert a value, after a poll of 1 s',
  tuned: 'polling 1,000 ms (3,000 in its code), check delay 1 s, its least',
  lifeCycle: true,
  flood: { batch: 1, window: 200 },
  version: async () => '1.3.4',
  async start({ dir, tags, heard }) {
    const installed = install()
    const [port = 0] = await freePorts(1)
    const broker = await startMosquitto(dir)
    if (!broker) throw new Error('Mosquitto is not installed')
    const main = join(installed, 'node_modules/@frangoteam/fuxa/main.js')
    const server = startProcess('fuxa', [process.execPath, main, '--port', String(port), '--userDir', dir], {
      dir,
      env: { PORT: String(port) },
    })
    const url = `http://127.0.0.1:${port}`
    await until(async () => (await fetch(`${url}/api/project`)).ok, 'FUXA')
    const posted = await fetch(`${url}/api/project`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(projectOf(broker.port, tags)),
    })
    if (!posted.ok) throw new Error(`FUXA took no project: ${posted.status} ${await posted.text()}`)
    const { io } = createRequire(join(installed, 'package.json'))('socket.io-client') as Io
    const told = new Set<string>()
    const socket = io(url, { transports: ['websocket'] })
    let asking = false
    let again = false
    const list = async () => {
      again = true
      if (asking) return
      asking = true
      while (again) {
        again = false
        const alarms = (await (await fetch(`${url}/api/alarms`)).json()) as { name: string }[]
        for (const { name } of alarms) {
          if (told.has(name)) continue
          told.add(name)
          heard(Number(name.slice(1, 7)))
        }
      }
      asking = false
    }
    socket.on('alarms-status', () => void list().catch(() => {}))
    const client = await connectBroker(broker.port)
    await new Promise((resolve) => setTimeout(resolve, 8000)) // it starts its devices anew
    const began = Date.now()
    return {
      // a message of FUXA carries the bare value of one tag
      send: async (points) => {
        await Promise.all(points.map(({ tag, value }) => publish(client, `points/${tagName(tag)}`, String(value))))
      },
      async stored() {
        let rows = 0
        for (let first = 1; first <= tags; first += 20) {
          const sids = Array.from({ length: Math.min(20, tags - first + 1) }, (_, i) => tagName(first + i))
          const query = encodeURIComponent(JSON.stringify({ sids, from: began, to: Date.now() }))
          const series = (await (await fetch(`${url}/api/daq?query=${query}`)).json()) as unknown[][]
          rows += series.reduce((sum, one) => sum + one.length, 0)
        }
        return rows
      },
      pids: server.pids,
      async stop() {
        client.end(true)
        socket.close()
        await server.stop()
        broker.stop()
      },
    }
  },
}
