/** Use cases of alarm-design, each in the same four beats: load, decide, save, tell. */
import { randomUUID } from 'node:crypto'
import { type Audit, accept, type Caller, type Clock, type Outbox, Refused, type Transact } from '@anyuan/kernel'
import type { AlarmDesignClose, AlarmDesignEvent, AlarmDesignQuery, AlarmDesignRecord, NewAlarmDesignRecord } from './contract.ts'
import { close, open } from './rules.ts'
import type { AlarmDesignStore, Tx } from './store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: AlarmDesignStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
}

export const alarmDesignService = ({ transact, store, outbox, audit, clock }: Needs) => {
  /** One transaction: a record is never saved untold, nor told unsaved. */
  const keep = async (
    tx: Tx,
    caller: Caller,
    action: string,
    before: AlarmDesignRecord | null,
    after: AlarmDesignRecord,
    events: AlarmDesignEvent[],
  ) => {
    await store.save(tx, after)
    await audit.record(tx, caller, { action, object: after.id, org: after.org, before, after })
    await outbox.append(tx, events)
    return after
  }
  return {
    page: (caller: Caller, query: AlarmDesignQuery) => transact(caller.scope, (tx) => store.page(tx, query)),
    open: (caller: Caller, input: NewAlarmDesignRecord): Promise<AlarmDesignRecord> =>
      transact(caller.scope, async (tx) => {
        const { state, events } = accept(open(input, randomUUID(), caller, clock.now()))
        return keep(tx, caller, 'alarm-design.open', null, state, events)
      }),
    close: (caller: Caller, id: string, input: AlarmDesignClose): Promise<AlarmDesignRecord> =>
      transact(caller.scope, async (tx) => {
        const record = await store.forUpdate(tx, id)
        if (!record) throw new Refused('alarm-design.not_found', { id })
        const { state, events } = accept(close(record, input, caller.name, clock.now()))
        return keep(tx, caller, 'alarm-design.close', record, state, events)
      }),
  }
}
export type AlarmDesignService = ReturnType<typeof alarmDesignService>
