/** Use cases of duty. */
import type { AlarmChanged } from '@anyuan/alarms/contract'
import { type Caller, type Clock, type OrgPath, type Outbox, Refused, type Transact, toInstant, WHOLE_HOUSE } from '@anyuan/kernel'
import type { LogEntry, LogQuery, NewHandover, NewRemark } from './contract.ts'
import { lineOf, mayWriteAt } from './rules.ts'
import type { DutyStore, Tx } from './store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: DutyStore
  outbox: Outbox<Tx>
  clock: Clock
}

export const dutyService = ({ transact, store, outbox, clock }: Needs) => {
  const write = (caller: Caller, org: OrgPath, entry: Pick<LogEntry, 'kind' | 'text' | 'params'>): Promise<LogEntry> =>
    transact(caller.scope, async (tx) => {
      const refusal = mayWriteAt(org, caller.scope)
      if (refusal) throw new Refused(refusal.code, refusal.params)
      const saved = await store.add(tx, { ...entry, org, at: clock.now(), code: null, by: caller.name }, null)
      if (entry.kind === 'handover') await outbox.append(tx, [{ type: 'duty.handed_over' }])
      return saved!
    })
  return {
    log: (caller: Caller, query: LogQuery) => transact(caller.scope, (tx) => store.page(tx, query)),
    remark: (caller: Caller, { org, text }: NewRemark) => write(caller, org, { kind: 'remark', text, params: {} }),
    handOver: (caller: Caller, { org, summary, openAlarms }: NewHandover) =>
      write(caller, org, { kind: 'handover', text: summary, params: { openAlarms } }),
    /** Writes the line of an alarm event, once. */
    async hear(changed: AlarmChanged, sequence: number): Promise<void> {
      const line = lineOf(changed)
      if (!line) return
      await transact(WHOLE_HOUSE, (tx) =>
        store.add(tx, { ...line, org: changed.org, at: toInstant(changed.event.at), kind: 'alarm', text: null }, sequence),
      )
    },
  }
}
export type DutyService = ReturnType<typeof dutyService>
