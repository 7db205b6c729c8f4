/** What a client does to the house while it is ill: 2,000 samples a second over MQTT, with a ledger of all that was acknowledged. */
import type { Tag } from '@anyuan/assets/contract'
import type { Park } from '../support/park.ts'
import { openSender, type Sample, type Sender } from '../support/sender.ts'

export const ROUND_MS = 200
const BATCHES = 3
const BATCH_TAGS = 100
const SINGLE_TAGS = 100
/** A line that is dead is noticed after one and a half of it. */
const KEEPALIVE_SECONDS = 5

export interface Load {
  tags: Tag[]
  start(): void
  /** Samples that were handed to the clients. */
  sent(): number
  /** Samples whose acknowledgement came. */
  acknowledged(): Sample[]
  acknowledgedCount(): number
  /** Messages that were sent and not acknowledged. */
  waiting(): number
  stop(): void
  close(): Promise<void>
}

const codes = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(3, '0')}`)

/** @param mqtt where the clients dial: a line that can be cut */
export async function openLoad(park: Park, mqtt: string): Promise<Load> {
  const batchCodes = Array.from({ length: BATCHES }, (_, b) => codes(`B${b}`, BATCH_TAGS))
  const singleCodes = codes('S', SINGLE_TAGS)
  const tags: Tag[] = []
  const wanted = [...batchCodes.flat(), ...singleCodes]
  for (let at = 0; at < wanted.length; at += 20)
    tags.push(...(await Promise.all(wanted.slice(at, at + 20).map((code) => park.addTag({ code })))))
  const line = async (source: string, tagCodes: string[]): Promise<Sender> => {
    const { username, password } = await park.addSource(source, tagCodes)
    return openSender({ url: mqtt, source, username, password, keepaliveSeconds: KEEPALIVE_SECONDS })
  }
  // one sends a hundred points in a message, the other each point alone: both shapes of traffic
  const gateway = await line('gateway', batchCodes.flat())
  const loner = await line('loner', singleCodes)
  let sent = 0
  let round = 0
  let last = 0
  let timer: NodeJS.Timeout | undefined
  const publish = () => {
    round++
    const time = Math.max(Date.now(), last + 1)
    last = time
    const sampleOf = (tag: string): Sample => ({ tag, time, value: (round * 7 + tag.charCodeAt(tag.length - 1)) % 800 })
    for (const batch of batchCodes) gateway.publish(batch.map(sampleOf))
    for (const code of singleCodes) loner.publish([sampleOf(code)])
    sent += wanted.length
  }
  return {
    tags,
    start() {
      timer ??= setInterval(publish, ROUND_MS)
    },
    sent: () => sent,
    acknowledged: () => [...gateway.acknowledged, ...loner.acknowledged],
    acknowledgedCount: () => gateway.acknowledged.length + loner.acknowledged.length,
    waiting: () => gateway.waiting() + loner.waiting(),
    stop() {
      clearInterval(timer)
      timer = undefined
    },
    async close() {
      clearInterval(timer)
      await Promise.all([gateway.close(), loner.close()])
    },
  }
}
