/** Which source may send which tag, for many tags at once, in the transaction of whoever asks. For the import. */
import type { Caller } from '@anyuan/kernel'
import { OWN_CODE_PROTOCOLS } from '../contract.ts'
import type { Needs } from '../service.ts'
import { bulkStore } from '../store/bulk.ts'
import type { Tx } from '../store.ts'

export const sourcesBulk = ({ outbox, audit }: Pick<Needs, 'outbox' | 'audit'>) => ({
  /** The sources that the transaction sees. Only those that name tags by our own codes have an allow-list to write in; the others' follows from their points. */
  sources: async (tx: unknown): Promise<{ code: string; org: string; hasList: boolean }[]> =>
    (await bulkStore.sources(tx as Tx)).map(({ code, org, protocol }) => ({ code, org, hasList: OWN_CODE_PROTOCOLS.includes(protocol) })),
  senders: (tx: unknown, tagCodes: readonly string[]) => bulkStore.senders(tx as Tx, tagCodes),
  async setSenders(tx: unknown, caller: Caller, senders: readonly { tagCode: string; sourceCodes: readonly string[] }[]): Promise<void> {
    if (senders.length === 0) return
    await bulkStore.setSenders(tx as Tx, senders)
    await audit.record(tx as Tx, caller, {
      action: 'sources.import_allowed_tags',
      object: String(senders.length),
      org: caller.scope[0] ?? null,
      before: null,
      after: { tags: senders.length },
    })
    await outbox.append(tx as Tx, [{ type: 'sources.changed' }])
  },
  standingBelow: (tx: unknown, paths: readonly string[]) => bulkStore.standingBelow(tx as Tx, paths),
})
export type SourcesBulk = ReturnType<typeof sourcesBulk>
