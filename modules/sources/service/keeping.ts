/** Use cases of sources: made, changed, found, and allowed their tags. */
import { randomUUID } from 'node:crypto'
import { accept, type Caller, Refused, WHOLE_HOUSE } from '@anyuan/kernel'
import type {
  Connection,
  ConnectionDraft,
  NewSource,
  RenewCredential,
  Source,
  SourceActivity,
  SourceChange,
  SourceCompleteness,
  SourceCredential,
  SourceDetail,
  SourcePoint,
  SourceProtocol,
  SourceQuery,
  SourceRow,
} from '../contract.ts'
import { allowTags, checkPoints, connectionFor, namesOwnCodes, passwordOf, reachOf, shown } from '../rules.ts'
import type { SourceKey, Tx } from '../store.ts'
import { digest, newCredential } from './credential.ts'
import type { Needs } from './needs.ts'

/** The stored form of a draft: its password sealed, or the kept one where that may be used again. @throws Refused */
export function sealedConnection(draft: ConnectionDraft, before: Connection | null, seal: Needs['seal']): Connection {
  if (draft.protocol !== 'opcua') return draft
  const { state } = accept(passwordOf(before, draft))
  return { ...draft, password: 'plain' in state ? seal(state.plain) : state.sealed }
}

/** Two at the same moment: the database keeps one, the other is told what the check would have said. */
const orTaken =
  (code: string, connection: Connection) =>
  (error: unknown): never => {
    const { constraint } = error as { constraint?: string }
    if (constraint === 'source_code_key') throw new Refused('sources.code_taken', { code })
    if (constraint === 'source_hj212' || constraint === 'source_sparkplug')
      throw new Refused('sources.reached_already', reachOf(connection) ?? {})
    throw error
  }

/** A source at the moment it is made. */
const firstState = (
  made: Pick<Source, 'code' | 'name' | 'org' | 'protocol' | 'viaEdge'>,
  tagCount: number,
  now: Source['changedAt'],
): Source => ({
  ...made,
  id: randomUUID(),
  enabled: true,
  tagCount,
  credentialSetAt: now,
  changedAt: now,
})

