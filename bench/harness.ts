/** What every measurement needs: the machine and versions it ran on, medians, and a result file that a later run can be compared with. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Nearest-rank quantile, `q` from 0 to 1. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new Error('no values')
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]!
}

export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
  loadBefore: LOAD_AT_START,
  commit: commit(),
})
const LOAD_AT_START = Math.round(loadavg()[0]! * 100) / 100
const commit = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown' // a source archive without git
  }
}

export interface Figure {
  what: string
  value: number
  unit: string
  /** The goal it is held against. */
  goal?: { atMost?: number; atLeast?: number }
  /** What the machine could do at best, measured in the same run. */
  limit?: { what: string; value: number }
  /** The single runs behind a median. */
  runs?: number[]
}

/** Prints the figures as a table and writes bench/results/<name>.json. `about` tells data, versions, sizes. */
export function report(name: string, figures: readonly Figure[], about: Readonly<Record<string, unknown>>): void {
  const rows = figures.map(({ what, value, unit, goal, limit }) => ({
    what,
    value: `${tidy(value)} ${unit}`,
    goal: goal ? [goal.atMost !== undefined ? `≤ ${goal.atMost}` : '', goal.atLeast !== undefined ? `≥ ${goal.atLeast}` : ''].join('') : '',
    met: goal ? value <= (goal.atMost ?? Number.POSITIVE_INFINITY) && value >= (goal.atLeast ?? Number.NEGATIVE_INFINITY) : '',
    'share of limit': limit ? `${Math.round((100 * value) / limit.value)} % of ${limit.what}` : '',
  }))
  console.table(rows)
  const dir = join(import.meta.dirname, 'results')
  mkdirSync(dir, { recursive: true })
  writeFileSync(
    join(dir, `${name}.json`),
    `${JSON.stringify({ name, at: new Date().toISOString(), machine: machine(), about, figures }, null, 2)}\n`,
  )
}
const tidy = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

/** A folder that is gone when `work` is done. */
export async function withTempDir<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-bench-'))
  try {
    return await work(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
