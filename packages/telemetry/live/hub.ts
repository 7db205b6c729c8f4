/** Live push (实时推送) to browsers: values coalesced to at most four frames a second, alarm events at once, each only to those who may see them. */
import { isWithin } from '@anyuan/kernel'
import type { AlarmEvent } from '@anyuan/monitoring/shapes'
import type { WebSocket } from 'ws'
import type { CurrentValues } from '../ingest/current.ts'
import type { Directory } from '../ingest/directory.ts'
import { HOUSE_SOURCE } from '../ingest/gate.ts'
import { openTicket } from '../ticket.ts'
import { type HouseFacts, type LiveFrame, LiveRequest } from '../wire.ts'

const FRAME_MS = 250 // default, not from a standard
/** Frames are thinned (抽稀) to one in so many under overload. */
const THINNED = 4 // default, not from a standard: one frame a second
const HEARTBEAT_MS = 2000 // default, not from a standard
/** A browser that does not read (慢消费者) is let go rather than kept in our memory or told half: it connects again and reads the lists. */
const MOST_BUFFERED_BYTES = 8 * 1024 * 1024 // default, not from a standard
/** Browsers answer a ping by themselves, however busy the page is: who does not takes nothing off the line. */
const MOST_UNANSWERED = 5 // default, not from a standard: pings, one a heartbeat; counted, not timed, so that a pause of ours is nobody's fault
export const TOO_SLOW = 4408
const LAST_WORD_MS = 2000 // default, not from a standard

interface Client {
  socket: WebSocket
  scope: string[] | null
  expiresAt: number
  watch: 'all' | Set<number>
  /** Tag indexes that wait for the next frame. */
  pending: Set<number>
  /** Pings in a row that it did not answer. */
  unanswered: number
}

export interface HubOptions {
  directory: Directory
  current: CurrentValues
  ticketKey: string
  now: () => number
  /** By which a ticket expires: the api that signed it may have another clock. */
  ticketNow?: () => number
  heartbeatMs?: number
}

const send = (client: Client, frame: LiveFrame) => sendText(client, JSON.stringify(frame))
const sendText = (client: Client, text: string) => {
  if (client.socket.readyState !== client.socket.OPEN) return
  if (client.socket.bufferedAmount < MOST_BUFFERED_BYTES) client.socket.send(text)
  else letGo(client)
}
/** Says why, if it ever reads again, and frees the memory shortly after in any case. */
function letGo(client: Client): void {
  client.socket.close(TOO_SLOW, 'too slow')
  setTimeout(() => client.socket.terminate(), LAST_WORD_MS).unref()
}

export class LiveHub {
  readonly #clients = new Set<Client>()
  readonly #options: HubOptions
  readonly #timers: NodeJS.Timeout[]
  #newestSampleAt: number | null = null
  #facts: (() => HouseFacts) | null = null
  #everyFrame = 1
  #frames = 0

  constructor(options: HubOptions) {
    this.#options = options
    this.#timers = [setInterval(() => this.#pushValues(), FRAME_MS), setInterval(() => this.#beat(), options.heartbeatMs ?? HEARTBEAT_MS)]
  }

  /** What every heartbeat is to say of the rest of the house. */
  tell(facts: () => HouseFacts): void {
    this.#facts = facts
  }

  /** Under overload live values come once a second; alarms always at once. */
  thin(isThinned: boolean): void {
    this.#everyFrame = isThinned ? THINNED : 1
  }

  get clients(): number {
    return this.#clients.size
  }

