/** Each process in turn is killed while samples and alarms come in: nothing that was acknowledged may be lost or doubled, and all comes back by itself. */
import type { Occurrence, Standing } from '@anyuan/alarms/contract'
import type { History, RawSeries, Tag } from '@anyuan/assets/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foundPark, type Park } from './support/park.ts'
import { Away } from './support/people.ts'
import { openSender, type Sample, type Sender } from './support/sender.ts'
import { PROCESSES, type ProcessName, startServer, type TestServer } from './support/server.ts'

type OccurrencePage = { items: Occurrence[] }

const ROUND_MS = 200
const BATCHES = 3
const BATCH_TAGS = 100
const SINGLE_TAGS = 100
const STEADY_MS = 2500
const BREACH = 950
const MINUTE_MS = 60_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const minuteOf = (time: number) => Math.floor(time / MINUTE_MS) * MINUTE_MS

let server: TestServer
let park: Park
let gateway: Sender
let loner: Sender
let alarmSender: Sender
let tags: Tag[]
let load: NodeJS.Timeout
const recoveredMs: Partial<Record<ProcessName, number>> = {}

/** Asks until the house answers: what a page does while the connection-lost banner is shown. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (const until = performance.now() + 30_000; ; await sleep(100)) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Away) || performance.now() > until) throw error
    }
  }
}
async function eventually<T>(ask: () => Promise<T>, holds: (found: T) => boolean, withinMs = 20_000): Promise<T> {
  for (const until = performance.now() + withinMs; ; await sleep(100)) {
    const found = await insist(ask)
    if (holds(found) || performance.now() > until) return found
  }
}

const codes = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`)
const batchCodes = Array.from({ length: BATCHES }, (_, b) => codes(`B${b}`, BATCH_TAGS))
const singleCodes = codes('S', SINGLE_TAGS)
const alarmCode = (name: ProcessName) => `ALARM-${name}`

/** 300 samples in messages of a hundred and 100 alone, every 200 ms: 2,000 a second. */
function startLoad(): NodeJS.Timeout {
  let round = 0
  let last = 0
  const valueFor = (code: string) => (round * 7 + code.charCodeAt(code.length - 1)) % 800
  return setInterval(() => {
    round++
    const time = Math.max(Date.now(), last + 1)
    last = time
    const sampleOf = (tag: string): Sample => ({ tag, time, value: valueFor(tag) })
    for (const batch of batchCodes) gateway.publish(batch.map(sampleOf))
    for (const code of singleCodes) loner.publish([sampleOf(code)])
  }, ROUND_MS)
}

beforeAll(async () => {
  server = await startServer()
  park = await foundPark(server)
  const plain = [...batchCodes.flat(), ...singleCodes].map((code) => ({ code }))
  const watched = PROCESSES.map((name) => ({ code: alarmCode(name), alarms: { high: { threshold: 900, severity: 2 as const } } }))
  const made: Tag[] = []
  const wanted = [...plain, ...watched]
  for (let at = 0; at < wanted.length; at += 20) made.push(...(await Promise.all(wanted.slice(at, at + 20).map((tag) => park.addTag(tag)))))
  tags = made
  const line = async (source: string, tagCodes: string[]) => {
    const { username, password } = await park.addSource(source, tagCodes)
    return openSender({ url: server.mqtt, source, username, password })
  }
  gateway = await line('gateway', batchCodes.flat())
  loner = await line('loner', singleCodes)
  alarmSender = await line('watch', PROCESSES.map(alarmCode))
})

afterAll(async () => {
  clearInterval(load)
  await Promise.all([gateway, loner, alarmSender].map((sender) => sender?.close()))
  await server?.stop()
})

