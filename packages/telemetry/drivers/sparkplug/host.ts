/**
 * The primary host application of Sparkplug B (主机应用): tells that it is there, follows the session of every configured edge node, gives their values to the
 * gate and their deaths to the picture. Knows no broker: one is put before it, embedded or external. The only command it ever sends is Rebirth.
 */
import { DATATYPES, decodePayload, encodePayload, type SparkplugTopic, stateTopic, topicOf } from '@anyuan/codecs/sparkplug'
import type { KnownSource } from '../../ingest/directory.ts'
import type { Gate } from '../../ingest/gate.ts'
import { type PointSample, pointsOf, rowsOfPoints } from '../../ingest/points.ts'
import { messageOf, UNREADABLE_VALUE } from '../../ingest/rows.ts'
import { type MetricSample, NodeSession } from './session.ts'

/** After a start, nodes are asked for their births one after the other. */
const STAGGER_MS = 20 // default, not from a standard
const FIRST_ASK_MS = 1000 // default, not from a standard
/** A broker that is away for longer leaves all its nodes unknown. */
export const BROKER_AWAY_MS = 10_000 // default, not from a standard
/** Unknown metrics that are told once per birth; beyond it only the first are. */
const MOST_TOLD = 10_000 // default, not from a standard

export interface HostOptions {
  gate: Gate
  hostId: string
  now: () => number
  publish: (topic: string, payload: Uint8Array, options: { qos: 0 | 1; retain: boolean }) => void
}
interface Node {
  session: NodeSession
  groupId: string
  edgeNodeId: string
  /** Addresses that nobody knows and that are in quarantine already. */
  told: Set<string>
}

export class SparkplugHost {
  readonly #options: HostOptions
  /** By source code. */
  readonly #nodes = new Map<string, Node>()
  readonly #codeOfNode = new Map<string, string>()
  #revision = -1
  #since: number
  #brokerAwaySince: number | null = null
  #stale = false
  #closed = false

  constructor(options: HostOptions) {
    this.#options = options
    this.#since = options.now()
  }

