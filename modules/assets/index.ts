/** The module's face. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { assetsRoutes } from './routes.ts'
import { assetsBulk } from './service/bulk.ts'
import { assetsService, type Needs } from './service.ts'
import { assetsStore } from './store.ts'

export { alarmsOf } from './rules.ts'
export type { Settlement } from './service/settings.ts'
export type { AssetsService, Readings } from './service.ts'
export type { AssetsTables } from './store.ts'

export function assets(needs: Omit<Needs, 'store'>) {
  const service = assetsService({ ...needs, store: assetsStore })
  const module = defineModule({
    name: 'assets',
    errors,
    permissions,
    migrations: migrationsIn('assets', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: assetsRoutes(service),
    tells: ['assets.tags_changed', 'assets.state_changed'],
  })
  return { module, service, bulk: assetsBulk({ ...needs, store: assetsStore }) }
}
