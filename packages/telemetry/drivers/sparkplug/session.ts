/**
 * The session of one Sparkplug edge node (边缘节点), as the primary host sees it: what its births defined, whether it lives, whether messages are missing.
 * `now` is an argument and timers are due times, so that every order of messages is tested without sleeping.
 */
import { type MessageType, type Metric, numberOf, type Payload, qualityOf, timeOf } from '@anyuan/codecs/sparkplug'
import { quality } from '@anyuan/kernel'

/** An NBIRTH with the bdSeq of a death that came just before was overtaken by it: which of the two is true is found out by asking. */
export const OVERTAKEN_MS = 250 // default, not from a standard: after go-sparkplugb
/** A node that was declared dead is asked, in case it lives: a will can arrive after the new session has begun. */
export const ASK_AFTER_DEATH_MS = 2000 // default, not from a standard: after go-sparkplugb
/** A birth carries everything the node has; it is not asked for more often. */
export const REBIRTH_INTERVAL_MS = 10_000 // default, not from a standard
/** A device that its node's birth is not followed by within this time is dead. */
export const DEVICE_BIRTH_MS = 5000 // default, not from a standard
const MOST_DEVICES = 1000 // default, not from a standard
const MOST_METRICS = 100_000 // default, not from a standard

/** One value under the address of its point: `metric`, or `device/metric`. */
export interface MetricSample {
  address: string
  time: number
  /** NaN: no value; null: no number. */
  value: number | null
  quality: number
  historical: boolean
}
export interface Heard {
  samples: MetricSample[]
  /** Whose tags are not known any more: the node with all its devices, or one device. */
  dead: { deviceId: string | null } | null
  /** Holes in the sequence that showed with this message. */
  gaps: number
  /** Metrics by an alias that no birth explains. */
  unnamed: number
  /** Why the message was left aside, if it was. */
  ignored: string | null
}
interface Births {
  datatypes: Map<string, number | undefined>
  nameOfAlias: Map<bigint, string>
  dead: boolean
}

/** Metrics of the session itself, not of the plant. */
const isControl = (name: string): boolean => name === 'bdSeq' || name.startsWith('Node Control/') || name.startsWith('Device Control/')

export class NodeSession {
  /** `unborn`: its birth was not seen since the host came up. */
  state: 'unborn' | 'online' | 'dead' = 'unborn'
  #bdSeq: bigint | null = null
  #nextSeq = 0
  #diedAt = Number.NEGATIVE_INFINITY
  #node: Births = noBirths()
  readonly #devices = new Map<string, Births>()
  /** Devices of the former session that have to be born again, and until when. */
  readonly #expected = new Map<string, number>()
  #askAt: number | null = null
  #askedAt = Number.NEGATIVE_INFINITY

  hear(type: MessageType, deviceId: string | null, payload: Payload, now: number): Heard {
    switch (type) {
      case 'NBIRTH':
        return this.#nodeBirth(payload, now)
      case 'NDEATH':
        return this.#nodeDeath(payload, now)
      case 'DBIRTH':
        return this.#deviceBirth(deviceId ?? '', payload, now)
      case 'DDEATH':
        return this.#deviceDeath(deviceId ?? '', payload, now)
      case 'NDATA':
      case 'DDATA':
        return this.#data(deviceId, payload, now)
      default:
        return nothing('a command')
    }
  }

  /** The host was away and may have missed anything: nothing is known until the next birth. */
  forget(now: number): void {
    this.state = 'unborn'
    this.#devices.clear()
    this.#expected.clear()
    this.ask(now)
  }

