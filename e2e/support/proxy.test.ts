/** The line that fails on purpose: what it carries, and what the two ends notice. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Line, openProxy } from './proxy.ts'

let echo: Server
let heard: string
let line: Line
const sockets: Socket[] = []

beforeEach(async () => {
  heard = ''
  echo = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      heard += String(chunk)
      socket.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  line = await openProxy((echo.address() as AddressInfo).port)
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await line.close()
  await new Promise((resolve) => echo.close(resolve))
})

async function dial() {
  const socket = connect(line.port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  let ended: 'not' | 'reset' | 'closed' = 'not'
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  socket.on('error', () => {
    ended = 'reset'
  })
  socket.on('close', () => {
    if (ended === 'not') ended = 'closed'
  })
  await once(socket, 'connect')
  return { socket, text: () => text, ended: () => ended }
}

test('what goes in comes out, in order, and is counted', async () => {
  const one = await dial()
  for (const piece of ['a', 'bc', 'def']) one.socket.write(piece)
  await expect.poll(one.text).toBe('abcdef')
  expect(line.carriedBytes()).toBe(6)
  expect(line.connections()).toBe(1)
})
test('a delay holds every byte back and loses none', async () => {
  const one = await dial()
  line.delay(120)
  const from = performance.now()
  one.socket.write('late')
  await expect.poll(one.text, { interval: 5 }).toBe('late')
  expect(performance.now() - from).toBeGreaterThanOrEqual(2 * 120 - 5)
})
test('a narrow line lets no more through than its width', async () => {
  const one = await dial()
  line.narrow(2000)
  const from = performance.now()
  one.socket.write(Buffer.alloc(500, 0x61))
  await expect.poll(() => one.text().length, { interval: 5, timeout: 3000 }).toBe(500)
  expect(performance.now() - from).toBeGreaterThanOrEqual(245)
})
test('a cut line resets who is on it, refuses newcomers, and carries again once healed', async () => {
  const one = await dial()
  line.cut()
  await expect.poll(one.ended).toBe('reset')
  const two = connect(line.port, '127.0.0.1')
  sockets.push(two)
  await once(two, 'error')
  line.heal()
  const three = await dial()
  three.socket.write('again')
  await expect.poll(three.text).toBe('again')
})
test('on a half-open line nothing passes and nobody is told; what was held in it is lost with it', async () => {
  const one = await dial()
  one.socket.write('before')
  await expect.poll(one.text).toBe('before')
  line.halfOpen()
  one.socket.write('lost')
  const two = await dial() // taken in, as by a firewall that has forgotten the way
  two.socket.write('lost too')
  await sleep(150)
  expect([one.ended(), two.ended(), one.text(), heard]).toEqual(['not', 'not', 'before', 'before'])
  line.heal()
  await expect.poll(one.ended).not.toBe('not')
  const three = await dial()
  three.socket.write('after')
  await expect.poll(three.text).toBe('after')
  expect(heard).toBe('beforeafter')
})
