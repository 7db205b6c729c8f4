/** Keeps one WebSocket to the pipeline alive, asks for what the screen watches, and hands values and alarm events to whoever listens. */

import type { HouseFacts } from '@anyuan/telemetry/wire'
import { setServerTime } from '../words/clock.ts'
import { type AlarmEvent, type AlarmWhere, liveAddress, readFrame } from './frames.ts'
import { LiveValues } from './values.ts'

export interface LiveTicket {
  url: string
  ticket: string
  expiresAt: string
}
export interface Connection {
  /** `connecting` before the first welcome; `lost` when there was one and it is gone, or none came for 6 s. */
  state: 'connecting' | 'live' | 'lost'
  /** When the present state began, epoch ms by this machine's clock. */
  since: number
  /** Device time of the newest sample that the pipeline has, epoch ms. */
  newestSampleAt: number | null
  /** What the pipeline said last of the rest of the house; null before it said anything. */
  house: HouseFacts | null
}

const SILENCE_MS = 6000 // three missed heartbeats of 2 s; default, not from a standard
const BACKOFF_MS = [500, 1000, 2000, 4000, 8000, 15_000] // default, not from a standard
/** A ticket is renewed at half its life: an outage of the database as long as the other half costs no live connection. */
const RENEW_AT = 0.5 // default, not from a standard
const RENEW_AGAIN_MS = 5000 // default, not from a standard
const WATCH_AT_MOST = 20_000 // the wire's own limit; beyond it everything is asked for

export class LiveClient {
  readonly values = new LiveValues()
  private readonly ticket: () => Promise<LiveTicket>
  private socket: WebSocket | null = null
  /** The connection that has been welcomed: a further welcome on it is a renewed ticket, and nothing was missed. */
  private welcomed: WebSocket | null = null
  private stopped = true
  private attempt = 0
  private silence: ReturnType<typeof setTimeout> | null = null
  private retry: ReturnType<typeof setTimeout> | null = null
  private renew: ReturnType<typeof setTimeout> | null = null
  private resend: ReturnType<typeof setTimeout> | null = null
  private readonly watchers = new Map<symbol, readonly number[] | 'all'>()
  private sentWatch = ''
  private connection: Connection = { state: 'connecting', since: Date.now(), newestSampleAt: null, house: null }
  private readonly connectionListeners = new Set<() => void>()
  private readonly alarmListeners = new Set<(event: AlarmEvent, where: AlarmWhere) => void>()
  private readonly welcomeListeners = new Set<() => void>()