  get stateTopic(): string {
    return stateTopic(this.#options.hostId)
  }
  /** The state as it is published, retained; a will carries the same time as the birth it belongs to. */
  statePayload(online: boolean): Buffer {
    return Buffer.from(JSON.stringify({ online, timestamp: this.#since }))
  }
  /** A new session of the host with its broker. Call before connecting, for the will. */
  begin(): void {
    this.#since = this.#options.now()
  }
  announce(): void {
    this.#options.publish(this.stateTopic, this.statePayload(true), { qos: 1, retain: true })
  }

  /** The source that may speak for a node; null where none is configured. */
  sourceOf({ groupId, edgeNodeId }: Pick<SparkplugTopic, 'groupId' | 'edgeNodeId'>): KnownSource | null {
    this.#follow()
    const code = this.#codeOfNode.get(`${groupId}/${edgeNodeId}`)
    return (code !== undefined && this.#options.gate.directory.sources.get(code)) || null
  }

  /** @returns when what the message said is on the disk; rejects when it may not be. */
  hear(topic: SparkplugTopic, source: KnownSource, bytes: Uint8Array): Promise<void> {
    const { gate, now } = this.#options
    this.#follow()
    const node = this.#nodes.get(source.definition.code)
    // when the house itself goes down, its broker ends all connections: that is no death of a node
    if (!node || this.#closed) return Promise.resolve()
    const admitted = { code: source.definition.code }
    const hex = () => Buffer.from(bytes).toString('hex')
    const payload = decodePayload(bytes)
    if ('malformed' in payload) return gate.refuseMessage(admitted, 'malformed', `${topic.type}: ${payload.malformed}`, hex()).durable
    const traffic = gate.traffic(admitted.code)
    const { samples, dead, gaps, unnamed } = node.session.hear(topic.type, topic.deviceId, payload, now())
    traffic.gaps = (traffic.gaps ?? 0) + gaps
    traffic.connections = node.session.state === 'online' ? 1 : 0
    if (topic.type === 'NBIRTH') node.told.clear()
    if (unnamed > 0) gate.refuseMessage(admitted, 'unknown_tag', `${topic.type}: ${unnamed} metrics by an alias without a birth`, hex())
    if (dead) this.#lost(source, node, dead.deviceId, topic.type)
    this.#ask(node)
    const wanted = this.#wanted(source, node, samples)
    if (wanted.length === 0) return Promise.resolve()
    const rows = rowsOfPoints(source.definition, wanted)
    return gate.offer(admitted, rows, (index) => messageOf(rows, index)).durable
  }

  /** The connection to an external broker ended, or came back. What happened meanwhile is not known. */
  broker(connected: boolean): void {
    const now = this.#options.now()
    if (!connected) {
      this.#brokerAwaySince ??= now
      return
    }
    if (this.#brokerAwaySince === null) return
    this.#brokerAwaySince = null
    this.#stale = false
    for (const [place, { session }] of [...this.#nodes.values()].entries()) session.forget(now + place * STAGGER_MS)
  }

  /** Call a few times a second. */
  tick(): void {
    const { gate, now } = this.#options
    const at = now()
    this.#follow()
    if (this.#brokerAwaySince !== null) {
      if (this.#stale || at - this.#brokerAwaySince < BROKER_AWAY_MS) return
      this.#stale = true
      for (const code of this.#nodes.keys()) {
        gate.traffic(code).connections = 0
        gate.markStale(code, 'all', 'broker away')
      }
      return
    }
    for (const [code, node] of this.#nodes) {
      const source = gate.directory.sources.get(code)
      this.#ask(node)
      if (source) for (const deviceId of node.session.takeDeadDevices(at)) this.#lost(source, node, deviceId, 'not born again')
    }
  }

  /** Says goodbye; deaths that come afterwards are the house's own. */
  close(): void {
    this.#closed = true
    this.#options.publish(this.stateTopic, this.statePayload(false), { qos: 1, retain: true })
  }

  /** Sessions follow the definition: a node keeps its session while its source keeps its place. */
  #follow(): void {
    const { gate, now } = this.#options
    const { directory } = gate
    if (this.#revision === directory.revision) return
    this.#revision = directory.revision
    this.#codeOfNode.clear()
    let askAt = now() + FIRST_ASK_MS
    // asked for one after the other, so that not all nodes of a park send everything they have at once
    for (const { definition } of directory.sources.values()) {
      const { code, connection } = definition
      if (definition.protocol !== 'sparkplug' || connection?.protocol !== 'sparkplug') continue
      const { groupId, edgeNodeId } = connection
      this.#codeOfNode.set(`${groupId}/${edgeNodeId}`, code)
      const known = this.#nodes.get(code)
      if (known?.groupId === groupId && known.edgeNodeId === edgeNodeId) {
        known.told.clear() // points may have come for what was unknown
        continue
      }
      const session = new NodeSession()
      session.ask(askAt)
      askAt += STAGGER_MS
      gate.traffic(code).gaps ??= 0
      this.#nodes.set(code, { session, groupId, edgeNodeId, told: new Set() })
    }
    for (const [code, { groupId, edgeNodeId }] of this.#nodes)
      if (this.#codeOfNode.get(`${groupId}/${edgeNodeId}`) !== code) {
        gate.traffic(code).connections = 0
        this.#nodes.delete(code)
      }
  }

  /** Texts and sets are nobody's tag unless a point says so; what has no point is told once per birth. */
  #wanted({ definition, allowed }: KnownSource, { told }: Node, samples: readonly MetricSample[]): PointSample[] {
    const points = pointsOf(definition)
    const wanted: PointSample[] = []
    for (const sample of samples) {
      const { address, value } = sample
      const known = points.has(address) || allowed.has(address)
      if (!known && (value === null || told.has(address) || told.size >= MOST_TOLD)) continue
      if (!known) told.add(address)
      wanted.push({ ...sample, value: value ?? UNREADABLE_VALUE })
    }
    return wanted
  }

  #lost({ definition, allowed }: KnownSource, { session }: Node, deviceId: string | null, reason: string): void {
    const { gate } = this.#options
    if (deviceId === null) {
      gate.markStale(definition.code, 'all', reason)
      return
    }
    const points = pointsOf(definition)
    const addresses = new Set([...session.metricsOf(deviceId)].map((name) => `${deviceId}/${name}`))
    // a death may come before any birth was seen
    for (const address of [...points.keys(), ...allowed.keys()]) if (address.startsWith(`${deviceId}/`)) addresses.add(address)
    gate.markStale(
      definition.code,
      [...addresses].map((address) => points.get(address)?.tagCode ?? address),
      reason,
    )
  }

  #ask({ session, groupId, edgeNodeId }: Node): void {
    if (!session.takeAsk(this.#options.now())) return
    const now = BigInt(this.#options.now())
    const payload = encodePayload({
      timestamp: now,
      metrics: [{ name: 'Node Control/Rebirth', timestamp: now, datatype: DATATYPES.Boolean, boolean: true }],
    })
    this.#options.publish(topicOf({ groupId, type: 'NCMD', edgeNodeId, deviceId: null }), payload, { qos: 0, retain: false })
  }
}