describe('kill -9 of each process in turn, under 2,000 samples a second', () => {
  const raised = new Map<ProcessName, Occurrence>()
  const isAcknowledgedFirst = (name: ProcessName) => PROCESSES.indexOf(name) % 2 === 0

  test.each(PROCESSES)('%s is killed and the house is whole again by itself', async (name) => {
    load ??= startLoad()
    await sleep(STEADY_MS)
    alarmSender.publish([{ tag: alarmCode(name), time: Date.now(), value: BREACH }])
    const mine = (page: OccurrencePage) => page.items.find((one) => one.tagCode === alarmCode(name))
    const ask = () => park.duty.get<OccurrencePage>('/alarms/occurrences', { tagCode: alarmCode(name) })
    let occurrence = mine(await eventually(ask, (page) => mine(page) !== undefined))
    expect(occurrence, 'the alarm rises before the kill').toBeDefined()
    if (isAcknowledgedFirst(name)) {
      const { alarmNumber, occurrence: seenOccurrence } = occurrence!
      await park.duty.send('POST', '/alarms/act', { alarms: [{ alarmNumber, seenOccurrence }], act: { action: 'acknowledge' } })
      occurrence = mine(await eventually(ask, (page) => mine(page)?.acknowledgedAt != null))
      expect(occurrence?.acknowledgedBy).toBe(park.duty.name)
    }
    raised.set(name, occurrence!)

    const killed = server.pid(name)
    server.kill(name)
    const began = performance.now()
    while (server.pids().includes(killed)) await sleep(5)
    const acknowledgedBefore = gateway.acknowledged.length
    await server.ready(30_000)
    while (gateway.acknowledged.length === acknowledgedBefore) await sleep(20)
    recoveredMs[name] = Math.round(performance.now() - began)
    expect(server.pid(name)).not.toBe(killed)
  })

  test('every sample that was acknowledged is in the archive once, and no other', { timeout: 60_000 }, async () => {
    await sleep(STEADY_MS)
    clearInterval(load)
    for (const until = performance.now() + 30_000; gateway.waiting() + loner.waiting() + alarmSender.waiting() > 0; await sleep(50))
      if (performance.now() > until)
        throw new Error(
          `not acknowledged after all came back: ${[gateway, loner, alarmSender].map((sender) => sender.waiting())} messages\n${server.log().slice(-3000)}`,
        )
    const ledger = new Map<string, Map<number, number>>()
    for (const sender of [gateway, loner, alarmSender])
      for (const { tag, time, value } of sender.acknowledged) ledger.set(tag, (ledger.get(tag) ?? new Map()).set(time, value))
    const total = [...ledger.values()].reduce((sum, times) => sum + times.size, 0)
    expect(total, 'the load ran at 2,000 samples a second all the while').toBeGreaterThan(25_000)

    const times = [...ledger.values()].flatMap((one) => [...one.keys()])
    const from = minuteOf(Math.min(...minmax(times)))
    const to = minuteOf(Math.max(...minmax(times))) + MINUTE_MS
    const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
    // minutes: the archive is a second or two behind the journal, so they are asked for until they are complete
    const buckets = String((to - from) / MINUTE_MS)
    const groups = Array.from({ length: Math.ceil(tags.length / 20) }, (_, g) => tags.slice(g * 20, g * 20 + 20))
    const history = async () =>
      (
        await Promise.all(
          groups.map((group) =>
            park.duty.get<History>('/assets/history', { tags: group.map((tag) => tag.number).join(), ...window, buckets }),
          ),
        )
      ).flatMap(({ source, series }) => series.map((one) => ({ source, ...one })))
    const counted = (series: Awaited<ReturnType<typeof history>>) =>
      series.reduce((sum, one) => sum + one.count.reduce((a, b) => a + b, 0), 0)
    const minutes = await eventually(history, (series) => counted(series) >= total)
    expect(counted(minutes), 'samples in the 1-minute roll-ups').toBe(total)
    for (const { tagNumber, source, times: starts, count } of minutes) {
      expect(source).toBe('minute')
      const sent = ledger.get(tags.find((tag) => tag.number === tagNumber)!.code) ?? new Map<number, number>()
      const expected = starts.map((start) => [...sent.keys()].filter((time) => time >= start && time < start + MINUTE_MS).length)
      expect(count, `minutes of tag ${tagNumber}`).toEqual(expected)
    }
    for (let at = 0; at < tags.length; at += 10)
      await Promise.all(
        tags.slice(at, at + 10).map(async ({ number, code }) => {
          const raw = await insist(() => park.duty.get<RawSeries>(`/assets/tags/${number}/raw`, { ...window, limit: '100000' }))
          const sent = [...(ledger.get(code) ?? [])].sort(([a], [b]) => a - b)
          expect(raw.times, `times of ${code}`).toEqual(sent.map(([time]) => time))
          expect(raw.values, `values of ${code}`).toEqual(sent.map(([, value]) => value))
        }),
      )
    console.log(`${total} samples; back after (ms): ${JSON.stringify(recoveredMs)}`)
  })

  test('every alarm that rose before a kill still stands, once, acknowledged or not as it was', async () => {
    const { items } = await park.duty.get<OccurrencePage>('/alarms/occurrences', { pageSize: '100' })
    const { items: standing } = await park.duty.get<Standing>('/alarms/standing')
    for (const [name, before] of raised) {
      const after = items.filter((one) => one.tagCode === alarmCode(name))
      expect(after, `occurrences of the alarm before ${name} was killed`).toEqual([before])
      const stands = standing.filter((one) => one.tagCode === alarmCode(name))
      expect(stands.map((one) => one.state.state)).toEqual([isAcknowledgedFirst(name) ? 'acknowledged' : 'unacknowledged'])
    }
    // the platform may have told of itself meanwhile
    expect(items.filter((one) => one.tagCode.startsWith('ALARM-'))).toHaveLength(PROCESSES.length)
  })

  test('an officer can act on an alarm that stood through every kill', async () => {
    const name = PROCESSES.find((one) => !isAcknowledgedFirst(one))!
    const { alarmNumber, occurrence } = raised.get(name)!
    const alarms = [{ alarmNumber, seenOccurrence: occurrence }]
    const { results } = await park.duty.send<{ results: { ok: boolean }[] }>('POST', '/alarms/act', {
      alarms,
      act: { action: 'acknowledge' },
    })
    expect(results).toMatchObject([{ ok: true }])
  })
})

/** Least and greatest: more numbers than a call takes arguments. */
function minmax(values: readonly number[]): [number, number] {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    least = Math.min(least, value)
    greatest = Math.max(greatest, value)
  }
  return [least, greatest]
}
