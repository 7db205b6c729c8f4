/** What processes cost, as the kernel counts it (Linux), and how fast the disk makes one write durable. */
import { fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { quantile, withTempDir } from './harness.ts'

const TICKS_PER_SECOND = 100 // USER_HZ of Linux

/** User and system time of the processes, all threads, seconds. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
  }, 0)

/** Proportional set size of the processes, MiB: shared pages are counted once. */
export const pssMiB = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) / 1024, 0)

/** One clock for all processes of this machine, ms. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** Appends of 4 KiB, each made durable, one after the other. */
export const bareFdatasync = (seconds: number): Promise<{ perSecond: number; p50Ms: number; p99Ms: number }> =>
  withTempDir(async (dir) => {
    const file = openSync(join(dir, 'appended'), 'a')
    const block = Buffer.alloc(4096, 1)
    const taken: number[] = []
    const until = performance.now() + seconds * 1000
    while (performance.now() < until) {
      const began = performance.now()
      writeSync(file, block)
      fdatasyncSync(file)
      taken.push(performance.now() - began)
    }
    return { perSecond: taken.length / seconds, p50Ms: quantile(taken, 0.5), p99Ms: quantile(taken, 0.99) }
  })

/**
 * Whether others use the machine too: what they take cannot be measured here, and a run beside a busy neighbour says little.
 * @returns at the end: the share of all cores that neither we nor idleness had, 0 to 1.
 */
export function neighbours(): (ownCpuSeconds: number) => number {
  const busyAndAll = () => {
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]!
      .trim()
      .split(/\s+/)
      .slice(1)
      .map(Number)
    const busy = user + nice + system + irq + softirq + steal
    return { busy, all: busy + idle + iowait }
  }
  const before = busyAndAll()
  return (ownCpuSeconds) => {
    const after = busyAndAll()
    return Math.max(0, (after.busy - before.busy - ownCpuSeconds * TICKS_PER_SECOND) / (after.all - before.all))
  }
}
