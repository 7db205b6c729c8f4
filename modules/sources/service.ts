/** Use cases of data sources. The credential is made here, shown once, and kept as a digest. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Audit, accept, type Caller, type Clock, type Outbox, plusSeconds, Refused, type Transact, WHOLE_HOUSE } from '@anyuan/kernel'
import type {
  NewSource,
  QuarantineQuery,
  Source,
  SourceChange,
  SourceCredential,
  SourceQuery,
  SourceRow,
  SourceTraffic,
} from './contract.ts'
import { allowTags } from './rules.ts'
import type { NewQuarantineEntry, SourceKey, SourcesStore, Tx } from './store.ts'

export interface Needs {
  transact: Transact<Tx>
  store: SourcesStore
  outbox: Outbox<Tx>
  audit: Audit<Tx>
  clock: Clock
  organisationExists: (path: string) => Promise<boolean>
  /** Which of these tag codes exist in the scope. */
  knownTagCodes: (scope: readonly string[], codes: readonly string[]) => Promise<Set<string>>
  /** What the pipeline counts per source; null when it is not reached. */
  traffic: () => Promise<Map<string, SourceTraffic> | null>
}

export const QUARANTINE_DAYS = 30 // default, not from a standard
const digest = (credential: string) => createHash('sha256').update(credential).digest('hex')

export const sourcesService = ({ transact, store, outbox, audit, clock, organisationExists, knownTagCodes, traffic }: Needs) => {
  const must = async (tx: Tx, id: string): Promise<Source> => {
    const source = await store.source(tx, { id })
    if (!source) throw new Refused('sources.not_found', { id })
    return source
  }
  const changed = (tx: Tx) => outbox.append(tx, [{ type: 'sources.changed' }])

  return {
    async page(caller: Caller, query: SourceQuery): Promise<{ items: SourceRow[]; total: number }> {
      const [{ items, total }, counted] = await Promise.all([transact(caller.scope, (tx) => store.page(tx, query)), traffic()])
      return { items: items.map((source) => ({ ...source, traffic: counted?.get(source.code) ?? null })), total }
    },
    async add(caller: Caller, input: NewSource): Promise<SourceCredential> {
      if (!(await organisationExists(input.org))) throw new Refused('sources.no_such_organisation', { org: input.org })
      return transact(caller.scope, async (tx) => {
        if (await store.source(tx, { code: input.code })) throw new Refused('sources.code_taken', { code: input.code })
        const password = randomBytes(24).toString('base64url')
        const now = clock.now()
        const source: Source = { ...input, id: randomUUID(), enabled: true, tagCount: 0, credentialSetAt: now, changedAt: now }
        await store.add(tx, source, digest(password))
        await audit.record(tx, caller, { action: 'sources.add', object: source.code, org: source.org, before: null, after: source })
        await changed(tx)
        return { id: source.id, code: source.code, username: source.code, password }
      })
    },
    /** Many at once, each with the tags it may send, in one transaction: all or none. The tags are the caller's own and not looked up again. */
    addMany: (caller: Caller, inputs: readonly (NewSource & { tagCodes: readonly string[] })[]): Promise<SourceCredential[]> =>
      transact(caller.scope, async (tx) => {
        const now = clock.now()
        const credentials: SourceCredential[] = []
        for (const { tagCodes, ...input } of inputs) {
          const password = randomBytes(24).toString('base64url')
          const source: Source = {
            ...input,
            id: randomUUID(),
            enabled: true,
            tagCount: tagCodes.length,
            credentialSetAt: now,
            changedAt: now,
          }
          await store.add(tx, source, digest(password))
          await store.setTagCodes(tx, source, tagCodes)
          credentials.push({ id: source.id, code: source.code, username: source.code, password })
        }
        await audit.record(tx, caller, {
          action: 'sources.add_many',
          object: String(inputs.length),
          org: caller.scope[0] ?? null,
          before: null,
          after: { sources: inputs.length },
        })
        await changed(tx)
        return credentials
      }),
    change: (caller: Caller, id: string, changes: SourceChange): Promise<Source> =>
      transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const changedAt = clock.now()
        await store.change(tx, id, { ...changes, changed_at: changedAt })
        const after = { ...source, ...changes, changedAt }
        await audit.record(tx, caller, { action: 'sources.change', object: source.code, org: source.org, before: source, after })
        await changed(tx)
        return after
      }),
    /** A new credential; the old one ends with the next connection. */
    renewCredential: (caller: Caller, id: string): Promise<SourceCredential> =>
      transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const password = randomBytes(24).toString('base64url')
        await store.change(tx, id, { credential_digest: digest(password), credential_set_at: clock.now() })
        await audit.record(tx, caller, {
          action: 'sources.renew_credential',
          object: source.code,
          org: source.org,
          before: null,
          after: null,
        })
        await changed(tx)
        return { id, code: source.code, username: source.code, password }
      }),
    allowedTags: (caller: Caller, id: string) =>
      transact(caller.scope, async (tx) => {
        await must(tx, id)
        return { tagCodes: await store.tagCodes(tx, id) }
      }),
    async allow(caller: Caller, id: string, tagCodes: readonly string[]): Promise<{ tagCodes: string[] }> {
      const { state } = accept(allowTags(tagCodes, await knownTagCodes(caller.scope, tagCodes)))
      return transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const before = await store.tagCodes(tx, id)
        await store.setTagCodes(tx, source, state)
        await audit.record(tx, caller, {
          action: 'sources.allow_tags',
          object: source.code,
          org: source.org,
          before: { count: before.length },
          after: { count: state.length },
        })
        await changed(tx)
        return { tagCodes: state }
      })
    },
    quarantined: (caller: Caller, query: QuarantineQuery) => transact(caller.scope, (tx) => store.quarantined(tx, query)),
    /** For the house. */
    keys: (): Promise<SourceKey[]> => transact(WHOLE_HOUSE, (tx) => store.keys(tx)),
    quarantine: (entries: readonly NewQuarantineEntry[]): Promise<void> => transact(WHOLE_HOUSE, (tx) => store.quarantine(tx, entries)),
    dropOldQuarantine: (): Promise<void> =>
      transact(WHOLE_HOUSE, (tx) => store.dropQuarantineBefore(tx, plusSeconds(clock.now(), -QUARANTINE_DAYS * 86_400))),
  }
}
export type SourcesService = ReturnType<typeof sourcesService>
