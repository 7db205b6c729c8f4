/**
 * The collector (采集器): runs one fetcher for every source that is fetched from, as the definition says it, and begins it anew when it fails.
 * Only a source whose own connection or points changed is touched when the definition changes.
 */
import {
  type BrowseNode,
  type CollectorStatus,
  type Connection,
  type ConnectionTest,
  FETCHING_PROTOCOLS,
  type SourcePoint,
} from '../connection.ts'
import type { KnownSource } from '../ingest/directory.ts'
import type { Gate } from '../ingest/gate.ts'
import { messageOf, type Rows } from '../ingest/rows.ts'
import { backoffMs } from './backoff.ts'
import { Crew } from './crew.ts'
import { CannotConnect, type FetchingConnection, type FetchingProtocol, type FetchJob, type FetchPoint } from './fetcher.ts'
import type { OfRun } from './messages.ts'

/** What the collector needs of the gate: an edge agent has a smaller one. */
export interface CollectGate extends Pick<Gate, 'offer' | 'refuseMessage'> {
  directory: Pick<Gate['directory'], 'sources' | 'tags'>
  /** Nothing is known any more of what the source last sent. */
  markStale(sourceCode: string, tagCodes: 'all', reason: string): void
}

export interface CollectorOptions {
  gate: CollectGate
  /** Opens a sealed secret. @throws when it was sealed with another key. */
  openSecret: (sealed: string) => string
  /** Below it the doors keep their certificates, and the folders into which files are laid. */
  dataDir: string
  /** Networks to which the house may dial, as `10.0.0.0/8`; absent: any, as for an agent at the plant. */
  networks?: readonly string[]
  onFault: (what: string, error: unknown) => void
  /** Memory of each worker thread, MiB. */
  mostMemoryMb?: number
  now?: () => number
  random?: () => number
}

export interface Collector {
  /** The definition may have changed. */
  changed(): void
  /** @returns null for a source that is not fetched from. */
  status(sourceCode: string): CollectorStatus | null
  /** Tries a connection that need not belong to a source. Never rejects. */
  testConnection(connection: Connection, points: readonly SourcePoint[], signal: AbortSignal, sourceCode?: string): Promise<ConnectionTest>
  /** Nodes below `address` of a server, or the uppermost. @throws CannotConnect */
  browse(connection: Connection, address: string | null, signal: AbortSignal): Promise<BrowseNode[]>
  close(): Promise<void>
}

/** A connection that stood so long is taken for mended: the next failure waits the shortest time again. */
const MENDED_AFTER_MS = 60_000 // default, not from a standard
const MOST_MEMORY_MB = 1024 // default, not from a standard
const CLOSE_WITHIN_MS = 5000 // default, not from a standard
const TEST_INTERVAL_MS = 1000 // default, not from a standard

interface Following {
  /** The connection and points it was begun with, as text: another text is another job. */
  wanted: string | null
  running: { text: string; crew: Crew; run: number } | null
  status: CollectorStatus
  failures: number
  retry: NodeJS.Timeout | null
}

const isFetched = (connection: Connection | undefined): connection is FetchingConnection =>
  connection !== undefined && (FETCHING_PROTOCOLS as readonly string[]).includes(connection.protocol)