  accept(socket: WebSocket): void {
    const client: Client = { socket, scope: null, expiresAt: 0, watch: new Set(), pending: new Set(), unanswered: 0 }
    this.#clients.add(client)
    socket.on('close', () => this.#clients.delete(client))
    socket.on('error', () => socket.terminate())
    socket.on('pong', () => {
      client.unanswered = 0
    })
    socket.on('message', (data) => this.#hear(client, String(data)))
  }

  alarm(event: AlarmEvent): void {
    const index = this.#options.directory.indexOf(event.tagNumber)
    if (index === undefined) return
    const { codes, names, orgs, units } = this.#options.directory.tags
    const org = orgs[index]!
    const where = { tagCode: codes[index]!, tagName: names[index]!, org, unit: units[index]! }
    const text = JSON.stringify({ type: 'alarm', event, where } satisfies LiveFrame)
    for (const client of this.#clients) if (sees(client, org)) sendText(client, text)
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer)
    for (const client of this.#clients) client.socket.terminate()
  }

  #hear(client: Client, text: string): void {
    const { ticketKey, now, ticketNow = now, directory, current } = this.#options
    let request: LiveRequest
    try {
      request = LiveRequest.parse(JSON.parse(text))
    } catch {
      send(client, { type: 'refused', code: 'live.malformed' })
      return
    }
    if (request.type === 'hello') {
      const ticket = openTicket(request.ticket, ticketKey, ticketNow())
      if (!ticket) {
        send(client, { type: 'refused', code: 'live.ticket' })
        client.socket.close(4401, 'ticket')
        return
      }
      client.scope = ticket.scope
      client.expiresAt = ticket.expiresAt
      send(client, { type: 'welcome', at: now(), expiresAt: ticket.expiresAt })
      return
    }
    if (!client.scope) {
      send(client, { type: 'refused', code: 'live.no_ticket' })
      return
    }
    // what is newly watched is shown at once, not at its next change
    const former = client.watch
    client.watch = request.tagNumbers === 'all' ? 'all' : new Set(request.tagNumbers.flatMap((number) => directory.indexOf(number) ?? []))
    const wanted = client.watch === 'all' ? Array.from({ length: directory.tags.length }, (_, index) => index) : client.watch
    for (const index of wanted) {
      const known = former === 'all' || former.has(index)
      if (!known && current.seen(index) && sees(client, directory.tags.orgs[index]!)) client.pending.add(index)
    }
  }

  #pushValues(): void {
    if (this.#frames++ % this.#everyFrame !== 0) return
    const { directory, current, now, ticketNow = now } = this.#options
    const changed = current.takeChanged()
    const at = now()
    const expired = ticketNow()
    const own = this.#ownIndexes()
    for (const index of changed) {
      if (own.has(index)) continue // the house hearing itself is no sign that a plant is heard
      const received = current.receivedAt[index]!
      if (this.#newestSampleAt === null || received > this.#newestSampleAt) this.#newestSampleAt = received
    }
    // browsers with the same scope that watch everything get the same text, made once
    const shared = new Map<string, string>()
    for (const client of this.#clients) {
      if (!client.scope) continue
      if (client.expiresAt <= expired) {
        client.socket.close(4401, 'expired')
        continue
      }
      const fresh = client.pending.size === 0
      for (const index of changed)
        if ((client.watch === 'all' || client.watch.has(index)) && sees(client, directory.tags.orgs[index]!)) client.pending.add(index)
      if (client.pending.size === 0) continue
      const key = client.watch === 'all' && fresh ? client.scope.join() : null
      const text = (key !== null && shared.get(key)) || this.#valuesFrame(client.pending, at)
      if (key !== null) shared.set(key, text)
      sendText(client, text)
      client.pending.clear()
    }
  }

  #valuesFrame(indexes: Iterable<number>, at: number): string {
    const { directory, current } = this.#options
    const frame: Extract<LiveFrame, { type: 'values' }> = { type: 'values', at, tagNumbers: [], times: [], values: [], qualities: [] }
    for (const index of indexes) {
      const value = current.values[index]!
      frame.tagNumbers.push(directory.tags.numbers[index]!)
      frame.times.push(current.times[index]!)
      frame.values.push(Number.isNaN(value) ? null : value)
      frame.qualities.push(current.qualities[index]!)
    }
    return JSON.stringify(frame)
  }

  #own: { revision: number; indexes: ReadonlySet<number> } = { revision: -1, indexes: new Set() }
  #ownIndexes(): ReadonlySet<number> {
    const { revision, sources } = this.#options.directory
    if (this.#own.revision !== revision) this.#own = { revision, indexes: new Set(sources.get(HOUSE_SOURCE)?.allowed.values()) }
    return this.#own.indexes
  }

  #beat(): void {
    const text = JSON.stringify({
      type: 'heartbeat',
      at: this.#options.now(),
      newestSampleAt: this.#newestSampleAt,
      ...(this.#facts ? { house: this.#facts() } : {}),
    } satisfies LiveFrame)
    for (const client of this.#clients) {
      if (client.socket.readyState !== client.socket.OPEN) continue
      if (client.unanswered++ === MOST_UNANSWERED) {
        letGo(client)
        continue
      }
      client.socket.ping()
      if (client.scope) sendText(client, text)
    }
  }
}

const sees = (client: Client, org: string): boolean => client.scope?.some((path) => isWithin(org, path)) ?? false
