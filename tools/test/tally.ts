/** Counts a test run: how many passed, failed, were skipped. A file that could not be loaded is a failure, never a silence. */
import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** The line that people and machines look for, e.g. `12 passed, 0 failed, 3 skipped`. */
export const tallyLine = ({ passed, failed, skipped }: Tally): string => `${passed} passed, ${failed} failed, ${skipped} skipped`

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

/** Name of the environment variable that says into which file the counts go. Not ANYUAN_…: a house under test refuses settings it does not know. */
export const TALLY_FILE = 'TEST_TALLY_FILE'

/** Vitest's reporter of the counts; the words are left to Vitest's own. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env[TALLY_FILE]
    if (file) writeFileSync(file, JSON.stringify(count(modules, errors.length)))
  }
}

export function count(modules: readonly Pick<TestModule, 'children' | 'errors'>[], unhandledErrors: number): Tally {
  const tally: Tally = { passed: 0, failed: unhandledErrors, skipped: 0 }
  for (const module of modules) {
    tally.failed += module.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      // a test that never ran (interrupted run) has not been passed over on purpose
      if (state === 'pending') tally.failed++
      else tally[state]++
    }
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
  }
  return tally
}
