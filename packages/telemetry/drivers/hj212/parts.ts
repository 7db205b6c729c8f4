/**
 * Messages in several packets (拆分包): each packet is taken in and answered as it comes, for a logger may wait for the answer to one before it sends the next.
 * What is kept is the time of the message, which only its first packet may carry, and which packets came; packets that overtook the first wait for it.
 */
import { dataTimeOf, epochMsOf, type Message } from '@anyuan/codecs/hj212'

const WAIT_MS = 60_000 // default, not from a standard
const MOST_MESSAGES = 8 // default, not from a standard: split messages under way on one connection
const MOST_HELD = 32 // default, not from a standard: packets of one message that wait for its first
const MOST_PACKETS = 9999 // default, not from a standard

/** A packet with the time that holds for it; `text` is the frame as it came. */
export interface Part {
  message: Message
  text: string
  /** Epoch ms; NaN where there is none. */
  dataTime: number
}
interface Gathering {
  dataTime: number | null
  count: number
  came: Set<number>
  held: { message: Message; text: string }[]
  since: number
}
/** A message of which not all packets came in time. */
export interface Incomplete {
  mn: string
  missing: number
  count: number
  /** Packets that waited for the first in vain, as they came. */
  held: string[]
}

export class Parts {
  readonly #gathering = new Map<string, Gathering>()

  /** @returns the packets that can be taken in now, this one and those that waited for it; null where no more can be held. */
  take(message: Message, text: string, now: number): Part[] | null {
    const { packetCount, packetNumber } = message
    const own = dataTimeOf(message)
    if (packetCount === null || packetNumber === null || packetCount < 2) return [{ message, text, dataTime: own ?? requestTime(message) }]
    if (packetNumber < 1 || packetNumber > packetCount || packetCount > MOST_PACKETS) return null
    const key = `${message.mn} ${message.qn} ${message.cn}`
    const known = this.#gathering.get(key)
    if (!known && this.#gathering.size >= MOST_MESSAGES) return null
    const gathering: Gathering = known ?? { dataTime: null, count: packetCount, came: new Set(), held: [], since: now }
    this.#gathering.set(key, gathering)
    if (own !== null) gathering.dataTime ??= own
    const dataTime = own ?? gathering.dataTime ?? (packetNumber === 1 ? requestTime(message) : null)
    if (packetNumber === 1) gathering.dataTime ??= dataTime
    if (dataTime === null) {
      if (gathering.held.length >= MOST_HELD) return null
      gathering.held.push({ message, text })
      return []
    }
    gathering.came.add(packetNumber)
    const ready: Part[] = [{ message, text, dataTime }]
    for (const held of gathering.held.splice(0)) {
      gathering.came.add(held.message.packetNumber!)
      ready.push({ ...held, dataTime })
    }
    if (gathering.came.size >= gathering.count) this.#gathering.delete(key)
    return ready
  }

  /** Messages that waited too long; they are given up. */
  overdue(now: number): Incomplete[] {
    const incomplete: Incomplete[] = []
    for (const [key, { count, came, held, since }] of this.#gathering) {
      if (now - since < WAIT_MS) continue
      this.#gathering.delete(key)
      incomplete.push({ mn: key.split(' ')[0]!, missing: count - came.size - held.length, count, held: held.map(({ text }) => text) })
    }
    return incomplete
  }
}

/** A message without a time of its own is of the moment at which the logger made it. */
const requestTime = (message: Message): number => (message.qn === null ? Number.NaN : epochMsOf(message.qn))
