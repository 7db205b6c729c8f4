/** Self-health (自身健康): every few seconds the pipeline measures itself and offers the figures to its own gate, so that they alarm like any others, whatever else is away. */
import { statfs } from 'node:fs/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { quality } from '@anyuan/kernel'
import type { Pipeline } from '@anyuan/telemetry'
import type { HouseFacts } from '@anyuan/telemetry/wire'
import { Gauge } from 'prom-client'
import { type SheddingLevel, shed } from './shedding.ts'
import { PLATFORM_SECONDS, PLATFORM_SOURCE, type PlatformTag } from './tags.ts'

export interface HouseWatch {
  /** What the api says of the database; silence of the api is noticed by itself. */
  heard(report: { database: boolean }): void
  shedding(): SheddingLevel
  /** As it stands now, for whoever asks what can still be trusted. */
  facts(): HouseFacts
  close(): void
}
export interface WatchOptions {
  pipeline: Pipeline
  /** Folders whose volumes fill up. */
  journalDir: string
  archiveDir: string
  onFault: (error: unknown) => void
}

const API_SILENT_MS = 15_000 // default, not from a standard: three reports of the api
const MIB = 1024 * 1024
/** Kept free for the alarm journal, which must never wait: a hundredth of the volume, within bounds. */
const LEAST_RESERVE = 32 * MIB // default, not from a standard
const MOST_RESERVE = 1024 * MIB // default, not from a standard
const LOOK_MS = 1000 // default, not from a standard: a disk fills within seconds

interface Volume {
  freeBytes: number
  freeShare: number
  reserveBytes: number
}

export function watchHouse({ pipeline, journalDir, archiveDir, onFault }: WatchOptions): HouseWatch {
  const { gate, hub, forwarder, clock } = pipeline
  const loop = monitorEventLoopDelay({ resolution: 20 })
  loop.enable()
  const startedMs = performance.now()
  let apiHeardMs = startedMs
  let databaseAwaySinceMs: number | null = null
  let level: SheddingLevel = 0
  let journalVolume: Volume | null = null
  let archiveVolume: Volume | null = null
  let refusedBefore = refusedOf(pipeline)
  let measuredMs = startedMs
  let silent = 0

  async function lookAtDisks(): Promise<void> {
    journalVolume = await volumeOf(journalDir).catch(() => null)
    archiveVolume = await volumeOf(archiveDir).catch(() => null) // a ClickHouse elsewhere has no folder here
    if (!journalVolume) return
    // shut early and opened late, so that it does not flutter
    if (journalVolume.freeBytes < journalVolume.reserveBytes) gate.shut(true)
    else if (gate.isShut && journalVolume.freeBytes > 2 * journalVolume.reserveBytes) gate.shut(false)
  }
  const ageOf = (sinceMs: number | null) => (sinceMs === null ? null : Math.max(0, performance.now() - sinceMs))
  const apiAwayMs = () => (performance.now() - apiHeardMs > API_SILENT_MS ? performance.now() - apiHeardMs : null)

  function measure(): void {
    const now = performance.now()
    const loopDelayMs = Math.max(0, loop.percentile(99) / 1e6 - 20) // its own resolution is no delay
    loop.reset()
    const lagMs = gate.takeKeptMs()
    level = shed(level, { loopDelayMs, lagMs, waitingRows: gate.waitingRows, diskFull: gate.isShut })
    hub.thin(level >= 3)
    silent = silentSources(pipeline)
    const refused = refusedOf(pipeline)
    const refusedPerMinute = ((refused - refusedBefore) / Math.max(1, now - measuredMs)) * 60_000
    refusedBefore = refused
    measuredMs = now
    const figures: Partial<Record<PlatformTag, number>> = {
      'PLATFORM-LAG': lagMs,
      'PLATFORM-LOOP-DELAY': loopDelayMs,
      'PLATFORM-JOURNAL-BACKLOG': forwarder.backlogBytes() / MIB,
      ...(journalVolume ? { 'PLATFORM-DISK-JOURNAL': journalVolume.freeShare * 100 } : {}),
      ...(archiveVolume ? { 'PLATFORM-DISK-ARCHIVE': archiveVolume.freeShare * 100 } : {}),
      'PLATFORM-CLOCK': (clock?.steppedByMs ?? 0) / 1000,
      'PLATFORM-MEMORY': process.memoryUsage.rss() / MIB,
      'PLATFORM-SOURCES-SILENT': silent,
      'PLATFORM-REFUSED': Math.max(0, refusedPerMinute),
      'PLATFORM-ARCHIVE-AWAY': forwarder.awaySinceMs() === null ? 0 : 1,
      // while the api is silent nothing is known of the database
      ...(apiAwayMs() === null ? { 'PLATFORM-DATABASE-AWAY': databaseAwaySinceMs === null ? 0 : 1 } : {}),
      'PLATFORM-API-AWAY': apiAwayMs() === null ? 0 : 1,
      'PLATFORM-SHEDDING': level,
      'PLATFORM-CLIENTS': hub.clients,
    }
    offer(pipeline, figures)
  }
  const looking = setInterval(() => void lookAtDisks().catch(onFault), LOOK_MS)
  const measuring = setInterval(() => {
    try {
      measure()
    } catch (error) {
      onFault(error)
    }
  }, PLATFORM_SECONDS * 1000)
  new Gauge({
    name: 'anyuan_shedding_level',
    help: 'What is given up under overload: 0 nothing … 4 new samples',
    collect() {
      this.set(level)
    },
  })
  const facts = (): HouseFacts => ({
    archiveAwayMs: ageOf(forwarder.awaySinceMs()),
    databaseAwayMs: apiAwayMs() === null ? ageOf(databaseAwaySinceMs) : null,
    apiAwayMs: apiAwayMs(),
    journalBacklogBytes: forwarder.backlogBytes(),
    shedding: level,
    doorShut: gate.isShut,
    clockSteppedMs: clock?.steppedByMs ?? 0,
    silentSources: silent,
  })
  hub.tell(facts)
  return {
    heard({ database }) {
      apiHeardMs = performance.now()
      databaseAwaySinceMs = database ? null : (databaseAwaySinceMs ?? apiHeardMs)
    },
    shedding: () => level,
    facts,
    close() {
      clearInterval(looking)
      clearInterval(measuring)
      loop.disable()
    },
  }
}

