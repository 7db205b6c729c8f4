/** The module's face: all that apps/ may see of it. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { alarmDesignRoutes } from './routes.ts'
import { alarmDesignService, type Needs } from './service.ts'
import { alarmDesignStore } from './store.ts'

export type { AlarmDesignService } from './service.ts'
export type { AlarmDesignTables } from './store.ts'

export function alarmDesign(needs: Omit<Needs, 'store'>) {
  const service = alarmDesignService({ ...needs, store: alarmDesignStore })
  const module = defineModule({
    name: 'alarm-design',
    errors,
    permissions,
    migrations: migrationsIn('alarm-design', new URL('./migrations/', import.meta.url)),
    routes: alarmDesignRoutes(service),
    tells: ['alarm-design.changed'],
  })
  return { module, service }
}
