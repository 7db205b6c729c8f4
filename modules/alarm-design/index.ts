/** The module's face: all that apps/ may see of it. */
import { AlarmChanged } from '@anyuan/alarms/contract'
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { z } from 'zod'
import { errors, permissions } from './contract.ts'
import { alarmDesignRoutes } from './routes.ts'
import { alarmDesignService, CARRY_OUT, COMPARE, type Needs, REHEARSE } from './service.ts'
import { alarmDesignStore } from './store.ts'

export { classFor } from './rules.ts'
export type { AlarmDesignService, SampleBlock } from './service.ts'
export type { AlarmDesignTables } from './store.ts'

const Rehearse = z.object({ id: z.uuid() })

export function alarmDesign(needs: Omit<Needs, 'store'>) {
  const service = alarmDesignService({ ...needs, store: alarmDesignStore })
  const module = defineModule({
    name: 'alarm-design',
    errors,
    permissions,
    migrations: migrationsIn('alarm-design', new URL('./migrations/', import.meta.url)),
    routes: alarmDesignRoutes(service),
    tells: ['alarm-design.changed', 'alarm-design.change_moved', 'alarm-design.difference_found'],
    hears: { 'alarms.changed': (event, sequence) => service.hear(AlarmChanged.parse(event), sequence) },
    jobs: [
      { name: REHEARSE, expireSeconds: 3600, run: ({ data, signal }) => service.rehearse(Rehearse.parse(data).id, signal) },
      { name: CARRY_OUT, cron: '* * * * *', run: () => service.carryOutDue() },
      { name: COMPARE, cron: '0 * * * *', run: () => service.compare() },
    ],
  })
  return { module, service }
}
