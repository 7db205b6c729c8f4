/** HTTP push of one source: one message after the other, gzip, the same idempotency key for every attempt, patience when the door is away or full. */
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import { createOutbox, type Message } from './outbox.ts'
import type { Credential, Sender } from './sender.ts'

const compress = promisify(gzip)
const Answer = z.object({
  accepted: z.number().int(),
  refused: z.array(z.object({ index: z.number(), tag: z.string(), reason: z.string() })),
})
const LEAST_WAIT_MS = 1000
const MOST_WAIT_MS = 15_000
const PATIENCE_MS = 10_000

export interface HttpLine {
  url: string
  sourceCode: string
  credential: Credential
  onTrouble(reason: string): void
}

export function httpSender({ url, credential, onTrouble }: HttpLine): Sender {
  const outbox = createOutbox()
  const authorization = `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`
  const target = new URL('/ingest/v1/samples', url)
  let isCut = false
  let isClosed = false
  let isConnected = false
  let waitMs = 0
  let lastTrouble = ''
  let running: Promise<void> | null = null
  const ending = new AbortController()

  const pump = (): void => {
    if (running !== null || isCut || isClosed) return
    running = work().finally(() => {
      running = null
      // A message may have come between the last look and now.
      if (outbox.waiting() > 0 && !isCut && !isClosed) pump()
    })
  }
  const work = async (): Promise<void> => {
    while (!isCut && !isClosed) {
      const message = outbox.take()
      if (!message) return
      const outcome = await attempt(message)
      isConnected = outcome !== 'again'
      if (outcome === 'again') {
        outbox.putBack(message)
        waitMs = Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, waitMs * 2))
        await pause(waitMs)
      } else {
        waitMs = 0
        lastTrouble = ''
        outbox.settle(message)
      }
    }
  }
  /** Ends early when the sender is closed. */
  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal: ending.signal }).catch(() => {})
  const trouble = (reason: string): void => {
    if (reason !== lastTrouble) onTrouble(reason)
    lastTrouble = reason
  }

  async function attempt(message: Message): Promise<'done' | 'again'> {
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'content-encoding': 'gzip', 'idempotency-key': message.key },
        body: new Uint8Array(await compress(message.payload, { level: 1 })),
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      const body: unknown = await response.json().catch(() => null)
      const answer = Answer.safeParse(body)
      if (response.ok && answer.success) {
        outbox.counts.acknowledged += answer.data.accepted
        outbox.counts.refused += answer.data.refused.length
        return 'done'
      }
      trouble(`HTTP ${response.status}`)
      // 400 and 413 say that this very message will never do; all else is the door's trouble and passes.
      if (response.status !== 400 && response.status !== 413) return 'again'
      outbox.counts.refused += message.samples
      return 'done'
    } catch (error) {
      trouble(error instanceof Error ? error.message : String(error))
      return 'again'
    }
  }

  return {
    counts: outbox.counts,
    waiting: () => outbox.waiting(),
    connected: () => isConnected && !isCut,
    offer(message) {
      outbox.put(message)
      pump()
    },
    cut() {
      isCut = true
    },
    mend() {
      isCut = false
      pump()
    },
    async close(graceMs) {
      const patience = pause(graceMs)
      if (running) await Promise.race([running, patience])
      isClosed = true
      ending.abort()
      await running
    },
  }
}
