/** The module's face. */
import { AlarmChanged } from '@anyuan/alarms/contract'
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { dutyRoutes } from './routes.ts'
import { dutyService, type Needs } from './service.ts'
import { dutyStore } from './store.ts'

export type { DutyService } from './service.ts'
export type { DutyTables } from './store.ts'

export function duty(needs: Omit<Needs, 'store'>) {
  const service = dutyService({ ...needs, store: dutyStore })
  const module = defineModule({
    name: 'duty',
    errors,
    permissions,
    migrations: migrationsIn('duty', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: dutyRoutes(service),
    tells: ['duty.handed_over'],
    hears: { 'alarms.changed': (event, sequence) => service.hear(AlarmChanged.parse(event), sequence) },
  })
  return { module, service }
}
