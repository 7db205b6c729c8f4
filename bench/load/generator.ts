/** Starts a load generator as a process of its own and waits for its report. */
import { fork } from 'node:child_process'
import type { LoadSource } from '../rig.ts'

export interface SteadyLoad {
  kind: 'mqtt-steady'
  port: number
  sources: LoadSource[]
  /** Samples of a message. */
  batch: number
  connectionsPerSource: number
  /** Each tag sends once a second, for this long. */
  seconds: number
  /** So many tags exceed their limit once, at random moments after the first `quietSeconds`. */
  breaches: number
  quietSeconds: number
  seed: number
}
export interface MqttFlood {
  kind: 'mqtt-flood'
  port: number
  sources: LoadSource[]
  batch: number
  /** Messages on the way on each connection. */
  window: number
  seconds: number
  seed: number
}
export interface HttpFlood {
  kind: 'http-flood'
  port: number
  sources: LoadSource[]
  /** Requests on the way, each of a source of its own. */
  seconds: number
  seed: number
}
export type Load = SteadyLoad | MqttFlood | HttpFlood

/** A sample that was beyond its limit: when it was handed to the socket. */
export interface SentBreach {
  tagNumber: number
  value: number
  sentAtMs: number
}
export interface LoadReport {
  sent: number
  acknowledged: number
  refused: number
  /** From the first message to the last acknowledgement. */
  seconds: number
  ackMs: { p50: number; p99: number; max: number }
  breaches: SentBreach[]
  /** The generator's own processor time, as a share of one core. */
  busy: number
  /** How late its slowest message left. */
  latestMs: number
  lost: string[]
}

export function generate(load: Load): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL(`./${load.kind}.ts`, import.meta.url), [], { serialization: 'advanced', execArgv: [] })
    let report: LoadReport | null = null
    child.on('message', (message) => {
      report = message as LoadReport
    })
    child.on('exit', (code) => (report ? resolve(report) : reject(new Error(`the load generator ended with ${code}`))))
    child.send(load)
  })
}

/** For a generator: its task, and the way to report. */
export async function perform<L extends Load>(work: (load: L) => Promise<LoadReport>): Promise<void> {
  const load = await new Promise<L>((resolve) => process.once('message', (message) => resolve(message as L)))
  const report = await work(load)
  process.send!(report, () => process.exit(0))
}
