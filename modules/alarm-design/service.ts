/** Use cases of alarm design, one file for each thing: the design itself, change requests, rehearsals, comparisons. */
import { changesService } from './service/changes.ts'
import { comparisonsService } from './service/comparisons.ts'
import { designService } from './service/design.ts'
import type { Needs } from './service/needs.ts'
import { rehearsalService } from './service/rehearsal.ts'

export { CARRY_OUT } from './service/changes.ts'
export { COMPARE } from './service/comparisons.ts'
export type { Needs, SampleBlock } from './service/needs.ts'
export { REHEARSE } from './service/rehearsal.ts'

export const alarmDesignService = (needs: Needs) => {
  const design = designService(needs)
  return { ...design, ...changesService(needs, design), ...rehearsalService(needs, design), ...comparisonsService(needs) }
}
export type AlarmDesignService = ReturnType<typeof alarmDesignService>
