/** What a browser sees, how soon, and what it never sees. */
import { createServer } from 'node:http'
import type { AlarmEvent } from '@anyuan/monitoring/shapes'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { CurrentValues } from '../ingest/current.ts'
import { Directory } from '../ingest/directory.ts'
import { openTicket, signTicket } from '../ticket.ts'
import { LiveFrame, type LiveRequest } from '../wire.ts'
import { LiveHub, TOO_SLOW } from './hub.ts'

const KEY = 'a key of the test'
const directory = new Directory()
const current = new CurrentValues()
let hub: LiveHub
let url: string
let close: () => void
const browsers: WebSocket[] = []

beforeEach(async () => {
  const tag = (number: number, org: string) => ({
    number,
    code: `T${number}`,
    org,
    unit: '',
    rangeLow: 0,
    rangeHigh: 1,
    expectedIntervalSeconds: 1,
  })
  directory.define({ tags: [tag(1, 'ln.a.x'), tag(2, 'ln.a.y'), tag(3, 'ln.ab')], sources: [], alarms: [] })
  current.grow(3)
  hub = new LiveHub({ directory, current, ticketKey: KEY, now: Date.now, heartbeatMs: 50 })
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => hub.accept(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`
  close = () => {
    hub.close()
    sockets.close()
    server.close()
  }
})
afterEach(() => {
  for (const browser of browsers.splice(0)) browser.terminate()
  close()
})

async function browser(scope: string[], expiresAt = Date.now() + 60_000, key = KEY) {
  const socket = new WebSocket(url)
  browsers.push(socket)
  const frames: LiveFrame[] = []
  let closedWith: number | null = null
  socket.on('message', (data) => frames.push(LiveFrame.parse(JSON.parse(String(data)))))
  socket.on('close', (code) => {
    closedWith = code
  })
  await new Promise((resolve) => socket.on('open', resolve))
  const say = (request: LiveRequest) => socket.send(JSON.stringify(request))
  say({ type: 'hello', ticket: signTicket({ accountId: 'a', scope, expiresAt }, key) })
  const values = () => frames.flatMap((frame) => (frame.type === 'values' ? frame.tagNumbers.map((tag, i) => [tag, frame.values[i]]) : []))
  return { say, frames, values, alarms: () => frames.filter((frame) => frame.type === 'alarm'), closed: () => closedWith, socket }
}
const alarmOn = (tagNumber: number) =>
  ({
    sequence: 1,
    at: 1,
    alarmNumber: tagNumber * 8,
    tagNumber,
    type: 'raised',
    occurrence: 'o',
    breach: null,
    by: null,
    note: null,
    drill: false,
    state: { state: 'normal', onDueAt: null, pending: null },
  }) satisfies AlarmEvent

test('what is watched comes at once with its present value, then with each change', async () => {
  current.set(0, 1000, Date.now(), 0.5, 0)
  const one = await browser(['ln.a'])
  one.say({ type: 'watch', tagNumbers: [1] })
  await expect.poll(one.values).toEqual([[1, 0.5]])
  current.set(0, 2000, Date.now(), 0.75, 0)
  current.set(1, 2000, Date.now(), 0.1, 0)
  await expect.poll(one.values).toEqual([
    [1, 0.5],
    [1, 0.75],
  ])
})
test('all means all within the ticket, and a neighbour whose name begins alike is not within', async () => {
  for (const index of [0, 1, 2]) current.set(index, 1000, Date.now(), 0.5, 0)
  const one = await browser(['ln.a'])
  one.say({ type: 'watch', tagNumbers: 'all' })
  await expect.poll(() => one.values().length).toBe(2)
  hub.alarm(alarmOn(3))
  hub.alarm(alarmOn(2))
  await expect.poll(() => one.alarms().length).toBe(1)
  expect(one.alarms()).toMatchObject([{ event: { tagNumber: 2 } }])
})
test('many changes between two frames become one value, the newest', async () => {
  const one = await browser(['ln'])
  one.say({ type: 'watch', tagNumbers: 'all' })
  await new Promise((resolve) => setTimeout(resolve, 600))
  const before = one.values().length
  for (let i = 0; i < 100; i++) current.set(0, 3000 + i, Date.now(), i / 100, 0)
  await expect.poll(() => one.values().length).toBe(before + 1)
  expect(one.values().at(-1)).toEqual([1, 0.99])
})
test('a value that is not there is null, never 0', async () => {
  current.set(0, 9000, Date.now(), Number.NaN, 2)
  const one = await browser(['ln'])
  one.say({ type: 'watch', tagNumbers: [1] })
  await expect.poll(one.values).toEqual([[1, null]])
})
test('a forged, an expired and a missing ticket see nothing', async () => {
  const forged = await browser(['ln'], undefined, 'another key')
  await expect.poll(forged.closed).toBe(4401)
  const expired = await browser(['ln'], Date.now() - 1)
  await expect.poll(expired.closed).toBe(4401)
  const socket = new WebSocket(url)
  browsers.push(socket)
  const heard: string[] = []
  socket.on('message', (data) => heard.push(String(data)))
  await new Promise((resolve) => socket.on('open', resolve))
  socket.send(JSON.stringify({ type: 'watch', tagNumbers: 'all' }))
  await expect.poll(() => heard[0]).toContain('live.no_ticket')
})
test('a connection ends when its ticket does', async () => {
  const one = await browser(['ln'], Date.now() + 700)
  await expect.poll(() => one.frames[0]?.type).toBe('welcome')
  await expect.poll(one.closed, { timeout: 3000 }).toBe(4401)
})
test('a ticket changed by one letter is no ticket', () => {
  const ticket = signTicket({ accountId: 'a', scope: ['ln'], expiresAt: 10 }, KEY)
  expect(openTicket(ticket, KEY, 9)).toMatchObject({ scope: ['ln'] })
  expect(openTicket(ticket, KEY, 10)).toBeNull()
  expect(openTicket(`x${ticket.slice(1)}`, KEY, 9)).toBeNull()
  expect(openTicket('nonsense', KEY, 9)).toBeNull()
})

test('a browser that reads nothing is let go after five heartbeats and told so; one that reads stays', async () => {
  const slow = await browser(['ln'])
  const well = await browser(['ln'])
  slow.socket.pause()
  await vi.waitFor(() => expect(hub.clients).toBe(1), 5000)
  slow.socket.resume()
  await vi.waitFor(() => expect(slow.closed()).toBe(TOO_SLOW), 5000)
  expect(well.closed()).toBeNull()
})
