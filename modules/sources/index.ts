/** The module's face. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { sourcesRoutes } from './routes.ts'
import { sourcesBulk } from './service/bulk.ts'
import { type Needs, sourcesService } from './service.ts'
import { sourcesStore } from './store.ts'

export type { SourcesService } from './service.ts'
export type { SourceKey, SourcesTables } from './store.ts'

export function sources(needs: Omit<Needs, 'store'>) {
  const service = sourcesService({ ...needs, store: sourcesStore })
  const module = defineModule({
    name: 'sources',
    errors,
    permissions,
    migrations: migrationsIn('sources', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: sourcesRoutes(service),
    tells: ['sources.changed'],
  })
  return { module, service, bulk: sourcesBulk(needs) }
}
