/**
 * `npm run nightly`: the searches that are too long for every change. Runs each `*.nightly.ts` of packages, modules and apps in turn with one seed, which is
 * printed: `npm run nightly -- 42` repeats that night. A file takes the seed as its only argument, prints what it did, and fails by its exit code.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const seed = process.argv[2] ?? String(Date.now() % 2 ** 31)
const files = globSync('{packages,modules,apps}/**/*.nightly.ts', { cwd: ROOT, exclude: (name) => name.includes('node_modules') }).sort()

process.stdout.write(`nightly: ${files.length} searches, seed ${seed}\n`)
const failed = files.filter((file) => {
  const from = performance.now()
  const { status } = spawnSync(process.execPath, [join(ROOT, file), seed], { cwd: ROOT, stdio: 'inherit' })
  process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'} ${file} ${((performance.now() - from) / 1000).toFixed(1)} s\n`)
  return status !== 0
})
if (files.length === 0) process.stderr.write('nightly: nothing found\n')
if (failed.length > 0) process.stderr.write(`nightly: failed with seed ${seed}: ${failed.join(', ')}\n`)
process.exit(failed.length > 0 || files.length === 0 ? 1 : 0)
