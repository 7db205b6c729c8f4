/** Node-RED as a careful user would build it: MQTT in, threshold, MQTT out, SQLite in batches of half a second. A bare threshold, no life cycle: the latency floor of Node. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../e2e/support/server.ts'
import { startMosquitto } from '../bare/start.ts'
import { npmInstalled } from './installed.ts'
import { asJson, connectBroker, publish } from './mqtt-out.ts'
import { LIMIT, type Peer, tagName, until } from './peer.ts'
import { startProcess } from './process.ts'

const install = () => npmInstalled('node-red', ['node-red@5.0.7'])

/** Function node: keeps points for the next write and tells of each rise. */
const JUDGE = `
const waiting = global.get('waiting') || []
const high = global.get('high') || {}
const alarms = []
for (const point of Array.isArray(msg.payload) ? msg.payload : [msg.payload]) {
  waiting.push(point)
  const above = point.value >= ${LIMIT}
  if (above && !high[point.tag]) alarms.push({ payload: point.tag })
  high[point.tag] = above
}
global.set('waiting', waiting)
global.set('high', high)
return [alarms]
`
const WRITE = `
const waiting = global.get('waiting') || []
if (waiting.length === 0) return null
global.set('waiting', [])
const database = global.get('database')
const insert = database.prepare('insert into point values (?, ?, ?)')
database.exec('begin')
for (const { tag, time, value } of waiting) insert.run(tag, time, value)
database.exec('commit')
return null
`

const flowOf = (brokerPort: number) => [
  { id: 'tab', type: 'tab', label: 'points' },
  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(brokerPort),
    clientid: '',
    usetls: false,
    protocolVersion: '4',
    keepalive: '60',
    cleansession: true,
  },
  { id: 'in', type: 'mqtt in', z: 'tab', topic: 'points/#', qos: '1', datatype: 'json', broker: 'broker', inputs: 0, wires: [['judge']] },
  { id: 'judge', type: 'function', z: 'tab', func: JUDGE, outputs: 1, wires: [['out']] },
  { id: 'out', type: 'mqtt out', z: 'tab', topic: 'alarms', qos: '0', retain: 'false', broker: 'broker', wires: [] },
  { id: 'clock', type: 'inject', z: 'tab', repeat: '0.5', once: true, onceDelay: 0.1, props: [], wires: [['write']] },
  { id: 'write', type: 'function', z: 'tab', func: WRITE, outputs: 1, wires: [[]] },
  { id: 'ask', type: 'http in', z: 'tab', url: '/count', method: 'get', wires: [['count']] },
  {
    id: 'count',
    type: 'function',
    z: 'tab',
    func: "msg.payload = global.get('database').prepare('select count(*) as rows from point').get()\nreturn msg",
    outputs: 1,
    wires: [['answer']],
  },
  { id: 'answer', type: 'http response', z: 'tab', wires: [] },
]

export const nodeRed: Peer = {
  name: 'Node-RED + SQLite',
  shapes: ['single', 'batch'],
  durability: 'in memory up to 0.5 s, then committed (WAL, synchronous = normal)',
  tuned: 'batched writes, index-free table, WAL',
  lifeCycle: false,
  flood: { batch: 1000, window: 100 },
  version: async () => '5.0.7',
  async start({ dir, heard }) {
    const installed = install()
    const [port = 0] = await freePorts(1)
    const broker = await startMosquitto(dir)
    if (!broker) throw new Error('Mosquitto is not installed')
    writeFileSync(
      join(dir, 'settings.js'),
      `const { DatabaseSync } = require('node:sqlite')
const database = new DatabaseSync(${JSON.stringify(join(dir, 'points.db'))})
database.exec('pragma journal_mode = wal; pragma synchronous = normal; create table point (tag text, time integer, value real)')
module.exports = { uiPort: ${port}, uiHost: '127.0.0.1', httpAdminRoot: false, flowFile: 'flow.json', credentialSecret: false,
  functionGlobalContext: { database }, logging: { console: { level: 'warn' } }, telemetry: { enabled: false } }`,
    )
    writeFileSync(join(dir, 'flow.json'), JSON.stringify(flowOf(broker.port)))
    const server = startProcess(
      'node-red',
      [process.execPath, join(installed, 'node_modules/node-red/red.js'), '--userDir', dir, '--settings', join(dir, 'settings.js')],
      { dir },
    )
    const count = async () => ((await (await fetch(`http://127.0.0.1:${port}/count`)).json()) as { rows: number }).rows
    await until(async () => (await count()) >= 0, 'Node-RED')
    const client = await connectBroker(broker.port)
    await client.subscribeAsync('alarms')
    client.on('message', (_topic, payload) => heard(Number(payload.toString().slice(1))))
    await new Promise((resolve) => setTimeout(resolve, 1000)) // its own subscription
    return {
      send: (points) => publish(client, 'points/all', asJson(points, tagName)),
      stored: count,
      pids: server.pids,
      async stop() {
        client.end(true)
        await server.stop()
        broker.stop()
      },
    }
  },
}
