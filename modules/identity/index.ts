/** The module's face. */
import { migrationsIn } from '@anyuan/db'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { identityRoutes } from './routes.ts'
import { identityService, type Needs } from './service.ts'
import { identityStore } from './store.ts'

export { SESSION_COOKIE } from './routes.ts'
export { oneTimePassword } from './secrets.ts'
export type { IdentityService } from './service.ts'
export type { IdentityTables } from './store.ts'

export function identity(needs: Omit<Needs, 'store'>) {
  const service = identityService({ ...needs, store: identityStore })
  const module = defineModule({
    name: 'identity',
    errors,
    permissions,
    migrations: migrationsIn('identity', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: identityRoutes(service),
    tells: ['identity.account_changed'],
  })
  return { module, service }
}
