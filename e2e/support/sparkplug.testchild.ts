/** A Sparkplug edge node as others build it: the npm client `sparkplug-client`, in a process of its own that can be killed. Each line of its input is `{"device": {metric: value}}`. */
import { createInterface } from 'node:readline'
import sparkplug from 'sparkplug-client'

const [serverUrl = '', username = '', password = '', groupId = '', edgeNode = ''] = process.argv.slice(2)
const DEVICE = 'reactor'
const values: Record<string, number> = { temperature: 20, pressure: 1 }
const metrics = (of: Record<string, number>) =>
  Object.entries(of).map(([name, value]) => ({ name, value, type: 'Double' as const, timestamp: Date.now() }))

const client = sparkplug.newClient({
  serverUrl,
  username,
  password,
  groupId,
  edgeNode,
  clientId: `child-${process.pid}`,
  publishDeath: true,
})
const bear = () => {
  client.publishNodeBirth({
    timestamp: Date.now(),
    metrics: [
      { name: 'uptime', value: Math.round(process.uptime()), type: 'Int64' },
      { name: 'Node Control/Rebirth', value: false, type: 'Boolean' },
    ],
  })
  client.publishDeviceBirth(DEVICE, { timestamp: Date.now(), metrics: metrics(values) })
  process.stdout.write('born\n')
}
client.on('birth', bear)
client.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
client.on('ncmd', (payload) => {
  const asked = payload.metrics?.some(({ name, value }) => name === 'Node Control/Rebirth' && value === true)
  process.stdout.write(asked ? 'asked\n' : 'commanded\n')
  if (asked) bear()
})
createInterface({ input: process.stdin }).on('line', (line) => {
  const changed = JSON.parse(line) as Record<string, number>
  Object.assign(values, changed)
  client.publishDeviceData(DEVICE, { timestamp: Date.now(), metrics: metrics(changed) })
})