export function followSources({
  gate,
  openSecret,
  dataDir,
  networks,
  onFault,
  mostMemoryMb = MOST_MEMORY_MB,
  now = Date.now,
  random = Math.random,
}: CollectorOptions): Collector {
  const crews = new Map<FetchingProtocol, Crew>()
  const followed = new Map<string, Following>()
  let closing: (() => void) | null = null

  const crewOf = (protocol: FetchingProtocol): Crew => {
    const crew = crews.get(protocol) ?? new Crew(protocol, mostMemoryMb)
    crews.set(protocol, crew)
    return crew
  }
  const opened = (connection: FetchingConnection): FetchingConnection => {
    if (connection.protocol !== 'opcua' || connection.password === null) return connection
    try {
      return { ...connection, password: openSecret(connection.password) }
    } catch {
      throw new CannotConnect('secret_unreadable', 'the password was sealed with another key')
    }
  }
  const enter = (following: Following, next: Omit<CollectorStatus, 'since'>): void => {
    const { state, since } = following.status
    following.status = { ...next, since: state === next.state ? since : now() }
  }
  /** What was read through a connection that is gone is not known any more. */
  const leave = (code: string, following: Following, next: Omit<CollectorStatus, 'since'>): void => {
    const stood = following.status.state === 'connected'
    if (stood && now() - following.status.since > MENDED_AFTER_MS) following.failures = 0
    enter(following, next)
    if (stood && gate.directory.sources.has(code)) gate.markStale(code, 'all', next.fault ?? 'connection lost')
  }

  const begin = (code: string, following: Following): void => {
    following.retry = null
    const source = gate.directory.sources.get(code)
    if (following.running || following.wanted === null || closing || !source) return
    const { connection } = source.definition
    if (!isFetched(connection)) return
    const text = following.wanted
    enter(following, { state: 'connecting', fault: following.status.fault, detail: following.status.detail, points: [] })
    try {
      const crew = crewOf(connection.protocol)
      const job = {
        sourceCode: code,
        connection: opened(connection),
        points: pointsOf(source, gate),
        dataDir,
        ...(networks ? { networks } : {}),
      }
      following.running = { text, crew, run: crew.start(job, (message) => hear(code, following, crew, message)) }
    } catch (error) {
      fail(code, following, error)
    }
  }
  const fail = (code: string, following: Following, error: unknown): void => {
    const { fault, message } = error instanceof CannotConnect ? error : { fault: 'unexpected' as const, message: String(error) }
    leave(code, following, { state: 'failed', fault, detail: message, points: [] })
    if (fault === 'unexpected') onFault(`collector ${code}`, error)
    following.failures++
    following.retry = setTimeout(() => begin(code, following), backoffMs(following.failures, random()))
  }
  const hear = (code: string, following: Following, crew: Crew, message: OfRun): void => {
    if (message.type === 'deliver') deliver(code, crew, message.delivery, message.rows)
    else if (message.type === 'refuse') gate.refuseMessage({ code }, 'malformed', message.detail, message.payload)
    else if (message.type === 'connected') enter(following, { state: 'connected', fault: null, detail: null, points: message.points })
    else if (message.type === 'reconnecting')
      leave(code, following, { state: 'connecting', fault: message.fault, detail: message.detail, points: [] })
    else {
      const replaced = following.running?.text !== following.wanted
      following.running = null
      if (closing) closing()
      else if (following.wanted === null) followed.delete(code)
      else if (replaced) begin(code, following)
      else fail(code, following, new CannotConnect(message.fault ?? 'unexpected', message.detail ?? 'it ended by itself'))
    }
  }
  const deliver = (code: string, crew: Crew, delivery: number, rows: Rows): void => {
    const { accepted, refused, durable } = gate.offer({ code }, rows, (index) => messageOf(rows, index))
    durable.then(
      () => crew.delivered(delivery, { accepted, refused }),
      () => crew.delivered(delivery, null), // the gate has counted it
    )
  }

  const changed = (): void => {
    for (const [code, source] of gate.directory.sources) {
      const text = jobText(source, gate)
      if (text === null) continue
      const following = followed.get(code) ?? {
        wanted: null,
        running: null,
        status: { state: 'connecting', since: now(), fault: null, detail: null, points: [] },
        failures: 0,
        retry: null,
      }
      followed.set(code, following)
      if (following.wanted === text) continue
      following.wanted = text
      following.failures = 0
      restart(code, following)
    }
    for (const [code, following] of followed) {
      const source = gate.directory.sources.get(code)
      if (source && jobText(source, gate) !== null) continue
      following.wanted = null
      if (following.retry) clearTimeout(following.retry)
      if (following.running) stop(following)
      else followed.delete(code)
    }
  }
  /** The old one ends first: many a device has room for one connection. */
  const restart = (code: string, following: Following): void => {
    if (following.retry) clearTimeout(following.retry)
    if (following.running) stop(following)
    else begin(code, following)
  }
  const stop = ({ running }: Following): void => running?.crew.stop(running.run)

  const asked = (connection: Connection, points: readonly SourcePoint[], sourceCode: string): FetchJob => {
    if (!isFetched(connection)) throw new CannotConnect('not_this_protocol', `${connection.protocol} is not fetched from`)
    return {
      sourceCode,
      connection: opened(connection),
      points: points.map((point) => ({ ...point, expectedIntervalMs: TEST_INTERVAL_MS })),
      dataDir,
      ...(networks ? { networks } : {}),
    }
  }
  return {
    changed,
    status: (code) => followed.get(code)?.status ?? null,
    async testConnection(connection, points, signal, sourceCode = '') {
      try {
        const job = asked(connection, points, sourceCode)
        return await crewOf(job.connection.protocol).test(job, signal)
      } catch (error) {
        const { fault, message } = error instanceof CannotConnect ? error : { fault: 'unexpected' as const, message: String(error) }
        return { ok: false, steps: [{ step: 'reach', ok: false, fault, detail: message }], values: [], serverThumbprint: null }
      }
    },
    async browse(connection, address, signal) {
      const job = asked(connection, [], '')
      return crewOf(job.connection.protocol).browse(job, address, signal)
    },
    async close() {
      const ended = new Promise<void>((resolve) => {
        closing = () => [...followed.values()].every(({ running }) => running === null) && resolve()
        for (const following of followed.values()) {
          if (following.retry) clearTimeout(following.retry)
          stop(following)
        }
        closing()
        setTimeout(resolve, CLOSE_WITHIN_MS).unref()
      })
      await ended
      await Promise.all([...crews.values()].map((crew) => crew.close()))
    },
  }
}

/** Points with what the house knows of their tags. A file may also name allowed tags by their own codes. */
function pointsOf({ definition, allowed }: KnownSource, gate: CollectGate): FetchPoint[] {
  const intervalOf = (tagCode: string) => {
    const index = allowed.get(tagCode)
    return index === undefined ? TEST_INTERVAL_MS : gate.directory.tags.expectedIntervalMs[index]!
  }
  const points = (definition.points ?? []).map((point) => ({ ...point, expectedIntervalMs: intervalOf(point.tagCode) }))
  if (definition.connection?.protocol !== 'file') return points
  const named = new Set(points.flatMap(({ address, tagCode }) => [address, tagCode]))
  const own = [...allowed.keys()].filter((code) => !named.has(code))
  return [...points, ...own.map((code) => ({ address: code, tagCode: code, scale: 1, offset: 0, expectedIntervalMs: intervalOf(code) }))]
}

/** @returns null for a source from which nothing is fetched. */
function jobText(source: KnownSource, gate: CollectGate): string | null {
  const { connection } = source.definition
  if (!isFetched(connection)) return null
  const points = pointsOf(source, gate)
  return points.length === 0 ? null : JSON.stringify([connection, points])
}
