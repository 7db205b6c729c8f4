/** `npm run check`: what CI demands of every change. `--only shape,lint` runs some steps, `--except tests` leaves some out. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runSteps } from './check/step.ts'
import { chosen } from './check/steps.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, except: { type: 'string', default: '' } } })
const list = (text: string) => text.split(',').filter(Boolean)
try {
  const steps = chosen(values.only === undefined ? null : list(values.only), list(values.except))
  process.exitCode = runSteps(join(import.meta.dirname, '..'), steps, (line) => process.stdout.write(`${line}\n`)) === 0 ? 0 : 1
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 2
}
