/** One subscription (订阅) on a session: what changes is delivered, what stands is repeated, and a server that gives no sign of life is given up. */
import {
  AttributeIds,
  ClientMonitoredItemGroup,
  type ClientSession,
  type ClientSubscription,
  coerceNodeId,
  type DataValue,
  type NotificationMessage,
  type StatusCode,
  StatusCodes,
  TimestampsToReturn,
} from 'node-opcua-client'
import { CannotConnect, type FetchContext, type FetchPoint, type PointFault } from '../../collect/fetcher.ts'
import { Heard, type Said } from './heard.ts'
import type { OpcuaJob } from './session.ts'
import { numberOf, qualityOf, timeOf } from './value.ts'

const GROUP = 200 // default, not from a standard: many servers allow no more items in one call
const QUEUE = 10 // default, not from a standard: changes kept by the server between two answers
const LOOK_MS = 250 // default, not from a standard
const LONGEST_KEEP_ALIVE_MS = 5000 // default, not from a standard
const LIFETIME_MS = 120_000 // default, not from a standard: so long the server keeps changes for us while the line is broken
/** Keep-alives that may be missed before the server is given up. */
const MOST_MISSED = 4 // default, not from a standard
const SHORTEST_WATCH_MS = 10_000 // default, not from a standard

export interface Subscribed {
  /** Points that give no value, each with the reason. */
  faults(): PointFault[]
  /** The line is broken: nothing is repeated until it is mended. */
  broken(): void
  /** The line is mended. The server may be another one since: what it knows no more is forgotten. */
  mended(): void
  /** Rejects when the server gives no sign of life, or has dropped the subscription. */
  ended: Promise<never>
  stop(): void
}

