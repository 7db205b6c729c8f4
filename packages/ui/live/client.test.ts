// @vitest-environment jsdom
/** The live client against a real WebSocket server: union of what is watched, and coming back by itself. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { LiveClient } from './client.ts'
import { liveAddress, readFrame } from './frames.ts'

interface Peer {
  server: WebSocketServer
  url: string
  received: { type: string; ticket?: string; tagNumbers?: number[] | 'all' }[]
  socket: () => ServerSocket | undefined
}
const opened: { close: () => void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

async function peer({ lifeMs = 600_000 } = {}): Promise<Peer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const received: Peer['received'] = []
  let latest: ServerSocket | undefined
  server.on('connection', (socket) => {
    latest = socket
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Peer['received'][number]
      received.push(message)
      if (message.type === 'hello') socket.send(JSON.stringify({ type: 'welcome', at: Date.now(), expiresAt: Date.now() + lifeMs }))
    })
  })
  opened.push({
    close: () => {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  })
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/live`, received, socket: () => latest }
}
function client(url: string): { live: LiveClient; tickets: () => number } {
  let tickets = 0
  const live = new LiveClient(async () => ({ url, ticket: `ticket-${++tickets}`, expiresAt: '2030-01-01T00:00:00.000Z' }))
  opened.push({ close: () => live.stop() })
  return { live, tickets: () => tickets }
}
const until = async (true_: () => boolean, withinMs = 5000) => {
  const end = Date.now() + withinMs
  while (!true_()) {
    if (Date.now() > end) throw new Error('did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test('it says hello with its ticket and then asks for the union of what the screen watches', async () => {
  const there = await peer()
  const { live } = client(there.url)
  live.watch([3, 1])
  live.watch([2, 3])
  live.start()
  await until(() => there.received.length >= 2)
  expect(there.received).toEqual([
    { type: 'hello', ticket: 'ticket-1' },
    { type: 'watch', tagNumbers: [1, 2, 3] },
  ])
})
test('one who watches everything makes it everything, until it leaves', async () => {
  const there = await peer()
  const { live } = client(there.url)
  live.watch([5])
  const leave = live.watch('all')
  live.start()
  await until(() => there.received.some((message) => message.tagNumbers === 'all'))
  leave()
  await until(() => there.received.length === 3)
  expect(there.received[2]).toEqual({ type: 'watch', tagNumbers: [5] })
})
test('values and alarm events reach those who listen', async () => {
  const there = await peer()
  const { live } = client(there.url)
  const alarms: number[] = []
  live.onAlarm((event) => alarms.push(event.alarmNumber))
  live.start()
  await until(() => live.getConnection().state === 'live')
  there.socket()?.send(JSON.stringify({ type: 'values', at: 1, tagNumbers: [7], times: [1000], values: [4.8], qualities: [0] }))
  there.socket()?.send(JSON.stringify({ type: 'alarm', event: { alarmNumber: 12 } }))
  await until(() => alarms.length === 1)
  expect(alarms).toEqual([12])
  expect(live.values.get(7)?.value).toBe(4.8)
})
test('a connection that drops is shown as lost and comes back with a fresh ticket and the same watch', async () => {
  const there = await peer()
  const { live, tickets } = client(there.url)
  live.watch([9])
  live.start()
  await until(() => there.received.length === 2)
  const states: string[] = []
  live.subscribeConnection(() => states.push(live.getConnection().state))
  there.socket()?.terminate()
  await until(() => there.received.length === 4)
  expect(states[0]).toBe('lost')
  expect(live.getConnection().state).toBe('live')
  expect(tickets()).toBe(2)
  expect(there.received.slice(2)).toEqual([
    { type: 'hello', ticket: 'ticket-2' },
    { type: 'watch', tagNumbers: [9] },
  ])
})
test('a ticket is renewed on the connection that stands, and while none can be had the connection goes on', async () => {
  const there = await peer({ lifeMs: 3000 })
  const beat = setInterval(() => there.socket()?.send(JSON.stringify({ type: 'heartbeat', at: Date.now(), newestSampleAt: null })), 1000)
  opened.push({ close: () => clearInterval(beat) })
  let asked = 0
  const live = new LiveClient(async () => {
    asked++
    if (asked === 2) throw new Error('the database is away')
    return { url: there.url, ticket: `ticket-${asked}`, expiresAt: '2030-01-01T00:00:00.000Z' }
  })
  opened.push({ close: () => live.stop() })
  let welcomes = 0
  live.onWelcome(() => welcomes++)
  const states: string[] = []
  live.start()
  await until(() => live.getConnection().state === 'live')
  live.subscribeConnection(() => states.push(live.getConnection().state))
  await until(() => asked === 2)
  expect(live.getConnection().state).toBe('live')
  await until(() => there.received.filter((message) => message.type === 'hello').length === 2, 9000)
  expect(there.received.findLast((message) => message.type === 'hello')?.ticket).toBe('ticket-3')
  expect(states.filter((state) => state !== 'live')).toEqual([])
  expect(there.server.clients.size).toBe(1)
  expect(welcomes).toBe(1)
})
test('a bad frame is dropped and the good one after it is taken', async () => {
  const there = await peer()
  const { live } = client(there.url)
  live.start()
  await until(() => live.getConnection().state === 'live')
  there.socket()?.send('{ half')
  there.socket()?.send(JSON.stringify({ type: 'values', at: 1, tagNumbers: [1, 2], times: [1], values: [1], qualities: [0] }))
  there.socket()?.send(JSON.stringify({ type: 'values', at: 1, tagNumbers: [1], times: [1], values: [1], qualities: [0] }))
  await until(() => live.values.get(1) !== undefined)
  expect(live.values.get(2)).toBeUndefined()
})
test('a silent connection is lost after six seconds, though nobody closed it', async () => {
  const there = await peer()
  const { live } = client(there.url)
  live.start()
  await until(() => live.getConnection().state === 'live')
  const since = Date.now()
  await new Promise<void>((resolve) => live.subscribeConnection(() => live.getConnection().state === 'lost' && resolve()))
  expect((Date.now() - since) / 1000).toBeGreaterThan(5)
  expect((Date.now() - since) / 1000).toBeLessThan(8)
})
test('the address may be a port on this host, a path, or complete', () => {
  const here = { protocol: 'https:', hostname: 'park.example', host: 'park.example:8443' }
  expect(liveAddress(':8081/live', here)).toBe('wss://park.example:8081/live')
  expect(liveAddress('/live', here)).toBe('wss://park.example:8443/live')
  expect(liveAddress('http://10.0.0.5/live', here)).toBe('ws://10.0.0.5/live')
  expect(liveAddress('ws://10.0.0.5/live', here)).toBe('ws://10.0.0.5/live')
})
test('what is no frame is no frame', () => {
  expect(readFrame('null')).toBeNull()
  expect(readFrame('{"type":"surprise"}')).toBeNull()
  expect(readFrame('{"type":"alarm"}')).toBeNull()
})