  /** `ticket` asks the api for a fresh ticket: for each connection, and again at half the life of the former one. */
  constructor(ticket: () => Promise<LiveTicket>) {
    this.ticket = ticket
  }

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    void this.connect()
  }
  stop(): void {
    this.stopped = true
    for (const timer of [this.silence, this.retry, this.renew, this.resend]) if (timer) clearTimeout(timer)
    this.socket?.close()
    this.socket = null
  }

  /** Asks for these tags as long as the returned function is not called. What is sent is the union of all askers. */
  watch(tagNumbers: readonly number[] | 'all'): () => void {
    const asker = Symbol()
    this.watchers.set(asker, tagNumbers)
    this.sendWatchSoon()
    return () => {
      this.watchers.delete(asker)
      this.sendWatchSoon()
    }
  }
  onAlarm(listener: (event: AlarmEvent, where: AlarmWhere) => void): () => void {
    this.alarmListeners.add(listener)
    return () => this.alarmListeners.delete(listener)
  }
  /** After every (re)connection: events may have been missed meanwhile, so lists are read again. */
  onWelcome(listener: () => void): () => void {
    this.welcomeListeners.add(listener)
    return () => this.welcomeListeners.delete(listener)
  }
  readonly subscribeConnection = (listener: () => void): (() => void) => {
    this.connectionListeners.add(listener)
    return () => this.connectionListeners.delete(listener)
  }
  readonly getConnection = (): Connection => this.connection

  private setConnection(change: Partial<Connection>): void {
    const since = change.state && change.state !== this.connection.state ? Date.now() : this.connection.since
    this.connection = { ...this.connection, ...change, since }
    for (const each of this.connectionListeners) each()
  }

  private async connect(): Promise<void> {
    if (this.stopped) return
    let address: string
    let hello: string
    try {
      const { url, ticket } = await this.ticket()
      address = liveAddress(url, location)
      hello = JSON.stringify({ type: 'hello', ticket })
    } catch {
      this.retryLater()
      return
    }
    if (this.stopped) return
    const socket = new WebSocket(address)
    this.socket = socket
    this.sentWatch = ''
    this.armSilence(socket)
    socket.onopen = () => socket.send(hello)
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket || typeof data !== 'string') return
      this.armSilence(socket)
      this.take(data, socket)
    }
    socket.onclose = () => this.dropped(socket)
    socket.onerror = () => this.dropped(socket)
  }

  private take(text: string, socket: WebSocket): void {
    const frame = readFrame(text)
    if (!frame) return
    switch (frame.type) {
      case 'welcome': {
        const renewed = this.connection.state === 'live' && this.welcomed === socket
        this.welcomed = socket
        this.attempt = 0
        setServerTime(frame.at)
        this.setConnection({ state: 'live' })
        this.sendWatch()
        this.renewAfter((frame.expiresAt - frame.at) * RENEW_AT, socket)
        if (!renewed) for (const each of this.welcomeListeners) each()
        return
      }
      case 'values':
        this.values.put(frame.tagNumbers, frame.times, frame.values, frame.qualities)
        return
      case 'alarm':
        for (const each of this.alarmListeners) each(frame.event, frame.where)
        return
      case 'heartbeat':
        setServerTime(frame.at)
        this.setConnection({ newestSampleAt: frame.newestSampleAt, house: frame.house ?? null })
        return
      case 'refused':
        this.dropped(socket)
    }
  }

  /** A silent socket is a dead one: a cut cable closes nothing. */
  private armSilence(socket: WebSocket): void {
    if (this.silence) clearTimeout(this.silence)
    this.silence = setTimeout(() => this.dropped(socket), SILENCE_MS)
  }
  private renewAfter(waitMs: number, socket: WebSocket): void {
    if (this.renew) clearTimeout(this.renew)
    if (waitMs > 0x7fffffff) return // beyond what a timer can hold (24 days)
    this.renew = setTimeout(() => void this.renewTicket(socket), Math.max(1000, waitMs))
  }
  /** The same connection goes on under a new ticket; while none can be had it goes on under the old one, until that expires. */
  private async renewTicket(socket: WebSocket): Promise<void> {
    try {
      const { ticket } = await this.ticket()
      if (this.socket === socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'hello', ticket }))
    } catch {
      if (this.socket === socket) this.renewAfter(RENEW_AGAIN_MS, socket)
    }
  }
  private dropped(socket: WebSocket): void {
    if (this.socket !== socket) return
    this.socket = null
    if (this.silence) clearTimeout(this.silence)
    if (this.renew) clearTimeout(this.renew)
    socket.close()
    this.retryLater()
  }
  private retryLater(): void {
    if (this.stopped) return
    this.setConnection({ state: 'lost' })
    const base = BACKOFF_MS[Math.min(this.attempt, BACKOFF_MS.length - 1)] ?? 15_000
    this.attempt += 1
    // spread, so that a hundred screens do not return in the same instant
    this.retry = setTimeout(() => void this.connect(), base * (0.75 + Math.random() * 0.5))
  }

  private sendWatchSoon(): void {
    this.resend ??= setTimeout(() => {
      this.resend = null
      this.sendWatch()
    }, 30)
  }
  private sendWatch(): void {
    if (this.socket?.readyState !== WebSocket.OPEN || this.connection.state !== 'live') return
    const wanted = this.union()
    const text = JSON.stringify({ type: 'watch', tagNumbers: wanted })
    if (text === this.sentWatch) return
    this.sentWatch = text
    this.socket.send(text)
  }
  private union(): number[] | 'all' {
    const union = new Set<number>()
    for (const wanted of this.watchers.values()) {
      if (wanted === 'all') return 'all'
      for (const tagNumber of wanted) union.add(tagNumber)
    }
    return union.size > WATCH_AT_MOST ? 'all' : [...union].sort((a, b) => a - b)
  }
}
