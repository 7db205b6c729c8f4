/** The HJ 212 door: a TCP server for data loggers. A source is found by its device number (MN), its credential is the password (PW) of every message. */
import { createServer, type Socket } from 'node:net'
import type { KnownSource } from '../../ingest/directory.ts'
import type { Gate } from '../../ingest/gate.ts'
import type { Driver, DriverContext } from '../port.ts'
import { Hj212Session } from './session.ts'

export interface Hj212Listen {
  host: string
  port: number
  /** A connection on which nothing came for so long is closed: the other end may be gone without a word. */
  idleSeconds: number
}

const MOST_CONNECTIONS = 4000 // default, not from a standard
const MOST_FROM_ONE_ADDRESS = 256 // default, not from a standard: many loggers may stand behind one gateway
/** Who has not shown a password by then is closed. */
const INTRODUCTION_MS = 30_000 // default, not from a standard
const MOST_WAITING_MESSAGES = 32 // default, not from a standard: beyond it the connection is not read
const MOST_UNREAD_BYTES = 65_536 // default, not from a standard: answers that the logger does not fetch
const TICK_MS = 1000 // default, not from a standard
/** Six characters can be guessed: so many wrong ones for one device from one address, then a minute of silence. */
const MOST_WRONG_PASSWORDS = 10 // default, not from a standard
const SILENCE_MS = 60_000 // default, not from a standard
const STRANGER_LOG_MS = 10_000 // default, not from a standard

export async function startHj212({ gate, onFault }: DriverContext, listen: Hj212Listen): Promise<Driver & { port: number }> {
  const connections = new Map<Socket, Hj212Session>()
  const perAddress = new Map<string, number>()
  const sourceOfDevice = deviceIndex(gate)
  const guesses = new Guesses()
  let strangersLoggedAt = 0
  let strangers = 0
  const tellOfStranger = (address: string, reason: string) => {
    strangers++
    if (Date.now() - strangersLoggedAt < STRANGER_LOG_MS) return
    strangersLoggedAt = Date.now()
    onFault('hj212', new Error(`${reason}, from ${address}${strangers > 1 ? `, and ${strangers - 1} more` : ''}`))
    strangers = 0
  }

  const accept = (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const fromHere = perAddress.get(address) ?? 0
    if (connections.size >= MOST_CONNECTIONS || fromHere >= MOST_FROM_ONE_ADDRESS) {
      tellOfStranger(address, 'too many connections')
      socket.destroy()
      return
    }
    perAddress.set(address, fromHere + 1)
    const codes: string[] = []
    const session = new Hj212Session({
      gate,
      sourceOfDevice,
      admit(source, pw) {
        const { code } = source.definition
        if (guesses.tooMany(address, code, Date.now())) return null
        const admitted = gate.admit(code, pw, address)
        if (!admitted) guesses.wrong(address, code, Date.now())
        return admitted
      },
      now: Date.now,
      write(bytes) {
        if (socket.writableLength > MOST_UNREAD_BYTES) socket.destroy()
        else socket.write(bytes)
      },
      end(reason) {
        tellOfStranger(address, reason)
        socket.destroy()
      },
      onIntroduced(code) {
        codes.push(code)
        gate.traffic(code).connections++
      },
      onWaiting: (count) => (count >= MOST_WAITING_MESSAGES ? socket.pause() : socket.isPaused() && socket.resume()),
    })
    connections.set(socket, session)
    const introduction = setTimeout(() => {
      if (!session.introduced) socket.destroy()
    }, INTRODUCTION_MS)
    socket.setKeepAlive(true, 30_000)
    socket.setTimeout(listen.idleSeconds * 1000, () => socket.destroy())
    socket.on('data', (chunk) => session.hear(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', () => socket.destroy()) // cut off: it comes again
    socket.on('close', () => {
      clearTimeout(introduction)
      connections.delete(socket)
      const left = (perAddress.get(address) ?? 1) - 1
      if (left > 0) perAddress.set(address, left)
      else perAddress.delete(address)
      for (const code of codes) gate.traffic(code).connections--
    })
  }

  const server = createServer(accept)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve))
  const ticker = setInterval(() => {
    for (const session of connections.values()) session.tick()
  }, TICK_MS)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : listen.port
  return {
    port,
    address: `tcp://${listen.host}:${port}`,
    async close() {
      clearInterval(ticker)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of connections.keys()) socket.destroy()
      await closed
    },
  }
}

/** Sources by device number, without regard to case: EPC numbers are written either way. */
function deviceIndex({ directory }: Gate): (mn: string) => KnownSource | undefined {
  let revision = -1
  const byDevice = new Map<string, KnownSource>()
  return (mn) => {
    if (revision !== directory.revision) {
      revision = directory.revision
      byDevice.clear()
      for (const source of directory.sources.values()) {
        const { connection, protocol } = source.definition
        if (protocol === 'hj212' && connection?.protocol === 'hj212') byDevice.set(connection.deviceNumber.toUpperCase(), source)
      }
    }
    return byDevice.get(mn.toUpperCase())
  }
}

/** Wrong passwords lately, by address and source; a wrong one elsewhere does not lock a logger out. */
class Guesses {
  readonly #counts = new Map<string, { count: number; since: number }>()

  tooMany(address: string, code: string, now: number): boolean {
    const known = this.#counts.get(`${address} ${code}`)
    return known !== undefined && now - known.since < SILENCE_MS && known.count >= MOST_WRONG_PASSWORDS
  }
  wrong(address: string, code: string, now: number): void {
    const key = `${address} ${code}`
    const known = this.#counts.get(key)
    if (known && now - known.since < SILENCE_MS) known.count++
    else this.#counts.set(key, { count: 1, since: now })
    if (this.#counts.size > MOST_CONNECTIONS) this.#counts.delete(this.#counts.keys().next().value as string)
  }
}
