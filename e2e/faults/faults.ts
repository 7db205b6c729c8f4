/** The faults (故障), each with what it does to the house and how it is taken back. Recovery is never helped along: only what was broken outside is mended. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Occurrence } from '@anyuan/alarms/contract'
import type { ProcessName } from '../support/server.ts'
import type { Bench } from './house.ts'
import { BREACH } from './operator.ts'
import { openSlowBrowser } from './slow.ts'

export interface Scale {
  /** How long PostgreSQL and the archive are away, and lines are cut. */
  outageSeconds: number
  /** On-delay of the alarm that is to survive a kill; the kill comes at seven tenths of it. */
  delaySeconds: number
}
export const CI: Scale = { outageSeconds: 6, delaySeconds: 10 }
export const FULL: Scale = { outageSeconds: 120, delaySeconds: 600 }

export interface Fault {
  name: string
  /** What an alarm must do that begins in the middle of it: be on the screen while it lasts, or once it is over. */
  alarm: 'during' | 'after' | 'own'
  /** Why it cannot be tried here; null: it can. */
  missing?: (bench: Bench) => string | null
  /** Breaks something, calls `meanwhile` while it is broken, mends what is outside the house. @returns what is worth a line in the table */
  run(bench: Bench, scale: Scale, meanwhile: () => Promise<void>): Promise<string>
}

export const DELAYED = 'F-delay'
export const alarmTagOf = (fault: Fault): string => `F-${fault.name.replaceAll(/[^a-z0-9]+/gi, '-')}`

const killed = (name: ProcessName): Fault => ({
  name: `kill -9 ${name}`,
  alarm: name === 'pipeline' || name === 'supervisor' ? 'after' : 'during',
  async run(bench, _, meanwhile) {
    const { server } = bench
    const old = name === 'postgres' ? null : server.pid(name)
    if (name === 'postgres') await bench.database.kill()
    else server.kill(name)
    await meanwhile()
    const from = performance.now()
    while (old !== null && server.pids().includes(old)) await sleep(10)
    await server.ready(60_000)
    return `ready ${((performance.now() - from) / 1000).toFixed(1)} s after`
  },
})

