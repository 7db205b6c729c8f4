/** Tries `new-module` in a scratch copy of the house: what it writes has to be green untouched. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { linkWorkspaces, scratchCopy } from '../check/scratch.ts'
import { writeModule } from './write.ts'

const NAME = 'trial-records'
const CHECKS = 'types,shape,lint,pure,clauses,locales,glossary,docs'
const scratch = scratchCopy(join(import.meta.dirname, '../..'))

function run(...args: string[]): boolean {
  process.stdout.write(`> ${args.join(' ')}\n`)
  return spawnSync(process.execPath, args, { cwd: scratch.root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

try {
  process.stdout.write(`${writeModule(scratch.root, NAME, '试记录').join('\n')}\n`)
  linkWorkspaces(scratch.root)
  const vitest = 'node_modules/vitest/vitest.mjs'
  const green = [
    run('tools/docs/main.ts'),
    run('tools/check.ts', '--only', CHECKS),
    run(vitest, 'run', '--project=unit', `modules/${NAME}`, 'apps/server/authority', 'apps/server/tenants'),
  ]
  process.exitCode = green.every(Boolean) ? 0 : 1
} finally {
  scratch.remove()
}
