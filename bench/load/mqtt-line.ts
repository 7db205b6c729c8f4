/** One MQTT 3.1.1 connection that only publishes at QoS 1, written by hand so that the load generator costs little beside what it measures. */
import { connect, type Socket } from 'node:net'
import { monotonicMs } from '../processes.ts'

const CONNACK = 0x20
const PUBACK = 0x40
const PUBLISH_QOS1 = 0x32
const MOST_ON_THE_WAY = 60_000 // packet ids are 16 bits

export interface MqttLine {
  /** Puts a message into the next write. */
  publish(payload: string, samples: number): void
  /** Writes what was put. */
  flush(): void
  onTheWay(): number
  close(): void
}

export interface LineOptions {
  port: number
  clientId: string
  username: string
  password: string
  topic: string
  /** `samples` of one message were acknowledged `waitedMs` after they were written. */
  onAcknowledged(samples: number, waitedMs: number): void
  onLost(reason: string): void
}

export async function openLine({ port, clientId, username, password, topic, onAcknowledged, onLost }: LineOptions): Promise<MqttLine> {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.setNoDelay(true)
  const samplesOf = new Uint32Array(65_536)
  const sentAt = new Float64Array(65_536)
  let pieces: Buffer[] = []
  let onTheWay = 0
  let lastId = 0
  let rest: Buffer = Buffer.alloc(0)
  let closing = false
  const welcomed = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('data', (chunk: Buffer) => {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let at = 0
      while (at + 4 <= data.length) {
        const kind = data[at]! & 0xf0
        if (kind === CONNACK) {
          if (data[at + 3] === 0) resolve()
          else reject(new Error(`refused with ${data[at + 3]}`))
        } else if (kind === PUBACK) {
          const id = data.readUInt16BE(at + 2)
          onTheWay--
          onAcknowledged(samplesOf[id]!, monotonicMs() - sentAt[id]!)
        }
        at += 4 // both are four bytes, and nothing else comes to one who only publishes
      }
      rest = data.subarray(at)
    })
    socket.on('close', () => {
      reject(new Error('closed'))
      if (!closing) onLost('connection closed')
    })
  })
  const text = (value: string) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
  }
  const body = Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 0]), text(clientId), text(username), text(password)])
  socket.write(Buffer.concat([Buffer.from([0x10, ...lengthBytes(body.length)]), body]))
  await welcomed
  const topicBytes = text(topic)
  return {
    publish(payload, samples) {
      if (onTheWay >= MOST_ON_THE_WAY) throw new Error('more on the way than packet ids')
      lastId = (lastId % 65_535) + 1
      const length = topicBytes.length + 2 + Buffer.byteLength(payload)
      const head = lengthBytes(length)
      const packet = Buffer.allocUnsafe(1 + head.length + length)
      packet[0] = PUBLISH_QOS1
      for (let i = 0; i < head.length; i++) packet[1 + i] = head[i]!
      topicBytes.copy(packet, 1 + head.length)
      const at = 1 + head.length + topicBytes.length
      packet.writeUInt16BE(lastId, at)
      packet.write(payload, at + 2)
      samplesOf[lastId] = samples
      sentAt[lastId] = monotonicMs()
      onTheWay++
      pieces.push(packet)
    },
    flush() {
      if (pieces.length === 0) return
      socket.write(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces))
      pieces = []
    },
    onTheWay: () => onTheWay,
    close() {
      closing = true
      socket.destroy()
    },
  }
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = []
  let rest = length
  do {
    bytes.push((rest % 128) | (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return bytes
}
