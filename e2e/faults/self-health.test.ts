/** The platform falls ill and says so itself: its own alarms stand in the same list, on the screen before anybody asks, and go when it is well again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { Tag } from '@anyuan/assets/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from './account.ts'
import { type Bench, openBench } from './house.ts'
import { BREACH } from './operator.ts'
import { accountOf } from './print.ts'

const OWN = 'F-while-full'
const WITHIN_MS = 90_000 // on-delay of 30 s, a look every 5 s, a machine that has more to do

let bench: Bench
let numbers: Map<string, number>

beforeAll(async () => {
  bench = await openBench([OWN], {}, { journalMebibytes: 512 })
  const { items } = await bench.park.duty.get<{ items: Tag[] }>('/assets/tags', { text: 'PLATFORM-', pageSize: '50' })
  numbers = new Map(items.map((tag) => [tag.code, tag.number]))
}, 300_000)
afterAll(async () => {
  await bench?.close()
})

const eventOf = (code: string, type: 'raised' | 'returned', after: number) =>
  bench.watcher.shown.slice(after).find(({ event }) => event.tagNumber === numbers.get(code) && event.type === type)
async function seen(code: string, type: 'raised' | 'returned', after: number): Promise<void> {
  for (const until = performance.now() + WITHIN_MS; !eventOf(code, type, after); await sleep(50))
    if (performance.now() > until) throw new Error(`${code} ${type} was never shown\n${bench.server.log().slice(-2000)}`)
}
const now = () => bench.watcher.shown.length

describe('the platform watches itself', () => {
  test('its figures are ordinary tags at the topmost unit, with values and limits', async () => {
    expect(numbers.size).toBe(14)
    const tags = [...numbers.values()].join()
    for (const until = performance.now() + 30_000; ; await sleep(500)) {
      const { items } = await bench.park.duty.get<{ items: { value: number | null }[] }>('/assets/current', { tags })
      if (items.filter(({ value }) => value !== null).length >= 13) break
      if (performance.now() > until) throw new Error(`no figures yet: ${JSON.stringify(items)}`)
    }
  })

  test('PostgreSQL away: the alarm stands on the screen while it is away, and returns with it', async () => {
    const from = now()
    await bench.database.stop()
    try {
      await seen('PLATFORM-DATABASE-AWAY', 'raised', from)
    } finally {
      await bench.database.start()
    }
    await seen('PLATFORM-DATABASE-AWAY', 'returned', from)
  })

  test('archive frozen: the alarm stands while samples wait in the journal', async () => {
    const from = now()
    bench.load.start()
    const pid = bench.server.pid('archive')
    process.kill(pid, 'SIGSTOP')
    try {
      await seen('PLATFORM-ARCHIVE-AWAY', 'raised', from)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await seen('PLATFORM-ARCHIVE-AWAY', 'returned', from)
  })

  test('journal volume full: nothing is acknowledged, alarms go on, the platform says so; with space it goes on by itself and nothing is lost', async (context) => {
    if (!bench.journalVolume) return context.skip('a tmpfs may not be mounted here (not root)')
    bench.load.start()
    await sleep(1000)
    const from = now()
    bench.journalVolume.fill(24 * 1024 * 1024) // what the alarm journal still has: below the reserve of the door
    await seen('PLATFORM-DISK-JOURNAL', 'raised', from)
    await sleep(2000)
    const acknowledged = bench.load.acknowledgedCount()
    const sentAt = performance.now()
    const kept = bench.operator.send(OWN, BREACH)
    const number = bench.operator.tags.find((tag) => tag.code === OWN)!.number
    const raised = () => bench.watcher.shown.slice(from).find(({ event }) => event.tagNumber === number && event.type === 'raised')
    while (!raised() && performance.now() < sentAt + 20_000) await sleep(10)
    expect(raised()!.shownAtMs - sentAt, 'ms until the alarm was on the screen').toBeLessThan(2000)
    expect(bench.load.acknowledgedCount() - acknowledged, 'acknowledged while nothing can be kept').toBe(0)
    expect(bench.load.waiting()).toBeGreaterThan(0)
    bench.journalVolume.free()
    await kept
    await seen('PLATFORM-DISK-JOURNAL', 'returned', from)
    const { items } = await bench.park.duty.get<{ items: Occurrence[] }>('/alarms/occurrences', { tagCode: OWN })
    expect(items).toHaveLength(1)
  })

  test('and the clients’ ledger agrees with what the house kept', { timeout: 300_000 }, async () => {
    const account = await settle(bench)
    console.log(accountOf(account))
    const { lost, duplicates, foreign, missingAlarms, doubledAlarms, negativeDurations } = account
    expect({ lost, duplicates, foreign, missingAlarms, doubledAlarms, negativeDurations }).toEqual({
      lost: 0,
      duplicates: 0,
      foreign: 0,
      missingAlarms: 0,
      doubledAlarms: 0,
      negativeDurations: 0,
    })
    expect(account.acknowledged).toBeGreaterThan(20_000)
  })
})