const frozen: Fault = {
  name: 'archive frozen',
  alarm: 'during',
  async run({ server }, { outageSeconds }, meanwhile) {
    const pid = server.pid('archive')
    process.kill(pid, 'SIGSTOP')
    try {
      await meanwhile()
      await sleep(outageSeconds * 1000)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    return `${outageSeconds} s`
  },
}

const databaseStopped: Fault = {
  name: 'PostgreSQL stopped',
  alarm: 'during',
  async run({ database, watcher }, { outageSeconds }, meanwhile) {
    await database.stop()
    try {
      await sleep(1000)
      await meanwhile()
      await sleep(outageSeconds * 1000)
      if (!watcher.connected()) throw new Error('the screen lost its live connection while PostgreSQL was away')
    } finally {
      await database.start()
    }
    return `${outageSeconds} s`
  },
}

const brokerLine = (name: string, spoil: (line: Bench['line']) => void): Fault => ({
  name,
  alarm: 'during',
  async run({ line, load }, { outageSeconds }, meanwhile) {
    spoil(line)
    try {
      await meanwhile()
      await sleep(outageSeconds * 1000)
    } finally {
      line.heal()
    }
    return `${load.waiting()} messages waited at the senders`
  },
})
const brokerCut = brokerLine('broker line cut', (line) => line.cut())
const brokerHalfOpen = brokerLine('broker line half-open', (line) => line.halfOpen())

const slowConsumer: Fault = {
  name: 'slow consumer',
  alarm: 'during',
  async run({ server, park }, _, meanwhile) {
    const slow = await openSlowBrowser(server, park.duty)
    const before = await residentMebibytes(server.observe('pipeline'))
    await meanwhile()
    await sleep(SLOW_MS)
    const after = await residentMebibytes(server.observe('pipeline'))
    const code = await slow.wake(10_000)
    if (code === null) throw new Error('a browser that reads nothing is kept for ever')
    return `let go with ${code}; resident memory of the pipeline ${before} → ${after} MiB`
  },
}
const SLOW_MS = 16_000 // longer than the pipeline waits for a sign of life

const diskFull: Fault = {
  name: 'archive volume full',
  alarm: 'during',
  missing: ({ archiveVolume }) => (archiveVolume ? null : 'a tmpfs may not be mounted here (not root)'),
  async run({ archiveVolume }, { outageSeconds }, meanwhile) {
    const bytes = archiveVolume!.fill()
    try {
      await meanwhile()
      await sleep(outageSeconds * 1000)
    } finally {
      archiveVolume!.free()
    }
    return `${Math.round(bytes / 1024 / 1024)} MiB of a tmpfs filled`
  },
}

const clockStepped = (hours: number): Fault => ({
  name: `clock ${Math.abs(hours)} h ${hours > 0 ? 'ahead' : 'back'}`,
  alarm: 'during',
  missing: ({ clock }) => (clock ? null : 'libfaketime is not installed (Debian: apt-get install faketime)'),
  async run({ clock }, { outageSeconds }, meanwhile) {
    clock!.step(hours * 3600)
    try {
      await sleep(1500) // the library looks at its file once a second
      await meanwhile()
      await sleep(outageSeconds * 1000)
    } finally {
      clock!.step(0)
    }
    await sleep(1500)
    return `for ${outageSeconds} s, then back`
  },
})

/** The pipeline looks every tenth of a second, on a machine that has more to do. */
const LATE_MS = 2000
const delayOverRestart: Fault = {
  name: 'on-delay over a restart',
  alarm: 'own',
  async run({ server, operator, park }, { delaySeconds }) {
    const sentAt = Date.now()
    await operator.send(DELAYED, BREACH)
    const began = performance.now()
    await sleep(delaySeconds * 700)
    server.kill('pipeline')
    await sleep(200)
    await server.ready(60_000)
    const backAfterMs = performance.now() - began
    const rose = async () => (await park.duty.get<{ items: Occurrence[] }>('/alarms/occurrences', { tagCode: DELAYED })).items[0]?.raisedAt
    let raisedAt: string | undefined
    for (const until = performance.now() + delaySeconds * 1000 + 20_000; !raisedAt; await sleep(100)) {
      raisedAt = await rose()
      if (!raisedAt && performance.now() > until) throw new Error('the alarm whose delay ran over the restart never rose')
    }
    const roseAfterMs = Date.parse(raisedAt) - sentAt
    if (roseAfterMs < delaySeconds * 1000) throw new Error(`rose after ${roseAfterMs} ms, before its ${delaySeconds} s were over`)
    if (roseAfterMs > Math.max(delaySeconds * 1000, backAfterMs) + LATE_MS)
      throw new Error(`rose after ${roseAfterMs} ms instead of ${delaySeconds} s`)
    await operator.send(DELAYED, 10)
    return `killed at ${(delaySeconds * 0.7).toFixed(0)} of ${delaySeconds} s, rose at ${(roseAfterMs / 1000).toFixed(1)} s`
  },
}

/** The order: first what kills, then what is away, then lines, then what fills and slips. */
export const FAULTS: readonly Fault[] = [
  killed('pipeline'),
  killed('archive'),
  killed('api'),
  killed('postgres'),
  killed('supervisor'),
  databaseStopped,
  frozen,
  brokerCut,
  brokerHalfOpen,
  slowConsumer,
  diskFull,
  clockStepped(1),
  clockStepped(-1),
  delayOverRestart,
]

async function residentMebibytes(observe: string): Promise<number> {
  const text = await (await fetch(`${observe}/metrics`)).text()
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1] ?? Number.NaN) / 1024 / 1024)
}
