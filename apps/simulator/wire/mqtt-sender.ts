/**
 * One MQTT connection of one source, QoS 1. A message leaves the outbox with its PUBACK only, which the front door gives when the samples are durable.
 * What was on its way when a connection broke is sent again on the next one: nothing is lost, and the door knows repetitions.
 */
import mqtt, { type MqttClient } from 'mqtt'
import { createOutbox, type Message } from './outbox.ts'
import { topicOf } from './payload.ts'
import type { Credential, Sender } from './sender.ts'

const ON_THE_WAY = 8
const RECONNECT_MS = 2000

export interface MqttLine {
  url: string
  sourceCode: string
  credential: Credential
  /** Told once per change, not per attempt. */
  onTrouble(reason: string): void
}

export function mqttSender({ url, sourceCode, credential, onTrouble }: MqttLine): Sender {
  const outbox = createOutbox()
  const topic = topicOf(sourceCode)
  let client: MqttClient | null = null
  let onTheWay = new Set<Message>()
  let lastTrouble = ''
  let isCut = false
  let isClosed = false

  const open = (): void => {
    const mine = mqtt.connect(url, {
      clientId: `sim-${sourceCode}`,
      username: credential.username,
      password: credential.password,
      clean: true,
      keepalive: 60,
      reconnectPeriod: RECONNECT_MS,
      // The door may not know its sources yet when the demo starts: a refused sign-in is tried again.
      reconnectOnConnackError: true,
      queueQoSZero: false,
      protocolVersion: 4,
    })
    client = mine
    mine.on('connect', () => {
      lastTrouble = ''
      pump()
    })
    mine.on('error', (error) => {
      if (error.message !== lastTrouble) onTrouble(error.message)
      lastTrouble = error.message
    })
  }

  const pump = (): void => {
    const mine = client
    if (!mine?.connected || isCut) return
    while (onTheWay.size < ON_THE_WAY) {
      const message = outbox.take()
      if (!message) return
      onTheWay.add(message)
      // While the client lives it repeats the publish itself after a reconnect; the callback comes with the PUBACK.
      mine.publish(topic, message.payload, { qos: 1 }, (error) => {
        if (!onTheWay.delete(message)) return
        if (error) outbox.putBack(message)
        else {
          outbox.settle(message)
          outbox.counts.acknowledged += message.samples
        }
        if (mine === client) pump()
      })
    }
  }

  /** Ends the connection hard; what was on its way goes back, the newest first so that the oldest ends up in front. */
  const drop = (): void => {
    const mine = client
    client = null
    const unanswered = [...onTheWay]
    onTheWay = new Set()
    for (const message of unanswered.reverse()) outbox.putBack(message)
    mine?.end(true)
  }

  open()
  return {
    counts: outbox.counts,
    waiting: () => outbox.waiting(),
    connected: () => client?.connected ?? false,
    offer(message) {
      outbox.put(message)
      pump()
    },
    cut() {
      if (isCut || isClosed) return
      isCut = true
      drop()
    },
    mend() {
      if (!isCut || isClosed) return
      isCut = false
      open()
    },
    async close(graceMs) {
      isClosed = true
      const deadline = performance.now() + graceMs
      while (client?.connected && onTheWay.size > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
      drop()
    },
  }
}
