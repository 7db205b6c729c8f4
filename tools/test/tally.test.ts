/** The tally of a run of real Vitest over planted test files. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { add, TALLY_FILE, tallyLine } from './tally.ts'

const ROOT = join(import.meta.dirname, '../..')
// below the house, so that the planted files find Vitest
const dir = mkdtempSync(join(ROOT, 'node_modules/.anyuan-tally-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = (files: Record<string, string>) => {
  const folder = mkdtempSync(join(dir, 'run-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { include: ["*.case.ts"], exclude: [] } }')
  const tally = join(folder, 'tally.json')
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', `--reporter=${join(import.meta.dirname, 'tally.ts')}`], {
    cwd: folder,
    env: { ...process.env, VITEST: '', [TALLY_FILE]: tally },
  })
  return { status, tally: JSON.parse(readFileSync(tally, 'utf8')) }
}

test('passed, failed and skipped tests are counted apart, and a file that cannot be loaded is a failure', () => {
  const { status, tally } = run({
    'a.case.ts': `import { expect, test } from 'vitest'
      test('one', () => expect(1).toBe(1)); test('two', () => expect(1).toBe(2)); test.skip('three', () => {})`,
    'b.case.ts': `import './gone.ts'`,
  })
  expect(tally).toEqual({ passed: 1, failed: 2, skipped: 1 })
  expect(status).toBe(1)
})
test('the last line says it in words', () => {
  expect(tallyLine(add({ passed: 1, failed: 0, skipped: 0 }, { passed: 2, failed: 1, skipped: 3 }))).toBe('3 passed, 1 failed, 3 skipped')
})