/** Through the gate like every sample; not known yet (the api has not made the tags) means not offered. */
function offer({ gate, now }: Pipeline, figures: Partial<Record<PlatformTag, number>>): void {
  const source = gate.directory.sources.get(PLATFORM_SOURCE)
  if (!source) return
  const known = Object.entries(figures).filter(([code]) => source.allowed.has(code))
  const length = known.length
  const verdict = gate.offer(
    { code: PLATFORM_SOURCE },
    {
      tags: known.map(([code]) => code),
      times: new Float64Array(length).fill(now()),
      values: Float64Array.from(known, ([, value]) => value),
      qualities: new Uint8Array(length).fill(quality.good),
      units: null,
    },
    null,
  )
  verdict.durable.catch(() => {}) // told by the journal itself
}

/** Sources that once spoke and of which every tag is silent now. */
function silentSources({ gate, now }: Pipeline): number {
  const at = now()
  let silent = 0
  for (const [code, source] of gate.directory.sources)
    if (code !== PLATFORM_SOURCE && source.allowed.size > 0 && gate.traffic(code).lastReceivedAt !== null)
      if (gate.silentTags(source, at) === source.allowed.size) silent++
  return silent
}

function refusedOf({ gate }: Pipeline): number {
  let count = 0
  for (const code of gate.directory.sources.keys())
    for (const [reason, refused] of gate.traffic(code).refused) if (reason !== 'duplicate') count += refused
  return count
}

async function volumeOf(dir: string): Promise<Volume> {
  const { bavail, blocks, bsize } = await statfs(dir)
  const totalBytes = blocks * bsize
  return {
    freeBytes: bavail * bsize,
    freeShare: totalBytes === 0 ? 1 : (bavail * bsize) / totalBytes,
    reserveBytes: Math.max(LEAST_RESERVE, Math.min(MOST_RESERVE, totalBytes / 100)),
  }
}
