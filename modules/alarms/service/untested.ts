/** What came back into service untested, and the test that somebody records for it afterwards. */
import { type Caller, Refused } from '@anyuan/kernel'
import type { LateTest, Untested } from '../contract.ts'
import type { Needs } from './needs.ts'

export const untestedService = ({ transact, store, audit }: Needs) => ({
  untested: (caller: Caller, under: string | undefined): Promise<Untested[]> => transact(caller.scope, (tx) => store.untested(tx, under)),
  /** The result is kept in the audit trail; the alarm leaves the list. */
  recordTest: (caller: Caller, { alarmNumber, testResult }: LateTest): Promise<void> =>
    transact(caller.scope, async (tx) => {
      const where = await store.clearUntested(tx, alarmNumber)
      if (!where) throw new Refused('alarms.not_found', { alarmNumber })
      await audit.record(tx, caller, {
        action: 'alarms.record_test',
        object: where.tagCode,
        org: where.org,
        before: null,
        after: { testResult },
      })
    }),
})
