/** A bad line (劣质线路): a TCP proxy that delays, cuts, and goes half-open as real networks do. */
import { createServer, type Server, Socket } from 'node:net'

export interface Line {
  /** Loopback port at which the line begins. */
  readonly port: number
  /** Connections that stand now. */
  connections(): number
  /** Bytes that went through to the far end. */
  carriedBytes(): number
  /** Every byte waits so long, each way. */
  delay(ms: number): void
  /** Every connection ends with a reset, and new ones are refused, until `heal`. */
  cut(): void
  /** Nothing passes any more and nobody is told: connections stand, new ones are taken in, until `heal`. */
  halfOpen(): void
  /** Bytes a second towards the far end; null: no bound. */
  narrow(bytesPerSecond: number | null): void
  /** All well again. What was held in half-open connections is lost with them. */
  heal(): void
  close(): Promise<void>
}

type Mood = 'well' | 'cut' | 'half_open'

interface Pair {
  near: Socket
  far: Socket
}

/** @param target port on loopback at which the line ends */
export async function openProxy(target: number): Promise<Line> {
  let mood: Mood = 'well'
  let delayMs = 0
  let bytesPerSecond: number | null = null
  let carried = 0
  const pairs = new Set<Pair>()
  /** Taken in while half-open: they never reached the far end. */
  const limbo = new Set<Socket>()

  const end = (pair: Pair) => {
    pairs.delete(pair)
    pair.near.destroy()
    pair.far.destroy()
  }
  const endAll = (how: (socket: Socket) => void) => {
    for (const pair of pairs) {
      pairs.delete(pair)
      how(pair.near)
      how(pair.far)
    }
    for (const socket of limbo) how(socket)
    limbo.clear()
  }

  /** Carries one direction, in order, with what the line does to it. */
  function carry(pair: Pair, from: Socket, to: Socket, outward: boolean): void {
    let queue = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      if (mood === 'half_open') return // gone, and the sender does not know
      from.pause()
      const widthMs = outward && bytesPerSecond !== null ? (chunk.byteLength / bytesPerSecond) * 1000 : 0
      queue = queue
        .then(() => (delayMs + widthMs > 0 ? new Promise<void>((resolve) => setTimeout(resolve, delayMs + widthMs)) : undefined))
        .then(() => {
          if (mood !== 'well' || to.destroyed) return
          if (outward) carried += chunk.byteLength
          to.write(chunk)
        })
        .then(() => void from.resume())
    })
    from.on('end', () => void queue.then(() => mood === 'well' && to.end()))
    from.on('error', () => end(pair))
    from.on('close', () => mood === 'well' && void queue.then(() => end(pair)))
  }

  const server: Server = createServer({ allowHalfOpen: true }, (near) => {
    if (mood === 'cut') return near.resetAndDestroy()
    if (mood === 'half_open') {
      limbo.add(near)
      near.on('error', () => limbo.delete(near))
      near.resume()
      return
    }
    const far = new Socket({ allowHalfOpen: true })
    const pair = { near, far }
    pairs.add(pair)
    carry(pair, near, far, true)
    carry(pair, far, near, false)
    far.connect(target, '127.0.0.1')
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')

  return {
    port: address.port,
    connections: () => pairs.size,
    carriedBytes: () => carried,
    delay(ms) {
      delayMs = ms
    },
    narrow(bytes) {
      bytesPerSecond = bytes
    },
    cut() {
      mood = 'cut'
      endAll((socket) => socket.resetAndDestroy())
    },
    halfOpen() {
      mood = 'half_open'
    },
    heal() {
      // connections that were half-open stay dead: what passed in between is missing in them
      if (mood !== 'well') endAll((socket) => socket.destroy())
      mood = 'well'
    },
    async close() {
      endAll((socket) => socket.destroy())
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
