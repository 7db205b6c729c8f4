/** `npm test`: finds (or installs) a browser, runs every test, and ends with `N passed, N failed, N skipped`. Arguments go to Vitest. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumForTests } from './test/chromium.ts'
import { TALLY_FILE, type Tally, tallyLine } from './test/tally.ts'

const ROOT = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'anyuan-tally-'))
// whoever runs the tests as one step of many names the file and adds the counts up
const file = process.env[TALLY_FILE] ?? join(scratch, 'tally.json')

const chromium = chromiumForTests((line) => process.stdout.write(`${line}\n`))
const env: NodeJS.ProcessEnv = { ...process.env, [TALLY_FILE]: file }
if (chromium) env.CHROMIUM_PATH = chromium
else delete env.CHROMIUM_PATH // the browser tests skip themselves by its absence

const args = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', `--reporter=${join(ROOT, 'tools/test/tally.ts')}`]
const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'] })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  // a run that ended before it could count is a failure of its own
  const tally: Tally = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 1, skipped: 0 }
  rmSync(scratch, { recursive: true, force: true })
  process.stdout.write(`${tallyLine(tally)}\n`)
  process.exit(code === 0 && tally.failed === 0 ? 0 : 1)
})
