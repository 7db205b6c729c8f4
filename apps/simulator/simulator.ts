/** Plays the province: steps the model with the clock, lets each gateway send in its turn, answers what is going on. */
import { hashText, type Province } from '@anyuan/province'
import type { Credentials } from './config.ts'
import { createIncidents, type Incidents } from './model/incidents.ts'
import { createWorld, type World } from './model/world.ts'
import { httpSender } from './wire/http-sender.ts'
import { mqttSender } from './wire/mqtt-sender.ts'
import { type Counts, noCounts } from './wire/outbox.ts'
import { payloadOf } from './wire/payload.ts'
import type { Sender } from './wire/sender.ts'

const INTERVAL_MS = 5000
const TICK_MS = 50
/** After a pause longer than this (a sleeping machine) the gateways go on from now; nothing is invented for the gap. */
const MOST_BEHIND_MS = 30_000
const RATE_WINDOW_SECONDS = 10

export interface SimulatorOptions {
  province: Province
  seed: number
  speed: number
  mqttUrl: string
  httpUrl: string
  credentials: Credentials
  onTrouble(sourceCode: string, reason: string): void
}
export interface Status extends Counts {
  samplesPerSecond: number
  waiting: number
  sourcesConnected: number
  sources: number
  incidents: { id: string; running: boolean; startedAt: number | null }[]
}
export interface Simulator {
  readonly world: World
  readonly incidents: Incidents
  status(): Status
  stop(): Promise<void>
}

interface Gateway {
  code: string
  sender: Sender
  nextMs: number
}

/** Starts at once. Gateways without a credential are reported and left out. */
export function startSimulator(options: SimulatorOptions): Simulator {
  const { province, seed, speed, credentials } = options
  const startMs = Date.now()
  const world = createWorld(province, { seed, startMs })
  const incidents = createIncidents(world)
  const gateways: Gateway[] = []
  const recent: { second: number; samples: number }[] = []
  let isStopped = false

  for (const [i, source] of province.sources.entries()) {
    const credential = credentials[source.code]
    if (!credential) {
      options.onTrouble(source.code, 'no credential')
      continue
    }
    const line = { sourceCode: source.code, credential, onTrouble: (reason: string) => options.onTrouble(source.code, reason) }
    const sender =
      source.protocol === 'mqtt' ? mqttSender({ ...line, url: options.mqttUrl }) : httpSender({ ...line, url: options.httpUrl })
    // Spread evenly over the interval, so that the load is even.
    gateways.push({ code: source.code, sender, nextMs: startMs + 1000 + Math.round((i / province.sources.length) * INTERVAL_MS) })
  }
  const run = hashText(`${seed}:${startMs}`).toString(36)

  /** A machine that slept does not replay the night second by second. */
  let origin = { wallMs: startMs, worldMs: world.nowMs }
  const simulated = (nowMs: number): number => {
    const due = origin.worldMs + (nowMs - origin.wallMs) * speed
    if (due - world.nowMs <= MOST_BEHIND_MS * speed) return due
    origin = { wallMs: nowMs, worldMs: world.nowMs + 1000 }
    return origin.worldMs
  }
  const tick = (): void => {
    const nowMs = Date.now()
    const before = world.nowMs
    world.stepTo(simulated(nowMs))
    if (world.nowMs !== before) incidents.step()
    for (const gateway of gateways) {
      if (incidents.isCut(gateway.code)) gateway.sender.cut()
      else gateway.sender.mend()
      if (nowMs < gateway.nextMs) continue
      if (nowMs - gateway.nextMs > MOST_BEHIND_MS) gateway.nextMs += Math.ceil((nowMs - gateway.nextMs) / INTERVAL_MS) * INTERVAL_MS
      else {
        send(gateway, gateway.nextMs)
        gateway.nextMs += INTERVAL_MS
      }
    }
  }
  const send = (gateway: Gateway, timeMs: number): void => {
    const batch = world.sample(gateway.code, timeMs)
    if (batch.tags.length === 0) return
    gateway.sender.offer({ payload: payloadOf(batch), samples: batch.tags.length, key: `${run}-${gateway.code}-${timeMs}` })
    const second = Math.floor(Date.now() / 1000)
    const last = recent.at(-1)
    if (last?.second === second) last.samples += batch.tags.length
    else recent.push({ second, samples: batch.tags.length })
    while (recent.length > RATE_WINDOW_SECONDS + 2) recent.shift()
  }
  const tickTimer = setInterval(tick, TICK_MS)

  return {
    world,
    incidents,
    status() {
      const second = Math.floor(Date.now() / 1000)
      const window = Math.min(RATE_WINDOW_SECONDS, Math.max(1, Math.floor((Date.now() - startMs) / 1000)))
      const made = recent
        .filter((slot) => slot.second < second && slot.second >= second - window)
        .reduce((sum, slot) => sum + slot.samples, 0)
      const total = noCounts()
      for (const { sender } of gateways) {
        total.sent += sender.counts.sent
        total.acknowledged += sender.counts.acknowledged
        total.refused += sender.counts.refused
        total.lost += sender.counts.lost
      }
      return {
        ...total,
        samplesPerSecond: Math.round(made / window),
        waiting: gateways.reduce((sum, { sender }) => sum + sender.waiting(), 0),
        sourcesConnected: gateways.filter(({ sender }) => sender.connected()).length,
        sources: province.sources.length,
        incidents: incidents.list().map(({ id, running, startedAt }) => ({ id, running, startedAt })),
      }
    },
    async stop() {
      if (isStopped) return
      isStopped = true
      clearInterval(tickTimer)
      await Promise.all(gateways.map(({ sender }) => sender.close(2000)))
    },
  }
}
