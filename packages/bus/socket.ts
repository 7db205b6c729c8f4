/**
 * The bus between the roles of one machine: a local socket, frames of V8-serialised values (typed arrays go as they are).
 * One side hosts, others join; a joiner reconnects by itself and asks again for its subscriptions.
 */

import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { memoryBus } from './memory.ts'
import { type Bus, NobodyAnswers, REQUEST_TIMEOUT_MS } from './port.ts'

type Frame =
  | { k: 'pub'; s: string; p: unknown }
  | { k: 'sub' | 'unsub'; s: string }
  | { k: 'req'; i: number; s: string; p: unknown; t: number }
  | { k: 'res'; i: number; p: unknown }
  | { k: 'err'; i: number; name: string; message: string; code?: string; params?: Record<string, unknown> }

/** Address of a role's socket. Unix socket paths are limited to ~100 bytes, so a long run folder is shortened by its digest. */
export function socketPath(runDir: string, role: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\anyuan-${digest(runDir)}-${role}`
  const path = join(runDir, `${role}.sock`)
  return Buffer.byteLength(path) < 100 ? path : join(tmpdir(), `anyuan-${digest(runDir)}-${role}.sock`)
}
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

const HEADER_BYTES = 4

function write(socket: Socket, frame: Frame) {
  const body = serialize(frame)
  const header = Buffer.allocUnsafe(HEADER_BYTES)
  header.writeUInt32LE(body.length)
  socket.cork()
  socket.write(header)
  socket.write(body)
  socket.uncork()
}

/** Cuts the byte stream into frames. Chunks are joined once per frame, so that a large frame in many chunks costs one copy. */
function onFrames(socket: Socket, handle: (frame: Frame) => void) {
  let chunks: Buffer[] = []
  let have = 0
  let need = HEADER_BYTES
  let inBody = false
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    have += chunk.length
    while (have >= need) {
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      const piece = all.subarray(0, need)
      const rest = all.subarray(need)
      chunks = rest.length > 0 ? [rest] : []
      have = rest.length
      if (inBody) handle(deserialize(piece) as Frame)
      need = inBody ? HEADER_BYTES : piece.readUInt32LE()
      inBody = !inBody
    }
  })
}

function answer(socket: Socket, frame: Extract<Frame, { k: 'req' }>, bus: Bus) {
  bus.request(frame.s, frame.p, frame.t).then(
    (p) => socket.writable && write(socket, { k: 'res', i: frame.i, p }),
    (error: Error & { code?: string; params?: Record<string, unknown> }) =>
      socket.writable &&
      write(socket, { k: 'err', i: frame.i, name: error.name, message: error.message, code: error.code, params: error.params }),
  )
}

/** Hosts a bus at `path`. The returned bus is this side's own; what it publishes or responds to is open to all who join. */
export async function hostBus(path: string, onFault: (subject: string, error: unknown) => void): Promise<Bus> {
  const local = memoryBus(onFault)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const ends = new Map<string, () => void>()
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      for (const end of ends.values()) end()
    })
    onFrames(socket, (frame) => {
      if (frame.k === 'req') answer(socket, frame, local)
      else if (frame.k === 'pub') local.publish(frame.s, frame.p)
      else if (frame.k === 'sub' && !ends.has(frame.s))
        ends.set(
          frame.s,
          local.subscribe(frame.s, (p) => socket.writable && write(socket, { k: 'pub', s: frame.s, p })),
        )
      else if (frame.k === 'unsub') {
        ends.get(frame.s)?.()
        ends.delete(frame.s)
      }
    })
  })
  rmSync(path, { force: true }) // left by a killed predecessor
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  return {
    ...local,
    async close() {
      await local.close()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export interface JoinedBus extends Bus {
  connected(): boolean
  /** Called at each (re)connection, the first one included. */
  onConnect(handler: () => void): void
}

/** Joins the bus hosted at `path`. Requests made while it is away fail at once with `NobodyAnswers`. */
export function joinBus(path: string, onFault: (subject: string, error: unknown) => void): JoinedBus {
  const local = memoryBus(onFault)
  const waiting = new Map<number, { resolve: (p: unknown) => void; reject: (e: Error) => void; timer: NodeJS.Timeout; subject: string }>()
  const subjects = new Map<string, number>()
  const connectHandlers: (() => void)[] = []
  let socket: Socket | null = null
  let closed = false
  let nextId = 1
  let retryMs = 50

  const settle = (id: number) => {
    const entry = waiting.get(id)
    if (entry) clearTimeout(entry.timer)
    waiting.delete(id)
    return entry
  }
  function open() {
    if (closed) return
    const s = connect(path)
    s.on('connect', () => {
      socket = s
      retryMs = 50
      for (const subject of subjects.keys()) write(s, { k: 'sub', s: subject })
      for (const handler of connectHandlers) handler()
    })
    onFrames(s, (frame) => {
      if (frame.k === 'pub') local.publish(frame.s, frame.p)
      else if (frame.k === 'res') settle(frame.i)?.resolve(frame.p)
      else if (frame.k === 'err') {
        const entry = settle(frame.i)
        // the host is up and does not respond to this subject yet: an outage over there is one here too
        entry?.reject(
          frame.name === 'NobodyAnswers'
            ? new NobodyAnswers(entry.subject, 'nobody responds there')
            : Object.assign(new Error(frame.message), { name: frame.name, code: frame.code, params: frame.params }),
        )
      }
    })
    s.on('error', () => s.destroy())
    s.on('close', () => {
      socket = null
      for (const id of [...waiting.keys()]) {
        const entry = settle(id)
        entry?.reject(new NobodyAnswers(entry.subject, 'connection lost'))
      }
      if (!closed) setTimeout(open, retryMs).unref()
      retryMs = Math.min(retryMs * 2, 1000)
    })
  }
  open()
  return {
    connected: () => socket !== null,
    onConnect(handler) {
      connectHandlers.push(handler)
      if (socket) handler()
    },
    publish(subject, payload) {
      if (socket) write(socket, { k: 'pub', s: subject, p: payload })
    },
    subscribe(subject, handler) {
      const users = subjects.get(subject) ?? 0
      subjects.set(subject, users + 1)
      if (users === 0 && socket) write(socket, { k: 'sub', s: subject })
      const end = local.subscribe(subject, handler)
      return () => {
        end()
        const left = (subjects.get(subject) ?? 1) - 1
        if (left > 0) subjects.set(subject, left)
        else {
          subjects.delete(subject)
          if (socket) write(socket, { k: 'unsub', s: subject })
        }
      }
    },
    request(subject, payload, timeoutMs = REQUEST_TIMEOUT_MS) {
      const s = socket
      if (!s) return Promise.reject(new NobodyAnswers(subject, 'not connected'))
      return new Promise((resolve, reject) => {
        const i = nextId++
        const timer = setTimeout(() => settle(i)?.reject(new NobodyAnswers(subject, `no answer in ${timeoutMs} ms`)), timeoutMs)
        waiting.set(i, { resolve, reject, timer, subject })
        write(s, { k: 'req', i, s: subject, p: payload, t: timeoutMs })
      })
    },
    respond() {
      throw new Error('only the host of a bus responds')
    },
    async close() {
      closed = true
      socket?.destroy()
      await local.close()
    },
  }
}