  /** Asks for a birth at `now`, or as soon as it may be asked for again. */
  ask(now: number): void {
    const at = Math.max(now, this.#askedAt + REBIRTH_INTERVAL_MS)
    this.#askAt = this.#askAt === null ? at : Math.min(this.#askAt, at)
  }

  /** @returns whether a birth is to be asked for now. True once. */
  takeAsk(now: number): boolean {
    if (this.#askAt === null || this.#askAt > now) return false
    this.#askAt = null
    this.#askedAt = now
    return true
  }

  /** Devices that were not born again in time. Each once. */
  takeDeadDevices(now: number): string[] {
    const dead = [...this.#expected].filter(([, until]) => until <= now).map(([deviceId]) => deviceId)
    for (const deviceId of dead) this.#expected.delete(deviceId)
    return dead
  }

  /** Names of a device's metrics, as its last birth had them. */
  metricsOf(deviceId: string): Iterable<string> {
    return this.#devices.get(deviceId)?.datatypes.keys() ?? []
  }

  #nodeBirth(payload: Payload, now: number): Heard {
    const bdSeq = bdSeqOf(payload)
    if (this.state === 'dead' && now - this.#diedAt <= OVERTAKEN_MS && bdSeq === this.#bdSeq) {
      this.#askAt = this.#diedAt + ASK_AFTER_DEATH_MS
      return nothing('a birth of the session that just ended')
    }
    this.state = 'online'
    this.#bdSeq = bdSeq
    this.#nextSeq = (Number(payload.seq ?? 0n) + 1) % 256
    this.#askAt = null
    for (const deviceId of this.#devices.keys()) this.#expected.set(deviceId, now + DEVICE_BIRTH_MS)
    this.#devices.clear()
    this.#node = birthsOf(payload)
    return { ...nothing(), samples: this.#samples(payload, null, this.#node, now, true).samples }
  }

  #nodeDeath(payload: Payload, now: number): Heard {
    const bdSeq = bdSeqOf(payload)
    // without a bdSeq it cannot be told whose death it is; to believe it is the safe side
    if (this.state === 'online' && bdSeq !== null && this.#bdSeq !== null && bdSeq !== this.#bdSeq)
      return nothing('the death of an earlier session')
    if (this.state === 'dead') return nothing('dead already')
    this.state = 'dead'
    this.#bdSeq = bdSeq ?? this.#bdSeq
    this.#diedAt = now
    this.#askAt = now + ASK_AFTER_DEATH_MS
    this.#devices.clear()
    this.#expected.clear()
    return { ...nothing(), dead: { deviceId: null } }
  }

  #deviceBirth(deviceId: string, payload: Payload, now: number): Heard {
    if (this.state !== 'online') return this.#beforeBirth(deviceId, payload, now)
    const gaps = this.#sequence(payload, now)
    if (this.#devices.size >= MOST_DEVICES && !this.#devices.has(deviceId)) return { ...nothing('too many devices'), gaps }
    const births = birthsOf(payload)
    this.#devices.set(deviceId, births)
    this.#expected.delete(deviceId)
    return { ...nothing(), gaps, samples: this.#samples(payload, deviceId, births, now, true).samples }
  }

  #deviceDeath(deviceId: string, payload: Payload, now: number): Heard {
    if (this.state !== 'online') return this.#beforeBirth(deviceId, {}, now)
    const gaps = this.#sequence(payload, now)
    this.#expected.delete(deviceId)
    // its births stay, so that the host can tell whose tags these were; data before the next birth ask for one
    const births = this.#devices.get(deviceId)
    if (births) births.dead = true
    return { ...nothing(), gaps, dead: { deviceId } }
  }

  #data(deviceId: string | null, payload: Payload, now: number): Heard {
    if (this.state !== 'online') return this.#beforeBirth(deviceId, payload, now)
    const gaps = this.#sequence(payload, now)
    const births = deviceId === null ? this.#node : this.#devices.get(deviceId)
    const { samples, unnamed, unborn } = this.#samples(payload, deviceId, births ?? noBirths(), now, false)
    if (unnamed > 0 || unborn || !births || births.dead) this.ask(now)
    return { ...nothing(), samples, gaps, unnamed }
  }

  /** The birth was missed: asked for. What names itself is true all the same — unless the node was declared dead, when it may be from before. */
  #beforeBirth(deviceId: string | null, payload: Payload, now: number): Heard {
    this.ask(now)
    if (this.state === 'dead') return nothing('data of a dead node')
    const { samples, unnamed } = this.#samples(payload, deviceId, noBirths(), now, false)
    return { ...nothing(), samples, unnamed }
  }

  #sequence({ seq }: Payload, now: number): number {
    if (seq === undefined) return 0
    const got = Number(seq % 256n)
    const gap = got === this.#nextSeq ? 0 : 1
    this.#nextSeq = (got + 1) % 256
    if (gap) this.ask(now)
    return gap
  }

  #samples(payload: Payload, deviceId: string | null, births: Births, now: number, isBirth: boolean) {
    const samples: MetricSample[] = []
    let unnamed = 0
    let unborn = false
    const sentAt = timeOf(payload.timestamp)
    for (const metric of payload.metrics ?? []) {
      const name = metric.name || (metric.alias === undefined ? undefined : births.nameOfAlias.get(metric.alias))
      if (name === undefined) {
        unnamed++
        continue
      }
      if (isControl(name)) continue
      if (!births.datatypes.has(name)) unborn = true
      samples.push({
        address: deviceId === null ? name : `${deviceId}/${name}`,
        time: timeOfMetric(metric, sentAt, now, isBirth),
        value: numberOf(metric, metric.datatype ?? births.datatypes.get(name)),
        quality: metric.isNull ? Math.max(quality.bad, qualityOf(metric)) : qualityOf(metric),
        historical: metric.isHistorical === true && !isBirth,
      })
    }
    return { samples, unnamed, unborn }
  }
}

/** A birth vouches for its values as of now, whenever they last changed: else a value that did not change would stay stale after a death. */
function timeOfMetric(metric: Metric, sentAt: number, now: number, isBirth: boolean): number {
  const own = timeOf(metric.timestamp)
  if (isBirth) return Number.isNaN(sentAt) ? now : sentAt
  return Number.isNaN(own) ? (Number.isNaN(sentAt) ? now : sentAt) : own
}

function birthsOf({ metrics = [] }: Payload): Births {
  const births = noBirths()
  for (const { name, alias, datatype } of metrics.slice(0, MOST_METRICS)) {
    if (!name) continue
    births.datatypes.set(name, datatype)
    if (alias !== undefined) births.nameOfAlias.set(alias, name)
  }
  return births
}

function bdSeqOf({ metrics = [] }: Payload): bigint | null {
  const metric = metrics.find(({ name }) => name === 'bdSeq')
  return metric?.long ?? (metric?.int === undefined ? null : BigInt(metric.int))
}

const noBirths = (): Births => ({ datatypes: new Map(), nameOfAlias: new Map(), dead: false })
const nothing = (ignored: string | null = null): Heard => ({ samples: [], dead: null, gaps: 0, unnamed: 0, ignored })
