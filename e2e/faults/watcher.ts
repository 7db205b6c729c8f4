/** A screen that never gives up: follows the live alarm events, connects again by itself, and keeps when each was shown. */
import type { AlarmEvent } from '@anyuan/monitoring/shapes'
import type { Person } from '../support/people.ts'
import type { TestServer } from '../support/server.ts'

export interface Shown {
  event: AlarmEvent
  /** Monotonic, ms. */
  shownAtMs: number
}

export interface Watcher {
  /** Every alarm event that was shown, oldest first. */
  readonly shown: readonly Shown[]
  connected(): boolean
  /** How often the connection had to be made. */
  connections(): number
  close(): void
}

const RETRY_MS = 250
const SILENCE_MS = 6000 // as the page: three heartbeats of 2 s

export function watchAlarms(server: Pick<TestServer, 'data'>, person: Person): Watcher {
  const shown: Shown[] = []
  let socket: WebSocket | null = null
  let welcome = false
  let closed = false
  let connections = 0
  let silence: NodeJS.Timeout | undefined
  const again = () => {
    clearTimeout(silence)
    socket?.close()
    socket = null
    welcome = false
    if (!closed) setTimeout(connect, RETRY_MS)
  }
  async function connect(): Promise<void> {
    if (closed) return
    let ticket: string
    try {
      ticket = (await person.send<{ ticket: string }>('POST', '/identity/live-ticket', {})).ticket
    } catch {
      return again()
    }
    const mine = new WebSocket(`${server.data.replace('http', 'ws')}/live`)
    socket = mine
    const listen = () => {
      clearTimeout(silence)
      silence = setTimeout(() => socket === mine && again(), SILENCE_MS)
    }
    listen()
    mine.onopen = () => mine.send(JSON.stringify({ type: 'hello', ticket }))
    mine.onmessage = ({ data }) => {
      if (socket !== mine) return
      listen()
      const frame = JSON.parse(String(data)) as { type: string; event: AlarmEvent }
      if (frame.type === 'welcome') {
        welcome = true
        connections++
      }
      if (frame.type === 'alarm') shown.push({ event: frame.event, shownAtMs: performance.now() })
    }
    mine.onclose = () => socket === mine && again()
    mine.onerror = () => socket === mine && again()
  }
  void connect()
  return {
    shown,
    connected: () => welcome,
    connections: () => connections,
    close() {
      closed = true
      clearTimeout(silence)
      socket?.close()
    },
  }
}
