/** The module's face. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { organisationRoutes } from './routes.ts'
import { organisationBulk } from './service/bulk.ts'
import { type Needs, organisationService } from './service.ts'
import { organisationStore } from './store.ts'

export type { OrganisationService } from './service.ts'
export type { OrganisationTables } from './store.ts'

export function organisation(needs: Omit<Needs, 'store'>) {
  const service = organisationService({ ...needs, store: organisationStore })
  const module = defineModule({
    name: 'organisation',
    errors,
    permissions,
    migrations: migrationsIn('organisation', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: organisationRoutes(service),
    tells: ['organisation.unit_added', 'organisation.unit_changed'],
  })
  return { module, service, bulk: organisationBulk({ ...needs, store: organisationStore }) }
}
