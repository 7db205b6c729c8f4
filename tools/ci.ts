/** What `.ci/run` does once the packages are there: the README's test command, then the rest of the check, then a new module on trial. Ends with `N passed, N failed, N skipped`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSteps } from './check/step.ts'
import { CI_STEPS, chosen } from './check/steps.ts'
import { add, TALLY_FILE, type Tally, tallyLine } from './test/tally.ts'

const ROOT = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'anyuan-ci-'))
const file = join(scratch, 'tally.json')
const startedAt = performance.now()

const { status } = spawnSync(process.execPath, [join(ROOT, 'tools/test.ts')], {
  cwd: ROOT,
  env: { ...process.env, [TALLY_FILE]: file },
  stdio: ['ignore', 'inherit', 'inherit'],
})
const tests: Tally = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
rmSync(scratch, { recursive: true, force: true })
// every test passed, yet the run ended badly: that is one failure more
if (status !== 0 && tests.failed === 0) tests.failed++

const steps = [...chosen(null, ['tests']), ...CI_STEPS]
const failedSteps = runSteps(ROOT, steps, (line) => process.stdout.write(`${line}\n`))
const all = add(tests, { passed: steps.length - failedSteps, failed: failedSteps, skipped: 0 })
process.stdout.write(`tests and ${steps.length} checks in ${Math.round((performance.now() - startedAt) / 1000)} s\n${tallyLine(all)}\n`)
process.exitCode = all.failed === 0 ? 0 : 1
