/** One suite of promises, kept by every bus. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Bus, hostBus, joinBus, memoryBus, NobodyAnswers, socketPath } from './index.ts'

const faults: string[] = []
const onFault = (subject: string) => void faults.push(subject)
const open: Bus[] = []
afterEach(async () => {
  for (const bus of open.splice(0).reverse()) await bus.close()
  faults.length = 0
})
const settled = () => new Promise((resolve) => setTimeout(resolve, 30))

async function socketPair() {
  const path = socketPath(mkdtempSync(join(tmpdir(), 'bus-')), 'x')
  const host = await hostBus(path, onFault)
  const guest = joinBus(path, onFault)
  open.push(host, guest)
  await new Promise<void>((resolve) => guest.onConnect(resolve))
  return { host, guest, path }
}
const kinds = {
  memory: async () => {
    const bus = memoryBus(onFault)
    open.push(bus)
    return { host: bus, guest: bus }
  },
  socket: socketPair,
}

describe.each(Object.entries(kinds))('%s bus', (_, make) => {
  test('a subscriber hears what is published, typed arrays included, until it ends', async () => {
    const { host, guest } = await make()
    const heard: unknown[] = []
    const end = guest.subscribe('a', (p) => heard.push(p))
    await settled()
    host.publish('a', { n: new Float64Array([1, 2.5]) })
    await settled()
    end()
    await settled()
    host.publish('a', 'again')
    await settled()
    expect(heard).toEqual([{ n: new Float64Array([1, 2.5]) }])
  })
  test('a request is answered; an error of the responder reaches the asker with its code', async () => {
    const { host, guest } = await make()
    host.respond('double', (n) => Number(n) * 2)
    host.respond('refuse', () => {
      throw Object.assign(new Error('no'), { code: 'x.no' })
    })
    expect(await guest.request('double', 21)).toBe(42)
    await expect(guest.request('refuse', null)).rejects.toMatchObject({ code: 'x.no' })
  })
  test('a request that nobody answers fails as an outage', async () => {
    const { host, guest } = await make()
    await expect(guest.request('nobody', null)).rejects.toBeInstanceOf(NobodyAnswers)
    host.respond('slow', () => new Promise(() => {}))
    await expect(guest.request('slow', null, 40)).rejects.toMatchObject({ name: 'NobodyAnswers' })
  })
  test('a subscriber that throws harms neither the publisher nor its neighbour', async () => {
    const { host, guest } = await make()
    const heard: unknown[] = []
    guest.subscribe('a', () => {
      throw new Error('mine')
    })
    guest.subscribe('a', (p) => heard.push(p))
    await settled()
    host.publish('a', 1)
    await settled()
    expect(heard).toEqual([1])
    expect(faults).toEqual(['a'])
  })
})

test('a guest finds its host again after it was away, subscriptions included', async () => {
  const { host, guest, path } = await socketPair()
  const heard: unknown[] = []
  guest.subscribe('a', (p) => heard.push(p))
  await host.close()
  await settled()
  await expect(guest.request('x', null)).rejects.toBeInstanceOf(NobodyAnswers)
  const again = await hostBus(path, onFault)
  open.push(again)
  await new Promise((resolve) => setTimeout(resolve, 400))
  again.publish('a', 'back')
  await settled()
  expect(heard).toEqual(['back'])
})
