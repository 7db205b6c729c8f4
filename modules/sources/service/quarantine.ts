/** Use cases of the quarantine (隔离区). */
import { type Caller, plusSeconds, WHOLE_HOUSE } from '@anyuan/kernel'
import type { QuarantineQuery } from '../contract.ts'
import type { NewQuarantineEntry } from '../store.ts'
import type { Needs } from './needs.ts'

export const QUARANTINE_DAYS = 30 // default, not from a standard

export const quarantining = ({ transact, store, clock }: Needs) => ({
  quarantined: (caller: Caller, query: QuarantineQuery) => transact(caller.scope, (tx) => store.quarantined(tx, query)),
  /** For the house. */
  quarantine: (entries: readonly NewQuarantineEntry[]): Promise<void> => transact(WHOLE_HOUSE, (tx) => store.quarantine(tx, entries)),
  dropOldQuarantine: (): Promise<void> =>
    transact(WHOLE_HOUSE, (tx) => store.dropQuarantineBefore(tx, plusSeconds(clock.now(), -QUARANTINE_DAYS * 86_400))),
})
