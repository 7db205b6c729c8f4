/** What a module is: all that `apps/server` may see of it. */
import type { Migration } from '@anyuan/db'
import type { Job } from '@anyuan/jobs'
import type { DomainEvent } from '@anyuan/kernel'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

export interface Module {
  /** Folder name; prefix of its routes (`/api/<name>/…`), permissions, error codes and events. */
  name: string
  /** Error code → HTTP status. */
  errors: Readonly<Record<string, number>>
  /** Permission → roles that hold it; `anyone` means every signed-in account within its own grants. */
  permissions: Readonly<Record<string, readonly string[]>>
  migrations: readonly Migration[]
  routes: FastifyPluginAsyncZod
  /** Events it tells the house, for the catalogue. */
  tells: readonly string[]
  /** Events of others it hears; called at least once each, in order, so a handler is idempotent. */
  hears?: Readonly<Record<string, (event: DomainEvent, sequence: number) => Promise<void>>>
  /** Folder of its words, `zh.json` and `en.json`, for what the server writes itself. */
  locales?: URL
  /** Work of its own that runs beside the requests: by a schedule (`cron`, Beijing time), or when its service sends it. At least once each. */
  jobs?: readonly Job[]
}

export function defineModule(module: Module): Module {
  for (const code of [
    ...Object.keys(module.errors),
    ...Object.keys(module.permissions),
    ...module.tells,
    ...(module.jobs ?? []).map((job) => job.name),
  ])
    if (!code.startsWith(`${module.name}.`)) throw new Error(`${code} does not begin with the module's name ${module.name}`)
  return module
}
