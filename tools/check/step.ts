/** One step of `npm run check`: what it is called, what it does, and what it says. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Report } from './source.ts'

export interface Outcome {
  ok: boolean
  /** What was looked at, for the line of a green step. */
  looked: string
  /** What to read where it is red. */
  words: string
}
export interface Step {
  name: string
  run: (root: string) => Outcome
}

const SHOWN_FINDINGS = 60

/** A check of ours: green where it read something and found nothing. */
export const checker = (name: string, unit: string, check: (root: string) => Report): Step => ({
  name,
  run(root) {
    const { findings, read } = check(root)
    const lines = findings.slice(0, SHOWN_FINDINGS).map(({ file, line, text }) => `  ${file}${line === null ? '' : `:${line}`}  ${text}`)
    if (findings.length > SHOWN_FINDINGS) lines.push(`  … and ${findings.length - SHOWN_FINDINGS} more`)
    if (read === 0) lines.push('  nothing was read')
    return { ok: findings.length === 0 && read > 0, looked: `${read} ${unit}`, words: lines.join('\n') }
  },
})

/** A program of a package, run with the house as its folder. Its output is shown where it fails. */
export const program = (name: string, script: string, args: readonly string[], show: 'on failure' | 'always' = 'on failure'): Step => ({
  name,
  run(root) {
    const stdio = show === 'always' ? ('inherit' as const) : ('pipe' as const)
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ['ignore', stdio, stdio],
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    return { ok: status === 0, looked: '', words: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trimEnd() }
  },
})

/** Runs the steps one after the other, all of them, and says how each went. @returns how many failed. */
export function runSteps(root: string, steps: readonly Step[], say: (line: string) => void): number {
  const failed: string[] = []
  for (const step of steps) {
    const startedAt = performance.now()
    const { ok, looked, words } = outcomeOf(step, root)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    say(`${ok ? '✓' : '✗'} ${step.name.padEnd(12)} ${seconds.padStart(6)} s  ${looked}`)
    if (ok) continue
    failed.push(step.name)
    if (words) say(words)
  }
  say(failed.length === 0 ? `all ${steps.length} steps green` : `${failed.length} of ${steps.length} steps failed: ${failed.join(', ')}`)
  return failed.length
}

function outcomeOf(step: Step, root: string): Outcome {
  try {
    return step.run(root)
  } catch (error) {
    return { ok: false, looked: '', words: `  ${(error as Error).message}` }
  }
}
