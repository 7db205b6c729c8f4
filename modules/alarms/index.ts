/** The module's face. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { alarmsRoutes } from './routes.ts'
import { alarmsService, type Needs } from './service.ts'
import { alarmsStore } from './store.ts'

export type { ActOutcome, AlarmsService } from './service.ts'
export type { AlarmsTables, Where } from './store.ts'

export function alarms(needs: Omit<Needs, 'store'>) {
  const service = alarmsService({ ...needs, store: alarmsStore })
  const module = defineModule({
    name: 'alarms',
    errors,
    permissions,
    migrations: migrationsIn('alarms', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: alarmsRoutes(service),
    tells: ['alarms.changed'],
    // at 01:10 on the first: what came late over midnight is in
    jobs: [
      { name: 'alarms.monthly_report', cron: '10 1 1 * *', run: () => service.makeMonthlyReports() },
      // the pipeline keeps this in memory alone
      { name: 'alarms.collect_late', cron: '* * * * *', run: () => service.collectLate() },
      {
        name: 'alarms.repair_late',
        cron: '20 * * * *',
        expireSeconds: 3000,
        run: async ({ signal }) => void (await service.repairLate(signal)),
      },
    ],
  })
  return { module, service }
}
