/** The module's face: all that apps/ may see of it. */
import { migrationsIn } from '@anyuan/db'
import { markSheets, readSheets, templateFile } from '@anyuan/documents'
import { defineModule } from '@anyuan/host'
import { errors, permissions } from './contract.ts'
import { importsRoutes } from './routes.ts'
import { importsService, type Needs } from './service.ts'
import { importsStore } from './store.ts'

export type { ImportsService, SheetScopes } from './service.ts'
export type { ImportsTables } from './store.ts'

const STEP = { expireSeconds: 600, retries: 2 } as const // default, not from a standard

export function imports(needs: Omit<Needs, 'store' | 'workbooks'>) {
  const service = importsService({
    ...needs,
    store: importsStore,
    workbooks: { read: readSheets, mark: markSheets, template: templateFile },
  })
  const module = defineModule({
    name: 'imports',
    errors,
    permissions,
    migrations: migrationsIn('imports', new URL('./migrations/', import.meta.url)),
    locales: new URL('./locales/', import.meta.url),
    routes: importsRoutes(service),
    tells: [],
    jobs: [
      { name: 'imports.check', ...STEP, run: ({ data }) => service.check(data) },
      { name: 'imports.apply', ...STEP, run: ({ data }) => service.carryOut(data) },
      { name: 'imports.undo', ...STEP, run: ({ data }) => service.takeBack(data) },
      { name: 'imports.drop_old', cron: '40 3 * * *', run: () => service.dropOld() },
    ],
  })
  return { module, service }
}