/** @param told is called when the faults may have changed. */
export async function subscribe(
  session: ClientSession,
  { connection, points }: OpcuaJob,
  { deliver }: Pick<FetchContext, 'deliver'>,
  told: () => void,
): Promise<Subscribed> {
  const faults = new Map<number, PointFault>()
  const heard = new Heard(points.map(({ expectedIntervalMs }) => expectedIntervalMs))
  const faulty = (index: number, fault: PointFault['fault'] | null, detail: string | null = null) => {
    const before = faults.get(index)
    if (before?.fault === fault || (!before && fault === null)) return
    if (fault === null) faults.delete(index)
    else faults.set(index, { address: points[index]!.address, fault, detail })
    told()
  }

  const intervalMs = connection.samplingIntervalMs
  const shortestMs = Math.min(LONGEST_KEEP_ALIVE_MS, ...points.map(({ expectedIntervalMs }) => expectedIntervalMs))
  const keepAliveCount = Math.max(1, Math.floor(shortestMs / intervalMs))
  const subscription: ClientSubscription = await session.createSubscription2({
    requestedPublishingInterval: intervalMs,
    requestedMaxKeepAliveCount: keepAliveCount,
    requestedLifetimeCount: Math.max(3 * keepAliveCount, Math.ceil(LIFETIME_MS / intervalMs)), // OPC 10000-4, 5.14.2: lifetime at least three keep-alives
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 1,
  })
  let lifeAt = performance.now()
  let serverLife = Date.now()
  let behindMs = 0
  let broken = false
  subscription.on('raw_notification', ({ publishTime }: NotificationMessage) => {
    lifeAt = performance.now()
    // a keep-alive may carry no time; then the clock of the server runs as ours does
    const sent = publishTime?.getTime() ?? 0
    if (sent > 0) behindMs = Date.now() - sent
    serverLife = Date.now() - behindMs
  })

  let waiting: Said[] = []
  const flush = () => {
    const said = waiting
    waiting = []
    if (said.length > 0) deliver(rowsOf(said, points)).catch(() => {}) // counted at the gate; the server will not send it again
  }
  const say = (said: readonly Said[]) => {
    if (waiting.length === 0 && said.length > 0) setImmediate(flush)
    waiting.push(...said)
  }
  const change = (index: number, dataValue: DataValue) => {
    const { statusCode, value: variant } = dataValue
    const point = points[index]!
    const quality = qualityOf(statusCode)
    const raw = numberOf(variant)
    if (quality >= 2)
      faulty(index, statusCode.equals(StatusCodes.BadNodeIdUnknown) ? 'no_such_address' : 'device_exception', statusCode.name)
    else if (raw === null) return faulty(index, 'not_a_number', variant ? variant.toString().slice(0, 120) : null)
    else faulty(index, null)
    // a bad value is no value, whatever stands in it
    const value = quality >= 2 || raw === null || !Number.isFinite(raw) ? Number.NaN : raw * point.scale + point.offset
    say([heard.change({ index, time: timeOf(dataValue) ?? serverLife, value, quality }, performance.now(), serverLife)])
  }

  const known = points.flatMap((point, index) => {
    try {
      return [{ index, nodeId: coerceNodeId(point.address) }]
    } catch (error) {
      faults.set(index, { address: point.address, fault: 'malformed_address', detail: error instanceof Error ? error.message : null })
      return []
    }
  })
  const checks: (() => void)[] = []
  for (let from = 0; from < known.length; from += GROUP) {
    const some = known.slice(from, from + GROUP)
    const group = ClientMonitoredItemGroup.create(
      subscription,
      some.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
      { samplingInterval: intervalMs, queueSize: QUEUE, discardOldest: true },
      TimestampsToReturn.Both,
    )
    // before the server can answer: the first values come at once
    group.on('changed', (_item, dataValue, at) => change(some[at]!.index, dataValue))
    await new Promise<void>((resolve, reject) => {
      group.on('initialized', () => resolve())
      group.on('terminated', (error) => reject(new CannotConnect('unreachable', error?.message ?? 'the subscription ended')))
    })
    const check = () =>
      group.monitoredItems.forEach(({ statusCode }, at) => {
        if (statusCode.isGood()) return
        const { index } = some[at]!
        heard.forget(index)
        faulty(index, faultOfItem(statusCode), statusCode.name)
      })
    check()
    checks.push(check)
  }

  let stop = () => {}
  const ended = new Promise<never>((_, reject) => {
    // revised by the server: it may answer less often than was asked
    const watchMs = Math.max(SHORTEST_WATCH_MS, MOST_MISSED * subscription.maxKeepAliveCount * subscription.publishingInterval)
    const looking = setInterval(() => {
      const now = performance.now()
      if (!broken) say(heard.repeat(now, serverLife))
      const patienceMs = broken ? LIFETIME_MS : watchMs
      if (now - lifeAt > patienceMs) reject(new CannotConnect('timed_out', `no sign of life for ${Math.round((now - lifeAt) / 1000)} s`))
    }, LOOK_MS)
    const dropped = () => reject(new CannotConnect('unreachable', 'the server has dropped the subscription'))
    subscription.on('terminated', dropped)
    stop = () => {
      clearInterval(looking)
      subscription.removeListener('terminated', dropped)
      flush()
    }
  })
  ended.catch(() => {}) // whoever stops it first need not hear
  return {
    faults: () => [...faults.values()],
    ended,
    stop: () => stop(),
    broken() {
      broken = true
    },
    mended() {
      broken = false
      lifeAt = performance.now()
      for (const check of checks) check()
      heard.hurry()
    },
  }
}

function faultOfItem(status: StatusCode): PointFault['fault'] {
  if (status.equals(StatusCodes.BadNodeIdUnknown) || status.equals(StatusCodes.BadNodeIdInvalid)) return 'no_such_address'
  return status.equals(StatusCodes.BadAttributeIdInvalid) ? 'not_a_number' : 'device_exception'
}

function rowsOf(said: readonly Said[], points: readonly FetchPoint[]) {
  return {
    tags: said.map(({ index }) => points[index]!.tagCode),
    times: Float64Array.from(said, ({ time }) => time),
    values: Float64Array.from(said, ({ value }) => value),
    qualities: Uint8Array.from(said, ({ quality }) => quality),
    units: null,
  }
}
