/** Starts an edge agent: `npm run edge -- --server URL --code XXXX-XXXX-XXXX [--data-dir dir] [--config file]`. The code is needed once. Ends cleanly on SIGINT and SIGTERM. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { startAgent } from './agent.ts'
import { openSecret, readConfig, WrongConfiguration } from './config.ts'
import { digestOfCode, type Identity, redeem, savedIdentity, saveIdentity } from './identity.ts'
import { parkOf } from './park.ts'
import { serveStatus } from './status.ts'

const USAGE = `usage: npm run edge -- --server URL --code XXXX-XXXX-XXXX [--data-dir dir] [--config file]
       npm run edge -- --data-url URL --source CODE --credential-file file [--data-dir dir] [--config file]
       npm run edge -- [--data-dir dir] [--config file]        once it has been provisioned`

const { values } = parseArgs({
  options: {
    server: { type: 'string' },
    code: { type: 'string' },
    'data-url': { type: 'string' },
    source: { type: 'string' },
    'credential-file': { type: 'string' },
    'data-dir': { type: 'string', default: 'data-edge' },
    config: { type: 'string' },
  },
})

/** Who we are: given by hand, redeemed now, or saved before. */
async function identity(dataDir: string): Promise<Identity> {
  const { server, code, source, 'data-url': dataUrl, 'credential-file': credentialFile } = values
  const saved = savedIdentity(dataDir)
  const given =
    source && dataUrl && credentialFile
      ? { sourceCode: source, credential: openSecret(`file:${credentialFile}`), dataUrl: new URL(dataUrl).origin }
      : server && code && saved?.codeDigest !== digestOfCode(code)
        ? await redeem(server, code, dataDir)
        : saved
  if (!given) throw new WrongConfiguration(`this agent has not been provisioned\n${USAGE}`)
  saveIdentity(dataDir, given)
  return given
}

async function main(): Promise<void> {
  const dataDir = resolve(values['data-dir'])
  const config = readConfig(values.config)
  const log = pino({ name: 'edge', level: config.logLevel })
  const who = await identity(dataDir)
  const devices = [...config.devices, ...(who.device && !config.devices.some(({ code }) => code === who.device?.code) ? [who.device] : [])]
  const agent = startAgent({ config: { ...config, devices }, dataDir, park: parkOf(who), log })
  const status = await serveStatus(agent, config.statusPort)
  log.info({ source: who.sourceCode, park: who.dataUrl, status: status.address }, 'edge agent runs')
  let isEnding = false
  const end = async (): Promise<void> => {
    if (isEnding) return
    isEnding = true
    await agent.stop()
    await status.close()
    log.info('edge agent ends')
    process.exit(0)
  }
  process.on('SIGINT', () => void end())
  process.on('SIGTERM', () => void end())
}

try {
  await main()
} catch (error) {
  if (!(error instanceof WrongConfiguration)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}
