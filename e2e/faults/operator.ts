/** An officer at work while the house is ill: raises an alarm, sees it on the screen, acknowledges it, lets it return, and keeps a ledger of what was answered. */
import type { Acted } from '@anyuan/alarms/contract'
import type { Tag } from '@anyuan/assets/contract'
import type { Park } from '../support/park.ts'
import { openSender, type Sender } from '../support/sender.ts'
import type { Watcher } from './watcher.ts'

export const BREACH = 950
const QUIET = 10
const TAGS = 4
const POLL_MS = 50
const GIVE_UP_MS = 20_000 // what was sent while the pipeline was away may have become late data, which raise nothing

export interface Work {
  tagCode: string
  /** As the house named the occurrence. */
  occurrence: string
  /** From the client's sending to the screen, ms. */
  onScreenMs: number
  /** The house answered that it is acknowledged. */
  acknowledged: boolean
  /** Attempts that nobody answered. */
  attempts: number
}

export interface Operator {
  tags: Tag[]
  /** Everything that was raised and seen. */
  readonly work: readonly Work[]
  /** Breaches that were acknowledged to the sender, by tag code: each must be one occurrence. */
  readonly sentBreaches: ReadonlyMap<string, number>
  begin(): void
  /** Ends after the present round. */
  end(): Promise<void>
  /** Sends one sample of a tag; resolves when it is acknowledged. */
  send(tagCode: string, value: number): Promise<void>
  close(): Promise<void>
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** @param extra further watched tags that the faults use for alarms of their own; @param made such that stand already */
export async function openOperator(
  park: Park,
  mqtt: string,
  watcher: Watcher,
  extra: readonly string[],
  made: readonly string[],
): Promise<Operator> {
  const own = Array.from({ length: TAGS }, (_, i) => `OP-${i}`)
  const tags: Tag[] = []
  for (const code of [...own, ...extra]) tags.push(await park.addTag({ code, alarms: { high: { threshold: 900, severity: 2 } } }))
  const codes = [...tags.map((tag) => tag.code), ...made]
  const { username, password } = await park.addSource('watch', codes)
  const sender: Sender = await openSender({ url: mqtt, source: 'watch', username, password, keepaliveSeconds: 5 })
  const work: Work[] = []
  const sentBreaches = new Map<string, number>()
  let goes = false
  let running: Promise<void> = Promise.resolve()
  let last = 0
  const send = async (tagCode: string, value: number) => {
    last = Math.max(Date.now(), last + 1)
    const before = sender.acknowledged.length
    const sample = { tag: tagCode, time: last, value }
    sender.publish([sample])
    while (!sender.acknowledged.slice(before).includes(sample)) await sleep(10)
    if (value === BREACH) sentBreaches.set(tagCode, (sentBreaches.get(tagCode) ?? 0) + 1)
  }
  const seen = (tagNumber: number, after: number) =>
    watcher.shown.slice(after).find(({ event }) => event.tagNumber === tagNumber && event.type === 'raised')

  async function round(tag: Tag): Promise<void> {
    const from = watcher.shown.length
    const sentAtMs = performance.now()
    const acknowledged = send(tag.code, BREACH)
    let shown = seen(tag.number, from)
    for (; !shown && performance.now() < sentAtMs + GIVE_UP_MS; shown = seen(tag.number, from)) await sleep(POLL_MS / 5)
    await acknowledged
    if (shown?.event.occurrence) {
      const one: Work = {
        tagCode: tag.code,
        occurrence: shown.event.occurrence,
        onScreenMs: shown.shownAtMs - sentAtMs,
        acknowledged: false,
        attempts: 0,
      }
      work.push(one)
      const alarms = [{ alarmNumber: shown.event.alarmNumber, seenOccurrence: one.occurrence }]
      for (; !one.acknowledged; await sleep(POLL_MS)) {
        one.attempts++
        const answer = await park.duty.send<Acted>('POST', '/alarms/act', { alarms, act: { action: 'acknowledge' } }).catch(() => null) // away: the page keeps it and sends it again, and so does this one
        const result = answer?.results[0]
        // the first attempt had arrived and its answer was lost: that is an acknowledgement too
        if (result?.ok || result?.code?.startsWith('alarms.already_')) one.acknowledged = true
        else if (result) throw new Error(`${tag.code}: the act was refused: ${result.code} ${JSON.stringify(result.params)}`)
      }
    }
    await send(tag.code, QUIET)
    await sleep(ROUND_REST_MS)
  }
  return {
    tags,
    work,
    sentBreaches,
    begin() {
      if (goes) return
      goes = true
      running = (async () => {
        for (let i = 0; goes; i++) await round(tags[i % TAGS]!)
      })()
      running.catch((error: Error) => process.stderr.write(`the officer stopped: ${error.message}\n`)) // told again by `end`
    },
    async end() {
      goes = false
      await running
    },
    send,
    close: () => sender.close(),
  }
}
const ROUND_REST_MS = 300