export const keeping = (needs: Needs) => {
  const { transact, store, outbox, audit, clock, organisationExists, knownTagCodes, traffic, activity, completeness, seal } = needs
  const must = async (tx: Tx, id: string): Promise<Source> => {
    const source = await store.source(tx, { id })
    if (!source) throw new Refused('sources.not_found', { id })
    return source
  }
  const changed = (tx: Tx) => outbox.append(tx, [{ type: 'sources.changed' }])
  const tagsOf = async (caller: Caller, protocol: SourceProtocol, points: readonly SourcePoint[]) =>
    accept(
      checkPoints(
        protocol,
        points,
        await knownTagCodes(
          caller.scope,
          points.map((point) => point.tagCode),
        ),
      ),
    ).state
  /** Across the whole house: a code and a logger's number are one, whoever may see the source that has it. */
  const refuseTaken = async (connection: Connection, butId: string | null) => {
    const reach = reachOf(connection)
    if (reach && (await transact(WHOLE_HOUSE, (tx) => store.taken(tx, { connection, butId }))))
      throw new Refused('sources.reached_already', reach)
  }
  const detail = async (tx: Tx, source: Source): Promise<Omit<SourceDetail, 'traffic'>> => {
    const { connection, points, addresses } = await store.settings(tx, source.id)
    const provision = await store.openProvision(tx, source.id, clock.now())
    return { ...source, connection: shown(connection), points, addresses, provision }
  }

  return {
    async page(caller: Caller, query: SourceQuery): Promise<{ items: SourceRow[]; total: number }> {
      const [{ items, total }, counted] = await Promise.all([transact(caller.scope, (tx) => store.page(tx, query)), traffic()])
      return { items: items.map((source) => ({ ...source, traffic: counted?.get(source.code) ?? null })), total }
    },
    async one(caller: Caller, id: string): Promise<SourceDetail> {
      const [found, counted] = await Promise.all([transact(caller.scope, async (tx) => detail(tx, await must(tx, id))), traffic()])
      return { ...found, traffic: counted?.get(found.code) ?? null }
    },
    async activity(caller: Caller, id: string): Promise<SourceActivity> {
      const { code } = await transact(caller.scope, (tx) => must(tx, id))
      return activity(code)
    },
    async completeness(caller: Caller, id: string): Promise<SourceCompleteness> {
      const { code } = await transact(caller.scope, (tx) => must(tx, id))
      return completeness(code).then(
        (known) => ({ reached: true, streams: known?.streams ?? [] }),
        () => ({ reached: false, streams: [] }), // an outage is shown as one
      )
    },
    async add(caller: Caller, input: NewSource): Promise<SourceCredential> {
      const { code, name, org, protocol, points = [], addresses = [], viaEdge = false } = input
      if (!(await organisationExists(org))) throw new Refused('sources.no_such_organisation', { org })
      const connection = sealedConnection(accept(connectionFor(protocol, input.connection)).state, null, seal)
      const tagCodes = await tagsOf(caller, protocol, points)
      if (await transact(WHOLE_HOUSE, (tx) => store.taken(tx, { code }))) throw new Refused('sources.code_taken', { code })
      await refuseTaken(connection, null)
      return transact(caller.scope, async (tx) => {
        const password = newCredential(protocol, input.accessPassword)
        const now = clock.now()
        const source = firstState({ code, name, org, protocol, viaEdge }, tagCodes.length, now)
        await store.add(tx, source, { connection, points, addresses }, digest(password))
        await store.setTagCodes(tx, source, tagCodes)
        await audit.record(tx, caller, {
          action: 'sources.add',
          object: source.code,
          org: source.org,
          before: null,
          after: { ...source, connection: shown(connection), points: points.length, addresses },
        })
        await changed(tx)
        return { id: source.id, code: source.code, username: source.code, password }
      }).catch(orTaken(code, connection))
    },
    /** Many at once, each with the tags it may send, in one transaction: all or none. The tags are the caller's own and not looked up again. */
    addMany: (caller: Caller, inputs: readonly (NewSource & { tagCodes: readonly string[] })[]): Promise<SourceCredential[]> =>
      transact(caller.scope, async (tx) => {
        const now = clock.now()
        const credentials: SourceCredential[] = []
        for (const { code, name, org, protocol, viaEdge = false, points = [], addresses = [], accessPassword, ...input } of inputs) {
          const connection = sealedConnection(accept(connectionFor(protocol, input.connection)).state, null, seal)
          const tagCodes = namesOwnCodes(protocol) ? input.tagCodes : points.map((point) => point.tagCode)
          const password = newCredential(protocol, accessPassword)
          const source = firstState({ code, name, org, protocol, viaEdge }, tagCodes.length, now)
          await store.add(tx, source, { connection, points, addresses }, digest(password))
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
    async change(caller: Caller, id: string, changes: SourceChange): Promise<Omit<SourceDetail, 'traffic'>> {
      const { source, settings } = await transact(caller.scope, async (tx) => ({
        source: await must(tx, id),
        settings: await store.settings(tx, id),
      }))
      const connection = changes.connection
        ? sealedConnection(accept(connectionFor(source.protocol, changes.connection)).state, settings.connection, seal)
        : undefined
      const { points, addresses } = changes
      const tagCodes = points ? await tagsOf(caller, source.protocol, points) : undefined
      if (connection) await refuseTaken(connection, id)
      return transact(caller.scope, async (tx) => {
        const before = await detail(tx, await must(tx, id))
        await store.change(
          tx,
          id,
          {
            ...(changes.name === undefined ? {} : { name: changes.name }),
            ...(changes.enabled === undefined ? {} : { enabled: changes.enabled }),
            ...(changes.viaEdge === undefined ? {} : { via_edge: changes.viaEdge }),
            changed_at: clock.now(),
          },
          { ...(connection ? { connection } : {}), ...(points ? { points } : {}), ...(addresses ? { addresses } : {}) },
        )
        if (tagCodes && !namesOwnCodes(source.protocol)) await store.setTagCodes(tx, source, tagCodes)
        const after = await detail(tx, await must(tx, id))
        await audit.record(tx, caller, { action: 'sources.change', object: source.code, org: source.org, before, after })
        await changed(tx)
        return after
      }).catch(orTaken(source.code, connection ?? settings.connection))
    },
    /** A new credential; the old one ends with the next connection. */
    renewCredential: (caller: Caller, id: string, chosen: RenewCredential = null): Promise<SourceCredential> =>
      transact(caller.scope, async (tx) => {
        const source = await must(tx, id)
        const password = newCredential(source.protocol, chosen?.accessPassword)
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
        if (!namesOwnCodes(source.protocol)) throw new Refused('sources.tags_follow_points', { protocol: source.protocol })
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
    /** For the house. */
    keys: (): Promise<SourceKey[]> => transact(WHOLE_HOUSE, (tx) => store.keys(tx)),
  }
}
