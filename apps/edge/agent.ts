/**
 * The edge agent (边缘采集代理), assembled: doors → spool → park. When the disk takes no more, the doors close, so that nothing is acknowledged that is not kept;
 * forwarding goes on, rows that the park has are given up for room, and the doors open again by themselves.
 */
import { mkdirSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '@anyuan/kernel'
import type { QuarantineRecord } from '@anyuan/telemetry'
import { type AgentRefusal, type AgentReport, ExceptionReport, type Sender, Spool, startSender } from '@anyuan/telemetry/edge'
import type { Logger } from 'pino'
import { type Collecting, startCollecting } from './collector.ts'
import { type EdgeConfig, tagProblems, WrongConfiguration } from './config.ts'
import { openTagBook, type Park } from './park.ts'

export const AGENT_VERSION = '0.1.0'

export interface AgentOptions {
  config: EdgeConfig
  dataDir: string
  park: Park
  log: Logger
  now?: () => number
}

export interface AgentStatus {
  now: EpochMs
  version: string
  /** full: the disk takes no more and the doors are shut; waiting: the park has not told yet which tags there are; trouble: `detail` says which. */
  state: 'starting' | 'collecting' | 'full' | 'waiting' | 'trouble'
  detail: string | null
  uplink: Sender['uplink'] | null
  report: AgentReport | null
  hours: { hour: EpochMs; rows: number; lost: number; digest: string }[]
}

export interface Agent {
  status(): AgentStatus
  /** Doors are open and the spool takes rows. */
  ready(): boolean
  stop(): Promise<void>
}

const GIGABYTE = 1e9
const RETRY_MS = 2000 // default, not from a standard
const TAGS_EVERY_MS = 60_000 // default, not from a standard
/** Room that must be there before the doors open again. */
const PROBE_BYTES = 4 * 1024 * 1024 // default, not from a standard
const MOST_REFUSALS = 200 // default, not from a standard
const REFUSALS_AT_ONCE = 20 // default, not from a standard: as many as a batch carries
const HOURS_SHOWN = 96 // default, not from a standard
/** A row in the spool with its share of frames, for the forecast alone. */
const SPOOLED_ROW_BYTES = 32 // default, not from a standard: 22 and its part of a frame, at ten rows a write

export function startAgent({ config, dataDir, park, log, now = Date.now }: AgentOptions): Agent {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const book = openTagBook(dataDir)
  const startedAt = now()
  const limitBytes = config.spoolGigabytes * GIGABYTE
  const stopping = new AbortController()
  let state: AgentStatus['state'] = 'starting'
  let detail: string | null = null
  let spool: Spool | null = null
  let sender: Sender | null = null
  let collecting: Collecting | null = null
  let refusals: AgentRefusal[] = []
  let thinning = new ExceptionReport(new Map())
  let thinnedBefore = 0

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (stopping.signal.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        stopping.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      stopping.signal.addEventListener('abort', done)
    })
  const onQuarantine = ({ reason, detail: why, tagCode, payload }: QuarantineRecord) => {
    if (refusals.length < MOST_REFUSALS) refusals.push({ reason, detail: [tagCode, why].filter(Boolean).join(' ').slice(0, 300), payload })
  }
  const takeRefusals = () => {
    const taken = refusals.slice(0, REFUSALS_AT_ONCE)
    refusals = refusals.slice(REFUSALS_AT_ONCE)
    return taken
  }
  /** Hours until the spool is full with the line away, if every tag comes as often as expected. */
  const lastsHours = (): number | null => {
    const rowsPerSecond = book.allowed.reduce((sum, tag) => sum + 1 / tag.expectedIntervalSeconds, 0)
    return rowsPerSecond === 0 ? null : Math.min(config.spoolHours, limitBytes / (rowsPerSecond * SPOOLED_ROW_BYTES) / 3600)
  }
  const report = (): AgentReport => ({
    version: AGENT_VERSION,
    startedAt,
    spool: { bytes: spool?.bytes ?? 0, limitBytes, limitHours: config.spoolHours, lastsHours: lastsHours() },
    waiting: sender?.waiting() ?? { rows: 0, oldestAt: null },
    droppedRows: spool?.droppedRows ?? 0,
    thinnedRows: thinnedBefore + thinning.thinnedRows,
    refused: collecting?.refused() ?? {},
    clockOffsetMs: sender?.clockOffsetMs ?? null,
    roundTripMs: sender?.roundTripMs ?? null,
    devices: collecting?.devices() ?? [],
  })

  /** Asks for the tags now and then; a list that does not fit the configuration is logged, and what fits is collected. */
  async function learnTags(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (book.learn(await park.tags())) {
          log.info({ tags: book.allowed.length }, 'tags of the park')
          for (const problem of tagProblems(config, book.allowed)) log.error(problem)
          collecting?.define(book.allowed)
        }
        await pause(TAGS_EVERY_MS)
      } catch (error) {
        log.debug({ err: error }, 'tags')
        await pause(RETRY_MS)
      }
    }
  }

  /** By tag number, and only where the park's own word on the kind allows it. */
  function exceptionRules(): ExceptionReport {
    const problems = tagProblems({ ...config, devices: [] }, book.allowed)
    if (problems.length > 0) throw new WrongConfiguration(problems.join('\n'))
    return new ExceptionReport(
      new Map(
        book.allowed.flatMap((tag) => {
          const rule = config.exceptions[tag.code]
          return rule ? [[tag.number, { deadband: rule.deadband, mostSilentMs: rule.mostSilentSeconds * 1000 }] as const] : []
        }),
      ),
    )
  }

  /** One life of the spool: until it breaks, or the agent stops. */
  async function live(): Promise<void> {
    let broke: (error: unknown) => void = () => {}
    const broken = new Promise<unknown>((resolve) => {
      broke = resolve
    })
    const opened = await Spool.open({ dir: join(dataDir, 'spool'), limitBytes, limitHours: config.spoolHours, codeOf: book.codeOf, now })
    spool = opened
    sender = startSender({
      spool: opened,
      post: park.post,
      report,
      takeRefusals,
      backlogShare: config.backlogShare,
      now,
      onFault: (error) => log.warn({ err: error }, 'uplink'),
    })
    try {
      while (book.allowed.length === 0 && !stopping.signal.aborted) {
        state = 'waiting'
        await pause(200)
      }
      while (!stopping.signal.aborted && !(await hasRoom(dataDir))) {
        state = 'full'
        if (!(await opened.makeRoom().catch(() => false))) await pause(RETRY_MS)
      }
      if (stopping.signal.aborted) return
      thinnedBefore += thinning.thinnedRows
      thinning = exceptionRules()
      collecting = await startCollecting({
        config,
        dataDir,
        spool: opened,
        thinning,
        tags: book.allowed,
        now,
        onQuarantine,
        onBroken: broke,
        log,
      })
      state = 'collecting'
      detail = null
      const stopped = new Promise<null>((resolve) => stopping.signal.addEventListener('abort', () => resolve(null), { once: true }))
      const error = await Promise.race([broken, stopped])
      if (error) {
        state = 'full'
        detail = (error as Error).message
        log.error({ err: error }, 'the spool takes no more; the doors are shut')
      }
    } finally {
      // in this order nothing is accepted that could not be kept
      await collecting?.close().catch((error: unknown) => log.warn({ err: error }, 'closing doors'))
      collecting = null
      await sender?.stop()
      sender = null
      await opened.close().catch((error: unknown) => log.warn({ err: error }, 'closing spool'))
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await live()
      } catch (error) {
        state = 'trouble'
        detail = (error as Error).message
        log.error({ err: error }, 'trouble')
      }
      await pause(RETRY_MS)
    }
  }
  const running = Promise.all([run(), learnTags()])

  return {
    status: () => ({
      now: now(),
      version: AGENT_VERSION,
      state,
      detail,
      uplink: sender?.uplink ?? null,
      report: spool ? report() : null,
      hours: (spool?.hours.changedSince(0) ?? []).sort((a, b) => b.hour - a.hour).slice(0, HOURS_SHOWN),
    }),
    ready: () => state === 'collecting',
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Whether the disk would take a few more batches: found out by writing them. */
async function hasRoom(dir: string): Promise<boolean> {
  const file = join(dir, 'room.probe')
  try {
    const handle = await open(file, 'w', 0o600)
    try {
      await handle.writeFile(Buffer.alloc(PROBE_BYTES, 1))
      await handle.datasync()
    } finally {
      await handle.close()
    }
    return true
  } catch {
    return false
  } finally {
    await rm(file, { force: true })
  }
}
