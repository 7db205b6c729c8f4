/** The same work for everyone: 1,000 tags once a second each at random moments, breaches at random moments, and then as many points as are taken. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../harness.ts'
import { diceOf } from '../load/dice.ts'
import { cpuSeconds, pssMiB } from '../processes.ts'
import { BATCH, LIMIT, type Peer, type Point, type RunningPeer, type Shape, TAGS } from './peer.ts'
import { holdToCore } from './process.ts'

const CORES = { generator: 0, peer: 1 }
const QUIET_SECONDS = 4
const LATE_SECONDS = 15

export interface LatencyRun {
  peer: string
  shape: Shape
  latenciesMs: number[]
  missed: number
  sent: number
  stored: number
  cpuMicrosPerPoint: number
  pssMiB: number
  /** Share of one core that the generator and the listening client took together. */
  generatorBusy: number
  latestMs: number
}

/** A folder and a fresh peer in it; both are gone afterwards. */
async function withPeer<T>(peer: Peer, shape: Shape, heard: (tag: number) => void, work: (running: RunningPeer) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-peer-'))
  try {
    mkdirSync(join(dir, 'peer'))
    const running = await peer.start({ dir: join(dir, 'peer'), shape, tags: TAGS, heard })
    try {
      return await work(running)
    } finally {
      await running.stop()
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** One run: `breaches` tags go over the limit once, each in a random second, and stay there. */
export function latencyRun(
  peer: Peer,
  shape: Shape,
  { seconds, breaches, seed }: { seconds: number; breaches: number; seed: number },
): Promise<LatencyRun> {
  const dice = diceOf(seed)
  const size = shape === 'single' ? 1 : BATCH
  const groups = Array.from({ length: TAGS / size }, (_, g) => Array.from({ length: size }, (_, i) => g * size + i + 1))
  const breachSecond = new Map<number, number>()
  while (breachSecond.size < breaches)
    breachSecond.set(1 + Math.floor(dice() * TAGS), QUIET_SECONDS + Math.floor(dice() * (seconds - QUIET_SECONDS)))
  const sentAt = new Map<number, number>()
  const latencies = new Map<number, number>()
  const heard = (tag: number) => {
    const sent = sentAt.get(tag)
    if (sent !== undefined && !latencies.has(tag)) latencies.set(tag, performance.now() - sent)
  }
  return withPeer(peer, shape, heard, async (running) => {
    holdToCore(running.pids(), CORES.peer)
    holdToCore([process.pid], CORES.generator)
    // the moment of each message is drawn anew each second: a peer that polls is met in every phase
    const plan = Array.from({ length: seconds }, (_, second) => groups.map((tags) => ({ at: second * 1000 + dice() * 1000, second, tags })))
      .flat()
      .sort((a, b) => a.at - b.at)
    const cpuBefore = cpuSeconds(running.pids())
    const own = process.cpuUsage()
    const failures: string[] = []
    const began = performance.now()
    const beganAt = Date.now()
    let latestMs = 0
    let sent = 0
    let next = 0
    await new Promise<void>((resolve) => {
      const turn = () => {
        const now = performance.now() - began
        for (; next < plan.length && plan[next]!.at <= now; next++) {
          const { at, second, tags } = plan[next]!
          latestMs = Math.max(latestMs, now - at)
          const points = tags.map((tag): Point => {
            const high = second >= (breachSecond.get(tag) ?? Number.POSITIVE_INFINITY)
            if (high && !sentAt.has(tag)) sentAt.set(tag, performance.now())
            // two decimals and never twice the same: nobody may leave a point out as unchanged
            return {
              tag,
              value: Math.round((high ? LIMIT + 50 : 100 + ((tag * 7 + second * 13) % 700)) * 100 + (second % 97)) / 100,
              time: beganAt + Math.round(at),
            }
          })
          sent += points.length
          running.send(points).catch((error: Error) => failures.push(error.message))
        }
        if (next < plan.length) setTimeout(turn, 1)
        else resolve()
      }
      turn()
    })
    const took = performance.now() - began
    const { user, system } = process.cpuUsage(own)
    const until = performance.now() + LATE_SECONDS * 1000
    while (latencies.size < breaches && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
    const cpu = cpuSeconds(running.pids()) - cpuBefore
    if (failures.length > 0) process.stderr.write(`${peer.name}: ${failures.length} messages failed, the first with ${failures[0]}\n`)
    return {
      peer: peer.name,
      shape,
      latenciesMs: [...latencies.values()],
      missed: breaches - latencies.size,
      sent,
      stored: await settled(running, sent),
      cpuMicrosPerPoint: (cpu * 1e6) / sent,
      pssMiB: pssMiB(running.pids()),
      generatorBusy: (user + system) / 1000 / took,
      latestMs,
    }
  })
}

export interface FloodRun {
  peer: string
  sent: number
  stored: number
  /** Stored points a second, counted until the last of them was stored. */
  perSecond: number
  cpuMicrosPerPoint: number
  pssMiB: number
}

/** As many points as the peer takes, in the shape it likes best. */
export function floodRun(peer: Peer, { seconds, seed }: { seconds: number; seed: number }): Promise<FloodRun> {
  const dice = diceOf(seed)
  const { batch, window } = peer.flood
  const shape: Shape = batch === 1 ? 'single' : 'batch'
  return withPeer(
    peer,
    shape,
    () => {},
    async (running) => {
      const cpuBefore = cpuSeconds(running.pids())
      const began = performance.now()
      const end = began + seconds * 1000
      let time = Date.now() - 3_600_000 // each message a later instant, so that no point repeats another
      let tag = 0
      let sent = 0
      const lane = async () => {
        while (performance.now() < end) {
          const points = Array.from({ length: batch }, (): Point => {
            tag = (tag % TAGS) + 1
            if (tag === 1) time += 10
            return { tag, value: Math.round(dice() * 80_000) / 100, time }
          })
          sent += batch
          await running.send(points)
        }
      }
      await Promise.all(Array.from({ length: window }, lane))
      const stored = await settled(running, sent)
      const took = (performance.now() - began) / 1000
      const cpu = cpuSeconds(running.pids()) - cpuBefore
      return {
        peer: peer.name,
        sent,
        stored,
        perSecond: stored / took,
        cpuMicrosPerPoint: (cpu * 1e6) / Math.max(1, stored),
        pssMiB: pssMiB(running.pids()),
      }
    },
  )
}

export interface BurstRun {
  peer: string
  firstMs: number
  lastMs: number
  missed: number
}

/** 500 tags over the limit within one second, on top of the quiet load of the others. */
export async function burstRun(peer: Peer, seed: number): Promise<BurstRun> {
  const dice = diceOf(seed)
  const shape: Shape = peer.shapes.includes('batch') ? 'batch' : 'single'
  const size = shape === 'single' ? 1 : BATCH
  const heardAt: number[] = []
  const told = new Set<number>()
  const heard = (tag: number) => {
    if (tag > 500 || told.has(tag)) return
    told.add(tag)
    heardAt.push(performance.now())
  }
  return withPeer(peer, shape, heard, async (running) => {
    const messages = (high: boolean) =>
      Array.from({ length: TAGS / size }, (_, g) => Array.from({ length: size }, (_, i) => g * size + i + 1)).map((tags) => ({
        at: dice() * 1000,
        tags,
        high,
      }))
    let began = 0
    for (const high of [false, false, true]) {
      began = performance.now()
      const beganAt = Date.now()
      for (const { at, tags } of messages(high).sort((a, b) => a.at - b.at)) {
        const wait = began + at - performance.now()
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
        void running.send(
          tags.map((tag) => ({
            tag,
            value: high && tag <= 500 ? LIMIT + Math.round(dice() * 9000) / 100 : Math.round(dice() * 80_000) / 100,
            time: beganAt + Math.round(at),
          })),
        )
      }
    }
    const until = performance.now() + LATE_SECONDS * 1000
    while (told.size < 500 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
    return {
      peer: peer.name,
      firstMs: (heardAt[0] ?? Number.NaN) - began,
      lastMs: (heardAt.at(-1) ?? Number.NaN) - began,
      missed: 500 - told.size,
    }
  })
}

/** Waits while the peer's own count still grows, at most half a minute beyond the last growth. */
async function settled(running: RunningPeer, sent: number): Promise<number> {
  let best = await running.stored()
  let grewAt = performance.now()
  while (best < sent && performance.now() - grewAt < 5000) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const now = await running.stored()
    if (now > best) {
      best = now
      grewAt = performance.now()
    }
  }
  return best
}

export const summary = (latencies: readonly number[]) =>
  latencies.length === 0
    ? null
    : { p50: quantile(latencies, 0.5), p90: quantile(latencies, 0.9), p99: quantile(latencies, 0.99), max: quantile(latencies, 1) }
