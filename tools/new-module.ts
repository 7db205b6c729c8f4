/** `npm run new-module -- special-work 特殊作业`: a module with every floor, told to the programs, linked and documented. Green from the first minute. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { writeModule } from './new-module/write.ts'

const ROOT = join(import.meta.dirname, '..')
const [name, zh] = process.argv.slice(2)

/** @returns whether it went well; its output is shown where it did not. */
function step(words: string, command: string, args: readonly string[]): boolean {
  process.stdout.write(`${words}\n`)
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) process.stderr.write(`${stdout}${stderr}`)
  return status === 0
}

if (!name || !zh) {
  process.stderr.write('npm run new-module -- NAME 中文名, e.g. npm run new-module -- special-work 特殊作业\n')
  process.exit(2)
}
try {
  for (const file of writeModule(ROOT, name, zh)) process.stdout.write(`  ${file}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(1)
}
const linked = step('linking the workspace', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'])
const documented = linked && step('writing the generated documents', process.execPath, ['tools/docs/main.ts'])
if (!documented) process.exit(1)
process.stdout.write(`modules/${name} is there. Next: npm run check, then its contract.ts.\n`)
