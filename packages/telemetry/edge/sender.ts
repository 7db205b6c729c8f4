/**
 * The agent's end of the edge protocol (边缘发送): two lanes side by side. The live lane sends what came in at once; the backlog lane replays what could not go,
 * oldest first, and rests in proportion, so that it never takes more than its share of the line.
 */
import { randomUUID } from 'node:crypto'
import type { AgentRefusal, AgentReport, BatchAnswer, BatchHeader } from './contract.ts'
import { type EdgeRows, encodeFrame, NO_EDGE_ROWS } from './frame.ts'
import type { Spool } from './spool.ts'

/** Carries one frame to the park. Rejects when no answer came or the answer was no. */
export type Post = (frame: Uint8Array, signal: AbortSignal) => Promise<BatchAnswer>

export interface SenderOptions {
  spool: Spool
  post: Post
  report: () => AgentReport
  /** Refusals of the agent's own door that the park should see; each is given out once. */
  takeRefusals: () => AgentRefusal[]
  /** Part of the time that the backlog may keep the line busy, 0…1. */
  backlogShare: number
  now: () => number
  onFault: (error: unknown) => void
  random?: () => number
}

export interface UplinkState {
  /** null before the first answer. */
  connected: boolean | null
  since: number
  detail: string | null
}

export interface Sender {
  readonly uplink: UplinkState
  readonly clockOffsetMs: number | null
  readonly roundTripMs: number | null
  /** Rows that no answer has covered yet, and when the oldest of them was received. */
  waiting(): { rows: number; oldestAt: number | null }
  stop(): Promise<void>
}

/** Younger rows go on the live lane. Less than the minute after which the park's gate would call them late. */
export const FRESH_MS = 30_000 // default, not from a standard
const LIVE_ROWS = 20_000 // default, not from a standard
/** Live batches follow each other no closer. */
const LIVE_GATHER_MS = 50 // default, not from a standard
/** A batch of backlog is as long as the line carries in about this time, so that live data never wait longer behind one. */
const BACKLOG_BATCH_MS = 500 // default, not from a standard
const FEWEST_BACKLOG_ROWS = 200 // default, not from a standard
const MOST_BACKLOG_ROWS = 50_000 // default, not from a standard: as a batch holds
/** A silent agent gives a sign of life, and tells of its hours. */
const REPORT_MS = 5000 // default, not from a standard
const FIRST_RETRY_MS = 250 // default, not from a standard
const LONGEST_RETRY_MS = 15_000 // default, not from a standard
const ANSWER_WITHIN_MS = 20_000 // default, not from a standard: also how long a half-open line goes unnoticed
const FAREWELL_WITHIN_MS = 2000 // default, not from a standard
const CLOCK_READINGS = 16 // default, not from a standard

