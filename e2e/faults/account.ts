/** The account (对账) after all faults: what the clients' ledgers say against what the house kept. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { RawSeries, Tag } from '@anyuan/assets/contract'
import { Away } from '../support/people.ts'
import type { Bench } from './house.ts'

export interface Account {
  sent: number
  acknowledged: number
  stored: number
  /** Acknowledged samples that are not in the archive. */
  lost: number
  duplicates: number
  /** In the archive, never acknowledged. */
  foreign: number
  breaches: number
  occurrences: number
  /** Occurrences beyond one per breach. */
  doubledAlarms: number
  missingAlarms: number
  acts: number
  missingActs: number
  /** Occurrences that ended, or were acknowledged, before they began. */
  negativeDurations: number
  /** In words, the first of each kind. */
  findings: string[]
}

const DRAIN_MS = 120_000
const WINDOW_MS = 20 * 60_000

async function insist<T>(ask: () => Promise<T>, withinMs = 60_000): Promise<T> {
  for (const until = performance.now() + withinMs; ; await sleep(200)) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Away) || performance.now() > until) throw error
    }
  }
}

/** Ends load and officer, waits until nothing is on its way, and compares. */
export async function settle(bench: Bench): Promise<Account> {
  const { load, operator, park, server } = bench
  load.stop()
  await operator.end()
  for (const until = performance.now() + DRAIN_MS; load.waiting() > 0; await sleep(50))
    if (performance.now() > until)
      throw new Error(`${load.waiting()} messages were never acknowledged after all was well again\n${server.log().slice(-3000)}`)
  const findings: string[] = []
  const samples = await compareSamples(bench, findings)
  const breaches = new Map<string, number>(operator.sentBreaches)
  const found = new Map<string, Occurrence[]>()
  const all = async () => {
    for (const code of breaches.keys()) found.set(code, await occurrencesOf(bench, code))
    return [...breaches].every(([code, count]) => found.get(code)!.length >= count)
  }
  // the copy of the alarm journal may be a few seconds behind
  for (const until = performance.now() + 15_000; !(await all()) && performance.now() < until; ) await sleep(500)
  let doubledAlarms = 0
  let missingAlarms = 0
  for (const [code, count] of breaches) {
    const kept = found.get(code)!.length
    if (kept !== count) findings.push(`${code}: ${count} breaches, ${kept} occurrences`)
    doubledAlarms += Math.max(0, kept - count)
    missingAlarms += Math.max(0, count - kept)
  }
  const occurrences = [...found.values()].flat()
  const known = new Map(occurrences.map((one) => [one.occurrence, one]))
  const acted = operator.work.filter((one) => one.acknowledged)
  const missingActs = acted.filter((one) => known.get(one.occurrence)?.acknowledgedBy !== park.duty.name)
  for (const one of missingActs.slice(0, 3)) findings.push(`${one.occurrence}: the acknowledgement is not kept`)
  const negative = occurrences.filter(({ raisedAt, acknowledgedAt, returnedAt, closedAt }) =>
    [acknowledgedAt, returnedAt, closedAt].some((at) => at !== null && Date.parse(at) < Date.parse(raisedAt)),
  )
  for (const one of negative.slice(0, 3)) findings.push(`${one.occurrence}: ends before it begins: ${JSON.stringify(one)}`)
  return {
    sent: load.sent(),
    ...samples,
    breaches: [...breaches.values()].reduce((a, b) => a + b, 0),
    occurrences: occurrences.length,
    doubledAlarms,
    missingAlarms,
    acts: acted.length,
    missingActs: missingActs.length,
    negativeDurations: negative.length,
    findings,
  }
}

async function compareSamples({ load, park }: Bench, findings: string[]) {
  const ledger = new Map<string, Map<number, number>>()
  const acknowledged = load.acknowledged()
  let from = Number.POSITIVE_INFINITY
  let to = 0
  for (const { tag, time, value } of acknowledged) {
    const times = ledger.get(tag) ?? new Map<number, number>()
    ledger.set(tag, times.set(time, value))
    from = Math.min(from, time)
    to = Math.max(to, time)
  }
  const counts = { acknowledged: acknowledged.length, stored: 0, lost: 0, duplicates: 0, foreign: 0 }
  const compare = async (tag: Tag): Promise<typeof counts> => {
    const own = { acknowledged: 0, stored: 0, lost: 0, duplicates: 0, foreign: 0 }
    const sent = ledger.get(tag.code) ?? new Map<number, number>()
    const kept = new Map<number, number | null>()
    for (let start = from; start <= to; start += WINDOW_MS) {
      const window = { from: new Date(start).toISOString(), to: new Date(Math.min(start + WINDOW_MS, to + 1)).toISOString() }
      const raw = await insist(() => park.duty.get<RawSeries>(`/assets/tags/${tag.number}/raw`, { ...window, limit: '100000' }))
      raw.times.forEach((time, i) => {
        own.stored++
        if (kept.has(time)) own.duplicates++
        kept.set(time, raw.values[i]!)
      })
    }
    for (const [time, value] of sent) if (kept.get(time) !== value) own.lost++
    for (const time of kept.keys()) if (!sent.has(time)) own.foreign++
    return own
  }
  const add = (own: typeof counts, code: string) => {
    counts.stored += own.stored
    counts.lost += own.lost
    counts.duplicates += own.duplicates
    counts.foreign += own.foreign
    if (own.lost + own.duplicates + own.foreign > 0 && findings.length < 5)
      findings.push(`${code}: ${own.lost} lost, ${own.duplicates} twice, ${own.foreign} never acknowledged`)
  }
  // the archive is a few seconds behind the journal: asked again until the first tag is whole
  for (const until = performance.now() + DRAIN_MS; (await compare(load.tags[0]!)).lost > 0 && performance.now() < until; ) await sleep(1000)
  await sleep(5000)
  for (let at = 0; at < load.tags.length; at += 8)
    await Promise.all(load.tags.slice(at, at + 8).map(async (tag) => add(await compare(tag), tag.code)))
  return counts
}

async function occurrencesOf({ park }: Bench, tagCode: string): Promise<Occurrence[]> {
  const items: Occurrence[] = []
  for (let page = 1; ; page++) {
    const query = { tagCode, page: String(page), pageSize: '100' }
    const answer = await insist(() => park.duty.get<{ items: Occurrence[]; total: number }>('/alarms/occurrences', query))
    items.push(...answer.items)
    if (answer.items.length < 100) return items
  }
}
