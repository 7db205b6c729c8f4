/** A gateway as a customer would run it: an ordinary MQTT client, QoS 1, that sends again what was not acknowledged and keeps a ledger of what was. */
import mqtt from 'mqtt'

export interface Sample {
  tag: string
  time: number
  value: number
}

export interface Sender {
  /** Samples whose PUBACK came. */
  readonly acknowledged: Sample[]
  /** Messages sent and not acknowledged. */
  waiting(): number
  publish(samples: readonly Sample[]): void
  close(): Promise<void>
}

export interface Line {
  url: string
  source: string
  username: string
  password: string
  /** How often it asks whether the line still stands; a line that is half-open is noticed after one and a half of it. */
  keepaliveSeconds?: number
}

export async function openSender({ url, source, username, password, keepaliveSeconds = 60 }: Line): Promise<Sender> {
  const client = mqtt.connect(url, {
    clientId: `e2e-${source}`,
    username,
    password,
    protocolVersion: 4,
    keepalive: keepaliveSeconds,
    clean: true,
    reconnectPeriod: 250,
    connectTimeout: 5000,
    reconnectOnConnackError: true,
  })
  client.on('error', () => {}) // the door is shut for a while: it knocks again
  await new Promise<void>((resolve) => client.once('connect', () => resolve()))
  const acknowledged: Sample[] = []
  let waiting = 0
  return {
    acknowledged,
    waiting: () => waiting,
    publish(samples) {
      waiting++
      const body =
        samples.length === 1
          ? samples[0]
          : { tags: samples.map((s) => s.tag), times: samples.map((s) => s.time), values: samples.map((s) => s.value) }
      // after a reconnect the client repeats by itself what was not acknowledged; the call back comes with the PUBACK
      client.publish(`anyuan/v1/${source}/samples`, JSON.stringify(body), { qos: 1 }, (error) => {
        waiting--
        if (!error) acknowledged.push(...samples)
      })
    },
    close: () => client.endAsync(true),
  }
}
