/** The SQL of sources. */
import { type SelectQueryBuilder, sql } from 'kysely'
import { Connection, Points, Source, type SourceQuery } from '../contract.ts'
import type { SourceKey, SourceSettings, SourcesTables, SourceTable, Tx } from './tables.ts'

const toSource = (row: SourceTable, tagCount: number): Source =>
  Source.parse({ ...row, tagCount, viaEdge: row.via_edge, credentialSetAt: row.credential_set_at, changedAt: row.changed_at })

export const sourceRows = {
  async source(tx: Tx, by: { id: string } | { code: string }): Promise<Source | undefined> {
    const row = await tx
      .selectFrom('source')
      .selectAll()
      .where((e) => ('id' in by ? e('id', '=', by.id) : e('code', '=', by.code)))
      .executeTakeFirst()
    return row && toSource(row, (await sourceRows.tagCodes(tx, row.id)).length)
  },
  async settings(tx: Tx, id: string): Promise<SourceSettings> {
    const row = await tx.selectFrom('source').select(['connection', 'points', 'addresses']).where('id', '=', id).executeTakeFirstOrThrow()
    return { connection: Connection.parse(row.connection), points: Points.parse(row.points), addresses: row.addresses }
  },
  /** Whether a code, or what a packet says of its sender, belongs to a source already. Seen in the scope of `tx`. */
  async taken(tx: Tx, by: { code: string } | { connection: Connection; butId: string | null }): Promise<boolean> {
    const base = tx.selectFrom('source').select('id')
    if ('code' in by) return (await base.where('code', '=', by.code).executeTakeFirst()) !== undefined
    const { connection, butId } = by
    let same = base.where('protocol', '=', connection.protocol)
    if (butId) same = same.where('id', '<>', butId)
    if (connection.protocol === 'hj212') same = same.where(sql<boolean>`connection ->> 'deviceNumber' = ${connection.deviceNumber}`)
    else if (connection.protocol === 'sparkplug')
      same = same.where(
        sql<boolean>`connection ->> 'groupId' = ${connection.groupId} and connection ->> 'edgeNodeId' = ${connection.edgeNodeId}`,
      )
    else return false
    return (await same.executeTakeFirst()) !== undefined
  },
  async page(tx: Tx, query: SourceQuery): Promise<{ items: Source[]; total: number }> {
    const filter = <O>(q: SelectQueryBuilder<SourcesTables, 'source', O>) => {
      let filtered = q
      if (query.under) filtered = filtered.where(sql<boolean>`source.org <@ ${query.under}::ltree`)
      if (query.text)
        filtered = filtered.where((e) => e.or([e('source.name', 'ilike', `%${query.text}%`), e('source.code', 'ilike', `%${query.text}%`)]))
      if (query.protocol) filtered = filtered.where('source.protocol', '=', query.protocol)
      return filtered
    }
    const rows = await filter(tx.selectFrom('source'))
      .selectAll()
      .select((e) =>
        e
          .selectFrom('source_tag')
          .whereRef('source_id', '=', 'source.id')
          .select((c) => c.fn.countAll<number>().as('n'))
          .as('tag_count'),
      )
      .orderBy('code')
      .limit(query.pageSize)
      .offset((query.page - 1) * query.pageSize)
      .execute()
    const { total } = await filter(tx.selectFrom('source').select((e) => e.fn.countAll<number>().as('total'))).executeTakeFirstOrThrow()
    return { items: rows.map((row) => toSource(row, row.tag_count ?? 0)), total }
  },
  async add(tx: Tx, source: Source, settings: SourceSettings, credentialDigest: string): Promise<void> {
    await tx
      .insertInto('source')
      .values({
        id: source.id,
        org: source.org,
        code: source.code,
        name: source.name,
        protocol: source.protocol,
        credential_digest: credentialDigest,
        credential_set_at: source.credentialSetAt,
        enabled: source.enabled,
        changed_at: source.changedAt,
        connection: JSON.stringify(settings.connection),
        points: JSON.stringify(settings.points),
        addresses: settings.addresses,
        via_edge: source.viaEdge,
      })
      .execute()
  },
  async change(
    tx: Tx,
    id: string,
    columns: Partial<Pick<SourceTable, 'name' | 'enabled' | 'credential_digest' | 'credential_set_at' | 'changed_at' | 'via_edge'>>,
    { connection, points, addresses }: Partial<SourceSettings> = {},
  ): Promise<void> {
    await tx
      .updateTable('source')
      .set({
        ...columns,
        ...(connection ? { connection: JSON.stringify(connection) } : {}),
        ...(points ? { points: JSON.stringify(points) } : {}),
        ...(addresses ? { addresses } : {}),
      })
      .where('id', '=', id)
      .execute()
  },
  async tagCodes(tx: Tx, sourceId: string): Promise<string[]> {
    return (await tx.selectFrom('source_tag').select('tag_code').where('source_id', '=', sourceId).orderBy('tag_code').execute()).map(
      (row) => row.tag_code,
    )
  },
  async setTagCodes(tx: Tx, source: Pick<Source, 'id' | 'org'>, tagCodes: readonly string[]): Promise<void> {
    await tx.deleteFrom('source_tag').where('source_id', '=', source.id).execute()
    for (let at = 0; at < tagCodes.length; at += 1000)
      await tx
        .insertInto('source_tag')
        .values(tagCodes.slice(at, at + 1000).map((tag_code) => ({ source_id: source.id, org: source.org, tag_code })))
        .execute()
  },
  async keys(tx: Tx): Promise<SourceKey[]> {
    const sources = await tx.selectFrom('source').selectAll().where('enabled', '=', true).orderBy('code').execute()
    const tags = await tx.selectFrom('source_tag').select(['source_id', 'tag_code']).execute()
    const bySource = Map.groupBy(tags, (row) => row.source_id)
    return sources.map((row) => ({
      code: row.code,
      org: row.org,
      // what an edge agent collects comes through the agent's door, whatever the devices behind it speak
      protocol: row.via_edge ? ('edge' as const) : row.protocol,
      credentialDigest: row.credential_digest,
      tagCodes: (bySource.get(row.id) ?? []).map((tag) => tag.tag_code),
      connection: row.via_edge ? { protocol: 'edge' as const } : Connection.parse(row.connection),
      points: row.via_edge ? [] : Points.parse(row.points),
      addresses: row.addresses,
    }))
  },
}
