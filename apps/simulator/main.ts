/** Starts the living province: `node apps/simulator/main.ts --config <file.json>`. Ends cleanly on SIGINT and SIGTERM. */
import { parseArgs } from 'node:util'
import { buildProvince } from '@anyuan/province'
import pino from 'pino'
import { readConfig, readCredentials } from './config.ts'
import { controlOf } from './control.ts'
import { startSimulator } from './simulator.ts'

const { values } = parseArgs({ options: { config: { type: 'string' } } })
if (!values.config) {
  process.stderr.write('usage: node apps/simulator/main.ts --config <file.json>\n')
  process.exit(2)
}
const config = readConfig(values.config)
const log = pino({ name: 'simulator', level: config.logLevel })
const simulator = startSimulator({
  ...config,
  province: buildProvince(config),
  credentials: readCredentials(config.credentialsFile),
  onTrouble: (sourceCode, reason) => log.warn({ sourceCode, reason }, 'gateway in trouble'),
})
const control = controlOf(simulator)
await control.listen({ host: '127.0.0.1', port: config.controlPort })
const address = control.server.address()
log.info(
  { controlPort: typeof address === 'object' ? address?.port : config.controlPort, sources: simulator.status().sources },
  'simulator runs',
)

let isEnding = false
const end = async (): Promise<void> => {
  if (isEnding) return
  isEnding = true
  await simulator.stop()
  await control.close()
  log.info(simulator.status(), 'simulator ends')
  process.exit(0)
}
process.on('SIGINT', () => void end())
process.on('SIGTERM', () => void end())
// Under a supervisor the channel closes when the parent dies.
process.on('disconnect', () => void end())
