/** Trying a connection before it is relied on (测试连接), and looking into a server's address space. */
import { type Caller, Refused } from '@anyuan/kernel'
import type { BrowseConnection, BrowseNode, Connection, ConnectionDraft, ConnectionTest, TryConnection } from '../contract.ts'
import { sealedConnection } from './keeping.ts'
import type { Needs } from './needs.ts'

export const trial = ({ transact, store, audit, seal, testConnection, browse }: Needs) => {
  /** The connection to dial; the password that the named source keeps is used for its own endpoint alone. */
  const settled = (
    caller: Caller,
    draft: ConnectionDraft,
    sourceId: string | undefined,
  ): Promise<{ connection: Connection; code: string }> =>
    transact(caller.scope, async (tx) => {
      const source = sourceId === undefined ? undefined : await store.source(tx, { id: sourceId })
      if (sourceId !== undefined && !source) throw new Refused('sources.not_found', { id: sourceId })
      const kept = source ? (await store.settings(tx, source.id)).connection : null
      return { connection: sealedConnection(draft, kept, seal), code: source?.code ?? '' }
    })
  const record = (caller: Caller, action: string, connection: Connection) =>
    transact(caller.scope, (tx) =>
      audit.record(tx, caller, { action, object: targetOf(connection), org: caller.scope[0] ?? null, before: null, after: null }),
    )
  return {
    async test(caller: Caller, { connection: draft, points, sourceId }: TryConnection): Promise<ConnectionTest> {
      const { connection, code } = await settled(caller, draft, sourceId)
      await record(caller, 'sources.test', connection)
      return testConnection(connection, points, code)
    },
    async browse(caller: Caller, { connection: draft, nodeId, sourceId }: BrowseConnection): Promise<{ nodes: BrowseNode[] }> {
      const { connection } = await settled(caller, draft, sourceId)
      const answer = await browse(connection, nodeId)
      if (answer.ok) return { nodes: answer.nodes }
      throw new Refused('sources.cannot_browse', { fault: answer.fault, detail: answer.detail })
    },
  }
}

/** Whom the house dialled, for the trail. */
function targetOf(connection: Connection): string {
  if (connection.protocol === 'opcua') return connection.endpointUrl
  return connection.protocol === 'modbus' ? `${connection.host}:${connection.port}` : connection.protocol
}
