/** All use cases of data sources. */
import { keeping } from './service/keeping.ts'
import type { Needs } from './service/needs.ts'
import { provisioning } from './service/provision.ts'
import { quarantining } from './service/quarantine.ts'
import { trial } from './service/trial.ts'

export type { Needs } from './service/needs.ts'
export { QUARANTINE_DAYS } from './service/quarantine.ts'

export const sourcesService = (needs: Needs) => ({ ...keeping(needs), ...quarantining(needs), ...trial(needs), ...provisioning(needs) })
export type SourcesService = ReturnType<typeof sourcesService>
