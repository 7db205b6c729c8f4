/** The SQL of which source may send which tag, for many tags at once. */
import { sql } from 'kysely'
import type { SourceProtocol } from '../contract.ts'
import type { Tx } from '../store.ts'

export const bulkStore = {
  async sources(tx: Tx): Promise<{ code: string; org: string; protocol: SourceProtocol }[]> {
    return tx.selectFrom('source').select(['code', 'org', 'protocol']).orderBy('code').execute()
  },
  /** Tag code → codes of the sources that may send it, in order. */
  async senders(tx: Tx, tagCodes: readonly string[]): Promise<Map<string, string[]>> {
    const { rows } = await sql<{ tag_code: string; sources: string[] }>`
      select t.tag_code, array_agg(s.code order by s.code) as sources from source_tag t join source s on s.id = t.source_id
      where t.tag_code = any (${tagCodes}::text[]) group by t.tag_code`.execute(tx)
    return new Map(rows.map((row) => [row.tag_code, row.sources]))
  },
  /** From now on each of these tags may be sent by exactly these sources. */
  async setSenders(tx: Tx, senders: readonly { tagCode: string; sourceCodes: readonly string[] }[]): Promise<void> {
    const given = JSON.stringify(senders.flatMap(({ tagCode, sourceCodes }) => sourceCodes.map((source) => ({ tag: tagCode, source }))))
    await sql`delete from source_tag where tag_code = any (${senders.map((one) => one.tagCode)}::text[])`.execute(tx)
    await sql`
      insert into source_tag (source_id, org, tag_code)
      select s.id, s.org, n.tag from jsonb_to_recordset(${given}::jsonb) as n(tag text, source text) join source s on s.code = n.source`.execute(
      tx,
    )
  },
  /** Sources at or below these places: place → code of one. */
  async standingBelow(tx: Tx, paths: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ path: string; code: string }>`
      select p.path, min(s.code) as code from unnest(${paths}::text[]) as p(path) join source s on s.org <@ p.path::ltree group by p.path`.execute(
      tx,
    )
    return new Map(rows.map((row) => [row.path, row.code]))
  },
}
