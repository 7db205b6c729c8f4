/** The archive role: keeps the sample archive, in a process of its own because the engine lives inside it. */
import { join } from 'node:path'
import { hostBus, socketPath } from '@anyuan/bus'
import { openArchive, serveArchive } from '@anyuan/telemetry/archive'
import { Counter, Histogram } from 'prom-client'
import { runRole } from './role.ts'

await runRole('archive', async ({ config, runDir, log, readyWhen, onStop }) => {
  const archive = await openArchive({
    dir: join(config.dataDir, 'archive'),
    ...(config.clickhouseUrl ? { clickhouseUrl: config.clickhouseUrl } : {}),
    retention: { rawDays: config.rawDays, rollupDays: config.rollupDays },
  })
  onStop(() => archive.close())
  const bus = await hostBus(socketPath(runDir, 'archive'), (subject, error) => log.error({ err: error, subject }, 'bus'))
  onStop(() => bus.close())
  const seconds = new Histogram({
    name: 'anyuan_archive_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['subject'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  })
  const faults = new Counter({ name: 'anyuan_archive_faults_total', help: 'Requests that failed', labelNames: ['subject'] })
  for (const [subject, handle] of Object.entries(serveArchive(archive)))
    bus.respond(subject, async (payload) => {
      const end = seconds.startTimer({ subject })
      try {
        return await handle(payload)
      } catch (error) {
        faults.inc({ subject })
        log.error({ err: error, subject }, 'fault')
        throw error
      } finally {
        end()
      }
    })
  readyWhen('archive', async () => (await archive.stats()).engine !== '')
})