export function startSender(options: SenderOptions): Sender {
  const { spool, post, report, takeRefusals, backlogShare, now, onFault, random = Math.random } = options
  const { plan } = spool
  const run = randomUUID()
  const stopping = new AbortController()
  const uplink: UplinkState = { connected: null, since: now(), detail: null }
  const clock: { offsetMs: number; roundTripMs: number }[] = []
  let known: BatchAnswer['hours'] = null
  let wanted: number[] = []
  let repairing = false
  let reportedAt = Number.NEGATIVE_INFINITY
  let backlogRows = 2000 // default, not from a standard: until the line is known

  const wakers = new Set<() => void>()
  const wake = () => {
    for (const one of [...wakers]) one()
  }
  const pause = (ms: number, early = false) =>
    new Promise<void>((resolve) => {
      if (stopping.signal.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        wakers.delete(done)
        stopping.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      stopping.signal.addEventListener('abort', done)
      if (early) wakers.add(done)
    })
  const forget = spool.onRows(wake)
  const fresh = () => spool.firstSince(now() - FRESH_MS)

  /** Sends one batch and takes in the answer. */
  async function send(
    lane: BatchHeader['lane'],
    from: number,
    rows: EdgeRows,
    more: { hours?: BatchHeader['hours']; repair?: BatchHeader['repair']; first?: boolean; last?: boolean } = {},
  ): Promise<BatchAnswer> {
    const sentAt = now()
    const frame = await encodeFrame(
      {
        version: 1,
        epoch: spool.epoch,
        lane,
        from,
        start: spool.start,
        hours: more.hours ?? null,
        repair: more.repair ?? null,
        sentAt,
        agent: more.hours ? report() : null,
        refusals: more.hours ? takeRefusals() : [],
      },
      rows,
    )
    const began = performance.now()
    const signal = more.last
      ? AbortSignal.timeout(FAREWELL_WITHIN_MS)
      : AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
    const answer = await post(frame, signal)
    const roundTripMs = performance.now() - began
    readClock(sentAt, roundTripMs, answer)
    if (more.first) plan.met(answer)
    else plan.answered(answer)
    known = answer.hours
    if (lane === 'repair' || !repairing) wanted = answer.wanted // asked for again while it is under way: it is on its way
    return answer
  }

  /** Our clock minus the park's: of the latest readings the one with the shortest way, the way back counted as long as the way there. */
  function readClock(sentAt: number, roundTripMs: number, { receivedAt, answeredAt }: BatchAnswer): void {
    const wayMs = Math.max(0, roundTripMs - (answeredAt - receivedAt))
    clock.push({ offsetMs: sentAt + wayMs / 2 - receivedAt, roundTripMs: wayMs })
    if (clock.length > CLOCK_READINGS) clock.shift()
  }
  const bestReading = () => (clock.length === 0 ? null : clock.reduce((best, one) => (one.roundTripMs < best.roundTripMs ? one : best)))

  function hoursReport(asOf: number): BatchHeader['hours'] {
    const since = known?.run === run ? known.revision : 0
    return { run, since, revision: spool.hours.revision, asOf, changed: spool.hours.changedSince(since) }
  }

  async function live(): Promise<void> {
    let failures = 0
    let met = false
    while (!stopping.signal.aborted) {
      try {
        if (!met) {
          // nothing else is under way: the backlog lane waits for this answer
          await send('live', spool.end, NO_EDGE_ROWS, { first: true, hours: hoursReport(spool.end) })
          plan.rewind(fresh())
          met = true
          failures = 0
          reportedAt = now()
          Object.assign(uplink, { connected: true, since: now(), detail: null })
          wake()
        }
        const range = plan.nextLive(fresh(), spool.end, LIVE_ROWS)
        const dueMs = now() < reportedAt ? 0 : reportedAt + REPORT_MS - now()
        if (!range && dueMs > 0) {
          await pause(dueMs, true)
          continue
        }
        const began = performance.now()
        const hours = dueMs <= 0 ? hoursReport(spool.end) : undefined // in one turn with the range, so that both end at the same row
        const rows = range ? await spool.read(range[0], range[1] - range[0]) : null
        await send('live', rows?.from ?? spool.end, rows ?? NO_EDGE_ROWS, hours ? { hours } : {})
        plan.liveDone()
        if (hours) reportedAt = now()
        // who comes alone goes at once; a stream shares its messages
        const restMs = began + LIVE_GATHER_MS - performance.now()
        if (range && restMs > 0) await pause(restMs)
      } catch (error) {
        plan.liveFailed()
        met = false
        if (stopping.signal.aborted) return
        if (uplink.connected !== false) {
          onFault(error)
          Object.assign(uplink, { connected: false, since: now() })
        }
        // fetch says only that it failed; why stands behind it
        const cause = (error as Error).cause
        uplink.detail = cause instanceof Error ? cause.message : (error as Error).message
        const full = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures++, 10))
        await pause(full / 2 + (full / 2) * random())
      }
    }
  }

  async function backlog(): Promise<void> {
    while (!stopping.signal.aborted) {
      const range = uplink.connected ? plan.nextBacklog(spool.start, fresh(), backlogRows) : null
      const hour = uplink.connected && !range ? wanted.shift() : undefined
      if (!range && hour === undefined) {
        await pause(1000, true)
        continue
      }
      const began = performance.now()
      try {
        if (range) await replay(range[0], range[1] - range[0])
        else if (hour !== undefined) {
          repairing = true
          await repair(hour)
        }
      } catch (error) {
        if (stopping.signal.aborted) return
        onFault(error)
        await pause(FIRST_RETRY_MS)
      } finally {
        repairing = false
      }
      const busyMs = performance.now() - began
      await pause((busyMs * (1 - backlogShare)) / backlogShare)
    }
  }

  async function replay(from: number, mostRows: number): Promise<void> {
    const rows = await spool.read(from, mostRows)
    if (!rows) return pause(FIRST_RETRY_MS) // dropped meanwhile: the next batch tells it by `start`
    const began = performance.now()
    await send('backlog', from, rows)
    const tookMs = performance.now() - began
    if (tookMs > 2 * BACKLOG_BATCH_MS) backlogRows = Math.max(FEWEST_BACKLOG_ROWS, Math.floor(backlogRows / 2))
    else if (tookMs < BACKLOG_BATCH_MS / 2) backlogRows = Math.min(MOST_BACKLOG_ROWS, backlogRows * 2)
  }

  /** The whole hour again, with a number for each part. First it is counted where it should be; if rows are missing there, everything is looked through. */
  async function repair(hour: number): Promise<void> {
    const told = spool.hours.changedSince(0).find((one) => one.hour === hour)
    const expected = told ? told.rows - told.lost : 0
    const before = spool.end
    let first = spool.firstOfTime(hour)
    const portions = () => spool.hour(hour, first, before, MOST_BACKLOG_ROWS)
    let found = await countRows(portions(), expected)
    if (found !== expected && first !== spool.start) {
      first = spool.start
      found = await countRows(portions(), expected)
    }
    const id = randomUUID()
    let part = 0
    let sent = 0
    const sendPart = async (rows: EdgeRows) => {
      sent += rows.tags.length
      await send('repair', 0, rows, { repair: { id, hour, part: part++, last: sent >= found, whole: found === expected } })
    }
    for await (const rows of portions()) {
      await sendPart(rows)
      if (sent >= found) return
    }
    if (found === 0) await sendPart(NO_EDGE_ROWS)
  }

  /** The last rows and the last word on the hours, so that both sides agree while the agent is away. */
  async function farewell(): Promise<void> {
    if (!uplink.connected) return
    plan.liveFailed()
    const range = plan.nextLive(fresh(), spool.end, LIVE_ROWS)
    const hours = hoursReport(spool.end)
    const rows = range ? await spool.read(range[0], range[1] - range[0]) : null
    await send('live', rows?.from ?? spool.end, rows ?? NO_EDGE_ROWS, { hours, last: true }).catch(onFault)
  }

  const running = Promise.all([live(), backlog()])
  return {
    uplink,
    get clockOffsetMs() {
      return bestReading()?.offsetMs ?? null
    },
    get roundTripMs() {
      return bestReading()?.roundTripMs ?? null
    },
    waiting() {
      const gaps = plan.unacknowledged(spool.start, spool.end)
      const oldest = gaps[0]
      return { rows: gaps.reduce((sum, [from, to]) => sum + to - from, 0), oldestAt: oldest ? spool.receivedAt(oldest[0]) : null }
    },
    async stop() {
      stopping.abort(new Error('stopped'))
      forget()
      await running
      await farewell()
    },
  }
}

async function countRows(portions: AsyncIterable<EdgeRows>, enough: number): Promise<number> {
  let rows = 0
  for await (const portion of portions) {
    rows += portion.tags.length
    if (rows >= enough) break
  }
  return rows
}
